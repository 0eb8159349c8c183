#include "usage/metrics.h"

#include <gmock/gmock.h>

#include <cstdint>

namespace cognitrack {
namespace {

MetricValues Amount(std::string_view text) {
  MetricValues values;
  EXPECT_TRUE(values.SetDecimal(Metric::kAmountValue, ParsePicos(text)->value)) << text;
  return values;
}

std::string AmountOf(const MetricValues& values) {
  return TextOf(Metric::kAmountValue, values.UnitsOrZero(Metric::kAmountValue));
}

TEST(MetricValuesTest, DecimalsAreSummedWithTheirCarry) {
  MetricValues sum = Amount("0.999999999999");
  ASSERT_TRUE(sum.Add(Amount("0.000000000001")));
  EXPECT_EQ(AmountOf(sum), "1");
  EXPECT_EQ(sum, Amount("1"));
  ASSERT_TRUE(sum.Add(Amount("-1.000000000001")));
  EXPECT_EQ(AmountOf(sum), "-0.000000000001");
  ASSERT_TRUE(sum.Add(Amount("0.000000000001")));
  EXPECT_TRUE(sum.IsZero());
  EXPECT_TRUE(sum.reported().Has(Metric::kAmountValue)) << "zero is reported, too";
}

TEST(MetricValuesTest, ASumOfAmountsThatDoesNotFitIsRefusedAndChangesNothing) {
  MetricValues sum = Amount("9223372036854.775807999999");
  const MetricValues before = sum;
  EXPECT_FALSE(sum.Add(Amount("0.000000000001")));
  EXPECT_EQ(sum, before);
  EXPECT_FALSE(sum.Add(Amount("1")));
  EXPECT_EQ(sum, before);
}

TEST(MetricValuesTest, ASumOfCountsThatDoesNotFitIsRefusedAndChangesNothing) {
  MetricValues sum;
  sum.Set(Metric::kInputTokens, INT64_MAX);
  sum.Set(Metric::kOutputTokens, 5);
  const MetricValues before = sum;
  MetricValues more;
  more.Set(Metric::kInputTokens, 1);
  more.Set(Metric::kOutputTokens, 7);
  more.Set(Metric::kImages, 1);
  for (const bool is_of_tokens : {false, true}) {
    EXPECT_FALSE(sum.Add(more));
    EXPECT_EQ(sum, before) << is_of_tokens;
    more = MetricValues();
    more.Set(Metric::kInputTokens, INT64_MAX);
  }
  EXPECT_FALSE(sum.Add(sum)) << "itself";
  EXPECT_EQ(sum, before);
  more.Set(Metric::kInputTokens, 0);
  more.Set(Metric::kOutputTokens, 7);
  ASSERT_TRUE(more.Add(more));
  EXPECT_EQ(more.OrZero(Metric::kOutputTokens), 14);
}

TEST(MetricValuesTest, NotReportedIsNoAmount) {
  MetricValues values;
  EXPECT_FALSE(values.Decimal(Metric::kAmountValue).has_value());
  EXPECT_FALSE(values.Units(Metric::kQuantity).has_value());
  values.SetZero(Metric::kQuantity);
  EXPECT_EQ(values.Units(Metric::kQuantity), WideCount{0});
  EXPECT_NE(values, MetricValues());
}

TEST(MetricValuesTest, CopyTakesAMetricOverReportedOrNot) {
  MetricValues values = Amount("2.5");
  values.Set(Metric::kInputTokens, 7);
  MetricValues copy = Amount("1.000000000009");
  copy.Copy(Metric::kAmountValue, values);
  copy.Copy(Metric::kInputTokens, values);
  EXPECT_EQ(copy, values);
  copy.Copy(Metric::kAmountValue, MetricValues());
  EXPECT_FALSE(copy.reported().Has(Metric::kAmountValue));
  EXPECT_EQ(copy.UnitsOrZero(Metric::kAmountValue), WideCount{0});
}

TEST(MetricTest, ANameIsKnownAmongItsOwnSetOnly) {
  EXPECT_EQ(MetricNamed("quantity", kCostMetrics), Metric::kQuantity);
  EXPECT_EQ(MetricNamed("quantity", kUsageMetrics), std::nullopt);
  EXPECT_EQ(MetricNamed("input_tokens", kCostMetrics), std::nullopt);
  EXPECT_EQ(MetricNamed("input_tokens", kAllMetrics), Metric::kInputTokens);
}

TEST(MetricTest, ValuesAreWrittenByTheirKind) {
  EXPECT_EQ(TextOf(Metric::kInputTokens, 1'500'000), "1500000");
  EXPECT_EQ(TextOf(Metric::kAmountValue, 1'500'000), "0.0000015");
  EXPECT_EQ(TextOf("amount_value", -kPicosInOne), "-1");
  EXPECT_EQ(TextOf("thinking_tokens", 12), "12");
}

}  // namespace
}  // namespace cognitrack
