#include "twin/bill_changes.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "tests/support/twin_requests.h"
#include "twin/bill_report.h"
#include "twin/billed_organisation.h"

namespace cognitrack::twin {
namespace {

using ::testing::HasSubstr;

constexpr Day kMarch{20'513};  // 2026-03-01.
const std::string kEveryChange =
    "free_tier=2026-03-03,missing_surface=images,price_change=gpt-4.1-2025-04-14@2026-03-20*1.2,"
    "late_day=2026-03-31,cost_without_usage=2026-03-05:12.34,"
    "usage_without_cost=2026-03-06:gpt-4-0613,credit=2026-03-07:3.21";

SeededOptions March() {
  SeededOptions options;
  options.seed = 7;
  options.first_day = kMarch;
  options.days = 31;
  return options;
}

BilledOrganisation Billed(std::string_view spec) {
  auto billed = MakeBilledOrganisation(March(), spec);
  EXPECT_OK(billed);
  return *std::move(billed);
}

ExactDecimal SumOf(const std::vector<BillDifference>& differences) {
  ExactDecimal sum;
  for (const BillDifference& difference : differences) sum += difference.dollars;
  return sum;
}

ExactDecimal SumOf(const CostRecords& costs) {
  ExactDecimal sum;
  for (const CostRecord& record : costs.records) sum += record.amount;
  return sum;
}

// What is billed less what is priced, by line; and the sum of the differences told of it.
void ExpectEveryCentAccountedFor(const BilledOrganisation& billed) {
  std::map<std::size_t, ExactDecimal> told;
  for (const BillDifference& difference : billed.differences) {
    told[difference.line] += difference.dollars;
  }
  ExactDecimal on_lines;
  for (std::size_t i = 0; i < billed.bill.lines.size(); ++i) {
    const BillLine& line = billed.bill.lines[i];
    ExactDecimal expected = DollarsOf(line.priced);
    expected += told[i];
    EXPECT_EQ(line.billed.Text(), expected.Text()) << billed.bill.ItemOf(line).line_item;
    on_lines += line.billed;
  }
  EXPECT_EQ(SumOf(*billed.organisation.costs).Text(), on_lines.Text());
}

TEST(BillChangesTest, EveryCentIsAccountedFor) {
  ExpectEveryCentAccountedFor(Billed(""));
  ExpectEveryCentAccountedFor(Billed(kEveryChange));
}

TEST(BillChangesTest, FreeTierIsTheGrantOfOneModelAndDay) {
  const BilledOrganisation billed = Billed("free_tier=2026-03-03");
  EXPECT_EQ(SumOf(billed.differences).Text(), "-0.375");  // 2.5 M at 0.15 a million.
  std::int64_t units = 0;
  for (const BillDifference& difference : billed.differences) {
    const BillLine& line = billed.bill.lines[difference.line];
    EXPECT_EQ(line.day, kMarch + 2);
    EXPECT_EQ(billed.bill.ItemOf(line).line_item, "gpt-4o-mini-2024-07-18, input");
    units += line.units;
  }
  const BilledOrganisation large = Billed("free_tier=2026-03-03:gpt-5-2025-08-07");
  EXPECT_EQ(SumOf(large.differences).Text(), "-0.3125");  // 250 k at 1.25 a million.
  EXPECT_GT(units, 0);
}

TEST(BillChangesTest, PriceChangeBillsTheModelAtTheFactorFromItsDayOn) {
  const BilledOrganisation plain = Billed("");
  const BilledOrganisation billed = Billed("price_change=o3-2025-04-16@2026-03-20*1.25");
  std::set<Day> days;
  ASSERT_EQ(billed.bill.lines.size(), plain.bill.lines.size());
  for (const BillDifference& difference : billed.differences) {
    const BillLine& line = billed.bill.lines[difference.line];
    days.insert(line.day);
    EXPECT_EQ(line.billed.Text(), DollarsOf(line.priced * 5 / 4).Text());
    EXPECT_EQ(line.units, plain.bill.lines[difference.line].units);
  }
  EXPECT_EQ(*days.begin(), kMarch + 19);
  EXPECT_GE(days.size(), 10U);
}

TEST(BillChangesTest, LateDayLacksAQuarterOfEachLine) {
  const BilledOrganisation plain = Billed("");
  const BilledOrganisation billed = Billed("late_day=2026-03-31");
  for (const BillDifference& difference : billed.differences) {
    const BillLine& line = billed.bill.lines[difference.line];
    const std::int64_t whole = plain.bill.lines[difference.line].units;
    EXPECT_EQ(line.day, kMarch + 30);
    EXPECT_EQ(line.units, whole - whole / 4);
    EXPECT_EQ(line.billed.Text(), DollarsOf(WideCount{line.units} * line.picos).Text());
  }
  EXPECT_GT(billed.differences.size(), 50U);
}

TEST(BillChangesTest, CostWithoutUsageIsALineOfAModelThatNobodyUsed) {
  const BilledOrganisation billed = Billed("cost_without_usage=2026-03-05:12.34");
  ASSERT_EQ(billed.differences.size(), 1U);
  const BillLine& line = billed.bill.lines[billed.differences[0].line];
  EXPECT_EQ(line.day, kMarch + 4);
  EXPECT_EQ(billed.bill.ItemOf(line).line_item, "gpt-4.1-mini-2025-04-14, input");
  EXPECT_EQ(line.units, 30'850'000);
  EXPECT_EQ(line.billed.Text(), "12.34");
  const SurfaceRecords& completions = billed.organisation.completions();
  EXPECT_EQ(completions.ValuesOf(Dimension::kModel).Find("gpt-4.1-mini-2025-04-14"), 0U);
  // An amount that is no whole number of tokens has no quantity.
  const BilledOrganisation odd = Billed("cost_without_usage=2026-03-05:0.0000005");
  EXPECT_FALSE(odd.bill.lines[odd.differences[0].line].tells_quantity);
}

TEST(BillChangesTest, UsageWithoutCostLeavesTheModelOut) {
  const BilledOrganisation billed = Billed("usage_without_cost=2026-03-06:gpt-4-0613");
  const CostRecords& costs = *billed.organisation.costs;
  const auto [first, last] = costs.RecordsIn((kMarch + 5).start(), (kMarch + 5).end());
  for (std::size_t i = first; i < last; ++i) {
    EXPECT_NE(costs.values[0].At(costs.records[i].key[0]).substr(0, 6), "gpt-4,");
  }
  EXPECT_TRUE(SumOf(billed.differences) < ExactDecimal());
}

TEST(BillChangesTest, CreditIsTakenOffTheLargestLineThatNothingExplains) {
  const BilledOrganisation billed = Billed("credit=2026-03-07:3.21");
  ASSERT_EQ(billed.differences.size(), 1U);
  const BillLine& credited = billed.bill.lines[billed.differences[0].line];
  EXPECT_EQ(SumOf(billed.differences).Text(), "-3.21");
  EXPECT_EQ(DollarsOf(WideCount{credited.units} * credited.picos).Text(),
            DollarsOf(credited.priced).Text());
  EXPECT_EQ(billed.bill.ItemOf(credited).model.find("mini"), std::string::npos);
}

TEST(BillChangesTest, CreditPassesOverModelsThatShareData) {
  Organisation organisation;
  SurfaceRecords& records = organisation.completions();
  const auto add = [&records](std::string_view model, std::string_view tier, std::int64_t input) {
    UsageRecord record;
    record.start = kMarch.start();
    const auto set = [&](Dimension dimension, std::string_view value) {
      const auto slot = static_cast<std::size_t>(dimension);
      record.key[slot] = records.values[slot].Intern(value);
    };
    set(Dimension::kModel, model);
    set(Dimension::kServiceTier, tier);
    record.metrics.Set(Metric::kInputTokens, input);
    record.metrics.Set(Metric::kInputTextTokens, input);
    records.records.push_back(record);
  };
  add("gpt-5-2025-08-07", "default", 9'000'000);
  add("gpt-5-2025-08-07", "incentivized-tier", 1);
  add("gpt-4o-2024-08-06", "default", 1'000'000);
  Bill bill = BillOf(organisation);
  const auto changes = ParseBillChanges("credit=2026-03-01:1").value();
  const auto differences = ApplyBillChanges(changes, organisation, &bill);
  ASSERT_OK(differences);
  ASSERT_EQ(differences->size(), 1U);
  EXPECT_EQ(bill.ItemOf(bill.lines[differences->front().line]).model, "gpt-4o-2024-08-06");
}

TEST(BillChangesTest, MissingSurfaceIsBilledAndRefused) {
  const BilledOrganisation billed = Billed("missing_surface=images");
  FakeClock clock(1'790'000'000);
  UsageApiOptions options;
  options.faults = billed.faults;
  UsageApi api(billed.organisation, clock, options);
  const std::string range = "start_time=1772323200&end_time=1775001600";
  EXPECT_EQ(AskTwinFor("images", api, range).status, 403);
  EXPECT_EQ(AskTwinFor("embeddings", api, range).status, 200);
  EXPECT_THAT(AskTwinFor(kCosts, api, range + "&group_by=line_item").Body(), HasSubstr("dall-e 3"));
  EXPECT_EQ(SumOf(billed.differences).Text(), "38.16");
}

TEST(BillChangesTest, ReportTellsLinesAndCauses) {
  const BilledOrganisation billed = Billed(kEveryChange);
  const std::string report = BillReportJson(billed.bill, billed.differences);
  EXPECT_THAT(report, HasSubstr(R"({"cause":"cost_without_usage","usd":"12.34"})"));
  EXPECT_THAT(report, HasSubstr(R"({"cause":"free_tier","usd":"-0.375"})"));
  EXPECT_THAT(report, HasSubstr(R"({"cause":"unknown","usd":"-3.21"})"));
  EXPECT_THAT(report, HasSubstr(R"("line_item":"gpt-4.1-mini-2025-04-14, input",)"
                                R"("priced_usd":"0","billed_usd":"12.34","differences":)"
                                R"([{"cause":"cost_without_usage",)"
                                R"("injected":"cost_without_usage","usd":"12.34"}])"));
  EXPECT_THAT(report, HasSubstr(R"({"cause":"price_differs","injected":"price_change","usd":)"));
  EXPECT_THAT(BillReportText(billed.bill, billed.differences),
              HasSubstr("total\tusage_without_cost\t-148.1724\n"));
}

TEST(BillChangesTest, WrongSpecsAreRefusedWithWhatWouldBeRight) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"colour", "nothing has this name"},
      {"free_tier", "expected free_tier=DAY[:MODEL]"},
      {"free_tier=2026-03-03:gpt-9", "expected free_tier=DAY[:MODEL]"},
      {"missing_surface=costs", "expected missing_surface=SURFACE"},
      {"price_change=o3-2025-04-16*1.2", "expected price_change=MODEL@DAY*FACTOR"},
      {"price_change=o3-2025-04-16@2026-03-20*0", "expected price_change=MODEL@DAY*FACTOR"},
      {"late_day=yesterday", "expected late_day=DAY"},
      {"credit=2026-03-07", "expected credit=DAY:DOLLARS"},
      {"credit=2026-03-07:-1", "expected credit=DAY:DOLLARS"},
      {"usage_without_cost=2026-03-07", "expected usage_without_cost=DAY:MODEL"},
      {"credit=2026-03-07:1000000", "'credit' of 2026-03-07: the bill has nothing"},
      {"late_day=2026-04-01", "'late_day' of 2026-04-01: the bill has nothing"},
      {"cost_without_usage=2026-04-01:1", "the bill has nothing"},
      {"missing_surface=moderations", "'missing_surface' of moderations: the bill has nothing"},
  };
  for (const auto& [spec, message] : cases) {
    EXPECT_THAT(MakeBilledOrganisation(March(), spec),
                HasError(ErrorCode::kUsage, HasSubstr(message)))
        << spec;
  }
}

}  // namespace
}  // namespace cognitrack::twin
