#include "versions/reading_comparison.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace cognitrack {
namespace {

constexpr std::string_view kCurrency = "amount_currency";

// Amounts of one currency have a sum, quantities of lines have none.
std::optional<MetricValues> MoneyOf(const WindowRead& read, const SeriesTable& series) {
  std::set<std::string> currencies;
  for (const UsageRow& row : read.rows) {
    const std::string* currency = series.At(row.series).Find(kCurrency);
    currencies.insert(currency == nullptr ? "" : *currency);
  }
  const auto totals = TotalsOf(read.rows);
  if (!totals || currencies.size() > 1) return std::nullopt;
  MetricValues amount;
  amount.Copy(Metric::kAmountValue, *totals);
  return amount;
}

WindowSide SideOf(const StreamKey& stream, const WindowRead* read, const SeriesTable& series) {
  WindowSide side;
  if (read == nullptr) return side;
  side.rows = static_cast<std::int64_t>(read->rows.size());
  side.totals = HoldsMoney(stream.surface) ? MoneyOf(*read, series) : TotalsOf(read->rows);
  return side;
}

void CountRows(const WindowRead& in_force, const WindowRead& candidate, WindowDifference* window) {
  std::unordered_map<SeriesRef, const MetricValues*> rows;
  for (const UsageRow& row : in_force.rows) rows.emplace(row.series, &row.metrics);
  std::int64_t shared = 0;
  for (const UsageRow& row : candidate.rows) {
    const auto same = rows.find(row.series);
    if (same == rows.end()) {
      ++window->rows_only_candidate;
      continue;
    }
    ++shared;
    if (*same->second != row.metrics) ++window->rows_changed;
  }
  window->rows_only_in_force = static_cast<std::int64_t>(in_force.rows.size()) - shared;
}

std::vector<UnknownMetric> InOrder(std::vector<UnknownMetric> metrics) {
  std::sort(metrics.begin(), metrics.end());
  return metrics;
}

}  // namespace

std::string_view NameOf(WindowFinding finding) {
  switch (finding) {
    case WindowFinding::kEqual:
      return "equal";
    case WindowFinding::kDiffers:
      return "differs";
    case WindowFinding::kParked:
      return "parked";
    case WindowFinding::kUnreadable:
      return "unreadable";
    case WindowFinding::kNotKept:
      return "not_kept";
    case WindowFinding::kFromExport:
      return "from_export";
    case WindowFinding::kPruned:
      return "pruned";
  }
  return "";
}

WindowDifference CompareReads(const StreamKey& stream, const WindowRead* in_force,
                              const WindowRead* candidate, const SeriesTable& series) {
  WindowDifference window;
  window.surface = stream.surface;
  window.in_force = SideOf(stream, in_force, series);
  window.candidate = SideOf(stream, candidate, series);
  if (in_force == nullptr || candidate == nullptr) {
    window.finding = in_force == candidate ? WindowFinding::kUnreadable : WindowFinding::kParked;
    return window;
  }
  if (ContentHash(stream, *in_force, series) == ContentHash(stream, *candidate, series)) {
    window.finding = WindowFinding::kEqual;
    return window;
  }
  CountRows(*in_force, *candidate, &window);
  if (in_force->grain != candidate->grain) window.also.emplace_back("dimensions");
  if (in_force->reported != candidate->reported) window.also.emplace_back("reported_metrics");
  if (InOrder(in_force->unknown_metrics) != InOrder(candidate->unknown_metrics)) {
    window.also.emplace_back("unknown_metrics");
  }
  return window;
}

void ReadingComparison::Add(WindowDifference window) {
  ++windows[window.finding];
  if (IsDifference(window.finding)) found.push_back(std::move(window));
}

std::int64_t ReadingComparison::Count(WindowFinding finding) const {
  const auto count = windows.find(finding);
  return count == windows.end() ? 0 : count->second;
}

std::int64_t ReadingComparison::compared() const {
  return Count(WindowFinding::kEqual) + differing();
}

}  // namespace cognitrack
