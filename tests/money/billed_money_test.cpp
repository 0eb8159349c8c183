// Whose money a billed organisation's is, and what of it leaves the ledger: every cent again.
#include <fstream>

#include "money/picos.h"
#include "tests/money/billed_command_line.h"
#include "tests/support/focus_rules.h"
#include "twin/cost_export.h"
#include "twin/endpoint.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class BilledMoneyTest : public BilledCommandLine {
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
    const Said said = Run({"export", "--format", "focus", "--surface", surface});
    ASSERT_EQ(said.exit_code, 0) << said.err;
    EXPECT_THAT(FocusFaults(said.out), IsEmpty()) << surface;
    Picos sum;
    for (const auto& row : FocusRows(said.out)) {
      sum.count += ParsePicos(row.at("BilledCost"))->value.count;
    }
    EXPECT_EQ(ToText(sum), Billed()) << surface;
  }
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
