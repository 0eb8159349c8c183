#include "notify/outbound.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/check.h"
#include "base/clock.h"
#include "notify/address_guard.h"

namespace cognitrack {
namespace {

constexpr long kRedirectFrom = 300;

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Url = std::unique_ptr<CURLU, UrlDeleter>;
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using List = std::unique_ptr<curl_slist, ListDeleter>;

// Null where it is no URL.
Url Parsed(const Secret& text) {
  Url url(curl_url());
  CHECK(url != nullptr, "memory for a URL");
  const bool is_line = text.Reveal().find_first_of("\r\n\t ") == std::string::npos;
  if (!is_line || curl_url_set(url.get(), CURLUPART_URL, text.Reveal().c_str(), 0) != CURLUE_OK) {
    return nullptr;
  }
  return url;
}

std::string PartOf(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return "";
  std::string value(text);
  curl_free(text);
  return value;
}

void Append(List* list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list->get(), line.c_str());
  CHECK(longer != nullptr, "memory for a line");
  static_cast<void>(list->release());
  list->reset(longer);
}

// What the callbacks of curl see.
struct Course {
  bool is_loopback = false;  // The URL says so.
  bool allow_inward = false;
  std::string refused;  // The address that was not connected to.
  std::string_view upload;
};

curl_socket_t OnConnect(void* user, curlsocktype, curl_sockaddr* address) {
  auto* course = static_cast<Course*>(user);
  sockaddr_storage storage{};
  std::memcpy(&storage, &address->addr, std::min<std::size_t>(address->addrlen, sizeof storage));
  const auto& at = *static_cast<const sockaddr*>(static_cast<const void*>(&storage));
  const bool is_right =
      course->is_loopback ? IsLoopbackAddress(at) : course->allow_inward || !IsInward(at);
  if (!is_right) {
    course->refused = AddressText(at);
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t OnAnswer(char*, std::size_t size, std::size_t count, void*) { return size * count; }

std::size_t OnUpload(char* to, std::size_t size, std::size_t count, void* user) {
  auto* course = static_cast<Course*>(user);
  const std::size_t bytes = std::min(size * count, course->upload.size());
  std::memcpy(to, course->upload.data(), bytes);
  course->upload.remove_prefix(bytes);
  return bytes;
}

int OnProgress(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return StopRequested() ? 1 : 0;
}

template <typename Value>
void Set(const Easy& easy, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(easy.get(), option, value) == CURLE_OK, "libcurl knows the option");
}

Easy Prepared(const char* protocols, const OutboundPolicy& policy, Course* course) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(initialised == CURLE_OK, "libcurl can be initialised");
  Easy easy(curl_easy_init());
  CHECK(easy != nullptr, "libcurl can be initialised");
  Set(easy, CURLOPT_PROTOCOLS_STR, protocols);
  Set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  Set(easy, CURLOPT_PROXY, "");
  Set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!policy.ca_file.empty()) Set(easy, CURLOPT_CAINFO, policy.ca_file.c_str());
  Set(easy, CURLOPT_NOSIGNAL, 1L);
  Set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(policy.connect.count()));
  Set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(policy.total.count()));
  Set(easy, CURLOPT_OPENSOCKETFUNCTION, &OnConnect);
  Set(easy, CURLOPT_OPENSOCKETDATA, static_cast<void*>(course));
  Set(easy, CURLOPT_WRITEFUNCTION, &OnAnswer);
  Set(easy, CURLOPT_XFERINFOFUNCTION, &OnProgress);
  Set(easy, CURLOPT_NOPROGRESS, 0L);
  return easy;
}

// curl_easy_strerror and nothing else: its own texts name no address and no answer.
Status Perform(const Easy& easy, const Course& course, std::string_view name, long* status) {
  const CURLcode code = curl_easy_perform(easy.get());
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, status);
  if (code == CURLE_OK) return {};
  const std::string what(name);
  if (!course.refused.empty()) {
    return Error{ErrorCode::kConfig,
                 "the " + what + " leads to " + course.refused +
                     ", which is of a private or link-local network or of this machine; set "
                     "COGNITRACK_NOTIFY_PRIVATE=true if that is meant. Nothing was sent"};
  }
  std::string why = curl_easy_strerror(code);
  if (*status >= 400) why += " (answered " + std::to_string(*status) + ")";
  return Error{ErrorCode::kUnavailable, "the " + what + " did not take it: " + why};
}

}  // namespace

Status CheckOutboundUrl(const Secret& text, const std::vector<std::string_view>& schemes,
                        std::string_view name) {
  const Url url = Parsed(text);
  const std::string scheme = url ? PartOf(url.get(), CURLUPART_SCHEME) : "";
  const bool is_known = std::find(schemes.begin(), schemes.end(), scheme) != schemes.end();
  if (!is_known || PartOf(url.get(), CURLUPART_HOST).empty() ||
      !PartOf(url.get(), CURLUPART_FRAGMENT).empty()) {
    std::string known;
    for (const std::string_view one : schemes) {
      known.append(known.empty() ? "" : " or ").append(one).append("://");
    }
    return Error{ErrorCode::kConfig,
                 std::string(name) + " is no address that begins with " + known};
  }
  if (scheme == "http" && !IsLoopbackHost(PartOf(url.get(), CURLUPART_HOST))) {
    return Error{ErrorCode::kConfig,
                 std::string(name) +
                     " must begin with https://; http:// is for this machine alone "
                     "(127.0.0.1, [::1], localhost)"};
  }
  return {};
}

Status PostJson(const Secret& address, std::string_view path, const std::string& body,
                std::string_view name, const OutboundPolicy& policy) {
  TRY_VOID(CheckOutboundUrl(address, {"https", "http"}, "the " + std::string(name)));
  const Url url = Parsed(address);
  if (!path.empty()) {
    std::string whole = PartOf(url.get(), CURLUPART_PATH);
    while (!whole.empty() && whole.back() == '/') whole.pop_back();
    whole += path;
    CHECK(curl_url_set(url.get(), CURLUPART_PATH, whole.c_str(), 0) == CURLUE_OK, "it is a path");
  }
  Course course;
  course.is_loopback = IsLoopbackHost(PartOf(url.get(), CURLUPART_HOST));
  course.allow_inward = policy.allow_inward;
  const Easy easy = Prepared("http,https", policy, &course);
  List headers;
  Append(&headers, "Content-Type: application/json");
  Append(&headers, "User-Agent: cognitrack");
  Append(&headers, "Expect:");
  Set(easy, CURLOPT_CURLU, url.get());
  Set(easy, CURLOPT_HTTPHEADER, headers.get());
  Set(easy, CURLOPT_POSTFIELDS, body.c_str());
  Set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  long status = 0;
  TRY_VOID(Perform(easy, course, name, &status));
  if (status >= 200 && status < kRedirectFrom) return {};
  const bool is_redirect = status >= kRedirectFrom && status < 400;
  return Error{ErrorCode::kUnavailable,
               "the " + std::string(name) + " answered " + std::to_string(status) +
                   (is_redirect ? ", a redirect, and none is followed" : "")};
}

Status SendMail(const Secret& address, const Mail& mail, std::string_view name,
                const OutboundPolicy& policy) {
  TRY_VOID(CheckOutboundUrl(address, {"smtps", "smtp"}, "the " + std::string(name)));
  const Url url = Parsed(address);
  Course course;
  course.is_loopback = IsLoopbackHost(PartOf(url.get(), CURLUPART_HOST));
  course.allow_inward = policy.allow_inward;
  course.upload = mail.text;
  const Easy easy = Prepared("smtp,smtps", policy, &course);
  List receivers;
  for (const std::string& receiver : mail.to) Append(&receivers, "<" + receiver + ">");
  const std::string sender = "<" + mail.from + ">";
  Set(easy, CURLOPT_CURLU, url.get());
  Set(easy, CURLOPT_USE_SSL,
      static_cast<long>(course.is_loopback ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  Set(easy, CURLOPT_MAIL_FROM, sender.c_str());
  Set(easy, CURLOPT_MAIL_RCPT, receivers.get());
  Set(easy, CURLOPT_UPLOAD, 1L);
  Set(easy, CURLOPT_READFUNCTION, &OnUpload);
  Set(easy, CURLOPT_READDATA, static_cast<void*>(&course));
  long status = 0;
  return Perform(easy, course, name, &status);
}

}  // namespace cognitrack
