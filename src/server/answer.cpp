#include "server/answer.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>

#include "server/content_coding.h"
#include "server/entity_tag.h"
#include "server/http_date.h"

namespace cognitrack {
namespace {

constexpr std::size_t kWorthCompressing = 1'024;

bool IsOwnHeader(std::string_view name) {
  constexpr std::array<std::string_view, 4> kOwn = {"connection", "content-length", "date",
                                                    "transfer-encoding"};
  return std::any_of(kOwn.begin(), kOwn.end(),
                     [&](std::string_view own) { return EqualsIgnoringCase(name, own); });
}

bool IsSendable(const ServerResponse& response) {
  if (response.status < 200 || response.status > 599) return false;
  return std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
    return IsToken(header.first) && IsFieldValue(header.second);
  });
}

// The handler may write its headers in any case.
const std::string* Find(const HeaderList& headers, std::string_view name) {
  for (const auto& header : headers) {
    if (EqualsIgnoringCase(header.first, name)) return &header.second;
  }
  return nullptr;
}

void Remove(HeaderList* headers, std::string_view name) {
  std::erase_if(*headers,
                [&](const auto& header) { return EqualsIgnoringCase(header.first, name); });
}

void Set(HeaderList* headers, std::string_view name, std::string value) {
  Remove(headers, name);
  headers->emplace_back(name, std::move(value));
}

std::string StatusLine(int status) {
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return "HTTP/1.1 " + std::to_string(status) + ' ' + std::string(reason) + "\r\n";
}

std::string HeadOf(const ServerResponse& response, UtcSeconds now) {
  std::string head = StatusLine(response.status);
  head.reserve(512);
  head.append("Date: ").append(FormatHttpDate(now)).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    if (!IsOwnHeader(name)) head.append(name).append(": ").append(value).append("\r\n");
  }
  return head;
}

ServerResponse PlainText(int status, std::string_view text) {
  ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Cache-Control", "no-store"}};
  response.body.append(text).append("\n");
  return response;
}

bool IsRead(const ServerRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

// Of a whole body: tells its tag, and leaves out what the other side has already. Nobody has what
// must not be stored.
void Validate(const ServerRequest& request, bool will_compress, ServerResponse* response) {
  if (!IsRead(request) || response->status != 200) return;
  const std::string* caching = Find(response->headers, "cache-control");
  if (caching != nullptr && *caching == "no-store") return;
  const std::string* own = Find(response->headers, "etag");
  const std::string plain_tag = own != nullptr ? *own : EntityTagOf(response->body);
  const std::string packed_tag = GzipTagOf(plain_tag);
  Set(&response->headers, "ETag", will_compress ? packed_tag : plain_tag);
  const std::string_view held = request.Header("if-none-match");
  if (!NamesTag(held, plain_tag) && !NamesTag(held, packed_tag)) return;
  response->status = 304;
  Remove(&response->headers, "content-type");
  Remove(&response->headers, "content-encoding");
}

// Of a whole body: whether it is to be compressed. Says that it depends on what the other side
// takes wherever it does.
bool NegotiateCoding(const ServerRequest& request, ServerResponse* response) {
  const std::string* type = Find(response->headers, "content-type");
  if (type == nullptr || !IsCompressible(*type) || response->body.size() <= kWorthCompressing ||
      Find(response->headers, "content-encoding") != nullptr) {
    return false;
  }
  response->headers.emplace_back("Vary", "Accept-Encoding");
  return AllowsGzip(request.Header("accept-encoding"));
}

bool HasNoBody(int status) { return status == 204 || status == 304; }

ServerAnswer WholeAnswer(const ServerRequest& request, ServerResponse response, UtcSeconds now) {
  const bool will_compress = NegotiateCoding(request, &response);
  Validate(request, will_compress, &response);
  ServerAnswer answer;
  if (HasNoBody(response.status)) {
    answer.head = HeadOf(response, now);
    return answer;
  }
  if (will_compress) {
    response.body = Gzip(response.body);
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  answer.head = HeadOf(response, now);
  answer.head.append("Content-Length: ")
      .append(std::to_string(response.body.size()))
      .append("\r\n");
  if (request.method != "HEAD") answer.body = std::move(response.body);
  return answer;
}

ServerAnswer AnswerInPieces(const ServerRequest& request, ServerResponse response, bool is_http11,
                            UtcSeconds now) {
  ServerAnswer answer;
  answer.head = HeadOf(response, now);
  if (HasNoBody(response.status)) return answer;
  answer.chunked = is_http11;
  answer.close = !is_http11;
  if (is_http11) answer.head.append("Transfer-Encoding: chunked\r\n");
  if (request.method == "HEAD") return answer;
  answer.body = std::move(response.body);
  answer.next_piece = std::move(response.next_piece);
  answer.news = std::move(response.news);
  answer.pause = response.pause;
  return answer;
}

}  // namespace

ServerAnswer MakeAnswer(const ServerRequest& request, ServerResponse response, bool is_http11,
                        UtcSeconds now) {
  if (!IsSendable(response)) return MakeFailure(request, now);
  if (!response.next_piece && !response.news) return WholeAnswer(request, std::move(response), now);
  return AnswerInPieces(request, std::move(response), is_http11, now);
}

ServerAnswer MakeRefusal(const Refusal& refusal, UtcSeconds now) {
  ServerResponse response = PlainText(refusal.status, refusal.why);
  if (refusal.status == 405) {
    response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  }
  ServerAnswer answer = WholeAnswer(ServerRequest{}, std::move(response), now);
  answer.close = true;
  return answer;
}

ServerAnswer MakeBusy(const ServerRequest& request, UtcSeconds now) {
  ServerResponse response = PlainText(503, "too many requests at once; try again");
  response.headers.emplace_back("Retry-After", "1");
  return WholeAnswer(request, std::move(response), now);
}

ServerAnswer MakeFailure(const ServerRequest& request, UtcSeconds now) {
  ServerAnswer answer =
      WholeAnswer(request, PlainText(500, "the request failed in the server"), now);
  answer.close = true;
  return answer;
}

}  // namespace cognitrack
