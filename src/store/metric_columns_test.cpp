#include "store/metric_columns.h"

#include <gtest/gtest.h>

#include "store/ledger_store.h"

namespace cognitrack {
namespace {

TEST(MetricColumnsTest, SetsAreStoredByNameAndComeBack) {
  MetricSet metrics;
  EXPECT_EQ(ToText(metrics), "");
  EXPECT_EQ(MetricSetFromText(""), metrics);
  metrics.Add(Metric::kOutputTokens);
  metrics.Add(Metric::kInputTokens);
  EXPECT_EQ(ToText(metrics), "input_tokens,output_tokens");
  EXPECT_EQ(MetricSetFromText("output_tokens,input_tokens"), metrics);
  EXPECT_EQ(MetricSetFromText(ToText(kAllMetrics)), kAllMetrics);
}

TEST(MetricColumnsTest, NamesOfALaterProgramAreLeftOut) {
  MetricSet metrics;
  metrics.Add(Metric::kInputTokens);
  EXPECT_EQ(MetricSetFromText("input_tokens,thinking_tokens"), metrics);
}

TEST(MetricColumnsTest, ListsKeepOneOrder) {
  EXPECT_EQ(MetricColumns(kTokenMetrics).substr(0, 33), "num_model_requests, input_tokens,");
  EXPECT_EQ(ColumnCountOf(kTokenMetrics), 17);
  EXPECT_EQ(MetricParameters(kTokenMetrics, 5).substr(0, 8), "$5, $6, ");
}

TEST(MetricColumnsTest, ADecimalHasTwoColumns) {
  EXPECT_EQ(MetricColumns(kCostMetrics),
            "amount_micro, amount_pico, quantity_micro, quantity_pico");
  EXPECT_EQ(MetricParameters(kCostMetrics, 5), "$5, $6, $7, $8");
  EXPECT_EQ(MetricsFromExcluded(kCostMetrics),
            "amount_micro = excluded.amount_micro, amount_pico = excluded.amount_pico, "
            "quantity_micro = excluded.quantity_micro, quantity_pico = excluded.quantity_pico");
  EXPECT_EQ(ColumnCountOf(kAllMetrics), 27);
}

TEST(RunCountersTest, AddSumsEachCounter) {
  RunCounters sum{1, 2, 3, 4, 5, 6, 7, 8, 9};
  sum.Add({10, 20, 30, 40, 50, 60, 70, 80, 90});
  EXPECT_EQ(sum, (RunCounters{11, 22, 33, 44, 55, 66, 77, 88, 99}));
}

}  // namespace
}  // namespace cognitrack
