// Uploads of a connection: admitted by their head, handed over piece by piece.
#include <boost/asio/use_awaitable.hpp>

#include "server/connection.h"

namespace cognitrack {

Awaitable<bool> Connection::AdmitUpload() {
  SetDeadline(TimePoint::max());
  if (server_.waiting_requests.load() >= server_.limits.waiting_requests) {
    TellOfRejection(503, "too many requests wait");
    refusal_ = MakeBusy(reader_.request(), server_.clock.Now());
    co_return false;
  }
  SayWhoAsks(&reader_.request());
  ++server_.waiting_requests;
  co_await ToHandlers();
  --server_.waiting_requests;
  Admit();
  co_await ToNetwork();
  if (refusal_ || is_cut_) co_return false;
  reader_.Admit();
  const bool goes_on = co_await HandOver();
  co_return goes_on;
}

void Connection::Admit() noexcept {
  try {
    auto admitted = server_.uploads.admit(reader_.request(), reader_.content_length());
    if (auto* refused = std::get_if<ServerResponse>(&admitted)) {
      return RefuseUpload(std::move(*refused));
    }
    upload_ = std::get<std::unique_ptr<Upload>>(std::move(admitted));
  } catch (...) {
    TellOfRejection(500, "the handler failed");
    refusal_ = MakeFailure(reader_.request(), server_.clock.Now());
  }
}

// False where the upload is answered already.
Awaitable<bool> Connection::HandOver() {
  const bool is_due = reader_.state() == RequestReader::State::kWhole ||
                      reader_.request().body.size() >= server_.limits.upload_piece_bytes;
  if (!is_due) co_return true;
  SetDeadline(TimePoint::max());
  const std::string piece = reader_.TakeBody();
  co_await ToHandlers();
  Take(piece);
  co_await ToNetwork();
  co_return !refusal_;
}

void Connection::Take(const std::string& piece) noexcept {
  try {
    if (piece.empty()) return;
    if (auto refused = upload_->Take(piece)) RefuseUpload(*std::move(refused));
  } catch (...) {
    TellOfRejection(500, "the handler failed");
    refusal_ = MakeFailure(reader_.request(), server_.clock.Now());
  }
}

void Connection::RefuseUpload(ServerResponse response) {
  refusal_ =
      MakeAnswer(reader_.request(), std::move(response), reader_.is_http11(), server_.clock.Now());
}

// What it holds, a file, say, is let go where files are used.
Awaitable<void> Connection::DropUpload() {
  if (upload_ == nullptr) co_return;
  co_await ToHandlers();
  upload_.reset();
  co_await ToNetwork();
}

}  // namespace cognitrack
