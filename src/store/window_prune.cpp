#include "store/window_prune.h"

#include <map>

#include "money/decimal_text.h"
#include "store/window_sum.h"

namespace cognitrack {

Result<PruneOutcome> WindowPrune::Carry(const std::vector<PruneTarget>& targets) {
  TRY(const std::int64_t series_of_sums, SeriesOfSums(targets));
  PruneOutcome outcome;
  TRY(SqlTransaction transaction, parts_.connection.BeginWrite());
  for (const PruneTarget& target : targets) {
    TRY_VOID(Prune(target, series_of_sums, &outcome));
  }
  if (!outcome.pruned.empty()) {
    TRY(outcome.archived_bytes, parts_.archive.ForgetAllUnreferenced());
  }
  TRY_VOID(transaction.Commit());
  return outcome;
}

Result<std::int64_t> WindowPrune::SeriesOfSums(const std::vector<PruneTarget>& targets) {
  bool any = false;
  {
    TRY(SqlTransaction snapshot, parts_.connection.BeginRead());
    for (const PruneTarget& target : targets) {
      TRY(const StreamRecord stream, parts_.streams.WithId(target.stream_id));
      TRY(const auto unknown,
          parts_.facts.Of(stream.key).ReadUnknown(target.stream_id, target.start, std::nullopt));
      any = any || !unknown.empty();
    }
  }
  if (!any) return 0;
  SeriesTable table;
  const SeriesRef ref = table.Intern(Series());
  TRY(const std::vector<std::int64_t> ids, parts_.dictionary.EnsureIds(table, {ref}));
  return ids.front();
}

Status WindowPrune::Prune(const PruneTarget& target, std::int64_t series_of_sums,
                          PruneOutcome* outcome) {
  TRY(const StreamRecord stream, parts_.streams.WithId(target.stream_id));
  TRY(const StoredWindow held, parts_.windows.Read(target.stream_id, target.start));
  const WindowRecord& record = held.record;
  if (!record.has_content() || record.pruned || record.revision != target.revision) {
    ++outcome->left;
    return {};
  }
  TRY_VOID(CheckRollUps(stream, record));
  FactRows& rows = parts_.facts.Of(stream.key);
  TRY(const auto unknown, rows.ReadUnknown(target.stream_id, target.start, std::nullopt));
  if (!unknown.empty() && series_of_sums == 0) {
    return Error{ErrorCode::kTryLater,
                 FormatTime(target.start) +
                     ": another writer changed this window meanwhile; nothing of these windows "
                     "was pruned; run the command again"};
  }
  std::map<std::string, std::string> sums;
  for (const StoredUnknown& metric : unknown) {
    std::string& sum = sums.try_emplace(metric.name, "0").first->second;
    sum = AddDecimals(sum, metric.value);
  }
  PrunedWindow pruned{target.stream_id, target.start, 0, 0};
  TRY(const PrunedRows gone, rows.RemoveAll(target.stream_id, target.start));
  pruned.rows = gone.rows;
  pruned.history_rows = gone.history_rows;
  for (const auto& [name, sum] : sums) {
    const WindowChange change{target.stream_id, target.start, record.revision, false};
    TRY_VOID(rows.WriteUnknown(change, {series_of_sums, name, sum}));
  }
  TRY_VOID(parts_.windows.MarkPruned(target.stream_id, target.start));
  outcome->pruned.push_back(pruned);
  return {};
}

Status WindowPrune::CheckRollUps(const StreamRecord& stream, const WindowRecord& record) {
  if (!HasRollUps(stream.key)) return {};
  for (std::size_t i = 0; i < kRollUpKinds; ++i) {
    WindowSum sum(&record);
    TRY(auto scan,
        parts_.roll_ups.Scan(static_cast<int>(i) + 1, {stream.id, record.start, record.start + 1}));
    TRY_VOID(scan.Read(record.start, [&sum](const RollUpRow& row) {
      sum.Add(row.usage_rows, row.metrics);
      return true;
    }));
    TRY_VOID(sum.Verify());
  }
  return {};
}

Result<std::vector<WindowWeight>> WindowPrune::Weigh(std::int64_t stream_id, UtcSeconds from,
                                                     UtcSeconds to) {
  TRY(SqlTransaction snapshot, parts_.connection.BeginRead());
  TRY(const StreamRecord stream, parts_.streams.WithId(stream_id));
  std::map<UtcSeconds, WindowWeight> weights;
  TRY_VOID(parts_.facts.Of(stream.key)
               .CountHistory(stream_id, from, to, [&weights](UtcSeconds start, std::int64_t rows) {
                 weights[start].history_rows = rows;
               }));
  TRY_VOID(parts_.archive.CountBytes(
      stream_id, from, to,
      [&weights](UtcSeconds start, std::int64_t bytes) { weights[start].archived_bytes = bytes; }));
  std::vector<WindowWeight> list;
  for (auto& [start, weight] : weights) {
    weight.start = start;
    list.push_back(weight);
  }
  return list;
}

}  // namespace cognitrack
