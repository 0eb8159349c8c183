#include "parity/doubled_rows.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr MetricSet kAll{(1U << kMetricCount) - 1};

MetricValues Tokens(std::int64_t input, std::int64_t output) {
  MetricValues values;
  values.Set(Metric::kInputTokens, input);
  values.Set(Metric::kOutputTokens, output);
  return values;
}

MetricTotals Totals(std::int64_t input, std::int64_t output) {
  MetricTotals totals;
  totals.Add(Tokens(input, output));
  return totals;
}

std::vector<const JoinedLine*> Find(const std::vector<JoinedLine>& lines,
                                    const MetricTotals& ledger, MetricSet compared = kAll) {
  std::vector<const JoinedLine*> pointers;
  for (const JoinedLine& line : lines) pointers.push_back(&line);
  return DoubledRows(std::move(pointers), ledger, compared);
}

JoinedLine Line(std::int64_t line, std::int64_t input, std::int64_t output, SeriesRef series = 0) {
  return {series, Tokens(input, output), 0, 0, line};
}

TEST(DoubledRowsTest, WithoutTheCopyTheFileEqualsTheLedger) {
  EXPECT_THAT(Find({Line(2, 10, 1), Line(3, 10, 1)}, Totals(10, 1)), SizeIs(2));
  EXPECT_THAT(Find({Line(2, 10, 1), Line(3, 7, 2), Line(4, 10, 1)}, Totals(17, 3)), SizeIs(2));
}

TEST(DoubledRowsTest, TwoRealIdenticalRowsOfWhichOneWasCopied) {
  EXPECT_THAT(Find({Line(2, 10, 1), Line(3, 10, 1), Line(4, 10, 1)}, Totals(20, 2)), SizeIs(3));
}

TEST(DoubledRowsTest, AWholeFileTwiceDoublesEveryLine) {
  EXPECT_THAT(Find({Line(2, 10, 1), Line(3, 10, 1), Line(4, 7, 1), Line(5, 7, 1)}, Totals(17, 2)),
              SizeIs(4));
  // Two identical lines were there before.
  EXPECT_THAT(Find({Line(2, 10, 1), Line(3, 10, 1), Line(4, 10, 1), Line(5, 10, 1), Line(6, 7, 3),
                    Line(7, 7, 3)},
                   Totals(27, 5)),
              SizeIs(6));
}

TEST(DoubledRowsTest, RepeatedLinesThatDoNotExplainTheDifferenceAreNotBlamed) {
  EXPECT_THAT(Find({Line(2, 10, 1), Line(3, 10, 1)}, Totals(11, 1)), IsEmpty());
  EXPECT_THAT(Find({Line(2, 10, 1), Line(3, 10, 1)}, Totals(30, 3)), IsEmpty());
}

TEST(DoubledRowsTest, AMultipleWithoutIdenticalLinesIsNoDoubledRow) {
  EXPECT_THAT(Find({Line(2, 20, 2)}, Totals(10, 1)), IsEmpty());
  EXPECT_THAT(Find({Line(2, 10, 1, 0), Line(3, 10, 1, 1)}, Totals(10, 1)), IsEmpty());
}

TEST(DoubledRowsTest, MetricsThatAreNotComparedDoNotSpeak) {
  MetricSet input_only;
  input_only.Add(Metric::kInputTokens);
  EXPECT_THAT(Find({Line(2, 10, 1), Line(3, 10, 1)}, Totals(10, 99), input_only), SizeIs(2));
}

TEST(DoubledRowsTest, LinesOfDifferentUnknownMetricsAreNotIdentical) {
  std::vector<JoinedLine> lines = {Line(2, 10, 1), Line(3, 10, 1)};
  lines[1].unknown = 5;
  EXPECT_THAT(Find(lines, Totals(10, 1)), IsEmpty());
}

}  // namespace
}  // namespace cognitrack
