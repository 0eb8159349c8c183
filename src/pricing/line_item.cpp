#include "pricing/line_item.h"

#include <algorithm>
#include <array>

namespace cognitrack {
namespace {

constexpr std::string_view kBetweenTierAndName = " | ";
constexpr std::string_view kBeforeMeter = ", ";

struct TierWord {
  std::string_view word;
  std::string_view tier;
};
constexpr std::array<TierWord, 5> kTierWords = {{{"batch api", "batch"},
                                                 {"batch", "batch"},
                                                 {"flex", "flex"},
                                                 {"flex processing", "flex"},
                                                 {"priority", "priority"}}};

// The meters of one kind of tokens: of text, of audio, of images.
struct MeterWord {
  std::string_view word;
  Meter text;
  Meter audio;
  Meter image;
};
constexpr std::array<MeterWord, 7> kMeterWords = {
    {{"input", Meter::kInput, Meter::kInputAudio, Meter::kInputImage},
     {"cached input", Meter::kInputCached, Meter::kInputCachedAudio, Meter::kInputCached},
     {"input cached", Meter::kInputCached, Meter::kInputCachedAudio, Meter::kInputCached},
     {"output", Meter::kOutput, Meter::kOutputAudio, Meter::kOutputImage},
     {"cache write input", Meter::kCacheWrite, Meter::kCacheWrite, Meter::kCacheWrite},
     {"input cache write", Meter::kCacheWrite, Meter::kCacheWrite, Meter::kCacheWrite},
     {"cache write", Meter::kCacheWrite, Meter::kCacheWrite, Meter::kCacheWrite}}};

bool TakeSuffix(std::string_view suffix, std::string_view* text) {
  if (text->size() < suffix.size() || text->substr(text->size() - suffix.size()) != suffix) {
    return false;
  }
  text->remove_suffix(suffix.size());
  return true;
}

const MeterWord* MeterWordOf(std::string_view kind) {
  std::string word(kind);
  std::replace(word.begin(), word.end(), '_', ' ');
  std::string_view bare = word;
  TakeSuffix(" tokens", &bare);
  const auto* found = std::find_if(kMeterWords.begin(), kMeterWords.end(),
                                   [bare](const MeterWord& known) { return known.word == bare; });
  return found == kMeterWords.end() ? nullptr : found;
}

}  // namespace

LineItem ParseLineItem(std::string_view text) {
  LineItem item{std::string(text), "standard", std::nullopt};
  const std::size_t comma = text.rfind(kBeforeMeter);
  if (comma == std::string_view::npos) return item;
  const MeterWord* word = MeterWordOf(text.substr(comma + kBeforeMeter.size()));
  if (word == nullptr) return item;
  std::string_view name = text.substr(0, comma);
  for (const TierWord& tier : kTierWords) {
    const std::size_t length = tier.word.size();
    if (name.substr(0, length) != tier.word) continue;
    if (name.substr(length, kBetweenTierAndName.size()) != kBetweenTierAndName) continue;
    item.tier = tier.tier;
    name.remove_prefix(length + kBetweenTierAndName.size());
    break;
  }
  item.meter = word->text;
  if (TakeSuffix(" audio", &name)) {
    item.meter = word->audio;
  } else if (TakeSuffix(" image", &name)) {
    item.meter = word->image;
  } else {
    TakeSuffix(" text", &name);
  }
  item.name = name;
  return item;
}

std::string LineItemText(const LineItem& item) {
  if (!item.meter) return item.name;
  std::string text;
  for (const TierWord& tier : kTierWords) {
    if (tier.tier != item.tier) continue;
    text = std::string(tier.word) + std::string(kBetweenTierAndName);
    break;
  }
  for (const MeterWord& word : kMeterWords) {
    const bool audio = word.audio == *item.meter && word.text != *item.meter;
    const bool image = word.image == *item.meter && word.text != *item.meter;
    if (word.text != *item.meter && !audio && !image) continue;
    text += item.name +
            (audio   ? " audio"
             : image ? " image"
                     : "") +
            std::string(kBeforeMeter) + std::string(word.word);
    return text;
  }
  return item.name + std::string(kBeforeMeter) + std::string(NameOf(*item.meter));
}

}  // namespace cognitrack
