#include "server/chunked_body.h"

#include <algorithm>

namespace cognitrack {
namespace {

// Sixteen would be 2^64 − 1.
constexpr int kSizeDigits = 15;
constexpr std::size_t kExtensionBytes = 4'096;  // Of a whole body.

// The value of a hexadecimal digit, −1 for anything else.
int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::size_t ChunkedBody::Take(std::string_view bytes, std::string* body) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !done() && !refusal_) {
    if (state_ == State::kData) {
      taken += TakeData(bytes.substr(taken), body);
    } else {
      TakeByte(bytes[taken++]);
    }
  }
  return taken;
}

std::size_t ChunkedBody::TakeData(std::string_view bytes, std::string* body) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), chunk_left_));
  body->append(bytes.substr(0, count));
  chunk_left_ -= count;
  if (chunk_left_ == 0) state_ = State::kDataReturn;
  return count;
}

void ChunkedBody::TakeByte(char c) {
  switch (state_) {
    case State::kSize:
      return TakeSizeByte(c);
    case State::kExtension:
      if (c == '\r') {
        state_ = State::kSizeFeed;
      } else if (!IsFieldValue({&c, 1})) {
        Refuse(400, "a chunk's extension holds a control character");
      } else if (++extension_bytes_ > kExtensionBytes) {
        Refuse(400, "the chunks' extensions are too long");
      }
      return;
    case State::kSizeFeed:
      return Expect(c, '\n', chunk_left_ == 0 ? State::kEndReturn : State::kData);
    case State::kDataReturn:
      return Expect(c, '\r', State::kDataFeed);
    case State::kDataFeed:
      return Expect(c, '\n', State::kSize);
    case State::kEndReturn:
      if (c != '\r') return Refuse(400, "trailers after the last chunk");
      state_ = State::kEndFeed;
      return;
    case State::kEndFeed:
      return Expect(c, '\n', State::kDone);
    case State::kData:
    case State::kDone:
      return;
  }
}

void ChunkedBody::TakeSizeByte(char c) {
  const int digit = DigitOf(c);
  if (digit >= 0) {
    if (++digits_ > kSizeDigits) return Refuse(400, "a chunk's size has too many digits");
    chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(digit);
    return;
  }
  if (digits_ == 0 || (c != ';' && c != '\r')) {
    return Refuse(400, "a chunk's size is not a hexadecimal number");
  }
  if (chunk_left_ > body_bytes_max_ - body_bytes_) return Refuse(413, "the body is too large");
  body_bytes_ += static_cast<std::size_t>(chunk_left_);
  digits_ = 0;
  state_ = c == ';' ? State::kExtension : State::kSizeFeed;
}

void ChunkedBody::Expect(char c, char expected, State next) {
  if (c != expected) return Refuse(400, "a chunk does not end where its size says");
  state_ = next;
}

void ChunkedBody::Refuse(int status, std::string_view why) { refusal_ = Refusal{status, why}; }

}  // namespace cognitrack
