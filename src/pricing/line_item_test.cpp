#include "pricing/line_item.h"

#include <gtest/gtest.h>

#include "pricing/name_pattern.h"

namespace cognitrack {
namespace {

void ExpectItem(const char* text, const char* name, const char* tier, std::optional<Meter> meter) {
  EXPECT_EQ(ParseLineItem(text), (LineItem{name, tier, meter})) << text;
}

TEST(LineItemTest, ALineOfTokensNamesModelTierAndMeter) {
  ExpectItem("gpt-4o-2024-08-06, input", "gpt-4o-2024-08-06", "standard", Meter::kInput);
  ExpectItem("gpt-4o-2024-08-06, cached input", "gpt-4o-2024-08-06", "standard",
             Meter::kInputCached);
  ExpectItem("gpt-6-astra, input_tokens", "gpt-6-astra", "standard", Meter::kInput);
  ExpectItem("gpt-6-astra, output_tokens", "gpt-6-astra", "standard", Meter::kOutput);
  ExpectItem("batch api | gpt-4.1-nano-2025-04-14, output", "gpt-4.1-nano-2025-04-14", "batch",
             Meter::kOutput);
  ExpectItem("gpt-image-1 text, input", "gpt-image-1", "standard", Meter::kInput);
  ExpectItem("gpt-image-1 image, output", "gpt-image-1", "standard", Meter::kOutputImage);
  ExpectItem("gpt-a audio, cached input", "gpt-a", "standard", Meter::kInputCachedAudio);
  ExpectItem("gpt-a, cache write input", "gpt-a", "standard", Meter::kCacheWrite);
}

TEST(LineItemTest, WhatIsNoLineOfTokensKeepsItsText) {
  for (const char* text : {"ada v2", "dall-e 3, standard, 1024x1024", "",
                           "web search tool calls | gpt-4o mini, med", "batch api | credit"}) {
    ExpectItem(text, text, "standard", std::nullopt);
  }
}

TEST(LineItemTest, TheTextOfALineIsReadBackAsTheSame) {
  for (const char* text :
       {"gpt-a, input", "gpt-a, cached input", "batch api | gpt-a, output", "gpt-a audio, input",
        "gpt-a audio, cached input", "gpt-a image, output", "gpt-a, cache write input", "ada v2"}) {
    EXPECT_EQ(LineItemText(ParseLineItem(text)), text);
  }
}

TEST(NamePatternTest, AStarStandsForAnyRun) {
  EXPECT_TRUE(Fits("gpt-a", "gpt-a"));
  EXPECT_FALSE(Fits("gpt-a", "gpt-ab"));
  EXPECT_TRUE(Fits("gpt-a*", "gpt-a"));
  EXPECT_TRUE(Fits("*-tts*", "gpt-4o-mini-tts-2025"));
  EXPECT_TRUE(Fits("ft:*:*", "ft:gpt-a:acme::1"));
  EXPECT_FALSE(Fits("ft:*:*", "ft:gpt-a"));
  EXPECT_FALSE(Fits("", "a"));
}

TEST(NamePatternTest, TheFirstStarIsFilledInWithTheShortestRun) {
  EXPECT_EQ(FilledIn("ft-*", "ft:*:*", "ft:gpt-a:acme::1"), "ft-gpt-a");
  EXPECT_EQ(FilledIn("ada v2", "text-*", "text-a"), "ada v2");
  EXPECT_EQ(FilledIn("*!", "a*", "abc"), "bc!");
}

}  // namespace
}  // namespace cognitrack
