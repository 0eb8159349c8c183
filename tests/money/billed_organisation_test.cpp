// Every cent of an organisation that uses every surface, tier and batch: from the API through the
// ledger to the reconciliation. What was changed in its bill comes back under its own name.
#include "tests/money/billed_command_line.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;

class BilledOrganisationTest : public BilledCommandLine {};

TEST_F(BilledOrganisationTest, TheUsageReproducesTheBill) {
  ASSERT_NO_FATAL_FAILURE(Serve());
  ASSERT_NO_FATAL_FAILURE(Backfill());
  const auto document = CheckCosts(0);
  EXPECT_EQ(document.at("verdict"), "exact");
  EXPECT_EQ(Text(document, "billed_usd"), Billed());
  EXPECT_EQ(Text(document, "priced_usd"), Priced());
  EXPECT_EQ(document.at("priced_whole"), true);
  EXPECT_EQ(document.at("reproduced_share"), "1");
  EXPECT_EQ(LinesFound(document), 0U);
  EXPECT_THAT(document.at("unpriced").as_array(), IsEmpty());
}

// A day of the first week, whose costs are settled, and the day before the last, whose are not.
const std::string kSettledDay = FormatDay(Day{20'703});
const std::string kYoungDay = FormatDay(Day{20'758});

struct Change {
  const char* name;
  std::string spec;
};
std::ostream& operator<<(std::ostream& out, const Change& change) { return out << change.spec; }

class BillChangeTest : public BilledCommandLine, public ::testing::WithParamInterface<Change> {};

TEST_P(BillChangeTest, ComesBackUnderItsOwnNameWithEachLine) {
  ASSERT_NO_FATAL_FAILURE(Serve(GetParam().spec));
  ASSERT_NO_FATAL_FAILURE(Backfill());
  const auto document = CheckCosts(0);
  EXPECT_THAT(Misjudged(document), IsEmpty());
  EXPECT_EQ(Text(document, "billed_usd"), Billed());
  EXPECT_EQ(Text(document, "priced_usd"), Priced());
}

INSTANTIATE_TEST_SUITE_P(
    Each, BillChangeTest,
    ::testing::Values(Change{"free_tier", "free_tier=" + kSettledDay},
                      Change{"missing_surface", "missing_surface=images"},
                      Change{"price_change", "price_change=gpt-5-2025-08-07@2026-10-01*0.8"},
                      Change{"late_day", "late_day=" + kYoungDay},
                      Change{"cost_without_usage", "cost_without_usage=" + kSettledDay + ":12.34"},
                      Change{"usage_without_cost",
                             "usage_without_cost=" + kSettledDay + ":gpt-4.1-2025-04-14"},
                      Change{"credit", "credit=" + kSettledDay + ":3.21"}),
    [](const auto& change) { return change.param.name; });

TEST_F(BilledOrganisationTest, AllChangesTogetherComeBackEachUnderItsOwnName) {
  ASSERT_NO_FATAL_FAILURE(
      Serve("free_tier=" + kSettledDay + ",missing_surface=images,late_day=" + kYoungDay +
            ",price_change=gpt-5-2025-08-07@2026-10-01*0.8,cost_without_usage=2026-09-10:12.34," +
            "usage_without_cost=2026-09-14:gpt-4.1-2025-04-14,credit=2026-09-16:3.21"));
  ASSERT_NO_FATAL_FAILURE(Backfill());
  const auto document = CheckCosts(0);
  EXPECT_THAT(Misjudged(document), IsEmpty());
  EXPECT_EQ(Text(document, "billed_usd"), Billed());
}

}  // namespace
}  // namespace cognitrack
