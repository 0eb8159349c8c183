// CsvMarks: finds the delimiters and line breaks of a CSV text that stand outside quotes, 64 bytes
// at a time. Carries whether a quote is open from one piece of text to the next, so that a text may
// be cut anywhere.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cognitrack {

class CsvMarks {
 public:
  CsvMarks(char delimiter, char line_break) : delimiter_(delimiter), line_break_(line_break) {}

  // What the scanned bytes hold besides plain ASCII cells; never goes back to false by itself.
  struct Seen {
    bool quotes = false;
    bool carriage_returns = false;
    bool unusual = false;  // NUL or bytes over 0x7F.
  };

  // Scans bytes[from, to), which may be read up to bytes[to + 63]; appends the positions of
  // delimiters and line breaks to `marks` and gives the position behind the last. `marks` has room
  // for to − from more.
  std::uint32_t* Scan(const char* bytes, std::size_t from, std::size_t to, std::uint32_t* marks);

  bool in_quotes() const { return inside_ != 0; }
  const Seen& seen() const { return seen_; }
  void ForgetSeen() { seen_ = Seen{}; }

 private:
  char delimiter_;
  char line_break_;
  std::uint64_t inside_ = 0;  // All ones while a quote is open.
  Seen seen_;
};

}  // namespace cognitrack
