#include "versions/reading_comparison.h"

#include <gmock/gmock.h>

#include "tests/support/window_table.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ReadingComparisonTest : public ::testing::Test {
 protected:
  WindowRead Window(std::string_view table) { return WindowOf(series_, "2026-03-05", table); }
  WindowDifference Compare(const WindowRead& in_force, const WindowRead& candidate,
                           const char* surface = "completions") {
    return CompareReads(StreamKey{surface, "1d", ""}, &in_force, &candidate, series_);
  }

  SeriesTable series_;
};

TEST_F(ReadingComparisonTest, TheSameContentIsEqualInAnyOrder) {
  const auto found = Compare(Window("model | input_tokens\ngpt-a | 1\ngpt-b | 2"),
                             Window("model | input_tokens\ngpt-b | 2\ngpt-a | 1"));
  EXPECT_EQ(found.finding, WindowFinding::kEqual);
}

TEST_F(ReadingComparisonTest, RowsAreToldBySeries) {
  const auto found =
      Compare(Window("model | input_tokens\ngpt-a | 1\ngpt-b | 2\ngpt-c | 3"),
              Window("model | input_tokens\ngpt-a | 1\ngpt-b | 5\ngpt-d | 3\ngpt-e | 4"));
  EXPECT_EQ(found.finding, WindowFinding::kDiffers);
  EXPECT_EQ(found.rows_only_in_force, 1);
  EXPECT_EQ(found.rows_only_candidate, 2);
  EXPECT_EQ(found.rows_changed, 1);
  EXPECT_THAT(found.also, IsEmpty());
  EXPECT_EQ(found.in_force.rows, 3);
  EXPECT_EQ(found.candidate.rows, 4);
  EXPECT_EQ(found.in_force.totals->Get(Metric::kInputTokens), 6);
  EXPECT_EQ(found.candidate.totals->Get(Metric::kInputTokens), 13);
}

TEST_F(ReadingComparisonTest, WhatIsNoRowDiffersToo) {
  const WindowRead plain = Window("model | input_tokens\ngpt-a | 1");
  WindowRead other = plain;
  other.reported.Add(Metric::kOutputTokens);
  EXPECT_THAT(Compare(plain, other).also, ElementsAre("reported_metrics"));
  EXPECT_EQ(Compare(plain, other).finding, WindowFinding::kDiffers);
  other = plain;
  other.grain = other.grain.Unite(Grain({"batch"}));
  EXPECT_THAT(Compare(plain, other).also, ElementsAre("dimensions"));
  other = plain;
  other.unknown_metrics.push_back({plain.rows[0].series, "odd_units", "1.5"});
  EXPECT_THAT(Compare(plain, other).also, ElementsAre("unknown_metrics"));
  EXPECT_EQ(Compare(plain, other).rows_changed, 0);
}

TEST_F(ReadingComparisonTest, AReadingThatRefusesTheBytesParks) {
  const WindowRead read = Window("model | input_tokens\ngpt-a | 1");
  const StreamKey stream;
  const auto parked = CompareReads(stream, &read, nullptr, series_);
  EXPECT_EQ(parked.finding, WindowFinding::kParked);
  EXPECT_EQ(parked.in_force.rows, 1);
  EXPECT_FALSE(parked.candidate.totals) << "unknown is not 0";
  EXPECT_EQ(CompareReads(stream, nullptr, &read, series_).finding, WindowFinding::kParked);
  EXPECT_EQ(CompareReads(stream, nullptr, nullptr, series_).finding, WindowFinding::kUnreadable);
}

TEST_F(ReadingComparisonTest, MoneyOfSeveralCurrenciesHasNoTotal) {
  const char* head = "line_item amount_currency | amount_value quantity\n";
  const WindowRead dollars = Window(std::string(head) + "a usd | 1.5 7\nb usd | 1 2");
  const WindowRead both = Window(std::string(head) + "a usd | 1.5 7\nb eur | 1 2");
  const auto found = Compare(dollars, both, "costs");
  EXPECT_EQ(ToText(*found.in_force.totals->Decimal(Metric::kAmountValue)), "2.5");
  EXPECT_FALSE(found.in_force.totals->Units(Metric::kQuantity));
  EXPECT_FALSE(found.candidate.totals);
}

TEST_F(ReadingComparisonTest, WindowsAreCountedAndDifferencesKept) {
  ReadingComparison comparison;
  for (const WindowFinding finding :
       {WindowFinding::kEqual, WindowFinding::kEqual, WindowFinding::kDiffers,
        WindowFinding::kParked, WindowFinding::kUnreadable, WindowFinding::kNotKept,
        WindowFinding::kFromExport, WindowFinding::kPruned}) {
    WindowDifference window;
    window.finding = finding;
    comparison.Add(window);
  }
  EXPECT_EQ(comparison.compared(), 5);
  EXPECT_EQ(comparison.differing(), 3);
  EXPECT_EQ(comparison.Count(WindowFinding::kEqual), 2);
  EXPECT_EQ(comparison.Count(WindowFinding::kNotKept), 1);
}

}  // namespace
}  // namespace cognitrack
