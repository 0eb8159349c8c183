#include "twin/price_list.h"

#include <algorithm>

#include "base/check.h"

namespace cognitrack::twin {
namespace {

constexpr Day kAlways = kFirstDay;
constexpr Day kNever{kLastDay.number + 1};
constexpr Day kO3PriceChange{20'249};  // 2025-06-10.

constexpr std::string_view kGpt4o = "gpt-4o-2024-08-06";
constexpr std::string_view kGpt4oMini = "gpt-4o-mini-2024-07-18";
constexpr std::string_view kGpt41 = "gpt-4.1-2025-04-14";
constexpr std::string_view kGpt41Nano = "gpt-4.1-nano-2025-04-14";
constexpr std::string_view kGpt41Mini = "gpt-4.1-mini-2025-04-14";
constexpr std::string_view kGpt5 = "gpt-5-2025-08-07";
constexpr std::string_view kGpt5Mini = "gpt-5-mini-2025-08-07";
constexpr std::string_view kLuna = "gpt-5.6-luna";
constexpr std::string_view kO3 = "o3-2025-04-16";
constexpr std::string_view kGpt4 = "gpt-4-0613";
constexpr std::string_view kFineTune = "ft:gpt-4o-2024-08-06:acme::B1c2D3e4";
constexpr std::string_view kAudio = "gpt-audio-2025-08-28";
constexpr std::string_view kRealtime = "gpt-realtime-mini-2025-10-06";
constexpr std::string_view kImage = "gpt-image-1-2025-04-23";

constexpr std::array<BilledModel, 14> kModels = {{
    {kGpt4o, kGpt4o, {19'941}},                     // 2024-08-06.
    {kGpt4oMini, kGpt4oMini, {19'922}},             // 2024-07-18.
    {kGpt41, kGpt41, {20'192}},                     // 2025-04-14.
    {kGpt41Nano, kGpt41Nano, {20'192}},             // 2025-04-14.
    {kGpt41Mini, kGpt41Mini, {20'192}},             // 2025-04-14.
    {kGpt5, kGpt5, {20'307}},                       // 2025-08-07.
    {kGpt5Mini, kGpt5Mini, {20'307}},               // 2025-08-07.
    {kLuna, kLuna, {20'454}},                       // 2026-01-01.
    {kO3, kO3, {20'194}},                           // 2025-04-16.
    {kGpt4, "gpt-4", {19'521}},                     // 2023-06-13.
    {kFineTune, "ft-gpt-4o-2024-08-06", {19'941}},  // 2024-08-06.
    {kAudio, kAudio, {20'328}},                     // 2025-08-28.
    {kRealtime, kRealtime, {20'367}},               // 2025-10-06.
    {kImage, "gpt-image-1", {20'201}},              // 2025-04-23.
}};

constexpr std::int64_t kNone = -1;

struct TokenPrices {
  std::string_view model;
  PriceTier tier;
  // By TokenMeter: text in, cached, cache write, out; audio in, cached, out; images in, out.
  std::array<std::int64_t, kTokenMeterCount> picos;
  Day from = kAlways;
  Day until = kNever;
};

constexpr std::array<std::int64_t, kTokenMeterCount> Text(std::int64_t input, std::int64_t cached,
                                                          std::int64_t output,
                                                          std::int64_t cache_write = kNone) {
  return {input, cached, cache_write, output, kNone, kNone, kNone, kNone, kNone};
}

constexpr std::array<TokenPrices, 27> kPrices = {{
    {kGpt4o, PriceTier::kStandard, Text(2'500'000, 1'250'000, 10'000'000)},
    {kGpt4o, PriceTier::kBatch, Text(1'250'000, kNone, 5'000'000)},
    {kGpt4oMini, PriceTier::kStandard, Text(150'000, 75'000, 600'000)},
    {kGpt4oMini, PriceTier::kBatch, Text(75'000, kNone, 300'000)},
    {kGpt41, PriceTier::kStandard, Text(2'000'000, 500'000, 8'000'000)},
    {kGpt41, PriceTier::kBatch, Text(1'000'000, kNone, 4'000'000)},
    {kGpt41Nano, PriceTier::kStandard, Text(100'000, 25'000, 400'000)},
    {kGpt41Nano, PriceTier::kBatch, Text(50'000, kNone, 200'000)},
    {kGpt41Mini, PriceTier::kStandard, Text(400'000, 100'000, 1'600'000)},
    {kGpt41Mini, PriceTier::kBatch, Text(200'000, kNone, 800'000)},
    {kGpt5, PriceTier::kStandard, Text(1'250'000, 125'000, 10'000'000)},
    {kGpt5, PriceTier::kFlex, Text(625'000, 62'500, 5'000'000)},
    {kGpt5, PriceTier::kPriority, Text(2'500'000, 250'000, 20'000'000)},
    {kGpt5Mini, PriceTier::kStandard, Text(250'000, 25'000, 2'000'000)},
    {kGpt5Mini, PriceTier::kFlex, Text(125'000, 12'500, 1'000'000)},
    {kGpt5Mini, PriceTier::kPriority, Text(450'000, 45'000, 3'600'000)},
    {kLuna, PriceTier::kStandard, Text(1'000'000, 100'000, 6'000'000, 1'250'000)},
    {kLuna, PriceTier::kBatch, Text(500'000, kNone, 3'000'000)},
    {kLuna, PriceTier::kFlex, Text(500'000, 50'000, 3'000'000, 625'000)},
    {kLuna, PriceTier::kPriority, Text(2'000'000, 200'000, 12'000'000, 2'500'000)},
    {kO3, PriceTier::kStandard, Text(10'000'000, 2'500'000, 40'000'000), kAlways, kO3PriceChange},
    {kO3, PriceTier::kStandard, Text(2'000'000, 500'000, 8'000'000), kO3PriceChange},
    {kGpt4, PriceTier::kStandard, Text(30'000'000, kNone, 60'000'000)},
    {kFineTune, PriceTier::kStandard, Text(3'750'000, 1'875'000, 15'000'000)},
    {kAudio,
     PriceTier::kStandard,
     {2'500'000, kNone, kNone, 10'000'000, 32'000'000, kNone, 64'000'000, kNone, kNone}},
    {kRealtime,
     PriceTier::kStandard,
     {600'000, 60'000, kNone, 2'400'000, 10'000'000, 300'000, 20'000'000, kNone, kNone}},
    {kImage,
     PriceTier::kStandard,
     {5'000'000, 1'250'000, kNone, kNone, kNone, kNone, kNone, 10'000'000, 40'000'000}},
}};

constexpr std::array<BilledService, 10> kServices = {{
    {"embeddings", "text-embedding-3-small", "text-embedding-3-small", "tokens", 20'000},
    {"embeddings", "text-embedding-3-large", "text-embedding-3-large", "tokens", 130'000},
    {"embeddings", "text-embedding-ada-002", "ada v2", "tokens", 100'000},
    {"images", "dall-e-3", "dall-e 3, standard, 1024x1024", "images", 40'000'000'000},
    {"audio_speeches", "tts-1", "tts-1", "characters", 15'000'000},
    {"audio_transcriptions", "whisper-1", "whisper-1", "duration_seconds", 100'000'000},
    // 0.10 dollars a GiB.
    {"vector_stores", "", "vector stores | storage", "gibibyte_hours", 97'656'250},
    {"code_interpreter_sessions", "", "code interpreter | sessions", "", 30'000'000'000},
    {"file_search_calls", "", "file search tool calls", "", 2'500'000'000},
    {"web_search_calls", kGpt4oMini, "web search tool calls | gpt-4o mini, med", "",
     10'000'000'000},
}};

std::string_view Prefix(PriceTier tier) {
  if (tier == PriceTier::kBatch) return "batch api | ";
  if (tier == PriceTier::kFlex) return "flex | ";
  return tier == PriceTier::kPriority ? "priority | " : "";
}

std::string_view Suffix(TokenMeter meter) {
  static constexpr std::array<std::string_view, kTokenMeterCount> kSuffixes = {
      ", input",        ", cached input", ", cache write input",
      ", output",       " audio, input",  " audio, cached input",
      " audio, output", " image, input",  " image, output"};
  return kSuffixes[static_cast<std::size_t>(meter)];
}

}  // namespace

std::span<const BilledModel> BilledModels() { return kModels; }

const BilledModel& BilledModelNamed(std::string_view model) {
  const auto* found = std::find_if(kModels.begin(), kModels.end(),
                                   [model](const BilledModel& own) { return own.model == model; });
  CHECK(found != kModels.end(), "the twin's organisations use the models of its price list");
  return *found;
}

std::optional<std::int64_t> PicosPerToken(std::string_view model, PriceTier tier, TokenMeter meter,
                                          Day day) {
  for (const TokenPrices& prices : kPrices) {
    if (prices.model != model || prices.tier != tier) continue;
    if (day < prices.from || day >= prices.until) continue;
    const std::int64_t picos = prices.picos[static_cast<std::size_t>(meter)];
    return picos == kNone ? std::nullopt : std::optional<std::int64_t>(picos);
  }
  return std::nullopt;
}

std::string TokenLineItem(std::string_view model, PriceTier tier, TokenMeter meter) {
  // Of a model of images bills say which input is text.
  const bool is_text = meter == TokenMeter::kInput || meter == TokenMeter::kCachedInput;
  const bool tells_text =
      is_text && PicosPerToken(model, tier, TokenMeter::kImageInput, kLastDay).has_value();
  return std::string(Prefix(tier)) + std::string(BilledModelNamed(model).bill_name) +
         (tells_text ? " text" : "") + std::string(Suffix(meter));
}

std::span<const BilledService> BilledServices() { return kServices; }

const BilledService* FindBilledService(std::string_view surface, std::string_view model) {
  const auto* found =
      std::find_if(kServices.begin(), kServices.end(), [&](const BilledService& service) {
        return service.surface == surface && service.model == model;
      });
  return found == kServices.end() ? nullptr : found;
}

}  // namespace cognitrack::twin
