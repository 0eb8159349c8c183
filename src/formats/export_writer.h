// Writes ledger rows as an OpenAI completions-usage or cost export of the newest header version
// (U4, C5), likewise those of other surfaces under the names of their API, or as JSON lines,
// streaming. A CSV of completions or costs can be fed back to ReadExport and gives the same rows
// (only '' comes back as no value: in an export both are a blank cell). Safe against
// formula injection: text that a spreadsheet would take for a formula gets a ' before it, which
// ReadExport takes off again (formats/formula_guard.h); numbers are left alone.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "usage/window.h"

namespace cognitrack {

// The bucket that a row stands in: a day, which ends a second early where it was clipped.
struct ExportBucket {
  Day day;
  bool clipped = false;
  ExportBucket(Day whole_day) : day(whole_day) {}  // NOLINT(google-explicit-constructor)
  ExportBucket(Day of, bool is_clipped) : day(of), clipped(is_clipped) {}
  UtcSeconds start() const { return day.start(); }
  UtcSeconds end() const { return day.end() - (clipped ? 1 : 0); }
};

class ExportWriter {
 public:
  virtual ~ExportWriter() = default;
  // kInvariant for a value that has no column: it would be lost.
  virtual Status Row(const ExportBucket& bucket, const Series& series, const MetricValues& metrics,
                     const std::vector<UnknownMetric>& unknown) = 0;
  // A day that was read and holds no use: a confirmed zero, in CSV a row with time cells only.
  virtual void ConfirmedZero(const ExportBucket& bucket) = 0;
};

// What the rows to be written hold, as their window records say. The columns of C5 that hold names
// stay blank. Columns beyond U4 and C5 are appended
// only where they are needed: input_cache_write_30m_tokens and …_12h_tokens behind
// input_cache_write_tokens, dimensions (api_source, then unknown ones by name), unknown metrics in
// the order given.
struct ExportContent {
  std::string surface = "completions";
  Grain grain;        // The union over the windows.
  MetricSet metrics;  // The metrics reported in any of them.
  std::vector<std::string> unknown_metrics;
};

// `write` takes bytes as they come; the header is written at once.
std::unique_ptr<ExportWriter> MakeCsvExportWriter(const ExportContent& content,
                                                  std::function<void(std::string_view)> write);

// One object a row: start_time, end_time, the dimensions that have a value (batch as true or
// false), the metrics that were reported, amounts and quantities as decimal strings, unknown
// metrics as numbers; the time fields alone for a confirmed zero.
std::unique_ptr<ExportWriter> MakeJsonlExportWriter(std::function<void(std::string_view)> write);

}  // namespace cognitrack
