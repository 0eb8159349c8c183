// Connection: one client of the server, from its first byte to its last, as a coroutine on the
// network's thread. Only what a handler does happens elsewhere, while nothing here runs.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "server/answer.h"
#include "server/front.h"
#include "server/limits.h"
#include "server/message.h"
#include "server/network.h"
#include "server/rejection.h"
#include "server/request_reader.h"
#include "server/tls_stream.h"
#include "server/upload.h"

namespace cognitrack {

// What all connections share.
struct ConnectionSurroundings {
  ServerLimits limits;
  ServerHandler handler;
  NetworkExecutor network;
  NetworkExecutor handlers;
  OnRejection on_rejection = {};
  ServerFront front = {};
  UploadDesk uploads = {};
  std::atomic<std::size_t> waiting_requests = 0;
  bool draining = false;  // Each connection ends with its next answer. The network thread's.
  SystemClock clock = {};
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(NetworkSocket socket, ConnectionSurroundings& server);

  // Until the connection is closed. Whoever calls it keeps the connection alive until then.
  Awaitable<void> Serve();

  // On the network's thread: closes the connection at once if it is between two requests; has a
  // body that waits for news end.
  void EndIfIdle();
  // On the network's thread: closes the connection whatever it is doing.
  void Cut();

 private:
  using TimePoint = NetworkTimer::time_point;

  // False where the connection is to end without another word.
  Awaitable<bool> Greet();
  Awaitable<bool> ReadRequest();
  // False where the upload is answered already: refusal_.
  Awaitable<bool> AdmitUpload();
  Awaitable<bool> HandOver();
  Awaitable<void> DropUpload();
  // On the handlers' threads.
  void Admit() noexcept;
  void Take(const std::string& piece) noexcept;
  void RefuseUpload(ServerResponse response);
  Awaitable<bool> Respond();
  void SayWhoAsks(ServerRequest* request) const;
  Awaitable<ServerAnswer> Handle(const ServerRequest& request);
  Awaitable<bool> Send(ServerAnswer& answer, bool is_last);
  Awaitable<bool> SendPieces(ServerAnswer& answer);
  Awaitable<bool> SendNews(ServerAnswer& answer);
  Awaitable<bool> SendPiece(std::string piece, bool chunked);
  // What there is of a body, on the handlers' threads.
  template <typename Made>
  Awaitable<Result<Made>> Ask(const std::function<Result<Made>()>& ask);
  bool BreakOff(bool chunked);
  Awaitable<bool> Write(std::string_view first, std::string_view second);
  Awaitable<void> Linger();
  Awaitable<void> ToHandlers();
  Awaitable<void> ToNetwork();

  ServerAnswer Call(const ServerRequest& request) noexcept;
  void TellOfRejection(int status, std::string_view why) const;
  TimePoint ReadDeadline();
  // The running read or write is cancelled at `deadline`, and timed_out_ set.
  void SetDeadline(TimePoint deadline);
  void StartTimer();
  void OnTimer();

  NetworkSocket socket_;
  std::unique_ptr<TlsStream> tls_;  // Null: plain TCP.
  ConnectionSurroundings& server_;
  std::string peer_;
  bool from_loopback_ = false;
  RequestReader reader_;
  // Of the request that is read. Its own calls are made on the handlers' threads, while the
  // coroutine waits for them.
  std::unique_ptr<Upload> upload_;
  std::optional<ServerAnswer> refusal_;
  bool is_cut_ = false;
  bool timed_out_ = false;

  // The timer is only started anew for a deadline before the one it runs for; most deadlines are
  // moved on before they come.
  NetworkTimer timer_;
  NetworkTimer pause_;  // Between two looks for news.
  TimePoint deadline_ = TimePoint::max();
  TimePoint timer_runs_until_ = TimePoint::max();
  RequestReader::State timed_state_ = RequestReader::State::kWhole;
  TimePoint state_since_;
};

}  // namespace cognitrack
