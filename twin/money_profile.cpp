#include "twin/money_profile.h"

#include <algorithm>
#include <array>

#include "base/random.h"
#include "twin/bill.h"
#include "twin/seeded_ids.h"
#include "twin/service_use.h"

namespace cognitrack::twin {
namespace {

constexpr std::uint64_t kSpread = 0x9FB21C651E98DF25;
constexpr std::uint64_t kMinutesPerDay = 1'440;

// Models that the organisation shares data of, and those that an agent uses.
constexpr std::array<std::string_view, 4> kShared = {"gpt-4o-mini-2024-07-18", "gpt-4.1-2025-04-14",
                                                     "gpt-5-2025-08-07", "gpt-5-mini-2025-08-07"};
constexpr std::array<std::string_view, 2> kOfAgents = {"gpt-4.1-2025-04-14", "gpt-5-2025-08-07"};
// Has a price and is never used: what a bill for it is for is not to be found in the usage.
constexpr std::string_view kNeverUsed = "gpt-4.1-mini-2025-04-14";

template <std::size_t kCount>
bool IsAmong(const std::array<std::string_view, kCount>& models, std::string_view model) {
  return std::find(models.begin(), models.end(), model) != models.end();
}

std::int64_t Part(std::int64_t whole, std::uint64_t percent) {
  return whole * static_cast<std::int64_t>(percent) / 100;
}

class Generator {
 public:
  explicit Generator(const SeededOptions& options)
      : options_(options), records_(organisation_.completions()) {}

  Organisation Make() {
    records_.start = options_.first_day.start();
    records_.end = (options_.first_day + options_.days).start();
    InternIds();
    records_.records.reserve(static_cast<std::size_t>(options_.rows_per_day) *
                             static_cast<std::size_t>(options_.days));
    for (int i = 0; i < options_.days; ++i) AddDay(options_.first_day + i);
    records_.Sort();
    AddServiceUse(options_, &organisation_);
    return std::move(organisation_);
  }

 private:
  void InternIds() {
    const SeededPeople people = PeopleOf(options_);
    key_count_ = people.key_count;
    for (std::size_t i = 0; i < key_count_; ++i) {
      projects_.push_back(Intern(Dimension::kProjectId, people.ProjectOf(i)));
      users_.push_back(Intern(Dimension::kUserId, people.UserOf(i)));
      keys_.push_back(Intern(Dimension::kApiKeyId, people.KeyOf(i)));
    }
  }

  std::uint32_t Intern(Dimension dimension, std::string_view value) {
    return records_.values[static_cast<std::size_t>(dimension)].Intern(value);
  }

  // The rows go round the offers, each round with another key, so that no two rows are of one key.
  void AddDay(Day day) {
    if (IsWithoutUse(day, options_.seed)) return;
    SeededRandom random(options_.seed * kSpread + static_cast<std::uint64_t>(day.number));
    const std::vector<Offer> offers = OffersOn(day);
    const std::uint64_t first_key = random.Below(key_count_);
    const std::size_t rows =
        std::min(static_cast<std::size_t>(options_.rows_per_day), offers.size() * key_count_);
    for (std::size_t row = 0; row < rows; ++row) {
      const Offer& offer = offers[row % offers.size()];
      // Neighbouring offers have different keys, too.
      const std::size_t key =
          (first_key + row / offers.size() + 5 * (row % offers.size())) % key_count_;
      AddRow(day, row, offer, key, random);
    }
  }

  void AddRow(Day day, std::size_t row, const Offer& offer, std::size_t key, SeededRandom& random) {
    UsageRecord record;
    record.key[static_cast<std::size_t>(Dimension::kProjectId)] = projects_[key];
    record.key[static_cast<std::size_t>(Dimension::kUserId)] = users_[key];
    record.key[static_cast<std::size_t>(Dimension::kApiKeyId)] = keys_[key];
    const auto set = [&](Dimension dimension, std::string_view value) {
      record.key[static_cast<std::size_t>(dimension)] = Intern(dimension, value);
    };
    set(Dimension::kModel, offer.model);
    set(Dimension::kBatch, offer.batch ? "true" : "false");
    set(Dimension::kServiceTier, offer.service_tier);
    set(Dimension::kApiSource, offer.api_source);
    record.start = day.start() + static_cast<UtcSeconds>(random.Below(kMinutesPerDay)) * 60;
    record.metrics = MakeMetrics(offer, offer.share, day, random);
    records_.records.push_back(record);
    // As in the other profiles: a second lot now and then, something in the day's last second.
    if (row % 16 == 5) AddAgain(record, day.start() + 79'260, 1, offer, random);
    if (row == 0) AddAgain(record, day.end() - 1, 0, offer, random);
  }

  void AddAgain(UsageRecord record, UtcSeconds start, std::uint32_t lot, const Offer& offer,
                SeededRandom& random) {
    record.start = start;
    record.lot = lot;
    record.metrics = MakeMetrics(offer, 5, DayOf(start), random);
    records_.records.push_back(record);
  }

  MetricValues MakeMetrics(const Offer& offer, std::int64_t share, Day day,
                           SeededRandom& random) const {
    const auto has = [&](TokenMeter meter) {
      return PicosPerToken(offer.model, PriceTier::kStandard, meter, day).has_value();
    };
    const bool has_audio = has(TokenMeter::kAudioInput);
    const bool has_images = has(TokenMeter::kImageOutput);
    const std::int64_t requests =
        options_.volume * (1 + static_cast<std::int64_t>(random.Below(4'000)) * share / 100);
    const std::int64_t input = requests * static_cast<std::int64_t>(200 + random.Below(9'000));
    const std::int64_t output = requests * static_cast<std::int64_t>(1 + random.Below(700));
    const std::int64_t cached =
        has(TokenMeter::kCachedInput) ? Part(input, 20 + random.Below(60)) : 0;
    const std::int64_t written = has(TokenMeter::kCacheWrite) && !offer.batch
                                     ? Part(input - cached, 1 + random.Below(60))
                                     : 0;
    const std::int64_t uncached = input - cached - written;
    const std::uint64_t audio_percent = has_audio ? 40 + random.Below(30) : 0;
    const std::uint64_t cached_audio_percent =
        has(TokenMeter::kCachedAudioInput) ? audio_percent : 0;
    const std::uint64_t image_percent = has_images ? 20 + random.Below(50) : 0;
    MetricValues metrics;
    metrics.Set(Metric::kNumModelRequests, requests);
    metrics.Set(Metric::kInputTokens, input);
    metrics.Set(Metric::kOutputTokens, output);
    metrics.Set(Metric::kInputCachedTokens, cached);
    metrics.Set(Metric::kInputCacheWriteTokens, written);
    metrics.Set(Metric::kInputCacheWrite30mTokens, written);
    metrics.Set(Metric::kInputCacheWrite12hTokens, 0);
    metrics.Set(Metric::kInputUncachedTokens, uncached);
    metrics.Set(Metric::kInputAudioTokens, Part(uncached, audio_percent));
    metrics.Set(Metric::kInputImageTokens, Part(uncached, image_percent));
    metrics.Set(Metric::kInputTextTokens,
                uncached - Part(uncached, audio_percent) - Part(uncached, image_percent));
    metrics.Set(Metric::kInputCachedAudioTokens, Part(cached, cached_audio_percent));
    metrics.Set(Metric::kInputCachedImageTokens, 0);
    metrics.Set(Metric::kInputCachedTextTokens, cached - Part(cached, cached_audio_percent));
    metrics.Set(Metric::kOutputAudioTokens, Part(output, audio_percent));
    metrics.Set(Metric::kOutputImageTokens, has_images ? output : 0);
    metrics.Set(Metric::kOutputTextTokens, has_images ? 0 : output - Part(output, audio_percent));
    return metrics;
  }

  const SeededOptions options_;
  Organisation organisation_;
  SurfaceRecords& records_;
  std::size_t key_count_ = 0;
  std::vector<std::uint32_t> projects_, users_, keys_;
};

}  // namespace

std::vector<Offer> OffersOn(Day day) {
  std::vector<Offer> offers;
  const auto add = [&offers, day](PriceTier price, const Offer& offer) {
    if (PicosPerToken(offer.model, price, TokenMeter::kInput, day)) offers.push_back(offer);
  };
  for (const BilledModel& billed : BilledModels()) {
    const std::string_view model = billed.model;
    if (day < billed.first_day || model == kNeverUsed) continue;
    add(PriceTier::kStandard, {model, "default", false, "unlabeled", 100});
    add(PriceTier::kBatch, {model, "default", true, "unlabeled", 30});
    add(PriceTier::kFlex, {model, "flex", false, "unlabeled", 20});
    add(PriceTier::kPriority, {model, "priority", false, "unlabeled", 10});
    if (IsAmong(kShared, model))
      offers.push_back({model, kDataSharingTier, false, "unlabeled", 15});
    if (IsAmong(kOfAgents, model)) offers.push_back({model, "default", false, "agents_api", 25});
  }
  return offers;
}

Organisation MakeMoneyOrganisation(const SeededOptions& options) {
  Organisation organisation = MakeMoneyUsage(options);
  organisation.costs = CostsOf(BillOf(organisation), SeededOrganisationId(options.seed));
  return organisation;
}

Organisation MakeMoneyUsage(const SeededOptions& options) { return Generator(options).Make(); }

}  // namespace cognitrack::twin
