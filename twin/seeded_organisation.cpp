#include "twin/seeded_organisation.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string>

#include "base/random.h"
#include "twin/money_profile.h"
#include "twin/seeded_ids.h"

namespace cognitrack::twin {
namespace {

constexpr std::string_view kModels[] = {
    "gpt-4o-mini-2024-07-18",
    "gpt-4o-2024-08-06",
    "gpt-4.1-2025-04-14",
    "gpt-4.1-nano-2025-04-14",
    "o4-mini-2025-04-16",
    "gpt-5-2025-08-07",
    "gpt-5-mini-2025-08-07",
    "gpt-5.2-2025-12-11",
    "ft:gpt-4o-mini-2024-07-18:acme:router:A1b2C3d4",
    "gpt-audio-2025-08-28",
};
constexpr std::size_t kAudioModel = std::size(kModels) - 1;

struct Variant {
  std::string_view tier;
  std::string_view batch;
  std::string_view source;
  std::int64_t share;  // Its requests, in percent of those of the first variant.
};
constexpr Variant kVariants[] = {
    {"default", "false", "unlabeled", 100},
    {"default", "true", "unlabeled", 30},
    {"flex", "false", "unlabeled", 20},
    {"priority", "false", "unlabeled", 10},
    {"incentivized-tier", "false", "unlabeled", 15},
    {"default", "false", "agents_api", 25},
};

constexpr std::size_t kModelCount = std::size(kModels);
constexpr std::size_t kVariantCount = std::size(kVariants);

class Generator {
 public:
  explicit Generator(const SeededOptions& options) : options_(options) {}

  SurfaceRecords Make() {
    records_.start = options_.first_day.start();
    records_.end = (options_.first_day + options_.days).start();
    InternValues();
    records_.records.reserve(static_cast<std::size_t>(options_.rows_per_day) *
                             static_cast<std::size_t>(options_.days));
    for (int i = 0; i < options_.days; ++i) AddDay(options_.first_day + i);
    records_.Sort();
    return std::move(records_);
  }

 private:
  void InternValues() {
    const auto rows = static_cast<std::size_t>(options_.rows_per_day);
    key_count_ = std::max<std::size_t>(12, 2 * rows / (kModelCount * kVariantCount) + 1);
    const std::size_t project_count = std::max<std::size_t>(4, key_count_ / 8);
    const std::size_t user_count = std::max<std::size_t>(6, key_count_ / 3);
    // The first key stands for use from the playground, the second for a service account.
    keys_.push_back(0);
    for (std::size_t i = 0; i < key_count_; ++i) {
      Intern(Dimension::kProjectId, SeededId("proj_", options_.seed, i % project_count, 24),
             &projects_);
      Intern(Dimension::kUserId, SeededId("user-", options_.seed, i % user_count, 24), &users_);
      if (i > 0) Intern(Dimension::kApiKeyId, SeededId("key_", options_.seed, i, 16), &keys_);
    }
    for (const std::string_view model : kModels) Intern(Dimension::kModel, model, &models_);
    for (const Variant& variant : kVariants) {
      Intern(Dimension::kServiceTier, variant.tier, &tiers_);
      Intern(Dimension::kBatch, variant.batch, &batches_);
      Intern(Dimension::kApiSource, variant.source, &sources_);
    }
    users_[1] = 0;
  }

  void Intern(Dimension dimension, std::string_view value, std::vector<std::uint32_t>* ids) {
    ids->push_back(records_.values[static_cast<std::size_t>(dimension)].Intern(value));
  }

  void AddDay(Day day) {
    constexpr std::uint64_t kSpread = 0x2545F4914F6CDD1D;
    const auto number = static_cast<std::uint64_t>(day.number);
    SeededRandom random(options_.seed * kSpread + number);
    if ((number + options_.seed) % 9 == 4) return;  // A day without use.
    // A walk with a stride coprime to their number visits every combination once.
    const std::uint64_t combinations = key_count_ * kModelCount * kVariantCount;
    std::uint64_t stride = combinations / 2 + 1 + random.Below(combinations / 2);
    while (std::gcd(stride, combinations) != 1) ++stride;
    std::uint64_t at = random.Below(combinations);
    for (int row = 0; row < options_.rows_per_day; ++row) {
      AddRow(day, row, at, random);
      at = (at + stride) % combinations;
    }
  }

  void AddRow(Day day, int row, std::uint64_t combination, SeededRandom& random) {
    UsageRecord record;
    const std::size_t model = (combination / kVariantCount) % kModelCount;
    const std::size_t variant = combination % kVariantCount;
    record.key = KeyOf(combination / (kVariantCount * kModelCount), model, variant);
    record.start = day.start() + static_cast<UtcSeconds>(random.Below(kMinutesPerDay)) * 60;
    record.metrics = MakeMetrics(model, kVariants[variant].share, random);
    records_.records.push_back(record);
    // Now and then a key comes back: later the same day, as a line of its own in an export; and
    // once a day in the last second, which is what a clipped export lacks.
    if (row % 16 == 5) AddAgain(record, day.start() + 79'260, 1, model, random);
    if (row == 0) AddAgain(record, day.end() - 1, 0, model, random);
  }

  void AddAgain(UsageRecord record, UtcSeconds start, std::uint32_t lot, std::size_t model,
                SeededRandom& random) {
    record.start = start;
    record.lot = lot;
    record.metrics = MakeMetrics(model, 5, random);
    records_.records.push_back(record);
  }

  Key KeyOf(std::size_t key, std::size_t model, std::size_t variant) const {
    Key values{};
    values[static_cast<std::size_t>(Dimension::kProjectId)] = projects_[key];
    values[static_cast<std::size_t>(Dimension::kUserId)] = users_[key];
    values[static_cast<std::size_t>(Dimension::kApiKeyId)] = keys_[key];
    values[static_cast<std::size_t>(Dimension::kModel)] = models_[model];
    values[static_cast<std::size_t>(Dimension::kBatch)] = batches_[variant];
    values[static_cast<std::size_t>(Dimension::kServiceTier)] = tiers_[variant];
    values[static_cast<std::size_t>(Dimension::kApiSource)] = sources_[variant];
    return values;
  }

  static std::int64_t Part(std::int64_t whole, std::uint64_t percent) {
    return whole * static_cast<std::int64_t>(percent) / 100;
  }

  MetricValues MakeMetrics(std::size_t model, std::int64_t share, SeededRandom& random) const {
    const std::int64_t requests =
        options_.volume * (1 + static_cast<std::int64_t>(random.Below(4'000)) * share / 100);
    const std::int64_t input = requests * static_cast<std::int64_t>(200 + random.Below(9'000));
    const std::int64_t output = requests * static_cast<std::int64_t>(1 + random.Below(700));
    const bool caches = options_.profile == Profile::kCachedHeavy;
    const std::int64_t cached = caches ? Part(input, 55 + random.Below(36)) : 0;
    const std::int64_t written = caches ? Part(input - cached, random.Below(60)) : 0;
    const std::int64_t written_30m = Part(written, random.Below(101));
    const std::int64_t uncached = input - cached - written;
    const std::uint64_t audio_percent = model == kAudioModel ? 40 + random.Below(30) : 0;
    const std::uint64_t image_percent = model == 1 ? random.Below(12) : 0;
    MetricValues metrics;
    metrics.Set(Metric::kNumModelRequests, requests);
    metrics.Set(Metric::kInputTokens, input);
    metrics.Set(Metric::kOutputTokens, output);
    metrics.Set(Metric::kInputCachedTokens, cached);
    metrics.Set(Metric::kInputCacheWriteTokens, written);
    metrics.Set(Metric::kInputCacheWrite30mTokens, written_30m);
    metrics.Set(Metric::kInputCacheWrite12hTokens, written - written_30m);
    metrics.Set(Metric::kInputUncachedTokens, uncached);
    Split(uncached, audio_percent, image_percent, Metric::kInputTextTokens,
          Metric::kInputAudioTokens, Metric::kInputImageTokens, &metrics);
    Split(cached, audio_percent, image_percent, Metric::kInputCachedTextTokens,
          Metric::kInputCachedAudioTokens, Metric::kInputCachedImageTokens, &metrics);
    Split(output, audio_percent, 0, Metric::kOutputTextTokens, Metric::kOutputAudioTokens,
          Metric::kOutputImageTokens, &metrics);
    return metrics;
  }

  static void Split(std::int64_t whole, std::uint64_t audio_percent, std::uint64_t image_percent,
                    Metric text, Metric audio, Metric image, MetricValues* metrics) {
    metrics->Set(audio, Part(whole, audio_percent));
    metrics->Set(image, Part(whole, image_percent));
    metrics->Set(text, whole - Part(whole, audio_percent) - Part(whole, image_percent));
  }

  static constexpr std::uint64_t kMinutesPerDay = 1'440;

  const SeededOptions options_;
  SurfaceRecords records_;
  std::size_t key_count_ = 0;
  std::vector<std::uint32_t> projects_, users_, keys_, models_, tiers_, batches_, sources_;
};

}  // namespace

Organisation MakeSeededOrganisation(const SeededOptions& options) {
  if (options.profile == Profile::kMoney) return MakeMoneyOrganisation(options);
  Organisation organisation;
  organisation.completions() = Generator(options).Make();
  return organisation;
}

}  // namespace cognitrack::twin
