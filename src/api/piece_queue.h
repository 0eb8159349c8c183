// PieceQueue: what one thread writes as a stream, handed to another in pieces, a few at most on
// their way: whoever writes faster than the other side takes waits. Thread-safe, for one of each.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <streambuf>
#include <string>
#include <vector>

#include "base/result.h"

namespace cognitrack {

class PieceQueue {
 public:
  static constexpr std::size_t kPieceBytes = 256 * 1'024;
  static constexpr std::size_t kMostPieces = 4;

  // The writer's. False once nobody takes anything any more.
  bool Put(std::string piece);
  // Nothing more is put; an Error tells that what was put is not all.
  void End(std::optional<Error> error);

  // The reader's: the next piece, once there is one; empty at the end.
  Result<std::string> Take();
  // Nothing more is taken: the writer is told with its next piece.
  void Abandon();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> pieces_;
  bool has_ended_ = false;
  bool is_abandoned_ = false;
  std::optional<Error> error_;
};

// Where the writer's stream writes to.
class PieceBuffer : public std::streambuf {
 public:
  explicit PieceBuffer(PieceQueue* queue);

 protected:
  int_type overflow(int_type character) override;
  int sync() override;

 private:
  bool Send();

  PieceQueue* queue_;
  std::string piece_;
};

}  // namespace cognitrack
