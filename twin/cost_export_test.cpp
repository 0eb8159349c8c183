#include "twin/cost_export.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/twin_requests.h"
#include "twin/export_source.h"
#include "twin/seeded_organisation.h"

namespace cognitrack::twin {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Day kMarch{20'513};  // 2026-03-01.
constexpr DimensionMask kItemAndProject = 0b011;

// One line item of two keys on the first of three days, one without a project.
CostRecords Small() {
  CostRecords costs;
  costs.start = kMarch.start();
  costs.end = (kMarch + 3).start();
  const auto add = [&costs](std::string_view item, std::string_view key, std::string_view project,
                            std::string_view amount, std::string_view quantity) {
    CostRecord record;
    record.start = kMarch.start();
    record.key[0] = costs.values[0].Intern(item);
    record.key[1] = costs.values[1].Intern(project);
    record.key[2] = costs.values[2].Intern(key);
    record.key[kCurrencySlot] = costs.values[kCurrencySlot].Intern("usd");
    record.key[kUnitSlot] = costs.values[kUnitSlot].Intern("tokens");
    record.key[kOrganisationSlot] = costs.values[kOrganisationSlot].Intern("org-acme");
    record.amount = *ExactDecimal::Parse(amount);
    record.quantity = ExactDecimal::Parse(quantity);
    costs.records.push_back(record);
  };
  add("gpt-a, input", "key_web", "proj_alpha", "0.0034", "1000");
  add("gpt-a, input", "key_app", "proj_alpha", "0.0001", "0.5");
  add("tts-1", "", "", "2", "7");
  return costs;
}

std::string Written(const CostRecords& costs, CostExportVersion version,
                    DimensionMask group_by = kItemAndProject, bool clip = false) {
  CostExportOptions options;
  options.version = version;
  options.from = costs.start;
  options.to = costs.end;
  options.group_by = group_by;
  options.clip_last = clip;
  std::ostringstream out;
  EXPECT_OK(WriteCostExport(costs, options, out));
  return out.str();
}

TEST(CostExportTest, C1HasNineColumnsAndPlainAmounts) {
  EXPECT_EQ(Written(Small(), CostExportVersion::kC1),
            "start_time,end_time,amount_value,amount_currency,line_item,project_id,"
            "organization_id,project_name,organization_name\n"
            "1772323200,1772409600,0.0035,usd,\"gpt-a, input\",proj_alpha,org-acme,"
            "Default project,Acme\n"
            "1772323200,1772409600,2,usd,tts-1,,org-acme,,Acme\n"
            "1772409600,1772496000,,,,,,,\n"
            "1772496000,1772582400,,,,,,,\n");
}

TEST(CostExportTest, C5Has36PlacesQuantitiesAndTimesWithoutOffset) {
  EXPECT_EQ(
      Written(Small(), CostExportVersion::kC5, 0b111, true),
      "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,quantity,"
      "quantity_unit,line_item,user_id,api_key_id,project_id,organization_id,project_name,"
      "organization_name,user_email,api_source\n"
      "1772323200,1772409600,2026-03-01T00:00:00,2026-03-02T00:00:00,"
      "0.003400000000000000000000000000000000,usd,1000.0,tokens,\"gpt-a, input\",,key_web,"
      "proj_alpha,org-acme,Default project,Acme,,\n"
      "1772323200,1772409600,2026-03-01T00:00:00,2026-03-02T00:00:00,"
      "0.000100000000000000000000000000000000,usd,0.5,tokens,\"gpt-a, input\",,key_app,"
      "proj_alpha,org-acme,Default project,Acme,,\n"
      "1772323200,1772409600,2026-03-01T00:00:00,2026-03-02T00:00:00,"
      "2.000000000000000000000000000000000000,usd,7.0,tokens,tts-1,,,,org-acme,,Acme,,\n"
      "1772409600,1772496000,2026-03-02T00:00:00+00:00,2026-03-03T00:00:00+00:00,,,,,,,,,,,,,\n"
      "1772496000,1772582399,2026-03-03T00:00:00+00:00,2026-03-03T23:59:59+00:00,,,,,,,,,,,,,\n");
}

TEST(CostExportTest, HeadersAreThoseSeen) {
  const std::vector<std::pair<std::string_view, std::size_t>> columns = {
      {"c1", 9}, {"c2", 11}, {"c3", 10}, {"c4", 16}, {"c5", 17}};
  for (const auto& [name, count] : columns) {
    EXPECT_EQ(ColumnsOf(*CostExportVersionNamed(name)).size(), count) << name;
  }
  EXPECT_FALSE(CostExportVersionNamed("c6").has_value());
}

TEST(CostExportTest, QuantityStaysBlankWithoutLineItems) {
  EXPECT_THAT(Written(Small(), CostExportVersion::kC4, 0),
              HasSubstr("2.003500000000000000000000000000000000,usd,,,,,,,org-acme,,Acme,\n"));
}

TEST(CostExportTest, RangeWithoutCostsIsAGridOfTimesFromC4On) {
  CostRecords none;
  none.start = kMarch.start();
  none.end = kMarch.end();
  EXPECT_EQ(Written(none, CostExportVersion::kC4),
            "start_time,end_time,start_time_iso,end_time_iso\n"
            "1772323200,1772409600,2026-03-01T00:00:00+00:00,2026-03-02T00:00:00+00:00\n");
  EXPECT_THAT(Written(none, CostExportVersion::kC2),
              HasSubstr("1772323200,1772409600,2026-03-01T00:00:00+00:00,"
                        "2026-03-02T00:00:00+00:00,,,,,,,\n"));
}

TEST(CostExportTest, EveryVersionServedAgainGivesWhatTheApiGives) {
  SeededOptions options;
  options.seed = 3;
  options.first_day = kMarch;
  options.days = 5;
  options.profile = Profile::kMoney;
  const Organisation made = MakeSeededOrganisation(options);
  FakeClock clock(1'790'000'000);
  UsageApi api(made, clock, {});
  const std::string query = "start_time=" + std::to_string(made.start()) +
                            "&end_time=" + std::to_string(made.end()) +
                            "&group_by=line_item&group_by=project_id";
  const std::string answer = AskTwinFor(kCosts, api, query).Body();
  const TemporaryDirectory directory;
  for (const std::string name : {"c1", "c2", "c3", "c4", "c5"}) {
    const auto version = *CostExportVersionNamed(name);
    const std::string path = directory.Write(name + ".csv", Written(*made.costs, version));
    std::vector<std::string> ignored;
    const auto read = ReadExports({path}, &ignored);
    ASSERT_OK(read);
    EXPECT_THAT(ignored, IsEmpty());
    UsageApi again(*read, clock, {});
    std::string served = AskTwinFor(kCosts, again, query).Body();
    std::string expected = answer;
    if (version < CostExportVersion::kC4) {
      // Older ones tell no quantities.
      for (std::string* text : {&served, &expected}) {
        for (std::size_t at = text->find(",\"quantity\":"); at != std::string::npos;
             at = text->find(",\"quantity\":", at)) {
          text->erase(at, text->find(",\"organization_id\"", at) - at);
        }
      }
    }
    EXPECT_EQ(served, expected) << name;
  }
}

}  // namespace
}  // namespace cognitrack::twin
