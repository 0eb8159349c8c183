// The parity document: the proof, day by day, that the ledger shows what the provider's export
// shows (DESIGN §4, §7). Plain data; formats/parity_json.h and formats/parity_markdown.h render it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "base/wide_count.h"

namespace cognitrack {

// In order of severity: the worst day is the verdict of the range.
enum class Verdict { kExact, kExplained, kIncomplete, kVariance };
std::string_view NameOf(Verdict verdict);
std::optional<Verdict> VerdictNamed(std::string_view name);

enum class DifferenceKind { kMissingInLedger, kMissingInCsv, kMismatch };
std::string_view NameOf(DifferenceKind kind);
std::optional<DifferenceKind> DifferenceKindNamed(std::string_view name);

// The closed list of causes. Only kClippedDay excuses a difference; the others name it.
enum class Cause {
  kClippedDay,     // The file's last day ends before midnight, and has no more than the ledger.
  kDoubledRow,     // Fully identical lines in the file, and that many times the ledger's numbers.
  kRowAbsent,      // A row of the ledger that the file lacks, on a day that it lists.
  kRowAdded,       // A row of the file that the ledger lacks.
  kValueDiffers,   // Both sides have the row; a number differs.
  kDayAbsent,      // A day inside the range that the file does not list.
  kSecondGrain,    // The month is held at several grains: copies, not sums.
  kNotReported,    // One side did not report the metric, the other has n ≠ 0.
  kWindowMissing,  // The ledger never read that day.
  kWindowParked,   // The ledger's last try was refused or failed.
  kDayOpen,        // The day is not over.
  kPruned,         // Only the day's totals are kept; they differ.
  kHoursMissing,   // An hourly file without all 24 hours of the day.
};
std::string_view NameOf(Cause cause);
std::optional<Cause> CauseNamed(std::string_view name);
bool Excuses(Cause cause);

// Metric name → exact sum in 128 bits; a metric that the side does not report is absent from the
// map.
using MetricSums = std::map<std::string, WideCount>;
// The same for metrics that the ledger does not know, as exact decimals.
using DecimalSums = std::map<std::string, std::string>;

struct ParityDay {
  Day day;
  Verdict verdict = Verdict::kExact;
  std::optional<Cause> cause;
  std::string ledger_state;   // NameOf(WindowState).
  std::string ledger_origin;  // "api", "export:<sha256>", "" where nothing is held.
  // The content hash of what was compared, in hex; empty where nothing is held, and in documents
  // that do not say it. What the day's verdict is about, whatever the ledger holds later.
  std::string ledger_hash;
  bool self = false;              // The ledger's day came from an export: proves nothing.
  std::optional<MetricSums> csv;  // Nothing where the side was not read.
  std::optional<MetricSums> ledger;
  DecimalSums csv_decimals;
  DecimalSums ledger_decimals;
};

struct MetricDifference {
  std::optional<WideCount> csv;
  std::optional<WideCount> ledger;
  WideCount delta = 0;  // csv − ledger, a side not reported counting 0.
};

struct DecimalDifference {
  std::optional<std::string> csv;
  std::optional<std::string> ledger;
  std::string delta;
};

struct DifferencePlace {
  std::string file;
  std::int64_t line = 0;
  auto operator<=>(const DifferencePlace&) const = default;
};

struct ParityDifference {
  Day day;
  DifferenceKind kind = DifferenceKind::kMismatch;
  std::map<std::string, std::optional<std::string>>
      dimensions;                                     // At the day's grain; null: no value.
  std::map<std::string, MetricDifference> metrics;    // Only those that differ.
  std::map<std::string, DecimalDifference> decimals;  // The same, metrics not known.
  std::optional<Cause> cause;
  std::vector<DifferencePlace> at;  // Lines of the files that gave the numbers, at most 100.
};

struct ParityFile {
  std::string name;
  std::string sha256;
  std::string kind;
  std::int64_t rows = 0;
  std::int64_t blank_days = 0;
  std::vector<std::string> unknown_columns;
  std::vector<std::string> missing_columns;
};

// The totals of one group over the whole range, for somebody who checks them by eye against the
// provider's dashboard.
struct SpotCheck {
  std::map<std::string, std::optional<std::string>> dimensions;  // project_id, service_tier.
  MetricSums csv;  // Requests, input and output tokens.
  MetricSums ledger;
};

// What of the files was compared. A verdict without it says more than was proven.
struct ParityScope {
  std::int64_t rows = 0;  // Rows of the files that lie in the range and pass the filter.
  std::vector<std::pair<std::string, std::string>> filters;  // See RowFilter; "" is blank.
  std::optional<std::vector<std::string>> dimensions;        // Asked for; nothing: all of them.
  bool days_left_out = false;  // The files list days outside the range that was asked for.
};

struct ParityDocument {
  Verdict verdict = Verdict::kExact;
  std::string surface = "completions";
  std::string source;
  Day from;
  Day to;
  std::vector<std::string> dimensions;         // Compared on at least one day, sorted.
  std::map<std::string, std::string> dropped;  // Dimension → why it was not compared (everywhere).
  std::vector<std::string> not_compared;       // Metrics that one side never reports.
  MetricSums csv_totals;                       // Of the days that were read, each side.
  MetricSums ledger_totals;
  DecimalSums csv_decimal_totals;
  DecimalSums ledger_decimal_totals;
  std::vector<ParityDay> days;  // Every day of the range, in order.
  std::int64_t differences_total = 0;
  std::vector<ParityDifference> differences;  // By day, then by dimensions; maybe only the first.
  std::vector<ParityFile> files;
  std::vector<SpotCheck> spot_checks;  // The busiest groups, busiest first.
  std::vector<std::string> notes;      // "A ledger compared with its own file proves nothing", …
  std::optional<ParityScope> scope;    // Nothing in documents that do not say it.
  std::int64_t run_id = 0;             // Not in the JSON document.
};

// The scope in words: "within project_id = proj_alpha, on model only, from 2026-05-02 to
// 2026-05-09 only". Nothing where all of the files was compared on all that both sides hold.
std::string ScopeInWords(const ParityDocument& document);
// Rows that were compared; in documents that do not say it, all rows of the files.
std::int64_t RowsCompared(const ParityDocument& document);

// kExact and kExplained prove; the others do not (exit code 0 or 1).
inline bool Proves(Verdict verdict) { return verdict <= Verdict::kExplained; }

}  // namespace cognitrack
