#include "twin/money_profile.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <set>

#include "tests/support/fake_clock.h"
#include "tests/support/twin_requests.h"
#include "twin/bill.h"
#include "twin/csv_line.h"
#include "usage/identities.h"

namespace cognitrack::twin {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSubsetOf;
using ::testing::Not;

constexpr Day kMarch{20'513};  // 2026-03-01.

SeededOptions Money(Day first_day = kMarch, int days = 31) {
  SeededOptions options;
  options.seed = 7;
  options.first_day = first_day;
  options.days = days;
  options.profile = Profile::kMoney;
  return options;
}

std::string Range(const Organisation& organisation) {
  return "start_time=" + std::to_string(organisation.start()) +
         "&end_time=" + std::to_string(organisation.end());
}

ExactDecimal SumOfAmounts(const std::vector<std::string>& pages) {
  ExactDecimal sum;
  for (const std::string& page : pages) {
    constexpr std::string_view kName = "\"value\":";
    for (std::size_t at = page.find(kName); at != std::string::npos;
         at = page.find(kName, at + 1)) {
      const std::size_t begin = at + kName.size();
      sum += *ExactDecimal::Parse(page.substr(begin, page.find(',', begin) - begin));
    }
  }
  return sum;
}

std::string TextOn(const Bill& bill, Day day, std::string_view line_item) {
  ExactDecimal sum;
  for (const BillLine& line : bill.lines) {
    if (line.day == day && bill.ItemOf(line).line_item == line_item) sum += line.billed;
  }
  return sum.Text();
}

// What this seed gave when the profile was written.
TEST(MoneyProfileTest, SeedGivesTheSameOnEveryMachine) {
  const Organisation organisation = MakeSeededOrganisation(Money());
  std::int64_t input = 0;
  for (const UsageRecord& record : organisation.completions().records) {
    input += record.metrics.OrZero(Metric::kInputTokens);
  }
  ExactDecimal billed;
  for (const CostRecord& record : organisation.costs->records) billed += record.amount;
  EXPECT_EQ(organisation.completions().records.size(), 1232U);
  EXPECT_EQ(input, 6'029'547'086);
  EXPECT_EQ(billed.Text(), "23700.03614481125");
}

TEST(MoneyProfileTest, DaysDoNotDependOnTheRangeAsked) {
  const Organisation whole = MakeSeededOrganisation(Money());
  const Organisation part = MakeSeededOrganisation(Money(kMarch + 10, 5));
  for (const SurfaceRecords& records : part.surfaces) {
    const SurfaceRecords& all = *whole.Find(records.surface);
    const auto [first, last] = all.RecordsIn(part.start(), part.end());
    ASSERT_EQ(last - first, records.records.size()) << records.surface;
    for (std::size_t i = 0; i < records.records.size(); ++i) {
      EXPECT_EQ(records.records[i].metrics, all.records[first + i].metrics);
    }
  }
  const auto [first, last] = whole.costs->RecordsIn(part.start(), part.end());
  EXPECT_EQ(last - first, part.costs->records.size());
}

TEST(MoneyProfileTest, RecordsObeyTheIdentitiesAndKeysOfADayDiffer) {
  const Organisation organisation = MakeSeededOrganisation(Money());
  std::map<Day, std::set<Key>> keys;
  for (const UsageRecord& record : organisation.completions().records) {
    EXPECT_TRUE(BrokenIdentitiesOf(record.metrics).empty());
    keys[DayOf(record.start)].insert(record.key);
  }
  EXPECT_EQ(keys.size(), 28U);
  for (const auto& [day, of_day] : keys) EXPECT_EQ(of_day.size(), 40U) << FormatDay(day);
}

TEST(MoneyProfileTest, EveryOfferOfADayIsUsedOnIt) {
  EXPECT_EQ(OffersOn(kMarch).size(), 30U);
  EXPECT_EQ(OffersOn(Day{20'192}).size(), 13U);  // 2025-04-14: the models of that day.
  SeededOptions options = Money(kMarch, 1);
  options.rows_per_day = 30;
  const Organisation organisation = MakeSeededOrganisation(options);
  const SurfaceRecords& completions = organisation.completions();
  constexpr DimensionMask kOfferDimensions = MaskOf(Dimension::kModel) | MaskOf(Dimension::kBatch) |
                                             MaskOf(Dimension::kServiceTier) |
                                             MaskOf(Dimension::kApiSource);
  std::set<Key> offers;
  for (const UsageRecord& record : completions.records) {
    offers.insert(KeyAt(record.key, kOfferDimensions));
  }
  EXPECT_EQ(offers.size(), 30U);
}

TEST(MoneyProfileTest, EverySurfaceIsServedAndAllButDecisionsHaveUse) {
  const Organisation organisation = MakeSeededOrganisation(Money());
  FakeClock clock(1'790'000'000);
  UsageApi api(organisation, clock, {});
  for (const Endpoint& endpoint : Endpoints()) {
    const TwinResponse page = AskTwinFor(endpoint.surface, api, Range(organisation) + "&limit=31");
    ASSERT_EQ(page.status, 200) << endpoint.surface;
    const int rows = CountOf("\"object\":\"" + std::string(endpoint.row_kind), {page.Body()});
    EXPECT_EQ(rows > 0, endpoint.surface != "decisions") << endpoint.surface;
  }
}

TEST(MoneyProfileTest, RowsOfASurfaceAreAsDocumented) {
  const Organisation organisation = MakeSeededOrganisation(Money(kMarch, 2));
  FakeClock clock(1'790'000'000);
  UsageApi api(organisation, clock, {});
  const std::string range = Range(organisation);
  EXPECT_THAT(AskTwinFor("images", api, range + "&group_by=size&sizes=1024x1024").Body(),
              HasSubstr(R"("size":"1024x1024","source":null,"project_id":null,"user_id":null,)"
                        R"("api_key_id":null,"model":null})"));
  EXPECT_THAT(AskTwinFor("web_search_calls", api, range + "&context_levels=medium").Body(),
              HasSubstr(R"("project_id":null,"user_id":null,"api_key_id":null,"model":null,)"
                        R"("context_level":null,"api_source":null})"));
  EXPECT_THAT(AskTwinFor("vector_stores", api, range).Body(),
              ::testing::ContainsRegex(R"("usage_bytes":[0-9]+,"project_id":null})"));
  EXPECT_EQ(AskTwinFor("images", api, range + "&sizes=1x1").status, 400);
  EXPECT_EQ(AskTwinFor("vector_stores", api, range + "&group_by=model").status, 400);
  EXPECT_EQ(AskTwinFor("file_search_calls", api, range + "&models=gpt").status, 400);
  EXPECT_THAT(AskTwinFor("web_search_calls", api, range + "&context_levels=med").Body(),
              HasSubstr("Supported values are: 'low', 'medium', 'high'."));
}

TEST(MoneyProfileTest, MoneyOfBothSplitsIsEqual) {
  const Organisation organisation = MakeSeededOrganisation(Money());
  FakeClock clock(1'790'000'000);
  UsageApi api(organisation, clock, {});
  ExactDecimal billed;
  for (const CostRecord& record : organisation.costs->records) billed += record.amount;
  for (const std::string group : {"", "&group_by=line_item&group_by=project_id",
                                  "&group_by=line_item&group_by=project_id&group_by=api_key_id"}) {
    const auto pages = AskTwinForAllPagesOf(kCosts, api, Range(organisation) + group);
    EXPECT_EQ(SumOfAmounts(pages).Text(), billed.Text()) << group;
  }
}

TEST(MoneyProfileTest, EveryKindOfLineIsOnTheBillOfADay) {
  const Organisation organisation = MakeSeededOrganisation(Money(kMarch, 1));
  std::set<std::string> items;
  const CostRecords& costs = *organisation.costs;
  for (const CostRecord& record : costs.records) items.insert(costs.values[0].At(record.key[0]));
  const std::vector<std::string> expected = {"gpt-4o-2024-08-06, input",
                                             "gpt-4o-2024-08-06, cached input",
                                             "gpt-4o-2024-08-06, output",
                                             "batch api | gpt-4.1-nano-2025-04-14, input",
                                             "batch api | gpt-4.1-nano-2025-04-14, output",
                                             "ft-gpt-4o-2024-08-06, input",
                                             "gpt-4, input",
                                             "gpt-audio-2025-08-28 audio, input",
                                             "gpt-audio-2025-08-28 audio, output",
                                             "gpt-audio-2025-08-28, input",
                                             "gpt-realtime-mini-2025-10-06 audio, cached input",
                                             "gpt-image-1 image, output",
                                             "gpt-image-1 text, input",
                                             "gpt-image-1 image, input",
                                             "gpt-5.6-luna, cache write input",
                                             "flex | gpt-5.6-luna, cache write input",
                                             "flex | gpt-5-2025-08-07, input",
                                             "priority | gpt-5-2025-08-07, cached input",
                                             "text-embedding-3-small",
                                             "text-embedding-3-large",
                                             "ada v2",
                                             "dall-e 3, standard, 1024x1024",
                                             "tts-1",
                                             "whisper-1",
                                             "vector stores | storage",
                                             "code interpreter | sessions",
                                             "file search tool calls",
                                             "web search tool calls | gpt-4o mini, med"};
  EXPECT_THAT(expected, IsSubsetOf(items));
  EXPECT_THAT(items, Not(Contains(HasSubstr("moderation"))));
  EXPECT_THAT(items, Not(Contains(HasSubstr("batch api | gpt-4.1-nano-2025-04-14, cached"))));
  EXPECT_THAT(items, Not(Contains(HasSubstr("gpt-4.1-mini"))));
}

TEST(MoneyProfileTest, WhatIsNotKnownIsNull) {
  const Organisation organisation = MakeSeededOrganisation(Money());
  FakeClock clock(1'790'000'000);
  UsageApi api(organisation, clock, {});
  const auto pages = AskTwinForAllPagesOf(
      kCosts, api, Range(organisation) + "&group_by=line_item&group_by=api_key_id");
  EXPECT_EQ(CountOf("\"\"", pages), 0);
  EXPECT_GT(CountOf(", input\",\"project_id\":null,\"api_key_id\":null", pages), 0);
  EXPECT_GT(CountOf("\"quantity_unit\":null", pages), 0);
}

// Two rows worked out by hand.
TEST(BillTest, BatchHasNoDiscountAndDataSharingIsFree) {
  Organisation organisation;
  SurfaceRecords& records = organisation.completions();
  records.start = kMarch.start();
  records.end = kMarch.end();
  const auto add = [&records](std::string_view model, std::string_view tier, bool batch) {
    UsageRecord record;
    record.start = kMarch.start();
    const auto set = [&](Dimension dimension, std::string_view value) {
      const auto slot = static_cast<std::size_t>(dimension);
      record.key[slot] = records.values[slot].Intern(value);
    };
    set(Dimension::kModel, model);
    set(Dimension::kServiceTier, tier);
    set(Dimension::kBatch, batch ? "true" : "false");
    record.metrics.Set(Metric::kInputTokens, 32'392'040);
    record.metrics.Set(Metric::kInputCachedTokens, 30'500'000);
    record.metrics.Set(Metric::kInputTextTokens, 1'892'040);
    record.metrics.Set(Metric::kOutputTokens, 10);
    records.records.push_back(record);
  };
  add("gpt-4.1-nano-2025-04-14", "default", true);
  add("gpt-4.1-nano-2025-04-14", "default", false);
  add("gpt-4.1-nano-2025-04-14", "incentivized-tier", false);
  const Bill bill = BillOf(organisation);
  EXPECT_EQ(TextOn(bill, kMarch, "batch api | gpt-4.1-nano-2025-04-14, input"), "1.619602");
  EXPECT_EQ(TextOn(bill, kMarch, "gpt-4.1-nano-2025-04-14, input"), "0.189204");
  EXPECT_EQ(TextOn(bill, kMarch, "gpt-4.1-nano-2025-04-14, cached input"), "0.7625");
  EXPECT_EQ(TextOn(bill, kMarch, "gpt-4.1-nano-2025-04-14, output"), "0.000004");
  EXPECT_EQ(bill.lines.size(), 5U);
}

TEST(BillTest, StorageIsBilledByTheGiBDayAndToldInGiBHours) {
  Organisation organisation;
  SurfaceRecords& records = organisation.Surface("vector_stores");
  records.end = kMarch.end();
  UsageRecord record;
  record.start = kMarch.start();
  record.metrics.Set(Metric::kUsageBytes, std::int64_t{5} << 29U);  // 2.5 GiB.
  records.records.push_back(record);
  const CostRecords costs = CostsOf(BillOf(organisation), "org-acme");
  ASSERT_EQ(costs.records.size(), 1U);
  EXPECT_EQ(costs.records[0].amount.Text(), "0.25");
  EXPECT_EQ(costs.records[0].quantity->Text(), "60");
  EXPECT_EQ(costs.values[kUnitSlot].At(costs.records[0].key[kUnitSlot]), "gibibyte_hours");
}

TEST(BillTest, PriceChangesOnItsDay) {
  const std::string_view o3 = "o3-2025-04-16";
  const Day change{20'249};  // 2025-06-10.
  EXPECT_EQ(PicosPerToken(o3, PriceTier::kStandard, TokenMeter::kInput, change - 1), 10'000'000);
  EXPECT_EQ(PicosPerToken(o3, PriceTier::kStandard, TokenMeter::kInput, change), 2'000'000);
  const Organisation june = MakeSeededOrganisation(Money(change - 9, 30));
  const Bill bill = BillOf(june);
  std::set<std::int64_t> rates;
  for (const BillLine& line : bill.lines) {
    if (bill.ItemOf(line).line_item != "o3-2025-04-16, output") continue;
    rates.insert(line.picos);
    EXPECT_EQ(line.picos, line.day < change ? 40'000'000 : 8'000'000);
  }
  EXPECT_EQ(rates.size(), 2U);
}

// The product's own price book, read by the twin's own reader: cells are dollars a million tokens.
TEST(PriceListTest, SaysTheSameAsThePriceBook) {
  std::ifstream file("prices/prices.csv");
  ASSERT_TRUE(file) << "the tests run in the root of the project";
  std::string line;
  std::getline(file, line);
  const auto header = *SplitLine(line);
  const std::map<std::string, TokenMeter> meters = {
      {"input", TokenMeter::kInput},
      {"input_cached", TokenMeter::kCachedInput},
      {"cache_write", TokenMeter::kCacheWrite},
      {"output", TokenMeter::kOutput},
      {"input_audio", TokenMeter::kAudioInput},
      {"input_cached_audio", TokenMeter::kCachedAudioInput},
      {"output_audio", TokenMeter::kAudioOutput},
      {"input_image", TokenMeter::kImageInput},
      {"output_image", TokenMeter::kImageOutput}};
  const std::map<std::string, PriceTier> tiers = {{"standard", PriceTier::kStandard},
                                                  {"batch", PriceTier::kBatch},
                                                  {"flex", PriceTier::kFlex},
                                                  {"priority", PriceTier::kPriority}};
  const std::map<std::string_view, std::string_view> book_names = {
      {"ft:gpt-4o-2024-08-06:acme::B1c2D3e4", "ft:gpt-4o-2024-08-06"},
      {"gpt-image-1-2025-04-23", "gpt-image-1"}};
  int compared = 0;
  while (std::getline(file, line)) {
    const auto cells = *SplitLine(line);
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = cells[i];
    if (row["input_above"] != "0") continue;
    for (const BilledModel& billed : BilledModels()) {
      const auto name = book_names.find(billed.model);
      if (row["model"] != (name == book_names.end() ? billed.model : name->second)) continue;
      const Day from = ParseDay(row["from"]).value();
      const Day day = row["until"].empty() ? std::max(from, billed.first_day) : from;
      for (const auto& [column, meter] : meters) {
        const auto dollars = ExactDecimal::Parse(row[column]);
        const auto picos = PicosPerToken(billed.model, tiers.at(row["tier"]), meter, day);
        if (!picos) continue;
        ASSERT_TRUE(dollars.has_value()) << line << ' ' << column;
        // A million picodollars a token are a dollar a million tokens.
        EXPECT_EQ(ExactDecimal::Atto(WideCount{*picos} * 1'000'000'000'000), *dollars) << line;
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 82) << "the number of prices in the twin's list";
}

}  // namespace
}  // namespace cognitrack::twin
