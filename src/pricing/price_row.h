// What one row of a price book says: the list prices of a model in a tier, from a day on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "money/picos.h"

namespace cognitrack {

// What a price is for. Tokens of text are input, input_cached and output; cache_write is kept for
// minutes (5 or 30), cache_write_long for hours (1 or 12). What counts no tokens is priced by the
// unit: an image, a character, a second, a session, a call, a GiB stored for a day.
enum class Meter : std::uint8_t {
  kInput,
  kInputCached,
  kCacheWrite,
  kCacheWriteLong,
  kOutput,
  kInputAudio,
  kInputCachedAudio,
  kOutputAudio,
  kInputImage,
  kOutputImage,
  kUnit,
};
inline constexpr std::size_t kMeterCount = 11;
inline constexpr std::array<std::string_view, kMeterCount> kMeterNames = {
    "input",       "input_cached",       "cache_write",  "cache_write_long", "output",
    "input_audio", "input_cached_audio", "output_audio", "input_image",      "output_image",
    "unit"};
constexpr std::size_t IndexOf(Meter meter) { return static_cast<std::size_t>(meter); }
constexpr std::string_view NameOf(Meter meter) { return kMeterNames[IndexOf(meter)]; }

// The tiers that a price may be for. OpenAI's usage calls the standard one 'default'; batch is a
// dimension of its own there.
inline constexpr std::array<std::string_view, 4> kPriceTiers = {"standard", "batch", "flex",
                                                                "priority"};

// A discount is given in percent, with at most this many decimals.
inline constexpr int kDiscountDecimals = 4;

struct PriceRow {
  std::string provider;
  std::string model;             // "*" in a discount: every model.
  std::string tier;              // One of kPriceTiers; "*" in a discount: every tier.
  std::int64_t input_above = 0;  // For requests with more tokens of input than that.
  Day from;
  std::optional<Day> until;  // The first day on which it no longer holds.
  // Per million tokens. Nothing where the row says nothing about the meter.
  std::array<std::optional<Picos>, kMeterCount> per_million;
  // Off the prices of the book below, in percent; such a row has no prices of its own.
  std::optional<Picos> discount_percent;
  std::string source;  // Where the price is from, and when it was looked up.
  std::string file;    // Where the row stands.
  std::int64_t line = 0;
};

// Usage of models whose name fits `pattern` is priced as `model` and stands in bills as
// `billed_as`; empty: by its own name. "*" in billed_as stands for what the pattern's first "*"
// stood for. Of several patterns that fit, the longest counts (pricing/name_pattern.h).
struct ModelRule {
  std::string provider;
  std::string pattern;
  std::string model;
  std::string source;
  std::string file;
  std::int64_t line = 0;
  std::string billed_as = {};
};

// Line items that fit `pattern` are for use of `surface`.
struct LineItemRule {
  std::string provider;
  std::string pattern;
  std::string surface;
  std::string source;
  std::string file;
  std::int64_t line = 0;
};

}  // namespace cognitrack
