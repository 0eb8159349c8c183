// BucketFindings: what is worth reporting about the rows of one bucket and refuses none of them:
// fields that the ledger does not know, fields that rows lack, rounded amounts, broken identities,
// repeated rows.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "money/picos.h"
#include "providers/issue_tally.h"
#include "providers/openai/row_fields.h"
#include "usage/surface.h"
#include "usage/window_builder.h"

namespace cognitrack {

class BucketFindings {
 public:
  // `path` names the source of issues; `start` is the bucket's. All must outlive this.
  BucketFindings(const Surface& surface, const std::string& path, UtcSeconds start,
                 IssueTally* issues);

  // "2026-03-05"; of other surfaces than completions "costs 2026-03-05".
  const std::string& place() const { return place_; }

  // `row` is counted from 1.
  void NoteDrift(std::string_view code, RowField* field, std::int64_t row);
  void NoteDrift(std::string_view code, std::string_view field, std::int64_t row);
  void NoteDecimal(std::string_view field, const ParsedPicos& decimal, bool is_text,
                   std::int64_t row);
  void NoteRow(const MetricValues& metrics, std::int64_t row);

  void ReportDrifts();
  void ReportRows(const std::vector<RepeatedRow>& repeated);

 private:
  // A field that the ledger does not know, seen in this bucket.
  struct Drift {
    std::string_view code;
    RowField* field;
    std::int64_t first_row;
  };
  std::string First(std::int64_t row) const;

  const Surface& surface_;
  const std::string& path_;
  IssueTally* issues_;
  std::string place_;
  std::array<std::int64_t, kMetricCount> missing_{};
  bool any_missing_ = false;
  std::vector<Drift> drifts_;
};

}  // namespace cognitrack
