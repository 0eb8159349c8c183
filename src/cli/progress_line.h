// ProgressLine: how far long work is, on standard error. A bar that redraws itself on a terminal,
// plain lines elsewhere; both paced by the injected clock. Gone without a trace when the work is
// done on a terminal.
#pragma once

#include <chrono>
#include <optional>
#include <ostream>
#include <string>

#include "base/clock.h"
#include "ingest/progress.h"

namespace cognitrack {

enum class ProgressStyle { kNone, kLines, kBar };

class ProgressLine : public Progress {
 public:
  ProgressLine(std::ostream& out, ProgressStyle style, int width, Clock& clock);
  ~ProgressLine() override { Clear(); }

  void Report(const ProgressReport& report) override;
  // Takes the bar off the terminal, before something else is written there.
  void Clear();

 private:
  void DrawBar(const ProgressReport& report);
  void WriteLine(const ProgressReport& report);

  std::ostream& out_;
  ProgressStyle style_;
  int width_;
  Clock& clock_;
  std::optional<std::chrono::milliseconds> last_;
  bool drawn_ = false;
};

}  // namespace cognitrack
