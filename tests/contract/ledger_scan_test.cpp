// Reads of many windows at once: answers of more rows than are fetched at a time, reads that are
// given up, reads within reads, and rows that stand in a range without answering.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kDays = 3;

class LedgerScanTest : public LedgerStoreContract {
 protected:
  // Days from 2026-03-05 on: of row i, `i` + day requests of user i of project i % `projects`.
  void CommitDays(int days, int rows, int projects) {
    for (int day = 0; day < days; ++day) {
      WindowRead read;
      read.start = Start("2026-03-05") + day * kSecondsPerDay;
      read.end = read.start + kSecondsPerDay;
      read.read_at = read.end + kSecondsPerHour;
      read.grain = Grain({"project_id", "user_id"});
      read.reported = MetricSet({Metric::kInputTokens});
      for (int i = 0; i < rows; ++i) {
        UsageRow row;
        row.series = series_.Intern(Series({{"project_id", "proj_" + std::to_string(i % projects)},
                                            {"user_id", "user_" + std::to_string(i)}}));
        row.metrics.Set(Metric::kInputTokens, i + day);
        read.rows.push_back(std::move(row));
      }
      ASSERT_OK(Commit(read));
    }
  }
  UsageQuery Query(std::vector<std::string> group_by) const {
    UsageQuery query;
    query.stream = stream_;
    query.group_by = std::move(group_by);
    return query;
  }
  // Days and sums of what ReadRows gives, until `most` rows of a day were read.
  struct Read {
    std::vector<int> rows;
    std::vector<std::int64_t> sums;
  };
  Read ReadDays(const std::function<bool(const LedgerRow&)>& each) {
    Read read{std::vector<int>(kDays), std::vector<std::int64_t>(kDays)};
    SeriesTable table;
    EXPECT_OK(
        store_->ReadRows(stream_, 0, clock_.Now(), std::nullopt, &table, [&](const LedgerRow& row) {
          const auto day = static_cast<std::size_t>(row.day - *ParseDay("2026-03-05"));
          ++read.rows[day];
          read.sums[day] += row.metrics.OrZero(Metric::kInputTokens);
          return each(row);
        }));
    return read;
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerScanTest);

TEST_P(LedgerScanTest, EveryRowOfALongRangeIsReadOnce) {
  constexpr int kRows = 9'000;
  constexpr std::int64_t kSum = std::int64_t{kRows} * (kRows - 1) / 2;
  CommitDays(kDays, kRows, 7);
  const Read read = ReadDays([](const LedgerRow&) { return true; });
  EXPECT_THAT(read.rows, ElementsAre(kRows, kRows, kRows));
  EXPECT_THAT(read.sums, ElementsAre(kSum, kSum + kRows, kSum + 2 * kRows));
  const auto by_day = store_->Aggregate(Query({"day"}));
  ASSERT_OK(by_day);
  ASSERT_THAT(by_day->rows, SizeIs(3));
  EXPECT_EQ(by_day->rows[2].metrics.OrZero(Metric::kInputTokens), kSum + 2 * kRows);
  const auto by_row = store_->Aggregate(Query({"project_id", "user_id"}));
  ASSERT_OK(by_row);
  EXPECT_THAT(by_row->rows, SizeIs(kRows));
  EXPECT_EQ(by_row->totals.metrics.OrZero(Metric::kInputTokens), 3 * kSum + 3 * kRows);
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

// More series than one question asks for, and few enough to be looked up one by one.
TEST_P(LedgerScanTest, ManySeriesAreLookedUpInEveryWindow) {
  constexpr int kRows = 10'400;
  CommitDays(2, kRows, 9);
  UsageQuery query = Query({"day", "project_id", "user_id"});
  query.filters = {{"project_id", {"proj_4"}, false}};
  const auto report = store_->Aggregate(query);
  ASSERT_OK(report);
  constexpr int kFound = (kRows - 4 + 8) / 9;
  static_assert(kFound > 1'024 && kFound < kRows / 8);
  EXPECT_THAT(report->rows, SizeIs(2 * kFound));
  std::int64_t sum = 0;
  for (int i = 4; i < kRows; i += 9) sum += 2 * i + 1;
  EXPECT_EQ(report->totals.metrics.OrZero(Metric::kInputTokens), sum);
  query.group_by = {};
  const auto total = store_->Aggregate(query);
  ASSERT_OK(total);
  EXPECT_EQ(total->totals.metrics.OrZero(Metric::kInputTokens), sum);
}

TEST_P(LedgerScanTest, AReadThatIsGivenUpLeavesTheStoreReady) {
  CommitDays(kDays, 300, 7);
  int left = 100;
  const Read some = ReadDays([&left](const LedgerRow&) { return --left > 0; });
  EXPECT_THAT(some.rows, ElementsAre(100, 0, 0));
  const Read all = ReadDays([](const LedgerRow&) { return true; });
  EXPECT_THAT(all.rows, ElementsAre(300, 300, 300));
  EXPECT_OK(Commit(Window("2026-03-08", "project_id | input_tokens\nproj_new | 1")));
}

TEST_P(LedgerScanTest, AReadGoesOnAfterAReadWithinIt) {
  CommitDays(kDays, 300, 7);
  int rows = 0;
  const Read all = ReadDays([&](const LedgerRow& row) {
    if (++rows % 250 != 0) return true;
    SeriesTable table;
    int within = 0;
    EXPECT_OK(store_->ReadRows(stream_, row.day.start(), row.day.end(), std::nullopt, &table,
                               [&within](const LedgerRow&) { return ++within < 270; }));
    EXPECT_EQ(within, 270);
    const auto report = store_->Aggregate(Query({"project_id"}));
    EXPECT_OK(report);
    EXPECT_THAT(report->rows, SizeIs(7));
    return true;
  });
  EXPECT_THAT(all.rows, ElementsAre(300, 300, 300));
}

// A day that was open at its read keeps no history: rows that outlived it are of no earlier
// content.
TEST_P(LedgerScanTest, RowsOfAWindowThatWasNotHeldThenAreLeftOut) {
  ASSERT_OK(Commit(Window("2026-03-05", "project_id | input_tokens\nproj_a | 1")));
  WindowRead open = Window("2026-03-06", "project_id | input_tokens\nproj_a | 10\nproj_b | 20");
  open.read_at = open.end - kSecondsPerHour;
  ASSERT_OK(Commit(open, 2));
  ASSERT_OK(Commit(Window("2026-03-07", "project_id | input_tokens\nproj_a | 100"), 3));
  ASSERT_OK(Commit(Window("2026-03-06", "project_id | input_tokens\nproj_a | 10\nproj_b | 21"), 4));
  UsageQuery query = Query({"day", "project_id"});
  query.as_of = 3;
  const auto report = store_->Aggregate(query);
  ASSERT_OK(report);
  EXPECT_THAT(report->rows, SizeIs(2));
  EXPECT_EQ(report->totals.metrics.OrZero(Metric::kInputTokens), 101);
  SeriesTable table;
  std::vector<std::string> lines;
  ASSERT_OK(store_->ReadRows(stream_, 0, clock_.Now(), 3, &table, [&](const LedgerRow& row) {
    lines.push_back(FormatDay(row.day) + " " + LineOf(table.At(row.series), row.metrics));
    return true;
  }));
  EXPECT_THAT(lines, ElementsAre("2026-03-05 project_id=proj_a | input_tokens=1",
                                 "2026-03-07 project_id=proj_a | input_tokens=100"));
}

// Units of an unknown metric stand beside rows of many series, in each window their own.
TEST_P(LedgerScanTest, UnknownMetricsAreSummedWindowByWindow) {
  ASSERT_OK(Commit(Window("2026-03-05", R"(
      project_id  model | input_tokens  thinking_units
      proj_a      gpt-a | 1             1.5
      proj_b      gpt-b | 2             2.25)")));
  ASSERT_OK(Commit(Window("2026-03-06", "project_id model | input_tokens\nproj_a gpt-a | 4")));
  ASSERT_OK(Commit(Window("2026-03-07", R"(
      project_id  model | input_tokens  thinking_units
      proj_b      gpt-b | 8             0.75)")));
  const auto report = store_->Aggregate(Query({"day"}));
  ASSERT_OK(report);
  std::vector<std::string> units;
  for (const UsageReportRow& row : report->rows) {
    units.push_back(row.unknown_metrics.contains("thinking_units")
                        ? row.unknown_metrics.at("thinking_units")
                        : "none");
  }
  EXPECT_THAT(units, ElementsAre("3.75", "none", "0.75"));
}

}  // namespace
}  // namespace cognitrack
