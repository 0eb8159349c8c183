#include "twin/bill_changes.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

#include "usage/surface.h"

namespace cognitrack::twin {
namespace {

constexpr std::string_view kGrantedModel = "gpt-4o-mini-2024-07-18";
constexpr std::int64_t kSmallGrant = 250'000;
constexpr std::int64_t kLargeGrant = 2'500'000;  // Of mini and nano models.
constexpr std::string_view kUnusedModel = "gpt-4.1-mini-2025-04-14";
constexpr std::int64_t kMillion = 1'000'000;
constexpr WideCount kAttosInPico = 1'000'000;

struct Spelling {
  BillChangeKind kind;
  std::string_view name;
  std::string_view cause;
  std::string_view argument;
};
constexpr std::array<Spelling, 7> kSpellings = {
    {{BillChangeKind::kFreeTier, "free_tier", "free_tier", "DAY[:MODEL]"},
     {BillChangeKind::kMissingSurface, "missing_surface", "surface_not_read", "SURFACE"},
     {BillChangeKind::kPriceChange, "price_change", "price_differs", "MODEL@DAY*FACTOR"},
     {BillChangeKind::kLateDay, "late_day", "not_settled", "DAY"},
     {BillChangeKind::kCostWithoutUsage, "cost_without_usage", "cost_without_usage", "DAY:DOLLARS"},
     {BillChangeKind::kUsageWithoutCost, "usage_without_cost", "usage_without_cost", "DAY:MODEL"},
     {BillChangeKind::kCredit, "credit", "unknown", "DAY:DOLLARS"}}};

const Spelling& SpellingOf(BillChangeKind kind) {
  return kSpellings[static_cast<std::size_t>(kind)];
}

bool IsModel(std::string_view name) {
  const auto models = BilledModels();
  return std::any_of(models.begin(), models.end(),
                     [name](const BilledModel& billed) { return billed.model == name; });
}

bool IsUsageSurface(std::string_view name) {
  return FindSurface(name) != nullptr && !HoldsMoney(name);
}

// "0.5" as millionths; nothing where it has more than six places or is not above zero.
std::optional<std::int64_t> MillionthsOf(std::string_view text) {
  const auto factor = ExactDecimal::Parse(text);
  constexpr WideCount kAttosInMillionth = 1'000'000'000'000;
  constexpr WideCount kMost = 1'000;
  if (!factor || factor->atto() <= 0 || factor->atto() % kAttosInMillionth != 0) {
    return std::nullopt;
  }
  const WideCount millionths = factor->atto() / kAttosInMillionth;
  if (millionths > kMost * kMillion) return std::nullopt;
  return static_cast<std::int64_t>(millionths);
}

bool TakeDay(std::string_view text, BillChange* change) {
  const auto day = ParseDay(text);
  if (day) change->day = *day;
  return day.has_value();
}

bool TakePriceChange(std::string_view argument, BillChange* change) {
  // A model's name may hold colons and digits, never an @.
  const std::size_t at = argument.find('@');
  const std::size_t times = argument.find('*');
  if (at == std::string_view::npos || times == std::string_view::npos || times < at) return false;
  const auto factor = MillionthsOf(argument.substr(times + 1));
  change->model = argument.substr(0, at);
  change->millionths = factor.value_or(0);
  return factor && IsModel(change->model) &&
         TakeDay(argument.substr(at + 1, times - at - 1), change);
}

bool TakeArgument(std::string_view argument, BillChange* change) {
  if (change->kind == BillChangeKind::kMissingSurface) {
    change->model = argument;
    return IsUsageSurface(argument);
  }
  if (change->kind == BillChangeKind::kPriceChange) return TakePriceChange(argument, change);
  const std::size_t colon = argument.find(':');
  if (!TakeDay(argument.substr(0, colon), change)) return false;
  const bool has_rest = colon != std::string_view::npos;
  const std::string_view rest = has_rest ? argument.substr(colon + 1) : "";
  if (change->kind == BillChangeKind::kLateDay) return !has_rest;
  if (change->kind == BillChangeKind::kFreeTier) {
    change->model = has_rest ? rest : kGrantedModel;
    return IsModel(change->model);
  }
  if (change->kind == BillChangeKind::kUsageWithoutCost) {
    change->model = rest;
    return IsModel(change->model);
  }
  const auto dollars = ExactDecimal::Parse(rest);
  change->dollars = dollars.value_or(ExactDecimal());
  return dollars && ExactDecimal() < *dollars && dollars->atto() % kAttosInPico == 0;
}

Error Wrong(const BillChange& change, std::string_view why) {
  const std::string what =
      change.kind == BillChangeKind::kMissingSurface || change.kind == BillChangeKind::kPriceChange
          ? change.model
          : FormatDay(change.day);
  return {ErrorCode::kUsage,
          "bill '" + std::string(NameOf(change.kind)) + "' of " + what + ": " + std::string(why)};
}

class Changer {
 public:
  Changer(const Organisation& organisation, Bill* bill) : bill_(*bill) {
    const SurfaceRecords* completions = organisation.Find("completions");
    if (completions == nullptr) return;
    for (const UsageRecord& record : completions->records) {
      const auto at = [&](Dimension dimension) -> const std::string& {
        return completions->ValuesOf(dimension).At(record.key[static_cast<std::size_t>(dimension)]);
      };
      if (at(Dimension::kServiceTier) != kDataSharingTier) continue;
      shared_models_.push_back(at(Dimension::kModel));
    }
    std::sort(shared_models_.begin(), shared_models_.end());
    shared_models_.erase(std::unique(shared_models_.begin(), shared_models_.end()),
                         shared_models_.end());
  }

  Status Apply(const BillChange& change) {
    const std::size_t before = differences_.size();
    if (change.kind == BillChangeKind::kFreeTier) FreeTier(change);
    if (change.kind == BillChangeKind::kMissingSurface) MissingSurface(change);
    if (change.kind == BillChangeKind::kPriceChange) ChangePrice(change);
    if (change.kind == BillChangeKind::kLateDay) LateDay(change);
    if (change.kind == BillChangeKind::kCostWithoutUsage) CostWithoutUsage(change);
    if (change.kind == BillChangeKind::kUsageWithoutCost) UsageWithoutCost(change);
    if (change.kind == BillChangeKind::kCredit) Credit(change);
    if (differences_.size() > before) return {};
    return Wrong(change, "the bill has nothing that it could change");
  }

  std::vector<BillDifference> Finish() { return std::move(differences_); }

 private:
  using Condition = std::function<bool(const BillLine&, const BilledItem&)>;

  // Lines that something is billed for, in their order.
  template <typename Change>
  void ForEach(const Condition& condition, const Change& change) {
    for (std::size_t i = 0; i < bill_.lines.size(); ++i) {
      const BillLine& line = bill_.lines[i];
      if (line.billed == ExactDecimal() || !condition(line, bill_.ItemOf(line))) continue;
      change(i);
    }
  }

  void Note(std::size_t line, BillChangeKind kind, const ExactDecimal& dollars) {
    differences_.push_back({line, kind, dollars});
  }

  void Add(std::size_t line, BillChangeKind kind, const ExactDecimal& dollars) {
    bill_.lines[line].billed += dollars;
    Note(line, kind, dollars);
  }

  // Not billed, and not in the quantity either.
  void TakeUnits(std::size_t line, BillChangeKind kind, std::int64_t units) {
    BillLine& changed = bill_.lines[line];
    changed.units -= units;
    Add(line, kind, DollarsOf(-WideCount{units} * changed.picos));
  }

  void FreeTier(const BillChange& change) {
    const bool is_small = change.model.find("mini") != std::string::npos ||
                          change.model.find("nano") != std::string::npos;
    std::int64_t left = is_small ? kLargeGrant : kSmallGrant;
    ForEach(
        [&](const BillLine& line, const BilledItem& item) {
          return line.day == change.day && item.model == change.model &&
                 item.meter == TokenMeter::kInput && item.tier == PriceTier::kStandard;
        },
        [&](std::size_t i) {
          const std::int64_t units = std::min(left, bill_.lines[i].units);
          if (units > 0) TakeUnits(i, change.kind, units);
          left -= units;
        });
  }

  void MissingSurface(const BillChange& change) {
    ForEach([&](const BillLine&, const BilledItem& item) { return item.surface == change.model; },
            [&](std::size_t i) {
              BillLine& line = bill_.lines[i];
              Note(i, change.kind, DollarsOf(line.priced));
              line.priced = 0;
            });
  }

  void ChangePrice(const BillChange& change) {
    ForEach(
        [&](const BillLine& line, const BilledItem& item) {
          return line.day >= change.day && item.surface == "completions" &&
                 item.model == change.model;
        },
        [&](std::size_t i) {
          const BillLine& line = bill_.lines[i];
          // Exact: a picodollar has a million of the units that amounts are kept in.
          const WideCount more =
              WideCount{line.units} * line.picos * (change.millionths - kMillion);
          Add(i, change.kind, ExactDecimal::Atto(more));
        });
  }

  void LateDay(const BillChange& change) {
    ForEach([&](const BillLine& line, const BilledItem&) { return line.day == change.day; },
            [&](std::size_t i) {
              const std::int64_t quarter = bill_.lines[i].units / 4;
              if (quarter > 0) TakeUnits(i, change.kind, quarter);
            });
  }

  void CostWithoutUsage(const BillChange& change) {
    const auto picos =
        PicosPerToken(kUnusedModel, PriceTier::kStandard, TokenMeter::kInput, change.day);
    const bool is_covered = bill_.start <= change.day.start() && change.day.end() <= bill_.end;
    if (!picos || !is_covered) return;
    BillLine line;
    line.day = change.day;
    line.item = static_cast<std::uint32_t>(bill_.items.size());
    line.project = bill_.projects.size() > 1 ? 1 : 0;
    line.picos = *picos;
    const WideCount amount = change.dollars.atto() / kAttosInPico;
    line.tells_quantity = amount % *picos == 0;
    line.units = static_cast<std::int64_t>(amount / *picos);
    bill_.items.push_back({TokenLineItem(kUnusedModel, PriceTier::kStandard, TokenMeter::kInput),
                           "tokens", "completions", std::string(kUnusedModel), PriceTier::kStandard,
                           TokenMeter::kInput});
    bill_.lines.push_back(line);
    Add(bill_.lines.size() - 1, change.kind, change.dollars);
  }

  void UsageWithoutCost(const BillChange& change) {
    ForEach(
        [&](const BillLine& line, const BilledItem& item) {
          return line.day == change.day && item.surface == "completions" &&
                 item.model == change.model;
        },
        [&](std::size_t i) { Add(i, change.kind, -bill_.lines[i].billed); });
  }

  // A line of a model that shares no data: there a whole number of tokens might be its grant.
  void Credit(const BillChange& change) {
    std::optional<std::size_t> largest;
    ForEach(
        [&](const BillLine& line, const BilledItem& item) {
          return line.day == change.day && line.priced > 0 && item.meter.has_value() &&
                 !std::binary_search(shared_models_.begin(), shared_models_.end(), item.model);
        },
        [&](std::size_t i) {
          if (!largest || bill_.lines[*largest].billed < bill_.lines[i].billed) largest = i;
        });
    if (!largest || bill_.lines[*largest].billed < change.dollars) return;
    Add(*largest, change.kind, -change.dollars);
  }

  Bill& bill_;
  std::vector<std::string> shared_models_;
  std::vector<BillDifference> differences_;
};

// Lines of a day stand together; a change may have added one at the end.
std::vector<BillDifference> InOrderOfDays(std::vector<BillDifference> differences, Bill* bill) {
  std::vector<std::size_t> order(bill->lines.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [bill](std::size_t a, std::size_t b) {
    return bill->lines[a].day < bill->lines[b].day;
  });
  std::vector<std::size_t> place_of(order.size());
  std::vector<BillLine> lines;
  for (const std::size_t old_place : order) {
    place_of[old_place] = lines.size();
    lines.push_back(bill->lines[old_place]);
  }
  bill->lines = std::move(lines);
  for (BillDifference& difference : differences) difference.line = place_of[difference.line];
  return differences;
}

}  // namespace

std::string_view NameOf(BillChangeKind kind) { return SpellingOf(kind).name; }
std::string_view CauseOf(BillChangeKind kind) { return SpellingOf(kind).cause; }

Result<std::vector<BillChange>> ParseBillChanges(std::string_view spec) {
  std::vector<BillChange> changes;
  while (!spec.empty()) {
    const std::string_view part = spec.substr(0, spec.find(','));
    spec.remove_prefix(std::min(spec.size(), part.size() + 1));
    const std::string_view name = part.substr(0, part.find('='));
    const auto* known =
        std::find_if(kSpellings.begin(), kSpellings.end(),
                     [name](const Spelling& spelling) { return spelling.name == name; });
    if (known == kSpellings.end()) {
      return Error{ErrorCode::kUsage,
                   "bill '" + std::string(part) + "': nothing has this name; --help lists them"};
    }
    BillChange change;
    change.kind = known->kind;
    if (!TakeArgument(part.substr(std::min(part.size(), name.size() + 1)), &change)) {
      return Error{ErrorCode::kUsage, "bill '" + std::string(part) + "': expected " +
                                          std::string(name) + '=' + std::string(known->argument)};
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

Result<std::vector<BillDifference>> ApplyBillChanges(const std::vector<BillChange>& changes,
                                                     const Organisation& organisation, Bill* bill) {
  Changer changer(organisation, bill);
  for (const BillChange& change : changes) TRY_VOID(changer.Apply(change));
  return InOrderOfDays(changer.Finish(), bill);
}

std::vector<Fault> FaultsOf(const std::vector<BillChange>& changes) {
  std::vector<Fault> faults;
  for (const BillChange& change : changes) {
    if (change.kind != BillChangeKind::kMissingSurface) continue;
    Fault fault;
    fault.kind = FaultKind::kRefusedSurface;
    fault.last = std::numeric_limits<std::int64_t>::max();
    fault.surface = change.model;
    fault.argument = change.model;
    faults.push_back(std::move(fault));
  }
  return faults;
}

}  // namespace cognitrack::twin
