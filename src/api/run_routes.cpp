#include "api/run_routes.h"

#include <boost/json.hpp>
#include <charconv>
#include <memory>

#include "api/problem.h"
#include "api/run_order.h"
#include "api/run_watch.h"
#include "cli/json_document.h"
#include "cli/json_members.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

std::string PathOf(std::int64_t run_id) { return "/api/v1/runs/" + std::to_string(run_id); }

ServerResponse Json(int status, const JsonObject& document) {
  ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  response.body = document.ToText() + "\n";
  return response;
}

ServerResponse Accepted(const RunRecord& run) {
  JsonObject document;
  document.Set("run", run.id);
  document.Set("verb", run.verb);
  document.Set("source", run.source);
  document.Set("outcome", run.outcome);
  document.SetTime("started_at", run.started_at);
  document.Set("events", PathOf(run.id) + "/events");
  ServerResponse response = Json(202, document);
  response.headers.emplace_back("Location", PathOf(run.id));
  return response;
}

// 409, with the run in the way; its number is null where it has none yet.
ServerResponse InTheWay(const RunRecord& run, UtcSeconds since, const std::string& detail) {
  ServerResponse response = ProblemOf(409, std::string(NameOf(ErrorCode::kTryLater)), detail);
  json::object problem = ObjectIn(response.body);
  problem["run"] = run.id == 0 ? json::value(nullptr) : json::value(run.id);
  problem["verb"] = run.verb;
  problem["source"] = run.source;
  problem["outcome"] = std::string(outcome::kRunning);
  problem["started_at"] = FormatTime(since);
  response.body = json::serialize(problem) + "\n";
  if (run.id != 0) response.headers.emplace_back("Location", PathOf(run.id));
  return response;
}

std::string NameOfRun(const RunRecord& run) {
  if (run.id == 0) return "a pull";
  return "run " + std::to_string(run.id) + " (" + run.verb + " of " + run.source + ")";
}

std::optional<std::int64_t> RunIdIn(const RouteMatch& match) {
  const std::string& text = match.segments.front().second;
  std::int64_t id = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (failed != std::errc() || end != text.data() + text.size() || id < 1) return std::nullopt;
  return id;
}

ServerResponse NoSuchRun(const RouteMatch& match) {
  return ProblemOf(404, "usage", "there is no run " + match.segments.front().second);
}

ServerResponse CancelOf(std::int64_t run_id, std::string_view outcome, bool is_cancelling) {
  JsonObject document;
  document.Set("run", run_id);
  document.Set("outcome", outcome);
  document.Set("cancelling", is_cancelling);
  return Json(is_cancelling ? 202 : 200, document);
}

std::string DetailOf(const CommandOptions& options) {
  std::string detail = options.verb;
  if (options.start) detail += " " + FormatDay(*options.start);
  if (options.end) detail += " to " + FormatDay(*options.end);
  if (options.surface) detail += ", " + *options.surface;
  return detail;
}

std::string FailureOf(const Result<VerbAnswer>& answer) {
  if (!answer) return answer.error().message;
  const std::string code = std::to_string(answer->exit_code);
  return answer->exit_code == 0 ? "" : "the run ended with exit code " + code;
}

// One place among those who watch, for as long as it is held.
class StreamPlace {
 public:
  explicit StreamPlace(std::atomic<int>& streams) : streams_(streams) { ++streams_; }
  ~StreamPlace() { --streams_; }
  StreamPlace(const StreamPlace&) = delete;
  StreamPlace& operator=(const StreamPlace&) = delete;

 private:
  std::atomic<int>& streams_;
};

}  // namespace

bool RunRoutes::Has(const Route& route) {
  const bool is_of_runs = route.path == "/api/v1/runs" || route.path.starts_with("/api/v1/runs/");
  return is_of_runs && route.verb.empty();
}

ServerResponse RunRoutes::Start(const ServerRequest& request, const Caller& caller,
                                const json::object& body, std::int64_t* run_id) {
  if (!request.query.empty()) return ProblemOf(400, "usage", "this route takes no parameters");
  const auto options = RunOrderOf(body, DayOf(clock_.Now()));
  if (!options) return ProblemOf(options.error());
  const AuditEntry entry =
      EntryOf(caller, request, "runs start", options->source.value_or(""), DetailOf(*options));
  if (const Status begun = changes_.Begin(entry); !begun) {
    return ChangeLog::Unrecordable(begun.error());
  }
  return StartRecorded(*options, entry, run_id);
}

ServerResponse RunRoutes::StartRecorded(const CommandOptions& options, const AuditEntry& entry,
                                        std::int64_t* run_id) {
  const RunDesk::Begun begun =
      runs_.Start(options, [&changes = changes_, entry](const Result<VerbAnswer>& answer) {
        changes.End(entry, FailureOf(answer));
      });
  if (begun.run) {
    *run_id = begun.run->id;
    return Accepted(*begun.run);
  }
  if (!begun.other) return NotBegun(options, *begun.answer);
  changes_.End(entry, "another pull is in progress");
  return InTheWay(begun.other->run, begun.other->since,
                  NameOfRun(begun.other->run) + " is in progress since " +
                      FormatTime(begun.other->since) +
                      "; none was started. It may be watched, and cancelled");
}

// Another process's run may be in the way.
ServerResponse RunRoutes::NotBegun(const CommandOptions& options,
                                   const Result<VerbAnswer>& answer) {
  if (answer) return Json(200, JsonObject().SetNull("run"));
  const Error error{answer.error().code, InMembers(answer.error().message)};
  if (error.code != ErrorCode::kTryLater) return ProblemOf(error);
  std::optional<RunRecord> other;
  const auto looked =
      verbs_.RunAs("runs start", options, [&other](CommandContext& context) -> Result<int> {
        TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
        TRY(const std::vector<RunRecord> newest, store->Runs(context.settings().source, "", 1));
        if (!newest.empty() && !HasEnded(newest.front())) other = newest.front();
        return 0;
      });
  if (!looked || !other) return ProblemOf(error);
  return InTheWay(*other, other->started_at,
                  NameOfRun(*other) + " is in progress: " + error.message);
}

ServerResponse RunRoutes::Cancel(const RouteMatch& match, const ServerRequest& request,
                                 const Caller& caller) {
  if (!request.query.empty()) return ProblemOf(400, "usage", "this route takes no parameters");
  const std::optional<std::int64_t> id = RunIdIn(match);
  if (!id) return NoSuchRun(match);
  if (runs_.Find(*id)) {
    const AuditEntry entry = EntryOf(caller, request, "runs cancel", std::to_string(*id));
    return changes_.Recorded(entry, [&] {
      if (runs_.Cancel(*id, ActorOf(caller))) return CancelOf(*id, outcome::kRunning, true);
      return NotInProgressHere(*id);
    });
  }
  return NotInProgressHere(*id);
}

ServerResponse RunRoutes::NotInProgressHere(std::int64_t run_id) {
  RunWatch watch(verbs_, runs_, is_draining_, run_id);
  const auto view = watch.Look();
  if (!view) return ProblemOf(view.error());
  const std::string name = "run " + std::to_string(run_id);
  if (!*view) return ProblemOf(404, "usage", "there is no " + name);
  const RunRecord& run = (*view)->run;
  if (run.outcome == outcome::kInterrupted) return CancelOf(run_id, run.outcome, false);
  if (HasEnded(run)) {
    return ProblemOf(409, "usage",
                     name + " has ended (" + run.outcome + "): there is nothing to cancel");
  }
  return InTheWay(run, run.started_at,
                  NameOfRun(run) + " is done by " + HolderOf(run.source) +
                      ", not by this service: cancel it there (another service's route, or "
                      "SIGTERM to the process); nothing was done");
}

std::string RunRoutes::HolderOf(const std::string& source) {
  std::string holder = "another process";
  static_cast<void>(verbs_.RunAs("runs cancel", {}, [&](CommandContext& context) -> Result<int> {
    TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
    TRY(const std::vector<Lease> leases, store->Leases());
    for (const Lease& lease : leases) {
      if (lease.name == "source:" + source) holder = "the process " + lease.holder;
    }
    return 0;
  }));
  return holder;
}

ServerResponse RunRoutes::Events(const RouteMatch& match, const ServerRequest& request) {
  if (!request.query.empty()) return ProblemOf(400, "usage", "this route takes no parameters");
  const std::optional<std::int64_t> id = RunIdIn(match);
  if (!id) return NoSuchRun(match);
  const auto place = std::make_shared<StreamPlace>(streams_);
  if (streams_ > kMostStreams) {
    return ProblemOf(503, std::string(NameOf(ErrorCode::kTryLater)),
                     "as many watch runs as may; ask again when one has gone");
  }
  const auto watch = std::make_shared<RunWatch>(verbs_, runs_, is_draining_, *id);
  const auto view = watch->Look();
  if (!view) return ProblemOf(view.error());
  if (!*view) return NoSuchRun(match);
  const std::string_view last = request.Header("last-event-id");
  ServerResponse response;
  response.headers = {{"Content-Type", "text/event-stream"},
                      {"Cache-Control", "no-store"},
                      {"X-Accel-Buffering", "no"}};
  if (last == kLastRunEvent && HasEnded((*view)->run)) {
    response.status = 204;  // By which a browser's EventSource knows not to ask again.
    response.headers = {{"Cache-Control", "no-store"}};
    return response;
  }
  watch->StartAt(PlaceOfEvent(last));
  response.body = RunEventsHead((*view)->run, watch->is_live());
  response.news = [watch, place]() -> Result<std::optional<std::string>> { return watch->Next(); };
  return response;
}

}  // namespace cognitrack
