#include "net/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>

#include "base/check.h"
#include "base/clock.h"

namespace cognitrack {
namespace {

using std::chrono::milliseconds;

// How often a wait looks at the limits that curl does not know and at the wish to stop.
constexpr milliseconds kSlice{50};
// A body that comes slower than this for as long as a first byte may take is a stall.
constexpr long kSlowestBytesPerSecond = 1'024;
constexpr std::size_t kHeaderCountMax = 200;
// How much curl takes from the connection at once: answers are megabytes.
constexpr long kReceiveBytes = 512L << 10;

std::string_view Trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// Whether `text` can stand in a header without ending it.
bool IsOneLine(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool IsHttps(std::string_view url) { return Lower(url.substr(0, 8)) == "https://"; }

HttpFailure FailureOf(CURLcode code) {
  switch (static_cast<int>(code)) {  // Curl has some hundred codes; few of them can come here.
    case CURLE_OK:
      return HttpFailure::kNone;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return HttpFailure::kNotSent;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return HttpFailure::kResolve;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpFailure::kTimeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_USE_SSL_FAILED:
      return HttpFailure::kTls;
    case CURLE_FILESIZE_EXCEEDED:
      return HttpFailure::kTooLarge;
    case CURLE_BAD_CONTENT_ENCODING:
      return HttpFailure::kBadEncoding;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_WEIRD_SERVER_REPLY:
      return HttpFailure::kTruncated;
    default:
      return HttpFailure::kConnect;
  }
}

// One exchange: what the callbacks of curl write into.
struct Exchange {
  CURL* easy = nullptr;
  HttpResponse* response = nullptr;
  std::size_t body_bytes_max = 0;
  bool any_byte = false;
  HttpFailure refused = HttpFailure::kNone;  // Why a callback ended the exchange.
  std::string refused_detail;

  // Makes room for what Content-Length announces, as far as the limit goes, and for a quarter more:
  // the next answer, which reuses the room, is often a little longer.
  void MakeRoom() const {
    curl_off_t announced = 0;
    curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    if (announced <= 0) return;
    const std::size_t bytes = std::min(static_cast<std::size_t>(announced), body_bytes_max);
    std::string& body = response->body;
    if (body.capacity() < bytes + kBodyPadding) body.reserve(bytes + bytes / 4 + kBodyPadding);
  }

  std::size_t Refuse(HttpFailure failure, std::string detail) {
    refused = failure;
    refused_detail = std::move(detail);
    return 0;
  }
};

std::size_t OnBody(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto* exchange = static_cast<Exchange*>(user);
  exchange->any_byte = true;
  std::string& body = exchange->response->body;
  const std::size_t added = size * count;
  if (added > exchange->body_bytes_max - body.size()) {
    return exchange->Refuse(
        HttpFailure::kTooLarge,
        "the body exceeds the limit of " + std::to_string(exchange->body_bytes_max) + " bytes");
  }
  if (body.empty()) exchange->MakeRoom();
  const std::size_t needed = body.size() + added + kBodyPadding;
  if (body.capacity() < needed) body.reserve(std::max(needed, body.capacity() * 2));
  body.append(bytes, added);
  return added;
}

std::size_t OnHeader(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto* exchange = static_cast<Exchange*>(user);
  exchange->any_byte = true;
  auto& headers = exchange->response->headers;
  const std::string_view line(bytes, size * count);
  if (line.substr(0, 5) == "HTTP/") {
    headers.clear();  // An interim answer came before this one.
    return line.size();
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  if (headers.size() >= kHeaderCountMax) {
    return exchange->Refuse(HttpFailure::kTooLarge, "the answer has too many headers");
  }
  headers.emplace_back(Lower(Trim(line.substr(0, colon))), Trim(line.substr(colon + 1)));
  const auto& [name, value] = headers.back();
  if (name == "content-encoding") {
    const std::string encoding = Lower(value);
    if (encoding != "gzip" && encoding != "x-gzip" && encoding != "identity" && !encoding.empty()) {
      return exchange->Refuse(HttpFailure::kBadEncoding,
                              "the answer's encoding was not asked for (only gzip is)");
    }
  }
  return line.size();
}

class HeaderList {
 public:
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList() { curl_slist_free_all(list_); }
  void Add(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_, line.c_str());
    CHECK(longer != nullptr, "memory for a header");
    list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

class CurlTransport : public HttpTransport {
 public:
  CurlTransport() : multi_(curl_multi_init()), easy_(curl_easy_init()) {
    CHECK(multi_ != nullptr && easy_ != nullptr, "libcurl can be initialised");
  }
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  ~CurlTransport() override {
    curl_easy_cleanup(easy_);
    curl_multi_cleanup(multi_);
  }

  void Get(const HttpRequest& request, const HttpLimits& limits, HttpResponse* response) override;

 private:
  template <typename Value>
  void Set(CURLoption option, Value value) {
    CHECK(curl_easy_setopt(easy_, option, value) == CURLE_OK, "libcurl knows the option");
  }
  void Prepare(const HttpRequest& request, const HttpLimits& limits, Exchange* exchange);
  CURLcode Run(const HttpLimits& limits, Exchange* exchange);
  milliseconds SinceSent() const;

  CURLM* multi_;
  CURL* easy_;
  char error_text_[CURL_ERROR_SIZE] = {};
};

void CurlTransport::Prepare(const HttpRequest& request, const HttpLimits& limits,
                            Exchange* exchange) {
  curl_easy_reset(easy_);  // Keeps the connection.
  error_text_[0] = '\0';
  Set(CURLOPT_URL, request.url.c_str());
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  const bool is_pinned = !request.pin.empty();
  Set(CURLOPT_SSL_VERIFYPEER, is_pinned ? 0L : 1L);
  Set(CURLOPT_SSL_VERIFYHOST, is_pinned ? 0L : 2L);
  Set(CURLOPT_PINNEDPUBLICKEY, is_pinned ? request.pin.c_str() : nullptr);
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(CURLOPT_ACCEPT_ENCODING, "gzip");
  Set(CURLOPT_USERAGENT, "cognitrack");
  Set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  // Plain http goes to loopback only, so that a proxy of the environment must not see it.
  if (!IsHttps(request.url)) Set(CURLOPT_PROXY, "");
  Set(CURLOPT_NOSIGNAL, 1L);
  // Refused where a request that was broken off has left its buffer behind: that one is used then.
  curl_easy_setopt(easy_, CURLOPT_BUFFERSIZE, kReceiveBytes);
  Set(CURLOPT_TCP_KEEPALIVE, 1L);
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total.count()));
  Set(CURLOPT_LOW_SPEED_LIMIT, kSlowestBytesPerSecond);
  Set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.first_byte.count() / 1'000 + 1));
  Set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits.body_bytes));
  Set(CURLOPT_WRITEFUNCTION, &OnBody);
  Set(CURLOPT_WRITEDATA, static_cast<void*>(exchange));
  Set(CURLOPT_HEADERFUNCTION, &OnHeader);
  Set(CURLOPT_HEADERDATA, static_cast<void*>(exchange));
  Set(CURLOPT_ERRORBUFFER, error_text_);
}

// Time since the connection stood and the request could go; 0 before that.
milliseconds CurlTransport::SinceSent() const {
  curl_off_t sent_us = 0;
  curl_off_t now_us = 0;
  curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &sent_us);
  curl_easy_getinfo(easy_, CURLINFO_TOTAL_TIME_T, &now_us);
  return milliseconds(sent_us == 0 ? 0 : (now_us - sent_us) / 1'000);
}

CURLcode CurlTransport::Run(const HttpLimits& limits, Exchange* exchange) {
  while (true) {
    int running = 0;
    if (curl_multi_perform(multi_, &running) != CURLM_OK) return CURLE_FAILED_INIT;
    if (running == 0) break;
    if (StopRequested()) {
      exchange->Refuse(HttpFailure::kInterrupted, "asked to stop during the request");
      return CURLE_ABORTED_BY_CALLBACK;
    }
    if (!exchange->any_byte && SinceSent() > limits.first_byte) {
      exchange->Refuse(HttpFailure::kTimeout, "no answer began in time");
      return CURLE_ABORTED_BY_CALLBACK;
    }
    const auto slice = std::min(kSlice, limits.first_byte);
    if (curl_multi_poll(multi_, nullptr, 0, static_cast<int>(slice.count()), nullptr) != CURLM_OK) {
      return CURLE_FAILED_INIT;
    }
  }
  int left_in_queue = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left_in_queue)) {
    if (message->msg == CURLMSG_DONE) return message->data.result;
  }
  return CURLE_FAILED_INIT;
}

void CurlTransport::Get(const HttpRequest& request, const HttpLimits& limits,
                        HttpResponse* response) {
  response->Clear();
  HeaderList headers;
  bool is_sendable = IsOneLine(request.url) && IsOneLine(request.bearer.Reveal());
  for (const auto& [name, value] : request.headers) {
    is_sendable = is_sendable && IsOneLine(name) && IsOneLine(value);
    headers.Add(name + ": " + value);
  }
  if (!is_sendable) {
    response->failure = HttpFailure::kNotSent;
    response->failure_detail = "a header or the URL holds a line break or a zero byte";
    return;
  }
  if (!request.bearer.empty()) headers.Add("Authorization: Bearer " + request.bearer.Reveal());

  Exchange exchange;
  exchange.easy = easy_;
  exchange.response = response;
  exchange.body_bytes_max = limits.body_bytes;
  Prepare(request, limits, &exchange);
  Set(CURLOPT_HTTPHEADER, headers.get());
  CHECK(curl_multi_add_handle(multi_, easy_) == CURLM_OK, "libcurl takes the request");
  const CURLcode code = Run(limits, &exchange);
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  curl_multi_remove_handle(multi_, easy_);
  Set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));

  response->status = static_cast<int>(status);
  response->failure = exchange.refused != HttpFailure::kNone ? exchange.refused : FailureOf(code);
  if (response->failure == HttpFailure::kNone) {
    if (response->body.capacity() < response->body.size() + kBodyPadding) {
      response->body.reserve(response->body.size() + kBodyPadding);
    }
    return;
  }
  response->failure_detail = exchange.refused != HttpFailure::kNone ? exchange.refused_detail
                             : error_text_[0] != '\0'               ? error_text_
                                                                    : curl_easy_strerror(code);
  response->status = 0;
  response->headers.clear();
  response->body.clear();
}

}  // namespace

std::unique_ptr<HttpTransport> MakeCurlTransport() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(initialised == CURLE_OK, "libcurl can be initialised");
  return std::make_unique<CurlTransport>();
}

}  // namespace cognitrack
