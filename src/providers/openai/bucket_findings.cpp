#include "providers/openai/bucket_findings.h"

#include "providers/quoted_text.h"
#include "usage/identities.h"
#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

std::string PlaceOf(const Surface& surface, UtcSeconds start) {
  const std::string day = FormatDay(DayOf(start));
  return surface.name == kCompletions ? day : std::string(surface.name) + " " + day;
}

}  // namespace

BucketFindings::BucketFindings(const Surface& surface, const std::string& path, UtcSeconds start,
                               IssueTally* issues)
    : surface_(surface), path_(path), issues_(issues), place_(PlaceOf(surface, start)) {}

std::string BucketFindings::First(std::int64_t row) const {
  return "first in " + place_ + " row " + std::to_string(row);
}

void BucketFindings::NoteDrift(std::string_view code, RowField* field, std::int64_t row) {
  if (field->drift_rows++ == 0) drifts_.push_back({code, field, row});
}

void BucketFindings::NoteDrift(std::string_view code, std::string_view field, std::int64_t row) {
  issues_->Add(code, path_ + " " + QuotedText(field), First(row));
}

void BucketFindings::NoteDecimal(std::string_view field, const ParsedPicos& decimal, bool is_text,
                                 std::int64_t row) {
  const std::string where = path_ + " " + std::string(field);
  if (is_text) issues_->Add(issue::kNumberAsText, where, First(row) + "; its number is taken");
  if (!decimal.rounded) return;
  issues_->Add(issue::kAmountRounded, where,
               First(row) + "; more than twelve decimals, rounded half to even");
}

void BucketFindings::NoteRow(const MetricValues& metrics, std::int64_t row) {
  const MetricSet required = surface_.required;
  if ((required & metrics.reported()) != required) {
    any_missing_ = true;
    for (std::size_t i = 0; i < kMetricCount; ++i) {
      if (required.Has(MetricAt(i)) && !metrics.reported().Has(MetricAt(i))) ++missing_[i];
    }
  }
  for (const BrokenIdentity& broken : BrokenIdentitiesOf(metrics)) {
    issues_->Add(issue::kIdentityBroken, place_ + " " + broken.identity,
                 "row " + std::to_string(row) + ": " + std::to_string(broken.left) + " against " +
                     ToText(broken.right));
  }
}

void BucketFindings::ReportDrifts() {
  for (const Drift& drift : drifts_) {
    issues_->Add(drift.code, path_ + " " + QuotedText(drift.field->name), First(drift.first_row),
                 drift.field->drift_rows);
    drift.field->drift_rows = 0;
  }
}

void BucketFindings::ReportRows(const std::vector<RepeatedRow>& repeated) {
  for (std::size_t i = 0; any_missing_ && i < kMetricCount; ++i) {
    if (missing_[i] == 0) continue;
    issues_->Add(issue::kMissingField, place_ + " " + std::string(kMetricNames[i]),
                 "rows do not report it", missing_[i]);
  }
  for (const RepeatedRow& row : repeated) {
    issues_->Add(row.identical ? issue::kIdenticalRows : issue::kRepeatedSeries, place_,
                 "row " + std::to_string(row.line) +
                     " has the dimensions of one before it; they are summed");
  }
}

}  // namespace cognitrack
