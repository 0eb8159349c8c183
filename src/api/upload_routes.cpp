#include "api/upload_routes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/problem.h"
#include "api/temporary_file.h"
#include "api/verb_request.h"
#include "server/head_check.h"

namespace cognitrack {
namespace {

constexpr std::string_view kNameParameter = "name";
constexpr std::string_view kNoName = "export.csv";
constexpr std::size_t kMostNameBytes = 255;
// As browsers and curl call a CSV file.
constexpr std::array<std::string_view, 3> kTypes = {"text/csv", "application/octet-stream",
                                                    "application/vnd.ms-excel"};

// A mere name: it is told in documents, and leads nowhere.
bool IsFileName(const std::string& name) {
  return !name.empty() && name.size() <= kMostNameBytes && name != "." && name != ".." &&
         std::none_of(name.begin(), name.end(), [](char c) {
           return c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

std::optional<ServerResponse> CheckContent(const ServerRequest& head) {
  const std::string_view type = head.Header("content-type");
  const std::string_view bare = Trimmed(type.substr(0, type.find(';')));
  const bool is_file = std::any_of(kTypes.begin(), kTypes.end(), [bare](std::string_view known) {
    return EqualsIgnoringCase(bare, known);
  });
  if (!is_file) {
    return ProblemOf(415, "usage",
                     "the body is the file itself, as text/csv or application/octet-stream, "
                     "without a form around it; nothing was done");
  }
  if (!head.Header("content-encoding").empty()) {
    return ProblemOf(415, "usage", "the body must not be compressed; nothing was done");
  }
  return std::nullopt;
}

std::optional<ServerResponse> CheckLength(const ServerRequest& head,
                                          std::optional<std::uint64_t> length, std::uint64_t most) {
  if (length == std::uint64_t{0}) {
    if (head.Header("content-length").empty()) {
      return ProblemOf(411, "usage", "send the file with its Content-Length, or in chunks");
    }
    return ProblemOf(400, "usage", "the body is empty; nothing was done");
  }
  if (length.value_or(0) <= most) return std::nullopt;
  return ProblemOf(413, "usage",
                   "a file may be " + std::to_string(most >> 20) +
                       " MiB here (COGNITRACK_UPLOAD_MIB); nothing was stored");
}

std::string LocationOf(const Route& route, std::int64_t run_id) {
  return (route.verb == "parity" ? "/api/v1/parity/" : "/api/v1/runs/") + std::to_string(run_id);
}

}  // namespace

class UploadRoutes::ExportUpload : public Upload {
 public:
  ExportUpload(UploadRoutes& routes, const Route& route, CommandOptions options, AuditEntry entry,
               TemporaryFile file)
      : routes_(routes),
        route_(route),
        options_(std::move(options)),
        entry_(std::move(entry)),
        file_(std::move(file)) {}
  ~ExportUpload() override { --routes_.uploads_; }
  ExportUpload(const ExportUpload&) = delete;
  ExportUpload& operator=(const ExportUpload&) = delete;

  std::optional<ServerResponse> Take(std::string_view piece) override {
    bytes_ += piece.size();
    // Its head need not have said how long it is.
    if (auto refusal = CheckLength({}, bytes_, routes_.settings_.most_bytes)) return refusal;
    if (const Status kept = file_.Append(piece); !kept) return ProblemOf(kept.error());
    return std::nullopt;
  }

  ServerResponse Answer(const ServerRequest&) override {
    if (bytes_ == 0) return ProblemOf(400, "usage", "the body is empty; nothing was done");
    return routes_.changes_.Recorded(entry_, [this] { return Done(); });
  }

 private:
  ServerResponse Done() {
    std::int64_t run_id = 0;
    const auto answer = routes_.verbs_.RunWithFile(options_, file_.path(), &run_id);
    if (!answer) {
      return ProblemOf({answer.error().code, InParameters(route_, answer.error().message)});
    }
    ServerResponse response;
    response.status = run_id == 0 ? 200 : 201;
    response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
    if (run_id != 0) response.headers.emplace_back("Location", LocationOf(route_, run_id));
    response.body = answer->document;
    return response;
  }

  UploadRoutes& routes_;
  const Route& route_;
  CommandOptions options_;
  AuditEntry entry_;
  TemporaryFile file_;
  std::uint64_t bytes_ = 0;
};

bool UploadRoutes::IsUpload(std::string_view method, std::string_view path) {
  return method == "POST" && (path == "/api/v1/imports" || path == "/api/v1/parity");
}

std::variant<std::unique_ptr<Upload>, ServerResponse> UploadRoutes::Admit(
    const RouteMatch& match, const ServerRequest& head, const Caller& caller,
    std::vector<std::pair<std::string, std::string>> parameters,
    std::optional<std::uint64_t> length) {
  if (auto refusal = CheckContent(head)) return *std::move(refusal);
  std::string name(kNoName);
  for (const auto& parameter : parameters) {
    if (parameter.first == kNameParameter) name = parameter.second;
  }
  std::erase_if(parameters,
                [](const auto& parameter) { return parameter.first == kNameParameter; });
  if (!IsFileName(name)) {
    return ProblemOf(400, "usage", "'name' is the file's name alone, of at most 255 bytes");
  }
  const auto options = OptionsOf(match, parameters, {"--csv=" + name});
  if (!options) return ProblemOf(options.error());
  if (auto refusal = CheckLength(head, length, settings_.most_bytes)) return *std::move(refusal);
  if (++uploads_ > std::max<std::size_t>(verbs_.readers() / 2, 1)) {
    --uploads_;
    return ProblemOf(503, std::string(NameOf(ErrorCode::kTryLater)),
                     "as many files are being taken as may be; send it again when one is done");
  }
  auto file = TemporaryFile::Make(settings_.directory);
  if (!file) {
    --uploads_;
    return ProblemOf(file.error());
  }
  AuditEntry entry = EntryOf(caller, head, match.route->verb, options->source.value_or(""), name);
  return std::unique_ptr<Upload>(
      new ExportUpload(*this, *match.route, *options, std::move(entry), *std::move(file)));
}

}  // namespace cognitrack
