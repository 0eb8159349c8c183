#include "ingest/export_likeness.h"

#include <array>
#include <map>
#include <set>

#include "formats/export_reader.h"

namespace cognitrack {
namespace {

// What a total is told apart by, beside the start of its interval.
constexpr std::array<std::string_view, 7> kApart = {"model",        "line_item",  "service_tier",
                                                    "batch",        "api_source", "amount_currency",
                                                    "quantity_unit"};

using GroupKey = std::vector<std::string>;
using GroupTotals = std::map<std::string, WideCount, std::less<>>;

struct Tally {
  ExportFile file;
  std::map<GroupKey, GroupTotals> groups;
  std::set<std::int64_t> days;
  std::size_t series = 0;
  Hash256 rows;  // Times and numbers of every row, in order.
};

Result<GroupKey> KeyOf(const ExportRow& row, const Series& series, Pseudonyms* pseudonyms) {
  GroupKey key = {std::to_string(row.start)};
  if (row.blank) return key;
  for (const std::string_view name : kApart) {
    const std::string* value = series.Find(name);
    if (value == nullptr) {
      key.emplace_back();
    } else if (pseudonyms == nullptr) {
      key.push_back("=" + *value);
    } else {
      TRY(const std::string pseudonym, pseudonyms->Of(TextKindOf(name), *value));
      key.push_back("=" + pseudonym);
    }
  }
  return key;
}

void AddRow(const ExportRow& row, GroupTotals* totals, Blake2bHasher* hasher) {
  ++(*totals)["rows"];
  hasher->AddInteger(row.start);
  hasher->AddInteger(row.end);
  hasher->AddInteger(row.blank ? 1 : 0);
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    const std::optional<WideCount> units = row.metrics.Units(metric);
    hasher->AddText(units ? ToText(*units) : "");
    if (units) (*totals)[std::string(NameOf(metric))] += *units;
  }
  for (const UnknownMetric& metric : row.unknown_metrics) {
    hasher->AddText(metric.name);
    hasher->AddText(metric.value);
  }
}

// With pseudonyms: as the copy must be.
Result<Tally> TallyOf(const std::string& path, Pseudonyms* pseudonyms) {
  Tally tally;
  SeriesTable series;
  Blake2bHasher hasher;
  TRY(tally.file, ReadExport(path, &series, [&](const ExportRow& row) -> Status {
        static const Series kNone;
        TRY(GroupKey key, KeyOf(row, row.blank ? kNone : series.At(row.series), pseudonyms));
        tally.days.insert(DayOf(row.start).number);
        AddRow(row, &tally.groups[std::move(key)], &hasher);
        return {};
      }));
  tally.series = series.size();
  tally.rows = hasher.Finish();
  return tally;
}

Error Differs(const std::string& what) {
  return Error{ErrorCode::kInvariant, "the copy does not say the same as the original: " + what};
}

std::string Counts(std::int64_t original, std::int64_t copy) {
  return std::to_string(copy) + " instead of " + std::to_string(original);
}

}  // namespace

Result<ExportLikeness> CompareWithCopy(const std::string& original, const std::string& copy,
                                       Pseudonyms* pseudonyms) {
  TRY(const Tally before, TallyOf(original, pseudonyms));
  TRY(const Tally after, TallyOf(copy, nullptr));
  if (before.file.rows != after.file.rows || before.file.blank_rows != after.file.blank_rows) {
    return Differs("rows: " + Counts(before.file.rows + before.file.blank_rows,
                                     after.file.rows + after.file.blank_rows));
  }
  if (before.rows != after.rows) return Differs("times or numbers of a row");
  if (before.series != after.series) {
    return Differs(
        "combinations of dimensions: " +
        Counts(static_cast<std::int64_t>(before.series), static_cast<std::int64_t>(after.series)));
  }
  if (before.groups != after.groups) {
    return Differs("totals by day, model or line item, tier, batch, currency and unit");
  }
  return ExportLikeness{before.file.rows, before.file.blank_rows,
                        static_cast<std::int64_t>(before.days.size()),
                        static_cast<std::int64_t>(before.groups.size())};
}

}  // namespace cognitrack
