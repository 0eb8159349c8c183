// CostAllocation: a day's billed costs, each row with what the allocation rules make of it.
//
// The bill is the stream `costs`, and nothing else is summed. Where rules name an api key, a user
// or a project that a day's costs are not split by, the day of `costs_by_key` (the same money,
// split otherwise) tells the parts of each row, if both agree; where it cannot, the day is named as
// a gap, and its rows fall to the rules that can be applied, or stay unallocated.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "allocation/allocation_statement.h"
#include "base/result.h"
#include "store/ledger_store.h"

namespace cognitrack {

// The rules that hold at a revision.
struct RulesInForce {
  AllocationRules rules;
  std::int64_t revision = 0;  // Since when; 0: none were ever set.
  std::int64_t run_id = 0;
  UtcSeconds set_at = 0;
};
Result<RulesInForce> ReadRulesInForce(LedgerStore& store, std::optional<std::int64_t> as_of);

struct AllocatedRow {
  SeriesAmount billed;  // The amount is 0 where it was not reported.
  MetricValues metrics;
  // They add up to the amount. Empty where the provider reported none.
  std::vector<AllocatedPart> parts;
};

struct AllocatedDay {
  std::vector<AllocatedRow> rows;  // In order of their series.
  std::vector<LevelGap> gaps;
};

// The streams of one source; 0 where it has none.
struct CostStreams {
  std::int64_t costs = 0;
  std::int64_t costs_by_key = 0;
};

class CostAllocation {
 public:
  // What is given outlives this.
  CostAllocation(const AllocationRules& rules, CostStreams streams,
                 std::optional<std::int64_t> as_of, LedgerStore& store)
      : rules_(rules), streams_(streams), as_of_(as_of), store_(store) {}

  // `costs` is the day's window of the stream `costs`, as it was at `as_of`.
  Result<AllocatedDay> Of(const WindowRecord& costs);

 private:
  struct Finer {
    std::optional<std::vector<std::vector<SeriesAmount>>> parts;  // As many as rows with an amount.
    Grain grain;                                                  // That they are split by.
    std::string why_not;                                          // Where there are none.
  };
  Result<Finer> FinerPartsOf(const WindowRecord& costs, const std::vector<AllocatedRow>& rows);
  Result<std::vector<AllocatedRow>> Rows(std::int64_t stream, Day day);
  std::vector<AllocationLevel> LevelsMissing(const Grain& grain, Day day) const;

  const AllocationRules& rules_;
  CostStreams streams_;
  std::optional<std::int64_t> as_of_;
  LedgerStore& store_;
};

// The statement of the month that begins with `month`. `source` is a name to show.
Result<AllocationStatement> MakeStatement(const std::string& source, CostStreams streams, Day month,
                                          std::optional<std::int64_t> as_of, LedgerStore& store);

}  // namespace cognitrack
