// The prices that the twin bills at, of the models and services that its organisations use, and how
// a bill names them. Its own table, in whole picodollars (10^-12) a unit: a dollar a million tokens
// is 1,000,000. The product's price book (prices/prices.csv) says the same of these models; a test
// of the product may hold one against the other.
//
// Source: OpenAI's public price list of 2026-07-24 and its price notice of 2025-06-10 (o3); bills
// of 2024-12 to 2025-06 for the names.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"

namespace cognitrack::twin {

enum class PriceTier : std::uint8_t { kStandard, kBatch, kFlex, kPriority };

// What tokens are billed as.
enum class TokenMeter : std::uint8_t {
  kInput,
  kCachedInput,
  kCacheWrite,
  kOutput,
  kAudioInput,
  kCachedAudioInput,
  kAudioOutput,
  kImageInput,
  kImageOutput,
};
inline constexpr std::size_t kTokenMeterCount = 9;

struct BilledModel {
  std::string_view model;      // As usage names it.
  std::string_view bill_name;  // As bills do.
  Day first_day;               // On which it can be used.
};
std::span<const BilledModel> BilledModels();
const BilledModel& BilledModelNamed(std::string_view model);

// Picodollars a token on a day; nothing where the model is not offered so.
std::optional<std::int64_t> PicosPerToken(std::string_view model, PriceTier tier, TokenMeter meter,
                                          Day day);

// "batch api | gpt-4.1-nano-2025-04-14, input".
std::string TokenLineItem(std::string_view model, PriceTier tier, TokenMeter meter);

// What is not billed by the meters of a model: one line item each.
struct BilledService {
  std::string_view surface;
  std::string_view model;  // Empty where the surface knows none.
  std::string_view line_item;
  std::string_view unit;   // Of the quantity; empty where none of the documented ones fits.
  std::int64_t picos = 0;  // A unit of what usage counts; of storage a MiB a day.
};
std::span<const BilledService> BilledServices();
// Null where it is free of charge.
const BilledService* FindBilledService(std::string_view surface, std::string_view model);

}  // namespace cognitrack::twin
