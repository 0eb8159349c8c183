#include "pricing/priced_rows.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::ElementsAre;

const Day kDay = *ParseDay("2026-03-05");
const UnitPrice kTwo{{2 * WideCount{kPicosInOne}, kTokensPriced},
                     {3 * WideCount{kPicosInOne}, kTokensPriced}};

PricedUse Of(const char* model) {
  PricedUse use;
  use.surface = "completions";
  use.model = model;
  use.day = kDay;
  return use;
}

UsePrice At(const char* tier, std::vector<MeterUse> meters, bool free = false) {
  UsePrice price;
  price.tier = tier;
  price.free = free;
  price.meters = std::move(meters);
  return price;
}

// "p/k gpt-a standard input 5 = 0.00001", "free" behind the tier, "unpriced" for the cost.
std::vector<std::string> TextsOf(const PricedRows& rows) {
  std::vector<std::string> texts;
  for (const PricedRow& row : rows.Rows()) {
    texts.push_back(row.project + "/" + row.api_key + " " + row.model + " " + row.tier +
                    (row.free ? " free " : " ") + std::string(NameOf(row.meter)) + " " +
                    ToText(row.units) + " = " + (row.cost() ? ToText(*row.cost()) : "unpriced"));
  }
  return texts;
}

TEST(PricedRowsTest, UseThatIsPricedAlikeIsOneRowOfEachMeter) {
  PricedRows rows;
  rows.Add("p", "k", Of("gpt-a"),
           At("standard", {{Meter::kInput, 5, kTwo}, {Meter::kOutput, 7, kTwo}}));
  rows.Add("p", "k", Of("gpt-a"), At("standard", {{Meter::kInput, 1'000'000, kTwo}}));
  rows.Add("p", "", Of("gpt-a"), At("standard", {{Meter::kInput, 1, kTwo}}));
  rows.Add("p", "k", Of("gpt-a"), At("batch", {{Meter::kInput, 2, kTwo}}));
  EXPECT_THAT(TextsOf(rows), ElementsAre("p/ gpt-a standard input 1 = 0.000002",
                                         "p/k gpt-a batch input 2 = 0.000004",
                                         "p/k gpt-a standard input 1000005 = 2.00001",
                                         "p/k gpt-a standard output 7 = 0.000014"));
}

TEST(PricedRowsTest, FreeUseCostsNothingAndIsNotSummedWithTheRest) {
  PricedRows rows;
  rows.Add("p", "k", Of("gpt-a"), At("standard", {{Meter::kInput, 5, kTwo}}, true));
  rows.Add("p", "k", Of("gpt-a"), At("standard", {{Meter::kInput, 6, kTwo}}));
  EXPECT_THAT(TextsOf(rows), ElementsAre("p/k gpt-a standard input 6 = 0.000012",
                                         "p/k gpt-a standard free input 5 = 0"));
  EXPECT_EQ(rows.Rows()[1].price, kTwo) << "what it would cost";
}

TEST(PricedRowsTest, WhatHasNoPriceOrIsNotToldApartIsKeptAndHasNoCost) {
  PricedRows rows;
  rows.Add("p", "k", Of("gpt-a"), At("standard", {{Meter::kInput, 5, kTwo}}));
  UsePrice untold = At("standard", {{Meter::kInput, 7, std::nullopt}});
  untold.untold = 12;
  rows.Add("p", "k", Of("gpt-a"), untold);
  EXPECT_THAT(TextsOf(rows), ElementsAre("p/k gpt-a standard input 5 = 0.00001",
                                         "p/k gpt-a standard input 19 = unpriced"));
}

}  // namespace
}  // namespace cognitrack
