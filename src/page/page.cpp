#include "page/page.h"

#include <algorithm>

#include "server/content_coding.h"
#include "server/entity_tag.h"

namespace cognitrack {
namespace {

constexpr std::string_view kDocument = "/index.html";
constexpr std::string_view kAssets = "/assets/";

const PageFile* FileAt(std::string_view path) {
  const std::vector<PageFile>& files = PageFiles();
  const auto found = std::find_if(files.begin(), files.end(),
                                  [path](const PageFile& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

// "/", "/explore", "/proof/2026-03-05": the page's own script finds what stands there.
bool IsRoutedByPage(std::string_view path) {
  if (path == "/") return true;
  if (path.empty() || path.front() != '/') return false;
  const std::string_view first = path.substr(1, path.find('/', 1) - 1);
  const std::vector<std::string_view>& names = PageNames();
  return std::find(names.begin(), names.end(), first) != names.end();
}

const PageFile* FileFor(std::string_view path) {
  return FileAt(IsRoutedByPage(path) ? kDocument : path);
}

ServerResponse OtherMethod() {
  ServerResponse response;
  response.status = 405;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Allow", "GET, HEAD"}};
  response.body = "this path takes GET, HEAD\n";
  return response;
}

}  // namespace

bool IsOfPage(std::string_view path) { return path != kDocument && FileFor(path) != nullptr; }

std::string_view PagePattern(std::string_view path) {
  if (path == "/") return path;
  if (IsRoutedByPage(path)) return "/{page}";
  if (path.starts_with(kAssets)) return "/assets/{file}";
  const PageFile* file = FileAt(path);
  return file == nullptr ? "none" : file->path;
}

ServerResponse AnswerPage(const ServerRequest& request) {
  if (request.method != "GET" && request.method != "HEAD") return OtherMethod();
  const PageFile& file = *FileFor(request.path);
  ServerResponse response;
  response.headers = {
      {"Content-Type", std::string(file.content_type)},
      {"Cache-Control", file.is_immutable ? "public, max-age=31536000, immutable" : "no-cache"},
      {"Content-Security-Policy",
       "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
       "object-src 'none'"}};
  const bool is_packed = !file.gzip.empty() && AllowsGzip(request.Header("accept-encoding"));
  response.headers.emplace_back("ETag", is_packed ? GzipTagOf(file.tag) : std::string(file.tag));
  if (is_packed) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.headers.emplace_back("Vary", "Accept-Encoding");
  }
  response.body = is_packed ? file.gzip : file.plain;
  return response;
}

}  // namespace cognitrack
