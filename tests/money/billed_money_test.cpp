// Whose money a billed organisation's is, and what of it leaves the ledger: every cent again.
#include <fstream>
#include <set>

#include "money/picos.h"
#include "tests/money/billed_command_line.h"
#include "tests/support/focus_rules.h"
#include "twin/cost_export.h"
#include "twin/endpoint.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class BilledFocus : public BilledCommandLine {
 protected:
  // A FOCUS file that keeps the rules.
  std::string Focus(std::vector<std::string> words) {
    words.insert(words.end(), {"--format", "focus"});
    const Said said = Run(words);
    EXPECT_EQ(said.exit_code, 0) << said.err;
    EXPECT_THAT(FocusFaults(said.out), IsEmpty());
    return said.out;
  }
};

class BilledMoneyTest : public BilledFocus {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(Serve("credit=2026-09-16:3.21"));
    ASSERT_NO_FATAL_FAILURE(Backfill());
  }
  // Projects by number, of the bill.
  std::string Project(std::uint32_t number) const { return served_.bill.projects.At(number); }
  // Σ `amount` of the members of an array, over the months that the organisation has.
  static Picos SumOf(const boost::json::value& array) {
    Picos sum;
    for (const auto& entry : array.as_array()) {
      sum.count += ParsePicos(std::string(entry.at("amount").as_string()))->value.count;
    }
    return sum;
  }
  // The twin's cost export, by project and line item, of every key where `by_key`.
  std::string CostExport(twin::CostExportVersion version, bool by_key) {
    const twin::Endpoint& endpoint = twin::EndpointOf(kCosts);
    twin::CostExportOptions options;
    options.version = version;
    options.from = kFirst.start();
    options.to = (kLast + 1).start();
    for (const char* name : {"project_id", "line_item", "api_key_id"}) {
      if (name != std::string("api_key_id") || by_key) {
        options.group_by |= 1U << *endpoint.SlotOf(name);
      }
    }
    std::ostringstream out;
    EXPECT_OK(twin::WriteCostExport(*served_.organisation.costs, options, out));
    return Write("twin_costs.csv", out.str());
  }
};

TEST_F(BilledMoneyTest, TheStatementsOfItsMonthsAddUpToTheBill) {
  const std::string rules = "project_id,business_unit,cost_centre,share_percent,from\n" +
                            Project(1) + ",Product,CC-1,33.3333,2026-01-01\n" + Project(1) +
                            ",Research,CC-2,60,2026-01-01\n" + Project(2) + ",Sales,,,2026-10-15\n";
  ASSERT_EQ(Run({"allocation", "set", "--csv", Write("units.csv", rules)}).exit_code, 0);
  Picos bill, sums, lines;
  for (const char* month : {"2026-09", "2026-10", "2026-11"}) {
    const auto statement = Json({"allocation", "statement", "--month", month});
    bill.count += SumOf(statement.at("bill")).count;
    sums.count += SumOf(statement.at("sums")).count;
    lines.count += SumOf(statement.at("lines")).count;
    EXPECT_THAT(statement.at("not_applied").as_array(), IsEmpty()) << month;
    EXPECT_TRUE(statement.at("sums").as_array().back().at("business_unit").is_null()) << month;
  }
  EXPECT_EQ(ToText(bill), Billed());
  EXPECT_EQ(ToText(sums), Billed());
  EXPECT_EQ(ToText(lines), Billed());
}

TEST_F(BilledMoneyTest, TheFocusExportOfEitherPassIsTheBill) {
  for (const char* surface : {"costs", "costs_by_key"}) {
    const std::string csv = Focus({"export", "--surface", surface});
    EXPECT_EQ(FocusSum(csv, "BilledCost"), Billed()) << surface;
    if (surface == std::string(kCosts)) continue;
    std::set<std::string> keys;
    for (const auto& row : FocusRows(csv)) keys.insert(row.at("ResourceId"));
    EXPECT_GT(keys.size(), 1U) << "the split by key tells the keys";
  }
}

TEST_F(BilledMoneyTest, TheFocusExportOfItsUseIsWhatTheUseIsPricedAtAndBillsNothing) {
  const std::string csv = Focus({"export", "--surface", "usage"});
  EXPECT_EQ(FocusSum(csv, "EffectiveCost"), Priced());
  EXPECT_EQ(FocusSum(csv, "BilledCost"), "0");
  EXPECT_EQ(FocusSum(csv, "ListCost"), FocusSum(csv, "ContractedCost"));
  std::set<std::string> surfaces;
  for (const auto& row : FocusRows(csv)) surfaces.insert(row.at("x_Surface"));
  EXPECT_THAT(surfaces, SizeIs(10)) << "all but decisions, which the organisation does not use";
}

TEST_F(BilledMoneyTest, TheReconciliationIsTheBillInEveryFormAndSaysWhatWasInjected) {
  const std::string csv = Focus({"export", "reconciliation"});
  EXPECT_EQ(FocusSum(csv, "BilledCost"), Billed());
  EXPECT_EQ(FocusSum(csv, "x_PricedCost"), Priced());
  EXPECT_EQ(FocusSum(csv, "x_Difference"), "-3.21");
  std::vector<ToldLine> told;
  for (const auto& row : FocusRows(csv)) {
    if (row.at("x_DifferenceCause").empty()) continue;
    told.push_back({row.at("ChargePeriodStart").substr(0, 10), row.at("SubAccountId"),
                    row.at("ChargeDescription"), row.at("x_DifferenceCause"),
                    row.at("x_Difference")});
  }
  EXPECT_THAT(Misjudged(told), IsEmpty());
  const Said lines = Run({"export", "reconciliation", "--format", "jsonl"});
  ASSERT_EQ(lines.exit_code, 0) << lines.err;
  Picos billed, priced;
  std::istringstream in(lines.out);
  for (std::string line; std::getline(in, line);) {
    const auto row = boost::json::parse(line).as_object();
    for (auto [sum, name] : {std::pair{&billed, "billed"}, std::pair{&priced, "priced"}}) {
      const std::string amount = Text(row, name);
      if (!amount.empty()) sum->count += ParsePicos(amount)->value.count;
    }
  }
  EXPECT_EQ(ToText(billed), Billed());
  EXPECT_EQ(ToText(priced), Priced());
}

// The two ledgers side by side where the bill lacks a model, and where usage lacks a surface.
TEST_F(BilledFocus, TheReconciliationIsTheBillWhereASideIsMissing) {
  const std::string day = FormatDay(kFirst + 3);
  ASSERT_NO_FATAL_FAILURE(Serve("missing_surface=images,usage_without_cost=" + day +
                                ":gpt-4.1-2025-04-14,cost_without_usage=2026-09-10:12.34"));
  ASSERT_NO_FATAL_FAILURE(Backfill());
  const std::string csv = Focus({"export", "reconciliation"});
  EXPECT_EQ(FocusSum(csv, "BilledCost"), Billed());
  EXPECT_EQ(FocusSum(csv, "x_PricedCost"), Text(CheckCosts(0), "priced_usd"));
  int not_billed = 0;
  for (const auto& row : FocusRows(csv)) {
    if (row.at("x_CostBasis") == "billed") continue;
    // Of use whose price is 0 there is no bill, and nothing is missing of it.
    const bool costs_nothing = row.at("x_PricedCost") == "0";
    EXPECT_EQ(row.at("x_DifferenceCause"), costs_nothing ? "" : "usage_without_cost");
    if (!costs_nothing) ++not_billed;
  }
  EXPECT_GT(not_billed, 0);
  const std::string use = Focus({"export", "--surface", "usage"});
  EXPECT_EQ(FocusSum(use, "EffectiveCost"), FocusSum(csv, "x_PricedCost"));
}

TEST_F(BilledMoneyTest, TheLedgerIsWhatTheDashboardsExportsSay) {
  using Version = twin::CostExportVersion;
  for (const Version version :
       {Version::kC1, Version::kC2, Version::kC3, Version::kC4, Version::kC5}) {
    const auto document = Json({"parity", "--csv", CostExport(version, false)});
    EXPECT_EQ(document.at("verdict"), "exact") << static_cast<int>(version);
  }
}

TEST_F(BilledMoneyTest, ItsOwnExportImportsIntoAnotherLedgerAndIsExactThere) {
  const std::string path = directory_.File("own.csv");
  ASSERT_EQ(Run({"export", "--surface", "costs", "--out", path}).exit_code, 0);
  variables_["COGNITRACK_DB"] = "sqlite:" + directory_.File("other.db");
  ASSERT_EQ(Run({"import", "--csv", path}).exit_code, 0);
  EXPECT_EQ(
      Json({"parity", "--csv", CostExport(twin::CostExportVersion::kC5, false)}).at("verdict"),
      "exact");
}

}  // namespace
}  // namespace cognitrack
