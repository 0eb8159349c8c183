// The head of a request as bytes, strictly (RFC 9112): where it ends, and whether it says without
// any doubt how long the request is. What two parsers might read in two ways is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "server/limits.h"

namespace cognitrack {

// Why a request is not taken: its status, and a reason that quotes nothing of it.
struct Refusal {
  int status = 400;
  std::string_view why;
};

// Finds the end of a head in bytes that come bit by bit.
class HeadScanner {
 public:
  explicit HeadScanner(const ServerLimits& limits) : limits_(&limits) {}

  // `bytes` are all of the head so far; what was looked at before is not looked at again. True
  // once the head is whole, or refused.
  bool Scan(std::string_view bytes);
  // Of a whole head, its empty line included.
  std::size_t size() const { return line_start_; }
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  bool Refuse(int status, std::string_view why);
  // True once the head is whole, or refused.
  bool EndLine(std::string_view bytes, std::size_t line_feed);
  // `bytes` end in a line that is not whole.
  bool CheckLine(std::string_view bytes);
  bool CheckSizes(std::size_t end);

  const ServerLimits* limits_;
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
  std::size_t request_line_size_ = 0;  // With its CRLF; 0 while it is not whole.
  std::size_t fields_ = 0;
  std::optional<Refusal> refusal_;
};

// How the body of a request is delimited.
struct BodyFraming {
  bool chunked = false;
  std::uint64_t content_length = 0;
  bool wants_continue = false;  // Waits for "100 Continue" before it sends the body.
};

// Nothing, and the framing, for a whole head that is in order. Refused are: a request line of
// another form than METHOD /target HTTP/1.x (505 for another version; 405 for CONNECT and TRACE),
// control characters, names that are no token (a blank before the colon, a folded line), no Host
// or two, and any doubt about the length: Content-Length twice, as a list, with a sign, beside
// Transfer-Encoding; Transfer-Encoding other than "chunked", or in HTTP/1.0. 417 for an Expect
// other than "100-continue".
std::optional<Refusal> CheckHead(std::string_view head, BodyFraming* framing);

// "GET", "x-key": one or more of the letters, digits and signs that names consist of.
bool IsToken(std::string_view text);
// Whether it may stand behind a header's name: no control characters but the tab.
bool IsFieldValue(std::string_view text);
// Whether they are the same but for the case of ASCII letters.
bool EqualsIgnoringCase(std::string_view a, std::string_view b);
// Without blanks and tabs at either end.
std::string_view Trimmed(std::string_view text);

}  // namespace cognitrack
