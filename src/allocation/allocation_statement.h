// The monthly statement: what was billed, by whom it belongs to. Plain values and their sums; it
// knows no ledger. Amounts of several currencies are never summed, and the parts add up to the bill
// exactly: what no rule allocates stands in it as unallocated.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "allocation/allocation_rule.h"
#include "allocation/allocation_rules.h"
#include "allocation/money_split.h"
#include "base/time.h"
#include "money/picos.h"
#include "usage/series.h"

namespace cognitrack {

// A part of what one row of costs billed.
struct AllocatedPart {
  std::optional<CostOwner> owner;        // Nothing: unallocated.
  std::optional<AllocationLevel> level;  // Of the rule that was about it; nothing: there was none.
  Picos amount;
  bool operator==(const AllocatedPart&) const = default;
};

// The parts of an amount, the unallocated one last, none of them 0 unless the amount is. They add
// up to it.
std::vector<AllocatedPart> Allocate(const AllocationRules& rules, const SeriesAmount& billed,
                                    Day day);

// One sum of a statement.
struct StatementLine {
  std::optional<CostOwner> owner;  // Nothing: unallocated.
  std::string currency;            // As billed: "usd"; empty where the rows name none.
  std::optional<std::string> project_id;
  std::optional<std::string> line_item;
  std::optional<AllocationLevel> level;
  Picos amount;
};

// Amount by owner (nothing: unallocated) and currency.
struct StatementSum {
  std::optional<CostOwner> owner;
  std::string currency;
  Picos amount;
};

class StatementTally {
 public:
  // `billed` is a row of costs, `parts` what became of it.
  void Add(const SeriesAmount& billed, const std::vector<AllocatedPart>& parts);

  // By owner, the unallocated last, then currency, project, line item and level. Sums of 0 are left
  // out.
  std::vector<StatementLine> Lines() const;
  // By owner, the unallocated last; of each currency that was billed the unallocated part, 0 too.
  std::vector<StatementSum> Sums() const;
  // Currency → amount.
  const std::map<std::string, Picos>& bill() const { return bill_; }

 private:
  struct Key {
    bool is_unallocated = false;
    CostOwner owner;
    std::string currency;
    std::optional<std::string> project_id;
    std::optional<std::string> line_item;
    std::optional<AllocationLevel> level;
    auto operator<=>(const Key&) const = default;
  };
  std::map<Key, WideCount> sums_;
  std::map<std::string, Picos> bill_;
};

// A day whose spend could not be told apart by a level that the rules name.
struct LevelGap {
  Day day;
  AllocationLevel level = AllocationLevel::kApiKey;
  std::string reason;
  bool operator==(const LevelGap&) const = default;
};

struct AllocationStatement {
  std::string source;
  Day month;                        // Its first day.
  std::int64_t revision = 0;        // Of the ledger: what it believed then.
  std::int64_t rules_revision = 0;  // Since when the rules are in force; 0: there are none.
  std::optional<std::string> unit;  // Only this unit's lines, and every sum of the rest.
  std::vector<StatementLine> lines;
  std::vector<StatementSum> sums;
  std::map<std::string, Picos> bill;
  std::int64_t days_held = 0;
  std::vector<Day> missing;              // Nothing is held of them: the bill is incomplete.
  std::vector<Day> open;                 // Read before they were over.
  std::vector<Day> clipped;              // Read or exported short of their end.
  std::int64_t rows_without_amount = 0;  // Billed, and the provider did not say how much.
  std::vector<LevelGap> level_gaps;      // By day and level.

  bool is_complete() const {
    return missing.empty() && open.empty() && clipped.empty() && rows_without_amount == 0;
  }
};

// Leaves out the lines of other units; the sums stay.
void KeepUnit(const std::string& business_unit, AllocationStatement* statement);

}  // namespace cognitrack
