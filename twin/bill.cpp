#include "twin/bill.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "base/check.h"

namespace cognitrack::twin {
namespace {

constexpr std::int64_t kBytesInMiB = 1 << 20;
// Of a MiB stored for a day, in GiB hours, in units of 10^-18: 24 / 1024.
constexpr std::int64_t kAttoGiBHoursInMiBDay = 23'437'500'000'000'000;
constexpr WideCount kAttosInPico = 1'000'000;

using Tokens = std::array<std::int64_t, kTokenMeterCount>;

std::int64_t& At(Tokens* tokens, TokenMeter meter) {
  return (*tokens)[static_cast<std::size_t>(meter)];
}

// The tokens of a record by what they are billed as.
Tokens TokensOf(const MetricValues& metrics, PriceTier tier) {
  Tokens tokens{};
  const auto count = [&metrics](Metric metric) { return metrics.OrZero(metric); };
  const std::int64_t output = count(Metric::kOutputTokens);
  if (tier == PriceTier::kBatch) {
    At(&tokens, TokenMeter::kInput) = count(Metric::kInputTokens);
    At(&tokens, TokenMeter::kOutput) = output;
    return tokens;
  }
  const std::int64_t cached_audio = count(Metric::kInputCachedAudioTokens);
  At(&tokens, TokenMeter::kInput) = count(Metric::kInputTextTokens);
  At(&tokens, TokenMeter::kCachedInput) = count(Metric::kInputCachedTokens) - cached_audio;
  At(&tokens, TokenMeter::kCacheWrite) = count(Metric::kInputCacheWriteTokens);
  At(&tokens, TokenMeter::kAudioInput) = count(Metric::kInputAudioTokens);
  At(&tokens, TokenMeter::kCachedAudioInput) = cached_audio;
  At(&tokens, TokenMeter::kImageInput) = count(Metric::kInputImageTokens);
  At(&tokens, TokenMeter::kAudioOutput) = count(Metric::kOutputAudioTokens);
  At(&tokens, TokenMeter::kImageOutput) = count(Metric::kOutputImageTokens);
  At(&tokens, TokenMeter::kOutput) =
      output - count(Metric::kOutputAudioTokens) - count(Metric::kOutputImageTokens);
  return tokens;
}

PriceTier TierOf(std::string_view service_tier, bool batch) {
  if (batch) return PriceTier::kBatch;
  if (service_tier == "flex") return PriceTier::kFlex;
  return service_tier == "priority" ? PriceTier::kPriority : PriceTier::kStandard;
}

// The one metric that a service is billed by.
std::int64_t UnitsOf(const MetricValues& metrics) {
  static constexpr std::array kBilled = {Metric::kInputTokens, Metric::kImages,
                                         Metric::kCharacters,  Metric::kSeconds,
                                         Metric::kNumSessions, Metric::kNumRequests};
  for (const Metric metric : kBilled) {
    if (const auto value = metrics.Get(metric)) return *value;
  }
  const std::int64_t bytes = metrics.OrZero(Metric::kUsageBytes);
  CHECK(bytes % kBytesInMiB == 0, "storage is billed in whole MiB, so that amounts are exact");
  return bytes / kBytesInMiB;
}

class BillMaker {
 public:
  Bill Make(const Organisation& organisation) {
    for (const SurfaceRecords& records : organisation.surfaces) {
      if (records.surface == "completions") {
        AddCompletions(records);
      } else {
        AddService(records);
      }
    }
    std::stable_sort(bill_.lines.begin(), bill_.lines.end(),
                     [](const BillLine& a, const BillLine& b) { return a.day < b.day; });
    bill_.start = organisation.start();
    bill_.end = organisation.end();
    return std::move(bill_);
  }

 private:
  void AddCompletions(const SurfaceRecords& records) {
    const auto at = [&records](const UsageRecord& record, Dimension dimension) -> const auto& {
      return records.ValuesOf(dimension).At(record.key[static_cast<std::size_t>(dimension)]);
    };
    for (const UsageRecord& record : records.records) {
      const std::string& service_tier = at(record, Dimension::kServiceTier);
      if (service_tier == kDataSharingTier) continue;
      const PriceTier tier = TierOf(service_tier, at(record, Dimension::kBatch) == "true");
      const std::string& model = at(record, Dimension::kModel);
      const Tokens tokens = TokensOf(record.metrics, tier);
      for (std::size_t i = 0; i < kTokenMeterCount; ++i) {
        if (tokens[i] == 0) continue;
        const auto meter = static_cast<TokenMeter>(i);
        const Day day = DayOf(record.start);
        const auto picos = PicosPerToken(model, tier, meter, day);
        CHECK(picos.has_value(), "what the twin's organisations use has a price");
        AddUnits(day, TokenItem(model, tier, meter), at(record, Dimension::kProjectId),
                 at(record, Dimension::kApiKeyId), tokens[i], *picos);
      }
    }
  }

  void AddService(const SurfaceRecords& records) {
    const Endpoint& endpoint = EndpointOf(records.surface);
    const auto at = [&](const UsageRecord& record, std::string_view dimension) {
      const auto slot = endpoint.SlotOf(dimension);
      return slot ? records.values[*slot].At(record.key[*slot]) : std::string();
    };
    for (const UsageRecord& record : records.records) {
      const std::string model = at(record, "model");
      const BilledService* service = FindBilledService(records.surface, model);
      if (service == nullptr) continue;
      AddUnits(DayOf(record.start), ServiceItem(*service), at(record, "project_id"),
               at(record, "api_key_id"), UnitsOf(record.metrics), service->picos);
    }
  }

  std::uint32_t TokenItem(const std::string& model, PriceTier tier, TokenMeter meter) {
    const auto [found, added] = token_items_.try_emplace({model, tier, meter}, NextItem());
    if (added) {
      bill_.items.push_back(
          {TokenLineItem(model, tier, meter), "tokens", "completions", model, tier, meter});
    }
    return found->second;
  }

  std::uint32_t ServiceItem(const BilledService& service) {
    const auto [found, added] = service_items_.try_emplace(&service, NextItem());
    if (added) {
      bill_.items.push_back({std::string(service.line_item), std::string(service.unit),
                             service.surface, std::string(service.model), PriceTier::kStandard,
                             std::nullopt});
    }
    return found->second;
  }

  std::uint32_t NextItem() const { return static_cast<std::uint32_t>(bill_.items.size()); }

  void AddUnits(Day day, std::uint32_t item, const std::string& project, const std::string& key,
                std::int64_t units, std::int64_t picos) {
    if (day != day_) lines_of_day_.clear();
    day_ = day;
    const Key place{item, bill_.projects.Intern(project), bill_.keys.Intern(key)};
    const auto [found, added] = lines_of_day_.try_emplace(place, bill_.lines.size());
    if (added) bill_.lines.push_back({day, item, place[1], place[2], 0, picos, 0, {}, true});
    BillLine& line = bill_.lines[found->second];
    line.units += units;
    line.priced += WideCount{units} * picos;
    line.billed = DollarsOf(line.priced);
  }

  Bill bill_;
  std::map<std::tuple<std::string, PriceTier, TokenMeter>, std::uint32_t> token_items_;
  std::map<const BilledService*, std::uint32_t> service_items_;
  Day day_;
  // Of the day in hand: by item, project and key.
  std::unordered_map<Key, std::size_t, KeyHash> lines_of_day_;
};

}  // namespace

Bill BillOf(const Organisation& organisation) { return BillMaker().Make(organisation); }

ExactDecimal DollarsOf(WideCount picos) { return ExactDecimal::Atto(picos * kAttosInPico); }

CostRecords CostsOf(const Bill& bill, std::string_view organisation_id) {
  CostRecords costs;
  costs.start = bill.start;
  costs.end = bill.end;
  const Endpoint& endpoint = EndpointOf(kCosts);
  const std::size_t line_item = *endpoint.SlotOf("line_item");
  const std::size_t project = *endpoint.SlotOf("project_id");
  const std::size_t api_key = *endpoint.SlotOf("api_key_id");
  costs.values[project] = bill.projects;
  costs.values[api_key] = bill.keys;
  const std::uint32_t currency = costs.values[kCurrencySlot].Intern("usd");
  const std::uint32_t owner = costs.values[kOrganisationSlot].Intern(organisation_id);
  for (const BillLine& line : bill.lines) {
    if (line.billed == ExactDecimal()) continue;
    const BilledItem& item = bill.ItemOf(line);
    CostRecord record;
    record.start = line.day.start();
    record.amount = line.billed;
    record.key[line_item] = costs.values[line_item].Intern(item.line_item);
    record.key[project] = line.project;
    record.key[api_key] = line.key;
    record.key[kCurrencySlot] = currency;
    record.key[kOrganisationSlot] = owner;
    if (line.tells_quantity) {
      record.key[kUnitSlot] = costs.values[kUnitSlot].Intern(item.unit);
      record.quantity = item.surface == "vector_stores"
                            ? ExactDecimal::Atto(WideCount{line.units} * kAttoGiBHoursInMiBDay)
                            : ExactDecimal::Whole(line.units);
    }
    costs.records.push_back(std::move(record));
  }
  return costs;
}

}  // namespace cognitrack::twin
