#include "usage/window_builder.h"

#include "money/decimal_text.h"

namespace cognitrack {
namespace {

// The key of one row's unknown metric; the separator cannot occur in a number's digits.
std::string KeyOf(SeriesRef series, const std::string& name) {
  return std::to_string(series) + ':' + name;
}

}  // namespace

void WindowBuilder::Reserve(std::size_t rows) {
  rows_.reserve(rows);
  row_of_.reserve(rows);
}

Status WindowBuilder::Add(SeriesRef series, const MetricValues& metrics,
                          const std::vector<UnknownMetric>& unknown, std::int64_t line) {
  const auto [at, inserted] = row_of_.try_emplace(series, rows_.size());
  if (inserted) {
    rows_.push_back({series, metrics});
  } else {
    UsageRow& row = rows_[at->second];
    const auto last = last_of_.try_emplace(series, row.metrics).first;
    repeated_.push_back({series, line, last->second == metrics});
    last->second = metrics;
    if (!row.metrics.Add(metrics)) {
      return Error{ErrorCode::kBadInput,
                   "rows with the same dimensions add up to more than 2^63 - 1"};
    }
  }
  for (const UnknownMetric& metric : unknown) {
    const auto [found, is_new] =
        unknown_of_.try_emplace(KeyOf(series, metric.name), unknown_.size());
    if (is_new) {
      unknown_.push_back({series, metric.name, metric.value});
    } else {
      std::string& sum = unknown_[found->second].value;
      sum = AddDecimals(sum, metric.value);
    }
  }
  return {};
}

void WindowBuilder::MoveInto(WindowRead* read) {
  for (const UsageRow& row : rows_) read->reported = read->reported | row.metrics.reported();
  read->rows = std::move(rows_);
  read->unknown_metrics = std::move(unknown_);
}

}  // namespace cognitrack
