// ServiceTelemetry: what happens in a service, as figures and as log lines. Every request gets an
// id, which its lines, those of a pull that it began, and its answer (X-Request-Id) bear. Nothing
// that anybody sent is told but that id: no query, no header, no body, no path that is no route.
// Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "ingest/run_observer.h"
#include "net/http.h"
#include "server/message.h"
#include "server/rejection.h"
#include "telemetry/instruments.h"
#include "telemetry/log.h"

namespace cognitrack {

// What a request turned out to be: filled in while it is answered.
struct RequestNotes {
  std::string id;
  std::string_view route = "none";  // The pattern; "none" where there is no such route.
  std::string_view refused;         // Why it was turned away; empty: it was not.
  std::string error;                // What failed, for operators; no secret.
  std::int64_t run_id = 0;          // Of the pull that it began.
};

class ServiceTelemetry : public RunObserver {
 public:
  // More sources than these are one in counters: "other".
  static constexpr std::size_t kMostSources = 50;

  ServiceTelemetry(Log& log, Clock& clock, Random& random);

  Instruments& instruments() { return instruments_; }
  Log& log() { return log_; }

  using Answer = std::function<ServerResponse(RequestNotes* notes)>;
  // Has the request answered, counts and logs it.
  ServerResponse Watch(const ServerRequest& request, const Answer& answer);
  void OnRejected(const Rejection& rejection);
  void OnProviderRequest(const HttpRequest& request, const HttpResponse& response,
                         std::chrono::milliseconds took);
  // Of a verb that ended in an error; an empty one stands for a look at the ledger.
  void OnVerbFailed(std::string_view verb, const Error& error);

  void OnBegin(const RunRecord& run) override;
  void OnWindow(const RunRecord& run, const WindowEvent& event) override;
  void OnEnd(const RunRecord& run) override;

 private:
  void Tell(const ServerRequest& request, const RequestNotes& notes, int status,
            std::chrono::milliseconds took);
  std::string SourceLabel(const std::string& source);

  Log& log_;
  Clock& clock_;
  Random& random_;
  Instruments instruments_;
  std::mutex mutex_;
  std::set<std::string> sources_;
};

}  // namespace cognitrack
