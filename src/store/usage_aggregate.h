// UsageAggregate: answers one UsageQuery. Streams roll-ups where they suffice, keyed probes where a
// filter leaves few series, and rows (with history, for `as_of`) otherwise; each by one statement
// for all windows. Sums are made here and
// not in SQL: SQLite sorts all rows to group them, which took five times as long on 1 M rows. Each
// window is grouped at its own grain, so that a dimension which it was not asked for is "not
// grouped" and never "unattributed"; whole windows are checked against their records while they are
// read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/usage_query.h"
#include "store/fact_rows.h"
#include "store/roll_ups.h"
#include "store/series_dictionary.h"
#include "store/series_groups.h"
#include "store/window_records.h"

namespace cognitrack {

struct AggregateParts {
  SqlConnection& connection;
  SeriesDictionary& dictionary;
  WindowRecords& windows;
  Facts& facts;
  RollUps& roll_ups;
};

class UsageAggregate {
 public:
  // `stream` is the query's.
  UsageAggregate(AggregateParts parts, const StreamKey& stream, const UsageQuery& query)
      : parts_(parts),
        query_(query),
        rows_(parts.facts.Of(stream)),
        metrics_(MetricsOf(stream.surface)),
        has_roll_ups_(HasRollUps(stream)) {}

  // kBadInput where a sum does not fit 64 bits; kDisk where a window does not add up.
  Result<UsageReport> Run();

 private:
  // The windows of one grain, and what was summed of them and not given to the report yet.
  struct Sum {
    std::int64_t rows = 0;
    MetricValues metrics;
    std::map<std::string, std::string> unknown;
  };
  struct GrainSums {
    GrainSums(const UsageQuery* query, const Grain* grain, SeriesDictionary* dictionary)
        : groups(query, grain, dictionary) {}
    SeriesGroups groups;
    std::vector<Sum> sums;               // By group.
    std::vector<std::uint32_t> touched;  // Groups whose sum holds something.
  };

  void Describe(const std::vector<WindowRecord>& windows);
  void AddKnownZeros(const std::vector<WindowRecord>& windows);
  Grain Dimensions() const;  // That the query names, days left out.
  bool FiltersFit(const Grain& grain) const;
  bool GroupsByDay() const;
  // Series to probe for, where that reads far fewer rows than the windows hold. A window that is
  // probed is not read whole, so that its sum is not verified.
  Status ChooseProbes(const std::vector<WindowRecord>& windows);
  // What the rows of the windows are read from.
  struct Scans {
    std::vector<RowScan<StoredRow>> rows;
    std::vector<RollUpScan> roll_ups;
    std::optional<RowScan<StoredUnknown>> unknown;
  };
  Result<Scans> Open(const WindowRange& range);
  // Windows whose rows, or totals, answer; by start.
  Status Add(const std::vector<const WindowRecord*>& windows);
  Status AddWindow(const WindowRecord& window, Scans* scans, GrainSums* sums);
  Status AddRows(const WindowRecord& window, Scans* scans, GrainSums* sums);
  // Rows whose series no group is known of: those are read many at a time.
  Status AddUnread(GrainSums* sums);
  // What is kept of a pruned window where no roll-up answers.
  bool AnsweredByTotals() const;
  Status AddTotals(const WindowRecord& window, GrainSums* sums);
  Status AddRow(std::int64_t series, std::int64_t rows, const MetricValues& metrics,
                GrainSums* sums);
  Status AddUnknown(const WindowRecord& window, RowScan<StoredUnknown>* scan, GrainSums* sums);
  Result<Sum*> SumOf(std::int64_t series, GrainSums* sums);
  static Sum* SumOfGroup(std::uint32_t group, GrainSums* sums);
  void Give(std::optional<Day> day, GrainSums* sums);
  Result<bool> HoldsUnknown();

  AggregateParts parts_;
  const UsageQuery& query_;
  FactRows& rows_;
  MetricSet metrics_;
  bool has_roll_ups_;
  UtcSeconds from_ = 0;
  UtcSeconds to_ = 0;
  std::optional<int> roll_up_;
  std::optional<std::vector<std::int64_t>> probes_;
  std::size_t windows_with_rows_ = 0;
  std::size_t rows_held_ = 0;  // By these windows.
  std::vector<RollUpRow> unread_;
  UsageReport report_;
};

}  // namespace cognitrack
