// The instrument table: everything that the service measures, in one place. /metrics is written
// from it, and tests hold the documentation, the alert rules and the dashboard to it. Label values
// come from closed sets (routes, methods, codes, surfaces, results) or are bounded in number
// (sources).
#pragma once

#include <string_view>
#include <vector>

namespace cognitrack {

enum class InstrumentKind { kCounter, kGauge, kHistogram };
// "counter", "gauge", "histogram".
std::string_view NameOf(InstrumentKind kind);

struct InstrumentSpec {
  std::string_view name;
  InstrumentKind kind = InstrumentKind::kCounter;
  std::string_view help;
  std::vector<std::string_view> labels;
  std::vector<double> buckets = {};  // Of a histogram: upper bounds, ascending.
};

const std::vector<InstrumentSpec>& InstrumentTable();
// Null for a name that is none.
const InstrumentSpec* FindInstrument(std::string_view name);

namespace instrument {
inline constexpr std::string_view kBuildInfo = "cognitrack_build_info";

inline constexpr std::string_view kHttpRequests = "cognitrack_http_requests_total";
inline constexpr std::string_view kHttpSeconds = "cognitrack_http_request_duration_seconds";
inline constexpr std::string_view kHttpRejects = "cognitrack_http_rejects_total";
inline constexpr std::string_view kHttpConnections = "cognitrack_http_connections";
inline constexpr std::string_view kAuthFailures = "cognitrack_auth_failures_total";

inline constexpr std::string_view kRuns = "cognitrack_runs_total";
inline constexpr std::string_view kRunErrors = "cognitrack_run_errors_total";
inline constexpr std::string_view kRunIssues = "cognitrack_run_issues_total";
inline constexpr std::string_view kWindows = "cognitrack_windows_processed_total";
inline constexpr std::string_view kRowsRead = "cognitrack_rows_read_total";
inline constexpr std::string_view kRowsWritten = "cognitrack_rows_written_total";

inline constexpr std::string_view kProviderRequests = "cognitrack_provider_requests_total";
inline constexpr std::string_view kProviderSeconds = "cognitrack_provider_request_duration_seconds";
inline constexpr std::string_view kProviderThrottled = "cognitrack_provider_throttled_total";
inline constexpr std::string_view kProviderRetries = "cognitrack_provider_retries_total";
inline constexpr std::string_view kProviderWaits = "cognitrack_provider_wait_seconds_total";

inline constexpr std::string_view kDatabaseErrors = "cognitrack_database_errors_total";
inline constexpr std::string_view kReadersLimit = "cognitrack_database_readers_limit";
inline constexpr std::string_view kReadersInUse = "cognitrack_database_readers_in_use";
inline constexpr std::string_view kReadersWaiting = "cognitrack_database_readers_waiting";
inline constexpr std::string_view kDiskFree = "cognitrack_disk_free_bytes";

inline constexpr std::string_view kLedgerUp = "cognitrack_ledger_up";
inline constexpr std::string_view kLedgerSources = "cognitrack_ledger_sources";
inline constexpr std::string_view kWindowsMissing = "cognitrack_windows_missing";
inline constexpr std::string_view kWindowsParked = "cognitrack_windows_parked";
inline constexpr std::string_view kWindowsUnsettled = "cognitrack_windows_unsettled";
inline constexpr std::string_view kCursorLag = "cognitrack_cursor_lag_seconds";
inline constexpr std::string_view kFreshness = "cognitrack_freshness_seconds";
inline constexpr std::string_view kUnpricedModels = "cognitrack_unpriced_models";
inline constexpr std::string_view kParityVerdict = "cognitrack_parity_verdict";
inline constexpr std::string_view kLastPull = "cognitrack_last_pull_timestamp_seconds";
inline constexpr std::string_view kLastPullOk = "cognitrack_last_pull_success";
inline constexpr std::string_view kLastPullSeconds = "cognitrack_last_pull_duration_seconds";
inline constexpr std::string_view kLastSuccess = "cognitrack_last_success_timestamp_seconds";

inline constexpr std::string_view kAlertsOpen = "cognitrack_alerts_open";
inline constexpr std::string_view kAlertsUndelivered = "cognitrack_alerts_undelivered";
inline constexpr std::string_view kAlertsSent = "cognitrack_alert_notifications_total";

inline constexpr std::string_view kSeriesDropped = "cognitrack_telemetry_series_dropped_total";

inline constexpr std::string_view kProcessCpu = "process_cpu_seconds_total";
inline constexpr std::string_view kProcessResident = "process_resident_memory_bytes";
inline constexpr std::string_view kProcessVirtual = "process_virtual_memory_bytes";
inline constexpr std::string_view kProcessOpenFds = "process_open_fds";
inline constexpr std::string_view kProcessMaxFds = "process_max_fds";
inline constexpr std::string_view kProcessStart = "process_start_time_seconds";
}  // namespace instrument

}  // namespace cognitrack
