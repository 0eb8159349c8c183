// Reports: grouping, filters, grains side by side, unknown metrics, and what is said about gaps.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;

class LedgerReportTest : public LedgerStoreContract {
 protected:
  void SetUp() override {
    LedgerStoreContract::SetUp();
    ASSERT_OK(Commit(Window("2026-03-01", R"(
      project_id  model  user_id  | input_tokens  output_tokens
      proj_alpha  gpt-a  user_ann | 1             10
      proj_alpha  gpt-a  -        | 2             -
      proj_alpha  gpt-b  user_bob | 4             20
      proj_beta   gpt-a  ''       | 8             30)")));
    ASSERT_OK(Commit(Window("2026-03-03", R"(
      project_id  model | input_tokens
      proj_alpha  gpt-a | 16
      -           gpt-a | 32)")));
  }

  UsageReport Report(std::vector<std::string> group_by, std::vector<DimensionFilter> filters = {},
                     std::optional<std::int64_t> as_of = std::nullopt) {
    UsageQuery query;
    query.stream = stream_;
    query.group_by = std::move(group_by);
    query.filters = std::move(filters);
    query.as_of = as_of;
    const auto report = store_->Aggregate(query);
    EXPECT_OK(report);
    return report ? *report : UsageReport{};
  }

  // "alpha gpt-a: input_tokens=1"; unattributed is "?", not grouped "*".
  static std::vector<std::string> Text(const UsageReport& report) {
    std::vector<std::string> lines;
    for (const UsageReportRow& row : report.rows) {
      std::string line;
      for (const GroupValue& value : row.group.ToVector()) {
        line += value.kind == GroupValue::Kind::kNotGrouped     ? "*"
                : value.kind == GroupValue::Kind::kUnattributed ? "?"
                                                                : "'" + value.text + "'";
        line += " ";
      }
      line += LineOf(Series(), row.metrics);
      for (const auto& [name, value] : row.unknown_metrics) line += " " + name + "=" + value;
      lines.push_back(line + " rows=" + std::to_string(row.ledger_rows));
    }
    return lines;
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerReportTest);

TEST_P(LedgerReportTest, NoUseInWindowsThatWereReadIsAKnownZero) {
  ASSERT_OK(Commit(Window("2026-03-05", "project_id | input_tokens")));
  UsageQuery query;
  query.stream = stream_;
  query.from = query.to = *ParseDay("2026-03-05");
  auto report = store_->Aggregate(query);
  ASSERT_OK(report);
  EXPECT_THAT(report->totals.metrics.Get(Metric::kInputTokens), Optional(0));
  EXPECT_THAT(report->totals.metrics.Get(Metric::kOutputTokens), Optional(0));

  // No row passes; what the day's rows do not tell stays unknown.
  query.from = query.to = *ParseDay("2026-03-03");
  query.filters = {{"model", {"gpt-z"}, false}};
  report = store_->Aggregate(query);
  ASSERT_OK(report);
  EXPECT_THAT(report->totals.metrics.Get(Metric::kInputTokens), Optional(0));
  EXPECT_EQ(report->totals.metrics.Get(Metric::kOutputTokens), std::nullopt);

  // A day that was not grouped by user cannot tell; nor can one that was never read.
  query.filters = {{"user_id", {"user_zoe"}, false}};
  EXPECT_EQ(store_->Aggregate(query)->totals.metrics.Get(Metric::kInputTokens), std::nullopt);
  query.filters = {};
  query.from = query.to = *ParseDay("2026-03-04");
  EXPECT_EQ(store_->Aggregate(query)->totals.metrics.Get(Metric::kInputTokens), std::nullopt);
}

TEST_P(LedgerReportTest, WithoutGroupsThereIsOneRow) {
  const UsageReport report = Report({});
  EXPECT_THAT(Text(report), ElementsAre("| input_tokens=63 output_tokens=60 rows=6"));
  EXPECT_EQ(report.totals.ledger_rows, 6);
  EXPECT_EQ(report.windows, 2);
  EXPECT_EQ(report.windows_missing, 1);
  EXPECT_EQ(report.from, DayOf(Start("2026-03-01")));
  EXPECT_EQ(report.to, DayOf(Start("2026-03-03")));
}

TEST_P(LedgerReportTest, GroupsAreTotallyOrderedAndUnattributedIsAGroup) {
  EXPECT_THAT(Text(Report({"project_id", "model"})),
              ElementsAre("? 'gpt-a' | input_tokens=32 rows=1",
                          "'proj_alpha' 'gpt-a' | input_tokens=19 output_tokens=10 rows=3",
                          "'proj_alpha' 'gpt-b' | input_tokens=4 output_tokens=20 rows=1",
                          "'proj_beta' 'gpt-a' | input_tokens=8 output_tokens=30 rows=1"));
}

TEST_P(LedgerReportTest, DayIsAGroup) {
  EXPECT_THAT(Text(Report({"day"})),
              ElementsAre("'2026-03-01' | input_tokens=15 output_tokens=60 rows=4",
                          "'2026-03-03' | input_tokens=48 rows=2"));
}

TEST_P(LedgerReportTest, DimensionOutsideTheGrainIsNotGrouped) {
  const UsageReport report = Report({"user_id"});
  EXPECT_THAT(Text(report), ElementsAre("* | input_tokens=48 rows=2", "? | input_tokens=2 rows=1",
                                        "'' | input_tokens=8 output_tokens=30 rows=1",
                                        "'user_ann' | input_tokens=1 output_tokens=10 rows=1",
                                        "'user_bob' | input_tokens=4 output_tokens=20 rows=1"));
  EXPECT_THAT(report.not_grouped, ElementsAre(Pair("user_id", 1)));
  EXPECT_EQ(LineOf(Series(), report.totals.metrics), "| input_tokens=63 output_tokens=60");
}

TEST_P(LedgerReportTest, FilterOnADimensionOutsideTheGrainLeavesTheWindowOut) {
  for (const bool exclude : {false, true}) {
    const UsageReport report = Report({"day"}, {{"user_id", {"user_ann"}, exclude}});
    EXPECT_THAT(Text(report),
                ElementsAre(exclude ? "'2026-03-01' | input_tokens=14 output_tokens=50 rows=3"
                                    : "'2026-03-01' | input_tokens=1 output_tokens=10 rows=1"));
    EXPECT_THAT(report.not_grouped, ElementsAre(Pair("user_id", 1)));
  }
}

TEST_P(LedgerReportTest, FiltersKnowUnattributedAndEmpty) {
  EXPECT_THAT(Text(Report({}, {{"user_id", {std::nullopt}, false}})),
              ElementsAre("| input_tokens=2 rows=1"));
  EXPECT_THAT(Text(Report({}, {{"user_id", {""}, false}})),
              ElementsAre("| input_tokens=8 output_tokens=30 rows=1"));
  EXPECT_THAT(Text(Report({}, {{"user_id", {std::nullopt, "user_ann"}, false}})),
              ElementsAre("| input_tokens=3 output_tokens=10 rows=2"));
  EXPECT_THAT(Text(Report({}, {{"user_id", {std::nullopt, "user_ann"}, true}})),
              ElementsAre("| input_tokens=12 output_tokens=50 rows=2"));
  EXPECT_THAT(Text(Report({}, {{"user_id", {""}, true}})),
              ElementsAre("| input_tokens=7 output_tokens=30 rows=3"));
  EXPECT_THAT(Text(Report({}, {{"project_id", {}, false}})), IsEmpty());
  EXPECT_THAT(Text(Report({}, {{"project_id", {"proj_beta"}, false}, {"model", {"gpt-b"}, true}})),
              ElementsAre("| input_tokens=8 output_tokens=30 rows=1"));
}

TEST_P(LedgerReportTest, RangeIsInclusiveAndCountsItsGaps) {
  UsageQuery query;
  query.stream = stream_;
  query.from = DayOf(Start("2026-02-28"));
  query.to = DayOf(Start("2026-03-02"));
  const auto report = store_->Aggregate(query);
  ASSERT_OK(report);
  EXPECT_THAT(Text(*report), ElementsAre("| input_tokens=15 output_tokens=60 rows=4"));
  EXPECT_EQ(report->windows, 1);
  EXPECT_EQ(report->windows_missing, 2);
  EXPECT_EQ(report->from, DayOf(Start("2026-03-01")));
  EXPECT_EQ(report->to, DayOf(Start("2026-03-01")));
}

TEST_P(LedgerReportTest, MetricsThatSomeWindowDidNotReportArePartial) {
  const UsageReport report = Report({});
  EXPECT_FALSE(report.partial.Has(Metric::kInputTokens));
  EXPECT_TRUE(report.partial.Has(Metric::kOutputTokens));
  EXPECT_TRUE(report.partial.Has(Metric::kInputAudioTokens));
}

TEST_P(LedgerReportTest, UnknownMetricsAreSummedExactly) {
  ASSERT_OK(Commit(Window("2026-03-04", R"(
      model  region | input_tokens  thinking_units
      gpt-a  mars   | 1             0.1
      gpt-b  mars   | 1             0.2
      gpt-b  -      | 1             0.2
      gpt-c  venus  | 1             12345678901234567890.5)")));
  const DimensionFilter day{"region", {"mars", std::nullopt}, false};
  EXPECT_THAT(Text(Report({"region"}, {day})),
              ElementsAre("? | input_tokens=1 thinking_units=0.2 rows=1",
                          "'mars' | input_tokens=2 thinking_units=0.3 rows=2"));
  const UsageReport report = Report({"model"});
  EXPECT_THAT(report.totals.unknown_metrics,
              ElementsAre(Pair("thinking_units", "12345678901234567891")));
}

TEST_P(LedgerReportTest, AsOfShowsWhatWasBelieved) {
  WindowRead changed = Window("2026-03-03", R"(
      project_id  model | input_tokens  thinking_units
      proj_alpha  gpt-a | 17            0.5)");
  ASSERT_OK(Commit(changed, 2));
  EXPECT_THAT(Text(Report({"day"}, {}, 1)),
              ElementsAre("'2026-03-01' | input_tokens=15 output_tokens=60 rows=4"));
  EXPECT_THAT(Text(Report({"day"}, {}, 2)),
              ElementsAre("'2026-03-01' | input_tokens=15 output_tokens=60 rows=4",
                          "'2026-03-03' | input_tokens=48 rows=2"));
  EXPECT_THAT(Text(Report({"day"}, {}, 3)),
              ElementsAre("'2026-03-01' | input_tokens=15 output_tokens=60 rows=4",
                          "'2026-03-03' | input_tokens=17 thinking_units=0.5 rows=1"));
  EXPECT_EQ(Text(Report({"day"}, {}, 3)), Text(Report({"day"})));
}

TEST_P(LedgerReportTest, SumThatDoesNotFitIsAnErrorAndNeverWraps) {
  for (const std::string_view day : {"2026-03-05", "2026-03-06"}) {
    ASSERT_OK(Commit(Window(day, R"(
      project_id  model | input_tokens
      proj_alpha  gpt-a | 6000000000000000000)")));
  }
  UsageQuery query;
  query.stream = stream_;
  for (const std::vector<std::string>& group :
       {std::vector<std::string>{}, {"model"}, {"day"}, {"model", "region"}}) {
    query.group_by = group;
    EXPECT_THAT(store_->Aggregate(query),
                HasError(ErrorCode::kBadInput, HasSubstr("does not fit 64 bits")));
  }
}

TEST_P(LedgerReportTest, ConfirmedZeroIsAWindowWithoutRows) {
  ASSERT_OK(Commit(Window("2026-03-02", "model | input_tokens")));
  const UsageReport report = Report({"user_id"});
  EXPECT_EQ(report.windows, 3);
  EXPECT_EQ(report.windows_missing, 0);
  EXPECT_THAT(report.not_grouped, ElementsAre(Pair("user_id", 1)));
}

TEST_P(LedgerReportTest, EmptyStreamGivesAnEmptyReport) {
  UsageQuery query;
  const auto stream = store_->EnsureStream(source_, {"costs", "1d", ""});
  ASSERT_OK(stream);
  query.stream = stream->id;
  query.group_by = {"model"};
  const auto report = store_->Aggregate(query);
  ASSERT_OK(report);
  EXPECT_THAT(report->rows, IsEmpty());
  EXPECT_EQ(report->windows, 0);
  EXPECT_EQ(report->windows_missing, 0);
  EXPECT_EQ(report->from, std::nullopt);
}

}  // namespace
}  // namespace cognitrack
