#include "ingest/cost_allocation.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "base/month.h"
#include "ingest/window_at.h"

namespace cognitrack {
namespace {

// Parts of one row for one owner by one level are one part.
std::vector<AllocatedPart> Joined(const std::vector<AllocatedPart>& parts) {
  using Key = std::tuple<bool, CostOwner, std::optional<AllocationLevel>>;
  std::map<Key, AllocatedPart> sums;
  for (const AllocatedPart& part : parts) {
    const auto [at, is_new] =
        sums.try_emplace({!part.owner, part.owner.value_or(CostOwner{}), part.level}, part);
    if (!is_new) at->second.amount.count += part.amount.count;
  }
  std::vector<AllocatedPart> joined;
  for (const auto& [key, part] : sums) joined.push_back(part);
  return joined;
}

std::vector<SeriesAmount> AmountsOf(const std::vector<AllocatedRow>& rows) {
  std::vector<SeriesAmount> amounts;
  for (const AllocatedRow& row : rows) {
    if (row.metrics.reported().Has(Metric::kAmountValue)) amounts.push_back(row.billed);
  }
  return amounts;
}

void AddDay(const WindowRecord& record, const AllocatedDay& day, StatementTally* tally,
            AllocationStatement* statement) {
  ++statement->days_held;
  if (record.origin.from_api && record.read_at < record.end) {
    statement->open.push_back(DayOf(record.start));
  } else if (record.clipped) {
    statement->clipped.push_back(DayOf(record.start));
  }
  for (const AllocatedRow& row : day.rows) {
    if (row.parts.empty()) {
      ++statement->rows_without_amount;
    } else {
      tally->Add(row.billed, row.parts);
    }
  }
  statement->level_gaps.insert(statement->level_gaps.end(), day.gaps.begin(), day.gaps.end());
}

}  // namespace

Result<RulesInForce> ReadRulesInForce(LedgerStore& store, std::optional<std::int64_t> as_of) {
  RulesInForce in_force;
  TRY(std::vector<AllocationVersion> versions, store.AllocationVersions(as_of, 1));
  if (versions.empty()) return in_force;
  AllocationVersion& version = versions.front();
  in_force.revision = version.revision;
  in_force.run_id = version.run_id;
  in_force.set_at = version.set_at;
  TRY(in_force.rules, AllocationRules::Make(std::move(version.rules)));
  return in_force;
}

Result<AllocatedDay> CostAllocation::Of(const WindowRecord& costs) {
  AllocatedDay allocated;
  const Day day = DayOf(costs.start);
  TRY(allocated.rows, Rows(streams_.costs, day));
  if (allocated.rows.empty()) return allocated;
  Finer finer;
  if (!LevelsMissing(costs.grain, day).empty()) {
    TRY(finer, FinerPartsOf(costs, allocated.rows));
  }
  std::size_t next = 0;
  for (AllocatedRow& row : allocated.rows) {
    if (!row.metrics.reported().Has(Metric::kAmountValue)) continue;
    std::vector<SeriesAmount> split = {row.billed};
    if (finer.parts) split = std::move((*finer.parts)[next++]);
    for (const SeriesAmount& part : split) {
      const std::vector<AllocatedPart> parts = Allocate(rules_, part, day);
      row.parts.insert(row.parts.end(), parts.begin(), parts.end());
    }
    row.parts = Joined(row.parts);
  }
  const Grain& grain = finer.parts ? finer.grain : costs.grain;
  for (const AllocationLevel level : LevelsMissing(grain, day)) {
    allocated.gaps.push_back(
        {day, level,
         finer.parts ? "neither costs nor costs_by_key are split by it" : finer.why_not});
  }
  return allocated;
}

Result<CostAllocation::Finer> CostAllocation::FinerPartsOf(const WindowRecord& costs,
                                                           const std::vector<AllocatedRow>& rows) {
  Finer finer;
  finer.why_not = "costs are not split by it, and costs_by_key holds nothing of the day";
  if (streams_.costs_by_key == 0) return finer;
  TRY(const std::vector<WindowRecord> windows,
      store_.Windows(streams_.costs_by_key, costs.start, costs.start + 1));
  if (windows.empty()) return finer;
  TRY(const std::optional<WindowRecord> held,
      WindowAt(windows.front(), as_of_, streams_.costs_by_key, store_));
  if (!held) return finer;
  if (held->pruned) {
    finer.why_not = "costs are not split by it, and costs_by_key of the day was pruned";
    return finer;
  }
  finer.grain = held->grain;
  const Day day = DayOf(costs.start);
  const bool is_finer =
      held->grain.Contains(costs.grain) &&
      LevelsMissing(held->grain, day).size() < LevelsMissing(costs.grain, day).size();
  if (!is_finer) {
    finer.why_not = "neither costs nor costs_by_key are split by it";
    return finer;
  }
  TRY(const std::vector<AllocatedRow> fine, Rows(streams_.costs_by_key, day));
  finer.parts = FinerParts(AmountsOf(rows), AmountsOf(fine), costs.grain);
  if (!finer.parts) finer.why_not = "costs_by_key does not agree with costs on this day";
  return finer;
}

Result<std::vector<AllocatedRow>> CostAllocation::Rows(std::int64_t stream, Day day) {
  SeriesTable series;
  std::vector<AllocatedRow> rows;
  TRY_VOID(
      store_.ReadRows(stream, day.start(), day.end(), as_of_, &series, [&](const LedgerRow& row) {
        const Picos amount = row.metrics.Decimal(Metric::kAmountValue).value_or(Picos{});
        rows.push_back({{series.At(row.series), amount}, row.metrics, {}});
        return true;
      }));
  // The ids of series are another database's on another machine.
  std::sort(rows.begin(), rows.end(), [](const AllocatedRow& a, const AllocatedRow& b) {
    return a.billed.series < b.billed.series;
  });
  return rows;
}

std::vector<AllocationLevel> CostAllocation::LevelsMissing(const Grain& grain, Day day) const {
  std::vector<AllocationLevel> missing;
  for (const AllocationLevel level : kAllocationLevels) {
    if (!grain.Has(NameOf(level)) && rules_.Names(level, day)) missing.push_back(level);
  }
  return missing;
}

Result<AllocationStatement> MakeStatement(const std::string& source, CostStreams streams, Day month,
                                          std::optional<std::int64_t> as_of, LedgerStore& store) {
  AllocationStatement statement;
  statement.source = source;
  statement.month = month;
  TRY(const std::int64_t newest, store.RevisionAt(std::numeric_limits<UtcSeconds>::max()));
  statement.revision = std::min(as_of.value_or(newest), newest);
  TRY(const RulesInForce in_force, ReadRulesInForce(store, statement.revision));
  statement.rules_revision = in_force.revision;

  const Day end = FirstOfNextMonth(month);
  std::map<Day, WindowRecord> records;
  if (streams.costs != 0) {
    TRY(const std::vector<WindowRecord> windows,
        store.Windows(streams.costs, month.start(), end.start()));
    for (const WindowRecord& window : windows) records[DayOf(window.start)] = window;
  }
  CostAllocation allocation(in_force.rules, streams, statement.revision, store);
  StatementTally tally;
  for (Day day = month; day < end; day = day + 1) {
    std::optional<WindowRecord> held;
    if (const auto found = records.find(day); found != records.end()) {
      TRY(held, WindowAt(found->second, statement.revision, streams.costs, store));
    }
    if (!held) {
      statement.missing.push_back(day);
      continue;
    }
    TRY(const AllocatedDay allocated, allocation.Of(*held));
    AddDay(*held, allocated, &tally, &statement);
  }
  statement.lines = tally.Lines();
  statement.sums = tally.Sums();
  statement.bill = tally.bill();
  return statement;
}

}  // namespace cognitrack
