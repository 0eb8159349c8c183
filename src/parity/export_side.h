// ExportSide: the files of one comparison, tallied by day in one pass. Several files are one
// export; a day that two of them hold alike counts once, one that they hold differently is refused.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parity/parity_document.h"
#include "parity/projection.h"
#include "parity/row_filter.h"
#include "parity/series_shapes.h"
#include "parity/side_tally.h"
#include "parity/spot_groups.h"
#include "usage/day_coverage.h"

namespace cognitrack {

// One row of an export, as its reader gives it.
struct ExportLine {
  std::int64_t line = 0;
  UtcSeconds start = 0;
  UtcSeconds end = 0;
  bool blank = false;  // Time cells only: nothing but a listed bucket.
  SeriesRef series = 0;
  const MetricValues& metrics;
  const std::vector<UnknownMetric>& unknown;
};

// What a file's header offers.
struct OfferedColumns {
  Grain dimensions;
  MetricSet metrics;
};

// One day as one file holds it.
struct ExportDay {
  struct Part {  // The rows that fill in one set of dimensions.
    ShapeRef shape = 0;
    MetricTotals totals;
  };

  Day day;
  std::size_t file = 0;
  CoveredDay covered;
  bool last_of_file = false;
  std::int64_t rows = 0;        // That carry numbers and pass the filter.
  std::int64_t unfiltered = 0;  // That carry numbers.
  std::vector<Part> parts;
  Fingerprints fingerprints{};
  WideUnsigned content = 0;
  DecimalSums decimals;
  SpotSums spots;
  Projection* projection = nullptr;
  bool left = false;  // Its reader went on to another day, for the first time.

  Part& PartOf(ShapeRef shape);
  MetricTotals Totals() const;
};

class ExportSide {
 public:
  // Days outside [from, to] are left out. All pointers must outlive this.
  ExportSide(RowFilter* filter, SpotGroups* groups, const SeriesTable* series,
             std::optional<Day> from, std::optional<Day> to);

  // Rows of one file, then EndFile; then the next file. kBadInput for an interval that is no
  // bucket, without the place. `projection_of(day)` is asked once a day.
  template <typename ProjectionOf>
  Status Add(const ExportLine& line, const ProjectionOf& projection_of) {
    TRY(const Day day, coverage_.Add(line.start, line.end));
    if ((from_ && day < *from_) || (to_ && day > *to_)) {
      left_out_ += line.blank ? 0 : 1;
      days_left_out_ = true;
      return {};
    }
    if (current_ == nullptr || current_->day != day) {
      LeaveDay();
      current_ = &pending_[day.number];
      if (current_->projection == nullptr) {
        current_->day = day;
        current_->projection = projection_of(day);
      }
    }
    if (!line.blank) Tally(line);
    return {};
  }
  // kBadInput where a day is held differently by an earlier file.
  Status EndFile(const ParityFile& file, const OfferedColumns& header);

  // The days, each once a file, that its reader has gone on from since the last call. In a file
  // that is sorted by day all of their rows have been read. Good until the end of the file.
  std::vector<const ExportDay*> TakeDaysLeft() { return std::exchange(left_, {}); }

  const ExportDay* Find(Day day) const;
  const std::vector<ParityFile>& files() const { return files_; }
  const OfferedColumns& HeaderOf(const ExportDay& day) const { return headers_[day.file]; }
  // Every listed day in range, in order.
  std::vector<const ExportDay*> Days() const;
  // The dimensions that rows of the day fill in, whatever the filter.
  Grain FilledOn(const ExportDay& day) const;
  const Grain& GrainOf(const ExportDay::Part& part) const { return shapes_.At(part.shape); }
  Grain filled() const;  // On any day.
  Grain header_dimensions() const;
  MetricSet header_metrics() const;
  bool has_rows() const;  // That carry numbers.
  std::int64_t rows_left_out() const { return left_out_; }
  bool days_left_out() const { return days_left_out_; }  // With rows or without.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  void Tally(const ExportLine& line);
  void LeaveDay() {
    if (current_ == nullptr || current_->left) return;
    current_->left = true;
    left_.push_back(current_);
  }

  RowFilter* filter_;
  SpotGroups* groups_;
  std::optional<Day> from_;
  std::optional<Day> to_;
  SeriesShapes shapes_;
  Projection whole_;
  DayCoverage coverage_;                        // Of the file being read.
  std::unordered_map<int, ExportDay> pending_;  // Of the file being read, by day number.
  ExportDay* current_ = nullptr;
  std::vector<const ExportDay*> left_;  // In the file being read.
  std::unordered_map<int, ExportDay> days_;
  std::vector<ParityFile> files_;
  std::vector<OfferedColumns> headers_;
  std::int64_t left_out_ = 0;
  bool days_left_out_ = false;
  std::vector<std::string> notes_;
};

}  // namespace cognitrack
