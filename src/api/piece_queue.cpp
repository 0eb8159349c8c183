#include "api/piece_queue.h"

#include <utility>

namespace cognitrack {

bool PieceQueue::Put(std::string piece) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return is_abandoned_ || pieces_.size() < kMostPieces; });
  if (is_abandoned_) return false;
  pieces_.push_back(std::move(piece));
  changed_.notify_all();
  return true;
}

void PieceQueue::End(std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  error_ = std::move(error);
  changed_.notify_all();
}

Result<std::string> PieceQueue::Take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return has_ended_ || !pieces_.empty(); });
  if (pieces_.empty()) {
    if (error_) return *error_;
    return std::string();
  }
  std::string piece = std::move(pieces_.front());
  pieces_.pop_front();
  changed_.notify_all();
  return piece;
}

void PieceQueue::Abandon() {
  const std::lock_guard lock(mutex_);
  is_abandoned_ = true;
  changed_.notify_all();
}

PieceBuffer::PieceBuffer(PieceQueue* queue) : queue_(queue), piece_(PieceQueue::kPieceBytes, '\0') {
  setp(piece_.data(), piece_.data() + piece_.size());
}

PieceBuffer::int_type PieceBuffer::overflow(int_type character) {
  if (!Send()) return traits_type::eof();
  if (traits_type::eq_int_type(character, traits_type::eof()))
    return traits_type::not_eof(character);
  return sputc(traits_type::to_char_type(character));
}

int PieceBuffer::sync() { return Send() ? 0 : -1; }

bool PieceBuffer::Send() {
  const auto size = static_cast<std::size_t>(pptr() - pbase());
  if (size == 0) return true;
  const bool is_taken = queue_->Put(std::string(pbase(), size));
  setp(piece_.data(), piece_.data() + piece_.size());
  return is_taken;
}

}  // namespace cognitrack
