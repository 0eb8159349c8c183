// Writes ledger rows as an OpenAI completions-usage export of the newest header version (U4,
// unknown dimensions and metrics as further columns) or as JSON lines, streaming. A CSV written
// here can be fed back to ReadExport and gives the same rows. Safe against formula injection: a
// text cell that begins with = + - @ TAB or CR (after any number of ') gets a ' before it, which
// ReadExport takes off again.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "usage/window.h"

namespace cognitrack {

class ExportWriter {
 public:
  virtual ~ExportWriter() = default;
  virtual void Row(Day day, const Series& series, const MetricValues& metrics,
                   const std::vector<UnknownMetric>& unknown) = 0;
  // A day that was read and holds no use: a confirmed zero.
  virtual void ConfirmedZero(Day day) = 0;
};

// `write` takes bytes as they come. The unknown names become columns of the CSV, in this order.
std::unique_ptr<ExportWriter> MakeCsvExportWriter(std::vector<std::string> unknown_dimensions,
                                                  std::vector<std::string> unknown_metrics,
                                                  std::function<void(std::string_view)> write);
std::unique_ptr<ExportWriter> MakeJsonlExportWriter(std::function<void(std::string_view)> write);

}  // namespace cognitrack
