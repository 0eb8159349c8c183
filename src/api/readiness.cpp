#include "api/readiness.h"

#include <algorithm>

#include "cli/json_document.h"

namespace cognitrack {
namespace {

constexpr std::string_view kOk = "ok";
constexpr std::string_view kFailed = "failed";
constexpr std::string_view kUnknown = "unknown";

}  // namespace

bool ReadinessReport::is_ready() const {
  return std::all_of(checks.begin(), checks.end(),
                     [](const auto& check) { return check.second == kOk; });
}

ReadinessReport CheckReadiness(const LedgerVerbs& verbs, const ServiceState& state) {
  ReadinessReport report;
  const Status readable = verbs.CheckReadable();
  // Opening a ledger of another schema is kConfig; the database itself answered then.
  const bool is_schema = !readable && readable.error().code == ErrorCode::kConfig;
  report.checks.emplace_back("database", readable || is_schema ? kOk : kFailed);
  report.checks.emplace_back("schema", readable ? kOk : is_schema ? kFailed : kUnknown);
  if (!readable) report.error = readable.error().message;
  if (const auto free = state.disk_free()) {
    report.checks.emplace_back("disk", *free >= kLeastDiskFree ? kOk : kFailed);
  }
  report.checks.emplace_back("draining", state.is_draining() ? kFailed : kOk);
  return report;
}

std::string ReadinessJson(const ReadinessReport& report) {
  JsonObject checks;
  std::string detail;
  for (const auto& [name, result] : report.checks) {
    checks.Set(name, result);
    if (result == kOk) continue;
    detail.append(detail.empty() ? "" : ", ").append(name).append(" ").append(result);
  }
  JsonObject document;
  document.Set("status", report.is_ready() ? "ready" : "not_ready");
  document.Set("checks", checks);
  if (!report.is_ready()) document.Set("detail", detail + "; the log says why");
  return document.ToText() + "\n";
}

}  // namespace cognitrack
