#include "ingest/export_days.h"

#include <map>
#include <unordered_map>

#include "ingest/issue_codes.h"
#include "usage/day_coverage.h"
#include "usage/identities.h"
#include "usage/window_builder.h"

namespace cognitrack {
namespace {

constexpr UtcSeconds kSecondsPerMinute = 60;

// A number for the metrics of a row; equal rows have equal ones.
std::uint64_t FingerprintOf(const MetricValues& metrics) {
  std::uint64_t print = metrics.reported().bits();
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    print ^= static_cast<std::uint64_t>(metrics.UnitsOrZero(MetricAt(i)));
    print *= 0x9E37'79B9'7F4A'7C15U;
    print ^= print >> 29U;
  }
  return print;
}

// Something odd that many rows may share: how often, and where first.
struct Oddity {
  std::int64_t count = 0;
  std::int64_t line = 0;

  void Add(std::int64_t at) {
    if (count++ == 0 || at < line) line = at;
  }
};

class ExportIntake {
 public:
  explicit ExportIntake(UtcSeconds now) : now_(now) {}

  Status Take(const ExportRow& row);
  Result<ExportDays> MoveOut(ExportFile file);

 private:
  Result<WindowBuilder*> BuilderOf(Day day);
  void PutAway(Day day, WindowBuilder& builder);
  Status TakeUpAgain(Day day, WindowBuilder* builder);
  void NoteRepetition(const ExportRow& row);
  void NoteRepetitionsOf(const WindowBuilder& builder);
  Status CheckWhole(const ExportFile& file, const CoveredDay& day) const;
  void AddIssues(const ExportFile& file, ExportDays* days);

  UtcSeconds now_;
  DayCoverage coverage_;
  // The days that are being read. Exports are sorted by day, so that a day is put away, in half the
  // memory, as soon as the next one begins; no longer once a file has proved not to be sorted.
  std::map<Day, WindowBuilder> builders_;
  std::map<Day, WindowRead> put_away_;
  Day last_day_;
  WindowBuilder* last_builder_ = nullptr;
  bool is_sorted_ = true;
  // Rows of hours and minutes, by series and minute: only there can a day hold a series twice by
  // right.
  std::unordered_map<std::uint64_t, std::uint64_t> seen_;
  Oddity repeated_;
  Oddity identical_;
  std::map<std::string, Oddity> broken_;
  std::map<std::string, std::string> broken_example_;
};

Result<WindowBuilder*> ExportIntake::BuilderOf(Day day) {
  if (last_builder_ != nullptr && day == last_day_) return last_builder_;
  if (last_builder_ != nullptr && is_sorted_) {
    PutAway(last_day_, *last_builder_);
    builders_.erase(last_day_);
  }
  const auto [at, is_new] = builders_.try_emplace(day);
  if (is_new) TRY_VOID(TakeUpAgain(day, &at->second));
  last_builder_ = &at->second;
  last_day_ = day;
  return last_builder_;
}

void ExportIntake::PutAway(Day day, WindowBuilder& builder) {
  const auto covered = coverage_.Find(day);
  if (covered && covered->width == BucketWidth::kDay) NoteRepetitionsOf(builder);
  WindowRead& read = put_away_[day];
  builder.MoveInto(&read);
  read.rows.shrink_to_fit();
}

Status ExportIntake::TakeUpAgain(Day day, WindowBuilder* builder) {
  const auto found = put_away_.find(day);
  if (found == put_away_.end()) return {};
  is_sorted_ = false;
  const WindowRead read = std::move(found->second);
  put_away_.erase(found);
  std::unordered_map<SeriesRef, std::vector<UnknownMetric>> unknown_of;
  for (const UnknownMetric& metric : read.unknown_metrics) {
    unknown_of[metric.series].push_back(metric);
  }
  for (const UsageRow& row : read.rows) {
    TRY_VOID(builder->Add(row.series, row.metrics, unknown_of[row.series], 0));
  }
  return {};
}

Status ExportIntake::Take(const ExportRow& row) {
  TRY(const Day day, coverage_.Add(row.start, row.end));
  if (row.blank) return {};
  if (DayOf(now_) < day) {
    return Error{ErrorCode::kBadInput,
                 FormatDay(day) + " is in the future, as today is " + FormatDay(DayOf(now_)) +
                     " (UTC); export the file again, or set this machine's clock right"};
  }
  TRY(WindowBuilder* const builder, BuilderOf(day));
  TRY_VOID(builder->Add(row.series, row.metrics, row.unknown_metrics, row.line));
  if (row.end - row.start <= kSecondsPerHour) NoteRepetition(row);
  for (const BrokenIdentity& broken : BrokenIdentitiesOf(row.metrics)) {
    Oddity& oddity = broken_[broken.identity];
    if (oddity.count == 0) {
      broken_example_[broken.identity] =
          std::to_string(broken.left) + " against " + ToText(broken.right);
    }
    oddity.Add(row.line);
  }
  return {};
}

void ExportIntake::NoteRepetition(const ExportRow& row) {
  const auto minute = static_cast<std::uint64_t>(row.start / kSecondsPerMinute);
  const std::uint64_t print = FingerprintOf(row.metrics);
  const auto [at, is_new] = seen_.try_emplace(minute << 32U | row.series, print);
  if (is_new) return;
  repeated_.Add(row.line);
  if (at->second == print) identical_.Add(row.line);
  at->second = print;
}

void ExportIntake::NoteRepetitionsOf(const WindowBuilder& builder) {
  for (const RepeatedRow& row : builder.repeated()) {
    repeated_.Add(row.line);
    if (row.identical) identical_.Add(row.line);
  }
}

Status ExportIntake::CheckWhole(const ExportFile& file, const CoveredDay& day) const {
  if (day.complete) return {};
  const bool hours = day.width == BucketWidth::kHour;
  return Error{ErrorCode::kBadInput,
               file.name + ": " + FormatDay(day.day) + " does not have all its " +
                   (hours ? "24 hours" : "1,440 minutes") +
                   ", and would be stored as if it were whole. Export the day "
                   "whole, or by day. Nothing was stored"};
}

Result<ExportDays> ExportIntake::MoveOut(ExportFile file) {
  ExportDays days;
  for (const CoveredDay& covered : coverage_.days()) {
    TRY_VOID(CheckWhole(file, covered));
    if (const auto found = builders_.find(covered.day); found != builders_.end()) {
      PutAway(covered.day, found->second);
      builders_.erase(found);
    }
    WindowRead read = std::move(put_away_[covered.day]);
    read.start = covered.day.start();
    read.end = covered.day.end();
    read.clipped = covered.clipped;
    read.reported = file.columns.metrics;
    read.grain = file.filled;
    read.origin = {false, file.sha256};
    read.read_at = now_;
    days.days.push_back(std::move(read));
  }
  if (days.days.empty()) {
    return Error{ErrorCode::kBadInput,
                 file.name + ": lists no day, so that there is nothing to take from it"};
  }
  AddIssues(file, &days);
  days.file = std::move(file);
  return days;
}

void ExportIntake::AddIssues(const ExportFile& file, ExportDays* days) {
  const auto add = [days](std::string_view code, std::string where, std::string detail,
                          std::int64_t count) {
    days->issues.push_back({std::string(code), std::move(where), std::move(detail), count});
  };
  const auto at = [&file](const Oddity& oddity) {
    return file.name + ":" + std::to_string(oddity.line);
  };
  for (const std::string& column : file.columns.unknown) {
    bool is_metric = false;
    for (const std::string& metric : file.columns.unknown_metrics) {
      is_metric = is_metric || metric == column;
    }
    add(is_metric ? issue::kUnknownMetric : issue::kUnknownDimension, file.name,
        "column " + column + " is not known; its cells are kept as a " +
            (is_metric ? "metric" : "dimension"),
        1);
  }
  if (!file.columns.missing.empty()) {
    std::string names;
    for (const std::string& column : file.columns.missing) {
      names += (names.empty() ? "" : ", ") + column;
    }
    add(issue::kMissingColumn, file.name, "not reported, which is not 0: " + names,
        static_cast<std::int64_t>(file.columns.missing.size()));
  }
  if (file.coarse > 0) {
    add(issue::kCountRounded, file.name,
        "rows with a count like 1.23457E+11, which a spreadsheet has rounded; export the file "
        "again",
        file.coarse);
  }
  if (file.rounded > 0) {
    add(issue::kAmountRounded, file.name,
        "rows with an amount or quantity of more than twelve decimals, rounded half to even",
        file.rounded);
  }
  if (repeated_.count > 0) {
    add(issue::kRepeatedSeries, at(repeated_),
        "rows with the dimensions of another row of their bucket; summed", repeated_.count);
  }
  if (identical_.count > 0) {
    add(issue::kIdenticalRows, at(identical_),
        "rows equal to another one in every cell; summed, as the provider does write such rows",
        identical_.count);
  }
  for (const auto& [identity, oddity] : broken_) {
    add(issue::kIdentityBroken, at(oddity),
        identity + " does not hold: " + broken_example_[identity], oddity.count);
  }
  for (const WindowRead& read : days->days) {
    if (!read.clipped) continue;
    add(issue::kClippedDay, file.name,
        FormatDay(DayOf(read.start)) +
            " ends early in this file and may lack use; export one day more to have it whole",
        1);
  }
}

}  // namespace

Result<ExportDays> ReadExportDays(const std::string& path, UtcSeconds now, SeriesTable* series) {
  ExportIntake intake(now);
  TRY(ExportFile file,
      ReadExport(path, series, [&intake](const ExportRow& row) { return intake.Take(row); }));
  return intake.MoveOut(std::move(file));
}

}  // namespace cognitrack
