#include "allocation/allocation_statement.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::string_view kCurrencyName = "amount_currency";

std::optional<std::string> ValueOf(const Series& series, std::string_view name) {
  const std::string* value = series.Find(name);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::vector<std::int64_t> SharesOf(const RuleMatch& match) {
  std::vector<std::int64_t> shares;
  for (const OwnerShare& part : match.shares) shares.push_back(part.share);
  return shares;
}

}  // namespace

std::vector<AllocatedPart> Allocate(const AllocationRules& rules, const SeriesAmount& billed,
                                    Day day) {
  const RuleMatch match = rules.Find(billed.series, day);
  const std::vector<Picos> amounts = SplitByShares(billed.amount, SharesOf(match));
  std::vector<AllocatedPart> parts;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    const bool is_last = i == match.shares.size();
    if (amounts[i].count == 0 && !(is_last && parts.empty())) continue;
    parts.push_back(
        {is_last ? std::nullopt : std::optional(match.shares[i].owner), match.level, amounts[i]});
  }
  return parts;
}

void StatementTally::Add(const SeriesAmount& billed, const std::vector<AllocatedPart>& parts) {
  const std::string currency = ValueOf(billed.series, kCurrencyName).value_or("");
  bill_[currency].count += billed.amount.count;
  for (const AllocatedPart& part : parts) {
    Key key{!part.owner,
            part.owner.value_or(CostOwner{}),
            currency,
            ValueOf(billed.series, "project_id"),
            ValueOf(billed.series, "line_item"),
            part.level};
    sums_[std::move(key)] += part.amount.count;
  }
}

std::vector<StatementLine> StatementTally::Lines() const {
  std::vector<StatementLine> lines;
  for (const auto& [key, amount] : sums_) {
    if (amount == 0) continue;
    lines.push_back({key.is_unallocated ? std::nullopt : std::optional(key.owner), key.currency,
                     key.project_id, key.line_item, key.level, Picos{amount}});
  }
  return lines;
}

std::vector<StatementSum> StatementTally::Sums() const {
  std::map<Key, WideCount> sums;
  for (const auto& [key, amount] : sums_) {
    sums[{key.is_unallocated, key.owner, key.currency, {}, {}, {}}] += amount;
  }
  for (const auto& [currency, amount] : bill_) sums[{true, {}, currency, {}, {}, {}}] += 0;
  std::vector<StatementSum> listed;
  for (const auto& [key, amount] : sums) {
    listed.push_back({key.is_unallocated ? std::nullopt : std::optional(key.owner), key.currency,
                      Picos{amount}});
  }
  return listed;
}

void KeepUnit(const std::string& business_unit, AllocationStatement* statement) {
  statement->unit = business_unit;
  const auto is_other = [&](const StatementLine& line) {
    return !line.owner || line.owner->business_unit != business_unit;
  };
  statement->lines.erase(std::remove_if(statement->lines.begin(), statement->lines.end(), is_other),
                         statement->lines.end());
}

}  // namespace cognitrack
