#include "twin/service_use.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/random.h"
#include "twin/seeded_ids.h"
#include "usage/surface.h"

namespace cognitrack::twin {
namespace {

constexpr std::uint64_t kSpread = 0xD6E8FEB86659FD93;
constexpr std::uint64_t kMinutesPerDay = 1'440;
constexpr std::int64_t kBytesInMiB = 1 << 20;
// How many rows of completions a day has for each key.
constexpr std::size_t kRowsPerKey = 20;

using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class Generator {
 public:
  Generator(const SeededOptions& options, Organisation* organisation)
      : options_(options), people_(PeopleOf(options)), organisation_(*organisation) {}

  void Add() {
    for (const Surface& surface : Surfaces()) {
      if (HoldsMoney(surface.name)) continue;
      SurfaceRecords& records = organisation_.Surface(surface.name);
      records.start = options_.first_day.start();
      records.end = (options_.first_day + options_.days).start();
    }
    for (int i = 0; i < options_.days; ++i) AddDay(options_.first_day + i);
    for (SurfaceRecords& records : organisation_.surfaces) {
      if (records.surface != "completions") records.Sort();
    }
  }

 private:
  void AddDay(Day day) {
    day_ = day;
    SeededRandom random(options_.seed * kSpread + static_cast<std::uint64_t>(day.number));
    random_ = &random;
    for (std::size_t key = 2; key < 4; ++key) {
      AddRow("vector_stores", key, {}, {{Metric::kUsageBytes, Some(50'000) * kBytesInMiB}});
    }
    if (IsWithoutUse(day, options_.seed)) return;
    AddModels();
    AddTools();
  }

  void AddModels() {
    for (const std::string_view model : {"text-embedding-3-small", "text-embedding-3-large",
                                         "text-embedding-ada-002", "text-embedding-3-small"}) {
      const std::int64_t requests = Some(900);
      AddRowOfAnyKey(
          "embeddings", {{"model", model}},
          {{Metric::kInputTokens, requests * Some(2'000)}, {Metric::kNumModelRequests, requests}});
    }
    AddRowOfAnyKey("moderations", {{"model", "omni-moderation-2024-09-26"}},
                   {{Metric::kInputTokens, Some(90'000)}, {Metric::kNumModelRequests, Some(90)}});
    const std::int64_t images = Some(60);
    AddRowOfAnyKey("images",
                   {{"model", "dall-e-3"}, {"size", "1024x1024"}, {"source", "image.generation"}},
                   {{Metric::kImages, images}, {Metric::kNumModelRequests, images}});
    AddRowOfAnyKey("audio_speeches", {{"model", "tts-1"}},
                   {{Metric::kCharacters, Some(70'000)}, {Metric::kNumModelRequests, Some(70)}});
    AddRowOfAnyKey("audio_transcriptions", {{"model", "whisper-1"}},
                   {{Metric::kSeconds, Some(8'000)}, {Metric::kNumModelRequests, Some(40)}});
  }

  void AddTools() {
    for (std::size_t key = 2; key < 4; ++key) {
      AddRow("code_interpreter_sessions", key, {}, {{Metric::kNumSessions, Some(30)}});
      const std::string store = SeededId("vs_", options_.seed, key, 32);
      AddRow("file_search_calls", key, {{"vector_store_id", store}},
             {{Metric::kNumRequests, Some(500)}});
    }
    const std::int64_t searches = Some(200);
    AddRowOfAnyKey("web_search_calls",
                   {{"model", "gpt-4o-mini-2024-07-18"},
                    {"context_level", "medium"},
                    {"api_source", "unlabeled"}},
                   {{Metric::kNumRequests, searches}, {Metric::kNumModelRequests, searches}});
  }

  // The key is drawn after the metrics: arguments of one call would be drawn in any order.
  void AddRowOfAnyKey(std::string_view surface, Values values,
                      std::initializer_list<std::pair<Metric, std::int64_t>> metrics) {
    AddRow(surface, random_->Below(people_.key_count), values, metrics);
  }

  void AddRow(std::string_view surface, std::size_t key, Values values,
              std::initializer_list<std::pair<Metric, std::int64_t>> metrics) {
    SurfaceRecords& records = organisation_.Surface(surface);
    UsageRecord record;
    record.start = day_.start() + static_cast<UtcSeconds>(random_->Below(kMinutesPerDay)) * 60;
    const auto set = [&](std::string_view dimension, std::string_view value) {
      const auto slot = EndpointOf(surface).SlotOf(dimension);
      if (slot) record.key[*slot] = records.values[*slot].Intern(value);
    };
    set("project_id", people_.ProjectOf(key));
    set("user_id", people_.UserOf(key));
    set("api_key_id", people_.KeyOf(key));
    for (const auto& [dimension, value] : values) set(dimension, value);
    for (const auto& [metric, value] : metrics) record.metrics.Set(metric, value);
    records.records.push_back(record);
  }

  // At least one, so that each day with use has a line of each.
  std::int64_t Some(std::uint64_t most) {
    return options_.volume * (1 + static_cast<std::int64_t>(random_->Below(most)));
  }

  const SeededOptions& options_;
  const SeededPeople people_;
  Organisation& organisation_;
  Day day_;
  SeededRandom* random_ = nullptr;
};

}  // namespace

std::string SeededPeople::ProjectOf(std::size_t key) const {
  return SeededId("proj_", seed, key % project_count, 24);
}

std::string SeededPeople::UserOf(std::size_t key) const {
  return key == 1 ? "" : SeededId("user-", seed, key % user_count, 24);
}

std::string SeededPeople::KeyOf(std::size_t key) const {
  return key == 0 ? "" : SeededId("key_", seed, key, 16);
}

SeededPeople PeopleOf(const SeededOptions& options) {
  const auto rows = static_cast<std::size_t>(options.rows_per_day);
  SeededPeople people{options.seed, std::max<std::size_t>(12, rows / kRowsPerKey + 2), 0, 0};
  people.project_count = std::max<std::size_t>(4, people.key_count / 8);
  people.user_count = std::max<std::size_t>(6, people.key_count / 3);
  return people;
}

bool IsWithoutUse(Day day, std::uint64_t seed) {
  return (static_cast<std::uint64_t>(day.number) + seed) % 9 == 4;
}

void AddServiceUse(const SeededOptions& options, Organisation* organisation) {
  Generator(options, organisation).Add();
}

}  // namespace cognitrack::twin
