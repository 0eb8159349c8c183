#include "parity/series_join.h"

#include <algorithm>

#include "base/hash.h"
#include "money/decimal_text.h"
#include "parity/day_verdict.h"
#include "parity/money_tolerance.h"

namespace cognitrack {
namespace {

constexpr std::size_t kMostPlaces = 100;

std::string Negated(const std::string& decimal) {
  if (decimal == "0") return decimal;
  return decimal[0] == '-' ? decimal.substr(1) : "-" + decimal;
}

std::uint64_t NumberOf(const std::vector<UnknownMetric>& unknown) {
  std::uint64_t number = 0;
  for (const UnknownMetric& metric : unknown) {
    number += Blake2b128(metric.name + '\0' + metric.value).prefix();
  }
  return number;
}

// The value of a dimension, '' and absent being one.
std::string_view ValueOf(const Series& series, const std::string& name) {
  const std::string* value = series.Find(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

bool ComesBefore(const Grain& grain, const Series& a, const Series& b) {
  for (const std::string& name : grain.names()) {
    const int order = ValueOf(a, name).compare(ValueOf(b, name));
    if (order != 0) return order < 0;
  }
  return false;
}

}  // namespace

struct SeriesJoin::Sums {
  bool in_csv = false;
  bool in_ledger = false;
  MetricTotals csv;
  MetricTotals ledger;
  MetricSet csv_reported;
  MetricSet ledger_reported;
};

struct SeriesJoin::Found {
  std::uint32_t entry = 0;
  DifferenceKind kind = DifferenceKind::kMismatch;
  Cause cause = Cause::kValueDiffers;
  MetricSet metrics;
  bool csv_above = false;
};

SeriesJoin::SeriesJoin(const SeriesTable* series, JoinRules rules, std::vector<JoinDay> days,
                       std::uint32_t slice, std::uint32_t slices)
    : series_(series), rules_(std::move(rules)), slice_(slice), slices_(slices) {
  tables_.reserve(days.size());
  for (JoinDay& day : days) tables_.push_back({std::move(day), {}, {}, {}});
}

SeriesJoin::Table* SeriesJoin::TableOf(Day day) {
  const auto at =
      std::lower_bound(tables_.begin(), tables_.end(), day,
                       [](const Table& table, Day wanted) { return table.day.day < wanted; });
  return at == tables_.end() || at->day.day != day ? nullptr : &*at;
}

std::uint32_t SeriesJoin::EntryOf(Table* table, SeriesRef series) {
  const WideUnsigned number = table->day.projection->Of(series);
  if (slices_ > 1 && static_cast<std::uint32_t>(number >> 96) % slices_ != slice_) return kNone;
  const auto next = static_cast<std::uint32_t>(table->entries.size());
  const auto [at, inserted] = table->by_number.try_emplace(number, next);
  if (inserted) table->entries.push_back({series, kNone, kNone});
  return at->second;
}

void SeriesJoin::AddExportRow(Day day, std::uint32_t file, std::int64_t line, SeriesRef series,
                              const MetricValues& metrics,
                              const std::vector<UnknownMetric>& unknown) {
  Table* table = TableOf(day);
  if (table == nullptr) return;
  const std::uint32_t index = EntryOf(table, series);
  if (index == kNone) return;
  Entry& entry = table->entries[index];
  line_before_.push_back(entry.last_line);
  entry.last_line = static_cast<std::uint32_t>(lines_.size());
  lines_.push_back({series, metrics, NumberOf(unknown), file, line});
  for (const UnknownMetric& metric : unknown) {
    std::optional<std::string>& sum = table->decimals[index][metric.name].csv;
    sum = sum ? AddDecimals(*sum, metric.value) : metric.value;
  }
}

void SeriesJoin::AddLedgerRow(Day day, SeriesRef series, const MetricValues& metrics) {
  Table* table = TableOf(day);
  if (table == nullptr) return;
  const std::uint32_t index = EntryOf(table, series);
  if (index == kNone) return;
  Entry& entry = table->entries[index];
  ledger_row_before_.push_back(entry.last_ledger_row);
  entry.last_ledger_row = static_cast<std::uint32_t>(ledger_rows_.size());
  ledger_rows_.push_back(metrics);
}

void SeriesJoin::AddLedgerDecimals(Day day, const std::vector<UnknownMetric>& unknown) {
  Table* table = TableOf(day);
  if (table == nullptr) return;
  for (const UnknownMetric& metric : unknown) {
    const std::uint32_t index = EntryOf(table, metric.series);
    if (index == kNone) continue;
    std::optional<std::string>& sum = table->decimals[index][metric.name].ledger;
    sum = sum ? AddDecimals(*sum, metric.value) : metric.value;
  }
}

std::vector<const JoinedLine*> SeriesJoin::LinesOf(const Entry& entry) const {
  std::vector<const JoinedLine*> lines;
  for (std::uint32_t at = entry.last_line; at != kNone; at = line_before_[at]) {
    lines.push_back(&lines_[at]);
  }
  return lines;
}

SeriesJoin::Sums SeriesJoin::SumsOf(const Entry& entry) const {
  Sums sums;
  sums.in_csv = entry.last_line != kNone;
  sums.in_ledger = entry.last_ledger_row != kNone;
  for (std::uint32_t at = entry.last_line; at != kNone; at = line_before_[at]) {
    sums.csv.Add(lines_[at].metrics);
    sums.csv_reported = sums.csv_reported | lines_[at].metrics.reported();
  }
  for (std::uint32_t at = entry.last_ledger_row; at != kNone; at = ledger_row_before_[at]) {
    sums.ledger.Add(ledger_rows_[at]);
    sums.ledger_reported = sums.ledger_reported | ledger_rows_[at].reported();
  }
  return sums;
}

WideCount SeriesJoin::ToleranceOf(const Entry& entry, Metric metric) const {
  WideCount tolerance = 0;
  for (std::uint32_t at = entry.last_line; at != kNone; at = line_before_[at]) {
    tolerance += ToleranceOfRow(lines_[at].metrics.UnitsOrZero(metric));
  }
  for (std::uint32_t at = entry.last_ledger_row; at != kNone; at = ledger_row_before_[at]) {
    tolerance += ToleranceOfRow(ledger_rows_[at].UnitsOrZero(metric));
  }
  return tolerance;
}

std::map<std::string, DecimalDifference> SeriesJoin::DecimalsThatDiffer(const Table& table,
                                                                        std::uint32_t entry) const {
  std::map<std::string, DecimalDifference> differing;
  const auto found = table.decimals.find(entry);
  if (found == table.decimals.end()) return differing;
  for (const auto& [name, pair] : found->second) {
    const auto& names = rules_.compared_decimals;
    if (std::find(names.begin(), names.end(), name) == names.end()) continue;
    const std::string csv = pair.csv.value_or("0"), ledger = pair.ledger.value_or("0");
    if (csv == ledger) continue;
    differing[name] = {pair.csv, pair.ledger, AddDecimals(csv, Negated(ledger))};
  }
  return differing;
}

std::optional<SeriesJoin::Found> SeriesJoin::Judge(const Table& table, std::uint32_t index) const {
  const Entry& entry = table.entries[index];
  const Sums sums = SumsOf(entry);
  Found found;
  found.entry = index;
  bool all_unreported = true;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    const WideCount csv = sums.csv.Of(metric), ledger = sums.ledger.Of(metric);
    if (!rules_.compared.Has(metric) || csv == ledger) continue;
    if (IsDecimal(metric) && Distance(csv, ledger) <= ToleranceOf(entry, metric)) continue;
    found.metrics.Add(metric);
    found.csv_above = found.csv_above || csv > ledger;
    if (sums.csv_reported.Has(metric) && sums.ledger_reported.Has(metric)) all_unreported = false;
  }
  const auto decimals = DecimalsThatDiffer(table, index);
  for (const auto& [name, pair] : decimals) {
    found.csv_above = found.csv_above || pair.delta[0] != '-';
    if (pair.csv && pair.ledger) all_unreported = false;
  }
  if (found.metrics.empty() && decimals.empty()) return std::nullopt;
  // A side may hold no more of a series than unknown metrics.
  const bool in_ledger =
      sums.in_ledger || std::any_of(decimals.begin(), decimals.end(),
                                    [](const auto& d) { return !!d.second.ledger; });
  if (!sums.in_csv) {
    found.kind = DifferenceKind::kMissingInCsv;
    found.cause = Cause::kRowAbsent;
  } else if (!in_ledger) {
    found.kind = DifferenceKind::kMissingInLedger;
    found.cause = Cause::kRowAdded;
  } else if (!DoubledRows(LinesOf(entry), sums.ledger, rules_.compared).empty()) {
    found.cause = Cause::kDoubledRow;
  } else if (all_unreported) {
    found.cause = Cause::kNotReported;
  }
  return found;
}

ParityDifference SeriesJoin::Describe(const Table& table, const Found& found) const {
  const Entry& entry = table.entries[found.entry];
  const Sums sums = SumsOf(entry);
  ParityDifference difference;
  difference.day = table.day.day;
  difference.kind = found.kind;
  difference.cause = found.cause;
  for (const std::string& name : table.day.grain.names()) {
    const std::string_view value = ValueOf(series_->At(entry.series), name);
    std::optional<std::string>& told = difference.dimensions[name];
    if (!value.empty()) told = std::string(value);
  }
  // A row that is absent from a day that was read is a known zero; a metric that was not reported,
  // and a day that was not read, are unknown.
  const auto told = [](bool read, bool present, bool reported, WideCount value) {
    return read && (!present || reported) ? std::optional<WideCount>(value) : std::nullopt;
  };
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (!found.metrics.Has(metric)) continue;
    const WideCount csv = sums.csv.Of(metric), ledger = sums.ledger.Of(metric);
    difference.metrics[std::string(NameOf(metric))] = {
        told(table.day.csv_read, sums.in_csv, sums.csv_reported.Has(metric), csv),
        told(table.day.ledger_read, sums.in_ledger, sums.ledger_reported.Has(metric), ledger),
        csv - ledger};
  }
  difference.decimals = DecimalsThatDiffer(table, found.entry);
  std::vector<const JoinedLine*> lines = LinesOf(entry);
  if (found.cause == Cause::kDoubledRow) {
    lines = DoubledRows(std::move(lines), sums.ledger, rules_.compared);
  }
  for (const JoinedLine* line : lines) {
    difference.at.push_back({rules_.files[line->file], line->line});
  }
  std::sort(difference.at.begin(), difference.at.end());
  if (difference.at.size() > kMostPlaces) difference.at.resize(kMostPlaces);
  return difference;
}

DayFindings SeriesJoin::Judge(const Table& table) const {
  DayFindings findings;
  findings.day = table.day.day;
  std::vector<Found> all;
  for (std::uint32_t index = 0; index < table.entries.size(); ++index) {
    const std::optional<Found> found = Judge(table, index);
    if (!found) continue;
    findings.csv_above = findings.csv_above || found->csv_above;
    findings.worst = findings.worst ? WorseOf(*findings.worst, found->cause) : found->cause;
    all.push_back(*found);
  }
  findings.total = static_cast<std::int64_t>(all.size());
  const std::size_t kept = std::min(all.size(), rules_.differences_kept);
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(),
                    [&](const Found& a, const Found& b) {
                      return ComesBefore(table.day.grain,
                                         series_->At(table.entries[a.entry].series),
                                         series_->At(table.entries[b.entry].series));
                    });
  for (std::size_t i = 0; i < kept; ++i) {
    findings.differences.push_back(Describe(table, all[i]));
  }
  return findings;
}

void Merge(DayFindings slice, std::size_t kept, DayFindings* into) {
  into->total += slice.total;
  into->csv_above = into->csv_above || slice.csv_above;
  if (slice.worst) into->worst = into->worst ? WorseOf(*into->worst, *slice.worst) : slice.worst;
  std::vector<ParityDifference>& all = into->differences;
  all.insert(all.end(), std::make_move_iterator(slice.differences.begin()),
             std::make_move_iterator(slice.differences.end()));
  std::stable_sort(all.begin(), all.end(),
                   [](const ParityDifference& a, const ParityDifference& b) {
                     return a.dimensions < b.dimensions;
                   });
  if (all.size() > kept) all.resize(kept);
}

std::vector<DayFindings> SeriesJoin::Finish() {
  std::vector<DayFindings> findings;
  findings.reserve(tables_.size());
  for (const Table& table : tables_) findings.push_back(Judge(table));
  return findings;
}

}  // namespace cognitrack
