#include "usage/identities.h"

#include <array>
#include <span>

namespace cognitrack {
namespace {

using enum Metric;

// An identity that holds only where every term is reported, except cache writes: rows from before
// 2026 do not have them, and their input is cached + uncached.
struct Identity {
  std::string_view text;
  Metric sum;
  std::span<const Metric> parts;
};

constexpr std::array kInputParts = {kInputCachedTokens, kInputCacheWriteTokens,
                                    kInputUncachedTokens};
constexpr std::array kCachedParts = {kInputCachedTextTokens, kInputCachedAudioTokens,
                                     kInputCachedImageTokens};
constexpr std::array kUncachedParts = {kInputTextTokens, kInputAudioTokens, kInputImageTokens};
constexpr std::array kOutputParts = {kOutputTextTokens, kOutputAudioTokens, kOutputImageTokens};
constexpr std::array kCacheWriteParts = {kInputCacheWrite30mTokens, kInputCacheWrite12hTokens};

constexpr std::array<Identity, 5> kIdentities = {{
    {"input_tokens = input_cached_tokens + input_cache_write_tokens + input_uncached_tokens",
     kInputTokens, kInputParts},
    {"input_cached_tokens = input_cached_text_tokens + input_cached_audio_tokens + "
     "input_cached_image_tokens",
     kInputCachedTokens, kCachedParts},
    {"input_uncached_tokens = input_text_tokens + input_audio_tokens + input_image_tokens",
     kInputUncachedTokens, kUncachedParts},
    {"output_tokens = output_text_tokens + output_audio_tokens + output_image_tokens",
     kOutputTokens, kOutputParts},
    {"input_cache_write_tokens = input_cache_write_30m_tokens + input_cache_write_12h_tokens",
     kInputCacheWriteTokens, kCacheWriteParts},
}};

bool IsReported(const Identity& identity, const MetricValues& row) {
  if (!row.Get(identity.sum)) return false;
  for (const Metric part : identity.parts) {
    if (part != kInputCacheWriteTokens && !row.Get(part)) return false;
  }
  return true;
}

}  // namespace

std::vector<BrokenIdentity> BrokenIdentitiesOf(const MetricValues& row) {
  std::vector<BrokenIdentity> broken;
  for (const Identity& identity : kIdentities) {
    if (!IsReported(identity, row)) continue;
    WideCount parts = 0;
    for (const Metric part : identity.parts) parts += row.OrZero(part);
    if (parts != row.OrZero(identity.sum)) {
      broken.push_back({std::string(identity.text), row.OrZero(identity.sum), parts});
    }
  }
  return broken;
}

}  // namespace cognitrack
