#include "store/window_prune.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/month.h"
#include "money/decimal_text.h"
#include "store/window_sum.h"

namespace cognitrack {

Result<PruneOutcome> WindowPrune::Carry(const std::vector<PruneTarget>& targets) {
  TRY(const std::int64_t series_of_sums, SeriesOfSums(targets));
  PruneOutcome outcome;
  TRY(SqlTransaction transaction, parts_.connection.BeginWrite());
  TRY(Goings windows, Held(targets));
  outcome.left = static_cast<std::int64_t>(targets.size() - windows.size());
  TRY_VOID(SumUnknown(&windows));
  TRY_VOID(CheckRollUps(&windows));
  for (const Going& window : windows) TRY_VOID(Mark(window, series_of_sums));
  if (!windows.empty()) {
    TRY(outcome.archived_bytes, parts_.archive.ForgetAllUnreferenced());
  }
  TRY_VOID(RemoveRows(&windows, &outcome));
  TRY_VOID(transaction.Commit());
  return outcome;
}

Result<WindowPrune::Goings> WindowPrune::Held(const std::vector<PruneTarget>& targets) {
  Goings windows;
  for (const PruneTarget& target : targets) {
    TRY(const StreamRecord stream, parts_.streams.WithId(target.stream_id));
    TRY(StoredWindow held, parts_.windows.Read(target.stream_id, target.start));
    const WindowRecord& record = held.record;
    if (!record.has_content() || record.pruned || record.revision != target.revision) continue;
    windows.push_back({stream, std::move(held.record), {}});
  }
  std::sort(windows.begin(), windows.end(), [](const Going& a, const Going& b) {
    return std::pair(a.stream.id, a.record.start) < std::pair(b.stream.id, b.record.start);
  });
  return windows;
}

Status WindowPrune::ForEachStream(
    Goings* windows, const std::function<Status(std::span<Going>, const WindowRange&)>& part) {
  for (auto first = windows->begin(); first != windows->end();) {
    const std::int64_t stream = first->stream.id;
    const auto last = std::find_if(first, windows->end(), [stream](const Going& window) {
      return window.stream.id != stream;
    });
    TRY_VOID(part({first, last}, {stream, first->record.start, (last - 1)->record.start + 1}));
    first = last;
  }
  return {};
}

Status WindowPrune::SumUnknown(Goings* windows) {
  return ForEachStream(windows, [this](std::span<Going> part, const WindowRange& range) -> Status {
    FactRows& rows = parts_.facts.Of(part.front().stream.key);
    TRY(auto scan, rows.ScanUnknown(range, std::nullopt));
    for (Going& window : part) {
      TRY_VOID(scan.Read(window.record.start, [&window](const StoredUnknown& metric) {
        std::string& sum = window.sums.try_emplace(metric.name, "0").first->second;
        sum = AddDecimals(sum, metric.value);
        return true;
      }));
    }
    return {};
  });
}

Result<std::int64_t> WindowPrune::SeriesOfSums(const std::vector<PruneTarget>& targets) {
  bool any = false;
  {
    TRY(SqlTransaction snapshot, parts_.connection.BeginRead());
    TRY(Goings windows, Held(targets));
    TRY_VOID(SumUnknown(&windows));
    for (const Going& window : windows) any = any || !window.sums.empty();
  }
  if (!any) return 0;
  SeriesTable table;
  const SeriesRef ref = table.Intern(Series());
  TRY(const std::vector<std::int64_t> ids, parts_.dictionary.EnsureIds(table, {ref}));
  return ids.front();
}

Status WindowPrune::CheckRollUps(Goings* windows) {
  return ForEachStream(windows, [this](std::span<Going> part, const WindowRange& range) -> Status {
    if (!HasRollUps(part.front().stream.key)) return {};
    for (std::size_t i = 0; i < kRollUpKinds; ++i) {
      TRY(auto scan, parts_.roll_ups.Sums(static_cast<int>(i) + 1, range));
      for (const Going& window : part) {
        WindowSum sum(&window.record);
        TRY_VOID(scan.Read(window.record.start, [&sum](const RollUpRow& row) {
          sum.Add(row.usage_rows, row.metrics);
          return true;
        }));
        TRY_VOID(sum.Verify());
      }
    }
    return {};
  });
}

Status WindowPrune::Mark(const Going& window, std::int64_t series_of_sums) {
  const WindowRecord& record = window.record;
  if (!window.sums.empty() && series_of_sums == 0) {
    return Error{ErrorCode::kTryLater,
                 FormatTime(record.start) +
                     ": another writer changed this window meanwhile; nothing of these windows "
                     "was pruned; run the command again"};
  }
  FactRows& rows = parts_.facts.Of(window.stream.key);
  TRY_VOID(rows.RemoveUnknown(window.stream.id, record.start));
  for (const auto& [name, sum] : window.sums) {
    const WindowChange change{window.stream.id, record.start, record.revision, false};
    TRY_VOID(rows.WriteUnknown(change, {series_of_sums, name, sum}));
  }
  return parts_.windows.MarkPruned(window.stream.id, record.start);
}

// What is deleted goes first: nobody can read a table that was emptied before the commit.
Status WindowPrune::RemoveRows(Goings* windows, PruneOutcome* outcome) {
  std::map<std::string, std::vector<const Going*>> of_table;
  for (const Going& window : *windows) {
    of_table[parts_.facts.Of(window.stream.key).table()].push_back(&window);
  }
  std::vector<std::string> whole_tables;
  std::vector<const Going*> whole;
  for (const auto& [table, part] : of_table) {
    TRY(const bool goes_whole, AreAllOfTheirMonth(part));
    if (goes_whole) {
      whole_tables.push_back(table);
      whole.insert(whole.end(), part.begin(), part.end());
    } else {
      TRY_VOID(RemoveOneByOne(part, outcome));
    }
  }
  TRY(const bool emptied, Empty(whole_tables, whole, outcome));
  return emptied ? Status() : RemoveOneByOne(whole, outcome);
}

Result<bool> WindowPrune::AreAllOfTheirMonth(std::span<const Going* const> windows) {
  const Day first = FirstOfMonth(DayOf(windows.front()->record.start));
  const UtcSeconds end = FirstOfNextMonth(first).start();
  TRY(const std::vector<StreamRecord> streams, parts_.streams.All());
  const std::string& table = parts_.facts.Of(windows.front()->stream.key).table();
  for (const StreamRecord& stream : streams) {
    if (parts_.facts.Of(stream.key).table() != table) continue;
    TRY(const auto records, parts_.windows.InRange(stream.id, first.start(), end));
    for (const WindowRecord& record : records) {
      // This transaction marked those that go.
      if (record.row_count > 0 && !record.pruned) return false;
    }
  }
  return true;
}

Result<bool> WindowPrune::Empty(const std::vector<std::string>& tables,
                                std::span<const Going* const> windows, PruneOutcome* outcome) {
  if (windows.empty()) return true;
  TRY(const auto history, CountHistory(windows));
  std::vector<SqlWindow> names;
  std::vector<PrunedWindow> pruned;
  for (const Going* window : windows) {
    const SqlWindow name{window->stream.id, window->record.start};
    const auto rows = history.find({name.stream, name.start});
    names.push_back(name);
    pruned.push_back({name.stream, name.start, window->record.row_count,
                      rows == history.end() ? 0 : rows->second});
  }
  TRY(const MonthFate fate, parts_.connection.session().EmptyMonth(tables, names));
  outcome->was_busy = fate == MonthFate::kBusy;
  if (fate != MonthFate::kEmptied) return false;
  outcome->pruned.insert(outcome->pruned.end(), pruned.begin(), pruned.end());
  return true;
}

Result<WindowPrune::RowCounts> WindowPrune::CountHistory(std::span<const Going* const> windows) {
  RowCounts counts;
  std::set<std::int64_t> counted;
  const Day first = FirstOfMonth(DayOf(windows.front()->record.start));
  for (const Going* window : windows) {
    const std::int64_t stream = window->stream.id;
    if (!counted.insert(stream).second) continue;
    TRY_VOID(parts_.facts.Of(window->stream.key)
                 .CountHistory(stream, first.start(), FirstOfNextMonth(first).start(),
                               [&](UtcSeconds start, std::int64_t rows) {
                                 counts[{stream, start}] = rows;
                               }));
  }
  return counts;
}

Status WindowPrune::RemoveOneByOne(std::span<const Going* const> windows, PruneOutcome* outcome) {
  for (const Going* window : windows) {
    const UtcSeconds start = window->record.start;
    TRY(const PrunedRows gone,
        parts_.facts.Of(window->stream.key).RemoveAll(window->stream.id, start));
    outcome->pruned.push_back({window->stream.id, start, gone.rows, gone.history_rows});
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
