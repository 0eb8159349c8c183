#include "api/daily_pull.h"

#include <boost/json.hpp>
#include <map>

#include "api/problem.h"
#include "cli/argument_parser.h"
#include "cli/json_document.h"
#include "cli/json_members.h"
#include "feature_flags/flag.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

constexpr std::string_view kNothingPulled = "off";

ServerResponse JsonResponse(int status, const JsonObject& document) {
  ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  if (status == 503) response.headers.emplace_back("Retry-After", "60");
  response.body = document.ToText() + "\n";
  return response;
}

// How often each code was met.
std::map<std::string, std::int64_t> IssuesIn(const json::object& document) {
  std::map<std::string, std::int64_t> issues;
  const json::value* list = document.if_contains("issues");
  if (list == nullptr || !list->is_array()) return issues;
  for (const json::value& issue : list->as_array()) {
    if (issue.is_object()) {
      issues[TextIn(issue.as_object(), "code")] += IntegerIn(issue.as_object(), "count");
    }
  }
  return issues;
}

bool IsFlagOn(const json::object& document) {
  const json::value* flag = document.if_contains(kDailyWindows);
  if (flag == nullptr || !flag->is_object()) return false;
  const json::value* on = flag->as_object().if_contains("on");
  return on != nullptr && on->is_bool() && on->as_bool();
}

// Which status the exit code of a pull stands for.
int StatusOf(int exit_code) {
  switch (exit_code) {
    case 0:
      return 200;
    case 69:
    case 75:
      return 503;
    case 76:
    case 77:
      return 502;
    default:
      return 500;
  }
}

JsonObject TelemetryOf(const json::object& run, bool has_failed,
                       const std::map<std::string, std::int64_t>& issues) {
  JsonObject by_code;
  for (const auto& [code, count] : issues) by_code.Set(code, count);
  JsonObject telemetry;
  telemetry.Set("processedKeys", std::int64_t{1});
  telemetry.Set("failedKeys", std::int64_t{has_failed});
  telemetry.Set("simulatedKeys", std::int64_t{0});  // Nothing is ever simulated.
  telemetry.Set("storedEvents", IntegerIn(run, "rows_written"));
  telemetry.Set("windowsProcessed",
                IntegerIn(run, "windows_changed") + IntegerIn(run, "windows_unchanged"));
  telemetry.Set("windowsParked", IntegerIn(run, "windows_parked"));
  telemetry.Set("issuesByCode", by_code);
  return telemetry;
}

// `done`: what is said where everything is stored; empty: what the run says itself.
ServerResponse AnswerOf(const VerbAnswer& answer, const std::string& done, UtcSeconds now) {
  const json::object run = ObjectIn(answer.document);
  if (run.empty()) {
    return ProblemOf(500, "invariant", "the pull gave no document; 'cognitrack runs' tells of it");
  }
  const bool has_failed = answer.exit_code != 0;
  const auto issues = IssuesIn(run);
  std::int64_t warnings = 0;
  for (const auto& [code, count] : issues) warnings += count;
  JsonObject document;
  document.Set("success", !has_failed);
  document.Set("processed", std::int64_t{TextIn(run, "outcome") != kNothingPulled});
  document.Set("successful", std::int64_t{!has_failed && TextIn(run, "outcome") != kNothingPulled});
  document.Set("errors", std::int64_t{has_failed});
  document.Set("warningCount", warnings);
  document.SetTime("timestamp", now);
  document.Set("source", TextIn(run, "source"));
  document.Set("outcome", TextIn(run, "outcome"));
  document.Set("exit_code", std::int64_t{answer.exit_code});
  document.Set("message", done.empty() || has_failed ? TextIn(run, "message") : done);
  document.Set("telemetry", TelemetryOf(run, has_failed, issues));
  document.Set("flags", JsonObject().Set("enableDailyUsageWindows", IsFlagOn(run)));
  return JsonResponse(StatusOf(answer.exit_code), document);
}

// Of a pull that could not begin: where another process is at work, it is that one's.
ServerResponse FailureOf(const Error& error, UtcSeconds now) {
  if (error.code == ErrorCode::kTryLater) {
    JsonObject document;
    document.Set("success", true);
    document.Set("inProgress", true);
    document.SetNull("startedAt");
    document.SetTime("timestamp", now);
    document.Set("message", error.message);
    return JsonResponse(202, document);
  }
  JsonObject document;
  document.Set("success", false);
  document.Set("processed", std::int64_t{1});
  document.Set("successful", std::int64_t{0});
  document.Set("errors", std::int64_t{1});
  document.SetTime("timestamp", now);
  document.Set("exit_code", std::int64_t{ExitCodeOf(error.code)});
  document.Set("error", error.message);
  return JsonResponse(StatusOf(ExitCodeOf(error.code)), document);
}

}  // namespace

ServerResponse DailyPull::Run() {
  return Answered({"ingest", "--scheduled", "--label", "cron"}, "");
}

ServerResponse DailyPull::RunDays(int days_back, const std::optional<std::string>& source) {
  const Day today = DayOf(clock_.Now());
  std::vector<std::string> arguments = {"backfill", "--start",        FormatDay(today - days_back),
                                        "--end",    FormatDay(today), "--label",
                                        "asked"};
  if (source) arguments.push_back("--source=" + *source);
  return Answered(arguments, "Usage data fetched for " + std::to_string(days_back) + " day(s)");
}

Result<VerbAnswer> DailyPull::Pull(const std::vector<std::string>& arguments) {
  TRY(const ParsedCommand parsed, ParseArguments(arguments));
  const RunDesk::Pull pull = runs_.Run(parsed.options);
  if (pull.answer) return *pull.answer;
  return Error{ErrorCode::kTryLater, "a pull is in progress since " +
                                         FormatTime(pull.in_progress_since) +
                                         "; none was started, and nothing was stored by this one"};
}

ServerResponse DailyPull::Answered(const std::vector<std::string>& arguments,
                                   const std::string& done) {
  const auto parsed = ParseArguments(arguments);
  if (!parsed) return FailureOf(parsed.error(), clock_.Now());
  const RunDesk::Pull pull = runs_.Run(parsed->options);
  if (!pull.answer) return InProgress(pull.in_progress_since);
  const Result<VerbAnswer>& answer = *pull.answer;
  return answer ? AnswerOf(*answer, done, clock_.Now()) : FailureOf(answer.error(), clock_.Now());
}

ServerResponse DailyPull::InProgress(UtcSeconds since) const {
  JsonObject document;
  document.Set("success", true);
  document.Set("inProgress", true);
  document.SetTime("startedAt", since);
  document.SetTime("timestamp", clock_.Now());
  return JsonResponse(202, document);
}

}  // namespace cognitrack
