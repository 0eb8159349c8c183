#include "server/head_check.h"

#include <algorithm>

namespace cognitrack {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsTokenCharacter(char c) {
  return IsDigit(c) || IsLetter(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Up to the first CRLF, which is taken away with it.
std::string_view TakeLine(std::string_view* rest) {
  const std::size_t end = rest->find("\r\n");
  const std::string_view line = rest->substr(0, end);
  rest->remove_prefix(end == rest->npos ? rest->size() : end + 2);
  return line;
}

// Visible ASCII, beginning with a slash, without a fragment.
bool IsOriginForm(std::string_view target) {
  if (target.empty() || target.front() != '/') return false;
  return std::all_of(target.begin(), target.end(),
                     [](char c) { return c > ' ' && c < 0x7F && c != '#'; });
}

bool IsHost(std::string_view host) {
  if (host.empty()) return false;
  return std::all_of(host.begin(), host.end(), [](char c) {
    return IsDigit(c) || IsLetter(c) ||
           std::string_view("-._~%:[]").find(c) != std::string_view::npos;
  });
}

std::optional<Refusal> CheckRequestLine(std::string_view line, bool* is_http11) {
  const std::size_t method_end = line.find(' ');
  const std::size_t target_end = line.rfind(' ');
  if (method_end == line.npos || method_end == target_end) {
    return Refusal{400, "the request line is not 'METHOD /target HTTP/1.1'"};
  }
  const std::string_view method = line.substr(0, method_end);
  const std::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
  const std::string_view version = line.substr(target_end + 1);
  if (!IsToken(method)) return Refusal{400, "the method is not a token"};
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !IsDigit(version[5]) ||
      version[6] != '.' || !IsDigit(version[7])) {
    return Refusal{400, "the request line does not end with a version of HTTP"};
  }
  *is_http11 = version == "HTTP/1.1";
  if (!*is_http11 && version != "HTTP/1.0") return Refusal{505, "this server speaks HTTP/1.1"};
  if (method == "CONNECT" || method == "TRACE") {
    return Refusal{405, "this server neither tunnels nor traces"};
  }
  if (!IsOriginForm(target)) return Refusal{400, "the target is not a path"};
  return std::nullopt;
}

// What the fields of a head say, as far as the length of the request depends on it.
class FieldCheck {
 public:
  explicit FieldCheck(bool is_http11) : is_http11_(is_http11) {}

  std::optional<Refusal> Add(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return Refusal{400, "a header line without a colon"};
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = Trimmed(line.substr(colon + 1));
    if (!IsToken(name)) return Refusal{400, "a header's name is not a token"};
    if (!IsFieldValue(value)) return Refusal{400, "a header holds a control character"};
    if (EqualsIgnoringCase(name, "host")) return AddHost(value);
    if (EqualsIgnoringCase(name, "content-length")) return AddContentLength(value);
    if (EqualsIgnoringCase(name, "transfer-encoding")) return AddTransferEncoding(value);
    if (EqualsIgnoringCase(name, "expect")) return AddExpect(value);
    return std::nullopt;
  }

  std::optional<Refusal> Finish() const {
    if (is_http11_ && hosts_ == 0) return Refusal{400, "no Host"};
    if (has_length_ && framing_.chunked) {
      return Refusal{400, "Content-Length beside Transfer-Encoding"};
    }
    return std::nullopt;
  }

  const BodyFraming& framing() const { return framing_; }

 private:
  std::optional<Refusal> AddHost(std::string_view value) {
    if (++hosts_ > 1) return Refusal{400, "more than one Host"};
    if (!IsHost(value)) return Refusal{400, "Host is not a host"};
    return std::nullopt;
  }

  std::optional<Refusal> AddContentLength(std::string_view value) {
    if (has_length_) return Refusal{400, "more than one Content-Length"};
    has_length_ = true;
    if (value.empty() || !std::all_of(value.begin(), value.end(), IsDigit)) {
      return Refusal{400, "Content-Length is not a number"};
    }
    if (value.size() > 18) return Refusal{413, "the body is too large"};
    for (const char c : value) {
      framing_.content_length = framing_.content_length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return std::nullopt;
  }

  std::optional<Refusal> AddTransferEncoding(std::string_view value) {
    if (framing_.chunked) return Refusal{400, "more than one Transfer-Encoding"};
    if (!is_http11_) return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
    if (!EqualsIgnoringCase(value, "chunked")) {
      return Refusal{400, "a Transfer-Encoding other than chunked"};
    }
    framing_.chunked = true;
    return std::nullopt;
  }

  std::optional<Refusal> AddExpect(std::string_view value) {
    if (!is_http11_) return std::nullopt;
    if (!EqualsIgnoringCase(value, "100-continue")) return Refusal{417, "an unknown Expect"};
    framing_.wants_continue = true;
    return std::nullopt;
  }

  bool is_http11_;
  int hosts_ = 0;
  bool has_length_ = false;
  BodyFraming framing_;
};

}  // namespace

bool HeadScanner::Refuse(int status, std::string_view why) {
  refusal_ = Refusal{status, why};
  return true;
}

bool HeadScanner::Scan(std::string_view bytes) {
  // TLS on this port, say: no need to wait for a line that will not come.
  if (!bytes.empty() && !IsTokenCharacter(bytes.front())) {
    return Refuse(400, "the request does not begin with a method");
  }
  while (true) {
    const std::size_t line_feed = bytes.find('\n', scanned_);
    if (line_feed == bytes.npos) break;
    if (EndLine(bytes, line_feed)) return true;
  }
  scanned_ = bytes.size();
  return CheckLine(bytes);
}

bool HeadScanner::EndLine(std::string_view bytes, std::size_t line_feed) {
  // First, as it would be if the line came bit by bit.
  if (CheckLine(bytes.substr(0, line_feed))) return true;
  const std::size_t length = line_feed - line_start_;
  if (length == 0 || bytes[line_feed - 1] != '\r') return Refuse(400, "a line feed alone");
  const bool is_empty = length == 1;
  line_start_ = scanned_ = line_feed + 1;
  if (request_line_size_ == 0) {
    request_line_size_ = line_start_;
    return false;
  }
  if (!is_empty && ++fields_ > limits_->header_fields) return Refuse(431, "too many headers");
  return CheckSizes(line_start_) || is_empty;
}

bool HeadScanner::CheckLine(std::string_view bytes) {
  const bool may_be_ending = !bytes.empty() && bytes.back() == '\r';
  return CheckSizes(bytes.size() - (may_be_ending ? 1 : 0));
}

bool HeadScanner::CheckSizes(std::size_t end) {
  if (request_line_size_ == 0) {
    return end > limits_->request_line_bytes && Refuse(414, "the request line is too long");
  }
  return end - request_line_size_ > limits_->header_bytes &&
         Refuse(431, "the headers are too long");
}

std::optional<Refusal> CheckHead(std::string_view head, BodyFraming* framing) {
  bool is_http11 = false;
  if (auto refusal = CheckRequestLine(TakeLine(&head), &is_http11)) return refusal;
  FieldCheck fields(is_http11);
  for (std::string_view line = TakeLine(&head); !line.empty(); line = TakeLine(&head)) {
    if (auto refusal = fields.Add(line)) return refusal;
  }
  if (auto refusal = fields.Finish()) return refusal;
  *framing = fields.framing();
  return std::nullopt;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenCharacter);
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7F);
  });
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return ToLower(x) == ToLower(y);
         });
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace cognitrack
