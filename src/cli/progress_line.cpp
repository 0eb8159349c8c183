#include "cli/progress_line.h"

#include <algorithm>

#include "cli/display_text.h"
#include "cli/number_text.h"

namespace cognitrack {
namespace {

constexpr std::chrono::milliseconds kBarEvery{100};
constexpr std::chrono::milliseconds kLineEvery{5'000};
constexpr int kWidestBar = 24;
constexpr int kNarrowestBar = 6;  // With less room there is none.

std::string Bar(const ProgressReport& report, int width) {
  if (width < kNarrowestBar) return "";
  const std::int64_t done = std::min(report.windows_done, report.windows_total);
  const std::int64_t filled = report.windows_total > 0 ? done * width / report.windows_total : 0;
  std::string bar;
  for (int i = 0; i < width; ++i) bar += i < filled ? "█" : "░";
  return bar;
}

// "12,345 rows/s"; empty before there is something to measure.
std::string Speed(const ProgressReport& report) {
  if (report.elapsed_ms <= 0 || report.rows <= 0) return "";
  return CountText(report.rows * 1'000 / report.elapsed_ms) + " rows/s";
}

std::string TimeLeft(const ProgressReport& report) {
  const std::int64_t left = report.windows_total - report.windows_done;
  if (report.windows_done <= 0 || left <= 0 || report.elapsed_ms <= 0) return "";
  return ClockText(report.elapsed_ms * left / report.windows_done / 1'000) + " left";
}

std::string Windows(const ProgressReport& report) {
  if (report.windows_total <= 0) return Counted(report.windows_done, "window");
  return CountText(report.windows_done) + "/" + Counted(report.windows_total, "window");
}

void Append(const std::string& part, std::string* line) {
  if (!part.empty()) *line += "  " + part;
}

}  // namespace

ProgressLine::ProgressLine(std::ostream& out, ProgressStyle style, int width, Clock& clock)
    : out_(out), style_(style), width_(width), clock_(clock) {}

void ProgressLine::Report(const ProgressReport& report) {
  if (style_ == ProgressStyle::kNone) return;
  const std::chrono::milliseconds now = clock_.Elapsed();
  const bool finished = report.windows_total > 0 && report.windows_done >= report.windows_total;
  const auto every = style_ == ProgressStyle::kBar ? kBarEvery : kLineEvery;
  // The first line waits too: work that is done at once says nothing but its result.
  if (!last_) {
    last_ = now;
    if (style_ == ProgressStyle::kLines) return;
  } else if (now - *last_ < every && !(finished && drawn_)) {
    return;
  }
  last_ = now;
  if (style_ == ProgressStyle::kBar) {
    DrawBar(report);
  } else {
    WriteLine(report);
  }
  drawn_ = true;
}

void ProgressLine::DrawBar(const ProgressReport& report) {
  std::string line = Printable(report.what);
  std::string numbers;
  Append(Windows(report), &numbers);
  Append(Speed(report), &numbers);
  Append(TimeLeft(report), &numbers);
  // The numbers say more than the bar, which takes the room that they leave.
  const int room = width_ - 1 - DisplayWidth(line) - DisplayWidth(numbers) - 2;
  Append(Bar(report, std::min(room, kWidestBar)), &line);
  line += numbers;
  out_ << "\r\x1b[K" << Shortened(line, std::max(20, width_ - 1)) << std::flush;
}

void ProgressLine::WriteLine(const ProgressReport& report) {
  std::string line = Printable(report.what) + ":";
  Append(Windows(report), &line);
  Append(Counted(report.rows, "row"), &line);
  Append(Speed(report), &line);
  Append(TimeLeft(report), &line);
  out_ << line << "\n" << std::flush;
}

void ProgressLine::Clear() {
  if (style_ == ProgressStyle::kBar && drawn_) out_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace cognitrack
