#include "reports/usage_query.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "money/decimal_text.h"

namespace cognitrack {
namespace {

Status AddTo(UsageReportRow* sum, const UsageReportRow& row) {
  if (!sum->metrics.Add(row.metrics)) {
    return Error{ErrorCode::kBadInput,
                 "a sum of the report does not fit 64 bits; ask for a shorter range"};
  }
  sum->ledger_rows += row.ledger_rows;
  for (const auto& [name, value] : row.unknown_metrics) {
    std::string& total = sum->unknown_metrics.try_emplace(name, "0").first->second;
    total = AddDecimals(total, value);
  }
  return {};
}

}  // namespace

GroupValue RowGroup::operator[](std::size_t i) const {
  if (i == day_at_) return {GroupValue::Kind::kValue, FormatDay(day_)};
  return (*values_)[i];
}

Day RowGroup::day() const {
  CHECK(day_at_ != kNoDay, "a report by day");
  return day_;
}

std::vector<GroupValue> RowGroup::ToVector() const {
  std::vector<GroupValue> values;
  values.reserve(size());
  for (std::size_t i = 0; i < size(); ++i) values.push_back((*this)[i]);
  return values;
}

std::strong_ordering RowGroup::operator<=>(const RowGroup& other) const {
  const std::size_t common = std::min(size(), other.size());
  const bool same_values = values_ == other.values_ && day_at_ == other.day_at_;
  for (std::size_t i = 0; i < common; ++i) {
    if (i == day_at_ && i == other.day_at_) {
      if (day_ != other.day_) return day_ <=> other.day_;  // Days sort as their texts do.
    } else if (i == day_at_ || i == other.day_at_) {
      if (const auto order = (*this)[i] <=> other[i]; order != 0) return order;
    } else if (!same_values) {
      if (const auto order = (*values_)[i] <=> (*other.values_)[i]; order != 0) return order;
    }
  }
  return size() <=> other.size();
}

Status OrderAndTotal(UsageReport* report) {
  std::vector<UsageReportRow>& rows = report->rows;
  const auto comes_before = [](const UsageReportRow& a, const UsageReportRow& b) {
    return a.group < b.group;
  };
  // A store that reads day by day has them in order where the day is the first group.
  if (!std::is_sorted(rows.begin(), rows.end(), comes_before)) {
    std::sort(rows.begin(), rows.end(), comes_before);
  }
  std::size_t kept = 0;
  UsageReportRow totals;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TRY_VOID(AddTo(&totals, rows[i]));
    if (i == 0) continue;
    if (rows[kept].group == rows[i].group) {
      TRY_VOID(AddTo(&rows[kept], rows[i]));
    } else if (++kept != i) {
      rows[kept] = std::move(rows[i]);
    }
  }
  if (!rows.empty()) rows.resize(kept + 1);
  report->totals = std::move(totals);
  return {};
}

void SeparateUnits(UsageReport* report) {
  for (const auto& [metric, unit] :
       {std::pair(Metric::kAmountValue, kCurrency), std::pair(Metric::kQuantity, kQuantityUnit)}) {
    const auto at = std::find(report->group_by.begin(), report->group_by.end(), unit);
    const auto place = static_cast<std::size_t>(at - report->group_by.begin());
    const bool is_grouped = at != report->group_by.end();
    std::set<GroupValue> units;
    for (UsageReportRow& row : report->rows) {
      if (!is_grouped) row.metrics.Copy(metric, MetricValues());
      if (is_grouped && row.metrics.reported().Has(metric)) units.insert(row.group[place]);
    }
    const bool has_sum = is_grouped && units.size() <= 1;
    if (!has_sum) report->totals.metrics.Copy(metric, MetricValues());
  }
}

}  // namespace cognitrack
