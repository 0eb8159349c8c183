// A chunked body (RFC 9112 §7.1) taken out of its chunks, strictly and in any split of its bytes.
// Trailers are refused, extensions skipped as long as they are short: nothing may hide beside the
// data. Beast's own parser is not used for it: fed "0\r\n" and then one byte more, it asserts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/head_check.h"

namespace cognitrack {

class ChunkedBody {
 public:
  explicit ChunkedBody(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  // Appends the data to `body`; how many of the bytes belong to this body. All of them as long as
  // it is neither done nor refused.
  std::size_t Take(std::string_view bytes, std::string* body);
  bool done() const { return state_ == State::kDone; }
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  enum class State {
    kSize,
    kExtension,
    kSizeFeed,
    kData,
    kDataReturn,
    kDataFeed,
    kEndReturn,
    kEndFeed,
    kDone
  };

  std::size_t TakeData(std::string_view bytes, std::string* body);
  void TakeByte(char c);
  void TakeSizeByte(char c);
  void Expect(char c, char expected, State next);
  void Refuse(int status, std::string_view why);

  std::size_t body_bytes_max_;
  std::size_t body_bytes_ = 0;
  std::size_t extension_bytes_ = 0;
  std::uint64_t chunk_left_ = 0;
  int digits_ = 0;
  State state_ = State::kSize;
  std::optional<Refusal> refusal_;
};

}  // namespace cognitrack
