#include "reports/usage_query.h"

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

UsageReportRow Row(std::vector<GroupValue> group, std::int64_t input,
                   std::map<std::string, std::string> unknown = {}) {
  UsageReportRow row;
  row.group = std::move(group);
  row.metrics.Set(Metric::kInputTokens, input);
  row.unknown_metrics = std::move(unknown);
  row.ledger_rows = 1;
  return row;
}

GroupValue Text(std::string text) { return {GroupValue::Kind::kValue, std::move(text)}; }
const GroupValue kUnattributed = {GroupValue::Kind::kUnattributed, ""};
const GroupValue kNotGrouped = {GroupValue::Kind::kNotGrouped, ""};

std::vector<std::int64_t> Inputs(const UsageReport& report) {
  std::vector<std::int64_t> inputs;
  for (const UsageReportRow& row : report.rows) {
    inputs.push_back(row.metrics.OrZero(Metric::kInputTokens));
  }
  return inputs;
}

TEST(UsageReportTest, OrderIsTotalAndNamesNoValueFirst) {
  UsageReport report;
  report.rows = {Row({Text("b"), Text("a")}, 6),     Row({Text("a"), Text("b")}, 5),
                 Row({Text("a"), Text("")}, 4),      Row({Text(""), Text("z")}, 3),
                 Row({kUnattributed, Text("z")}, 2), Row({kNotGrouped, Text("z")}, 1)};
  ASSERT_OK(OrderAndTotal(&report));
  EXPECT_THAT(Inputs(report), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(report.totals.metrics.Get(Metric::kInputTokens), 21);
  EXPECT_EQ(report.totals.metrics.Get(Metric::kOutputTokens), std::nullopt);
  EXPECT_EQ(report.totals.ledger_rows, 6);
}

TEST(UsageReportTest, DaysSortAsTheirTextsDoWhetherOtherValuesAreSharedOrNot) {
  const auto group = [](std::string model) {
    return std::make_shared<const std::vector<GroupValue>>(
        std::vector<GroupValue>{Text(std::move(model)), kUnattributed, Text("flex")});
  };
  const Day march5{20'517}, march6{20'518};
  const auto shared = group("a"), equal = group("a"), later = group("b");
  EXPECT_LT(RowGroup(shared, 1, march5), RowGroup(shared, 1, march6));
  EXPECT_LT(RowGroup(shared, 1, march5), RowGroup(equal, 1, march6));
  EXPECT_LT(RowGroup(shared, 1, march6), RowGroup(later, 1, march5));
  EXPECT_EQ(RowGroup(shared, 1, march5), RowGroup(equal, 1, march5));
  EXPECT_EQ(RowGroup(shared, 1, march5), RowGroup({Text("a"), Text("2026-03-05"), Text("flex")}));
  EXPECT_LT(RowGroup(shared), RowGroup(shared, 1, march5));
  EXPECT_THAT(RowGroup(shared, 1, march5).ToVector(),
              ElementsAre(Text("a"), Text("2026-03-05"), Text("flex")));
}

TEST(UsageReportTest, RowsOfOneGroupAreJoined) {
  UsageReport report;
  report.rows = {Row({Text("a")}, 1, {{"units", "0.1"}}), Row({Text("b")}, 2),
                 Row({Text("a")}, 4, {{"units", "0.2"}}), Row({Text("a")}, 8)};
  ASSERT_OK(OrderAndTotal(&report));
  EXPECT_THAT(Inputs(report), ElementsAre(13, 2));
  EXPECT_EQ(report.rows[0].ledger_rows, 3);
  EXPECT_THAT(report.rows[0].unknown_metrics, ElementsAre(Pair("units", "0.3")));
  EXPECT_THAT(report.totals.unknown_metrics, ElementsAre(Pair("units", "0.3")));
}

TEST(UsageReportTest, TotalThatDoesNotFitIsRefused) {
  UsageReport report;
  report.rows = {Row({Text("a")}, INT64_MAX), Row({Text("b")}, 1)};
  EXPECT_THAT(OrderAndTotal(&report),
              HasError(ErrorCode::kBadInput, HasSubstr("does not fit 64 bits")));
}

// Cost rows of one group each: currency, unit, amount, quantity.
UsageReport CostReport(std::vector<std::string> group_by,
                       const std::vector<std::vector<std::string>>& rows) {
  UsageReport report;
  report.group_by = std::move(group_by);
  for (const std::vector<std::string>& cells : rows) {
    UsageReportRow row;
    std::vector<GroupValue> values;
    for (std::size_t i = 0; i < report.group_by.size(); ++i) {
      values.push_back({GroupValue::Kind::kValue, cells[i]});
    }
    row.group = RowGroup(std::move(values));
    EXPECT_TRUE(
        row.metrics.SetDecimal(Metric::kAmountValue, ParsePicos(cells[cells.size() - 2])->value));
    EXPECT_TRUE(row.metrics.SetDecimal(Metric::kQuantity, ParsePicos(cells.back())->value));
    report.rows.push_back(std::move(row));
  }
  EXPECT_TRUE(OrderAndTotal(&report).has_value());
  SeparateUnits(&report);
  return report;
}

TEST(UsageReportTest, OneCurrencyHasATotalAndSeveralHaveNone) {
  const UsageReport one = CostReport({"amount_currency"}, {{"usd", "1.5", "3"}});
  EXPECT_EQ(one.totals.metrics.Decimal(Metric::kAmountValue), ParsePicos("1.5")->value);
  const UsageReport two = CostReport({"amount_currency"}, {{"eur", "2", "3"}, {"usd", "1.5", "3"}});
  EXPECT_EQ(two.totals.metrics.Decimal(Metric::kAmountValue), std::nullopt);
  EXPECT_EQ(two.rows[0].metrics.Decimal(Metric::kAmountValue), ParsePicos("2")->value);
}

TEST(UsageReportTest, WithoutTheirUnitsSumsAreUnknown) {
  const UsageReport by_currency = CostReport({"amount_currency"}, {{"usd", "1.5", "3"}});
  EXPECT_EQ(by_currency.rows[0].metrics.Decimal(Metric::kQuantity), std::nullopt);
  EXPECT_EQ(by_currency.totals.metrics.Decimal(Metric::kQuantity), std::nullopt);
  const UsageReport by_unit = CostReport({"quantity_unit"}, {{"tokens", "1.5", "3"}});
  EXPECT_EQ(by_unit.rows[0].metrics.Decimal(Metric::kAmountValue), std::nullopt);
  EXPECT_EQ(by_unit.totals.metrics.Decimal(Metric::kQuantity), ParsePicos("3")->value);
}

TEST(UsageReportTest, NothingTotalsToNothingReported) {
  UsageReport report;
  ASSERT_OK(OrderAndTotal(&report));
  EXPECT_EQ(report.totals.metrics, MetricValues());
  EXPECT_EQ(report.totals.ledger_rows, 0);
}

}  // namespace
}  // namespace cognitrack
