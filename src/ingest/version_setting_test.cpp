// The life of a version on a ledger that a pull filled: begun, compared, promoted, gone back from.
#include "ingest/version_setting.h"

#include <gmock/gmock.h>

#include "ingest/book_in_force.h"
#include "ingest/reading_in_force.h"
#include "ingest/shadow_comparison.h"
#include "tests/support/fake_reader.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Day kFirst = PullFixture::kToday - 10;
const Day kLast = PullFixture::kToday - 1;

class VersionSettingTest : public ::testing::Test {
 protected:
  VersionSettingTest() {
    fixture_.FillUse(kFirst, kLast);
    fixture_.provider.use[kFirst + 3].push_back({"proj_beta", "gpt-b", 1, 40});
    CHECK(fixture_.RunBackfill(kFirst, kLast, 31).has_value(), "the ledger is filled");
  }

  static VersionOrder Order(VersionKind kind, VersionAction action, std::string reason = "because",
                            std::string by = "Ann") {
    VersionOrder order;
    order.kind = kind;
    order.action = action;
    order.reason = std::move(reason);
    order.by = std::move(by);
    order.login = "login";
    if (kind == VersionKind::kIngest && action == VersionAction::kBegin) order.reading = 2;
    return order;
  }
  Result<VersionOutcome> Set(const VersionOrder& order) {
    return SetVersion(order, readings_.known, *fixture_.ledger, fixture_.ledger.clock);
  }
  Result<VersionOutcome> BeginReading() {
    return Set(Order(VersionKind::kIngest, VersionAction::kBegin));
  }
  Result<VersionOutcome> BeginBook(const std::string& rows) {
    VersionOrder order = Order(VersionKind::kPricing, VersionAction::kBegin);
    order.prices_file =
        directory_.Write("ours.csv", "provider,model,tier,from,input,output,source\n" + rows);
    return Set(order);
  }
  Result<ShadowComparison> Compare(VersionKind kind, CompareScope scope = {}) {
    auto compared = CompareShadow(
        kind, scope, std::nullopt, readings_,
        {*fixture_.ledger, fixture_.ledger.clock, fixture_.progress, [this] { return stop_; }});
    if (compared) {
      EXPECT_OK(RecordComparison(&*compared, "test", *fixture_.ledger, fixture_.ledger.clock));
    }
    return compared;
  }
  ReadingComparison Readings() {
    const auto compared = Compare(VersionKind::kIngest);
    EXPECT_OK(compared);
    return std::get<ReadingComparison>(compared->found);
  }
  // A pull that puts what it stores beside what is in shadow.
  Result<PullSummary> Pull() {
    const auto history = fixture_.ledger->VersionChanges();
    EXPECT_OK(history);
    PullEnvironment environment = fixture_.Environment();
    environment.compare_stored =
        ComparesStored(KindsInShadow(*history), readings_, *fixture_.ledger, fixture_.ledger.clock);
    IngestOptions options;
    options.source = "openai";
    options.surfaces = {"completions"};
    return Ingest(options, environment);
  }
  std::size_t Entries() const {
    const auto history = fixture_.ledger->VersionChanges();
    EXPECT_OK(history);
    return history->size();
  }

  // Doubles the tokens of gpt-b, and refuses what `refused_` says.
  static void Otherwise(FakeProvider::Use* use) {
    if (use->model == "gpt-b") use->tokens *= 2;
  }

  mutable PullFixture fixture_;
  TemporaryDirectory directory_;
  bool second_is_another_ = true;
  std::map<Day, std::string> refused_;
  bool stop_ = false;
  ProgramReadings readings_{{{1, "the first"}, {2, "the second"}},
                            [this](int number) -> Result<std::unique_ptr<BucketReader>> {
                              auto reader = std::make_unique<FakeReader>();
                              if (number == 2 && second_is_another_) reader->otherwise = Otherwise;
                              if (number == 2) reader->refused = refused_;
                              return std::unique_ptr<BucketReader>(std::move(reader));
                            }};
};

TEST_F(VersionSettingTest, AReadingIsComparedOnTheArchivedBytesOfEveryWindow) {
  ASSERT_OK(BeginReading());
  refused_[kFirst + 5] = "audio tokens are missing";
  const ReadingComparison found = Readings();
  EXPECT_EQ(found.compared(), 10);
  EXPECT_EQ(found.Count(WindowFinding::kEqual), 8);
  ASSERT_THAT(found.found, SizeIs(2));
  EXPECT_EQ(found.found[0].day, kFirst + 3);
  EXPECT_EQ(found.found[0].finding, WindowFinding::kDiffers);
  EXPECT_EQ(found.found[0].rows_changed, 1);
  EXPECT_EQ(*found.found[0].candidate.totals->Get(Metric::kInputTokens) -
                *found.found[0].in_force.totals->Get(Metric::kInputTokens),
            40);
  EXPECT_EQ(found.found[1].finding, WindowFinding::kParked);
  EXPECT_EQ(found.found[1].candidate.parked, "audio tokens are missing");
  EXPECT_EQ(found.found[1].in_force.parked, "");
  EXPECT_THAT(fixture_.Lines(kFirst + 3), SizeIs(2)) << "nothing of the rows is touched";
}

TEST_F(VersionSettingTest, EqualReadingsArePromotedWithoutAReason) {
  second_is_another_ = false;
  ASSERT_OK(BeginReading());
  const VersionOrder promote = Order(VersionKind::kIngest, VersionAction::kPromote, "");
  EXPECT_THAT(Set(promote), HasError(ErrorCode::kUsage, AllOf(HasSubstr("takes a reason"),
                                                              HasSubstr("it was never compared"))));
  ASSERT_OK(Compare(VersionKind::kIngest));
  const auto promoted = Set(promote);
  ASSERT_OK(promoted);
  EXPECT_TRUE(promoted->is_proven);
  EXPECT_THAT(promoted->entry.reason, HasSubstr("all 10 windows that are held"));
  EXPECT_TRUE(promoted->entry.comparison_run);
  EXPECT_EQ(promoted->after.in_force, "2");
  EXPECT_THAT(ReadingInForce(readings_.known, *fixture_.ledger), IsOkAndHolds(2));
}

TEST_F(VersionSettingTest, ADifferenceTakesAReasonAndTheEntryNamesTheComparison) {
  ASSERT_OK(BeginReading());
  const auto compared = Compare(VersionKind::kIngest);
  ASSERT_OK(compared);
  EXPECT_EQ(compared->entry.differing, 1);
  EXPECT_THAT(Set(Order(VersionKind::kIngest, VersionAction::kPromote, " ")),
              HasError(ErrorCode::kUsage, HasSubstr("found 1 difference")));
  EXPECT_EQ(Entries(), 1U);
  const auto promoted = Set(Order(VersionKind::kIngest, VersionAction::kPromote));
  ASSERT_OK(promoted);
  EXPECT_FALSE(promoted->is_proven);
  EXPECT_EQ(promoted->entry.reason, "because");
  EXPECT_EQ(promoted->entry.comparison_run, compared->entry.run_id);
}

TEST_F(VersionSettingTest, ANightComparesWhatItStored) {
  second_is_another_ = false;
  ASSERT_OK(BeginReading());
  ASSERT_OK(Compare(VersionKind::kIngest));
  fixture_.provider.use[kLast] = {{"proj_alpha", "gpt-a", 9, 99}};
  ASSERT_OK(fixture_.RunIngest()) << "a pull that compares nothing";
  EXPECT_THAT(Set(Order(VersionKind::kIngest, VersionAction::kPromote, "")),
              HasError(ErrorCode::kUsage, HasSubstr("not compared")));
  ASSERT_OK(Compare(VersionKind::kIngest));
  fixture_.provider.use[kLast] = {{"proj_alpha", "gpt-a", 9, 100}};
  const auto pulled = Pull();
  ASSERT_OK(pulled);
  EXPECT_THAT(pulled->run.issues, IsEmpty());
  const auto comparisons = fixture_.ledger->VersionComparisons();
  ASSERT_OK(comparisons);
  ASSERT_THAT(*comparisons, SizeIs(3));
  EXPECT_EQ(comparisons->front().source, "openai");
  EXPECT_EQ(comparisons->front().compared, 1);
  EXPECT_OK(Set(Order(VersionKind::kIngest, VersionAction::kPromote, "")));
}

TEST_F(VersionSettingTest, WhatANightFindsIsToldAndDoesNotFailThePull) {
  ASSERT_OK(fixture_.RunIngest());
  ASSERT_OK(BeginReading());
  fixture_.provider.use[kLast] = {{"proj_beta", "gpt-b", 9, 99}};
  const auto pulled = Pull();
  ASSERT_OK(pulled);
  EXPECT_EQ(pulled->run.exit_code, 0);
  ASSERT_THAT(pulled->run.issues, SizeIs(1));
  EXPECT_EQ(pulled->run.issues[0].code, "shadow_differs");
  EXPECT_THAT(pulled->run.issues[0].detail, HasSubstr("1 window compared, 1 window differs"));
  readings_.make_reader = [](int) -> Result<std::unique_ptr<BucketReader>> {
    return Error{ErrorCode::kConfig, "no such reader"};
  };
  fixture_.provider.use[kLast] = {{"proj_beta", "gpt-b", 9, 100}};
  const auto again = Pull();
  ASSERT_OK(again);
  EXPECT_EQ(again->run.exit_code, 0);
  ASSERT_THAT(again->run.issues, SizeIs(1));
  EXPECT_EQ(again->run.issues[0].code, "shadow_failed");
  EXPECT_THAT(again->run.issues[0].detail, HasSubstr("no such reader"));
}

TEST_F(VersionSettingTest, ANightThatStoredNothingComparesNothing) {
  ASSERT_OK(fixture_.RunIngest());
  ASSERT_OK(BeginReading());
  ASSERT_OK(Pull());
  EXPECT_THAT(fixture_.ledger->VersionComparisons(), IsOkAndHolds(IsEmpty()));
}

TEST_F(VersionSettingTest, AComparisonThatIsInterruptedProvesNothing) {
  ASSERT_OK(BeginReading());
  stop_ = true;
  EXPECT_THAT(Compare(VersionKind::kIngest),
              HasError(ErrorCode::kTryLater, HasSubstr("nothing of it was recorded")));
  EXPECT_THAT(fixture_.ledger->VersionComparisons(), IsOkAndHolds(IsEmpty()));
}

TEST_F(VersionSettingTest, APartOfTheDaysProvesThatPart) {
  second_is_another_ = false;
  ASSERT_OK(BeginReading());
  CompareScope scope;
  scope.from = kFirst + 1;
  const auto part = Compare(VersionKind::kIngest, scope);
  ASSERT_OK(part);
  EXPECT_EQ(part->entry.compared, 9);
  EXPECT_THAT(Set(Order(VersionKind::kIngest, VersionAction::kPromote, "")),
              HasError(ErrorCode::kUsage, HasSubstr("1 window of what is held was not compared")));
  scope.source = "nobody";
  EXPECT_THAT(Compare(VersionKind::kIngest, scope),
              HasError(ErrorCode::kConfig, HasSubstr("no source 'nobody' (it holds: openai)")));
}

TEST_F(VersionSettingTest, AReadingThatTheProgramDoesNotKnowIsNotBegun) {
  VersionOrder order = Order(VersionKind::kIngest, VersionAction::kBegin);
  order.reading = 7;
  EXPECT_THAT(Set(order), HasError(ErrorCode::kUsage, HasSubstr("no reading 7; it knows 1, 2")));
  order.reading.reset();
  EXPECT_THAT(Set(order), HasError(ErrorCode::kUsage, HasSubstr("must say which: 1, 2")));
  order.reading = 1;
  EXPECT_THAT(Set(order), HasError(ErrorCode::kUsage, HasSubstr("is the one in force")));
  readings_.known.pop_back();
  EXPECT_THAT(Set(order), HasError(ErrorCode::kUsage,
                                   HasSubstr("knows no other reading than the one in force")));
  EXPECT_EQ(Entries(), 0U);
}

TEST_F(VersionSettingTest, AnOlderProgramSaysWhichReadingItLacks) {
  ASSERT_OK(BeginReading());
  ASSERT_OK(Set(Order(VersionKind::kIngest, VersionAction::kPromote)));
  readings_.known.pop_back();
  EXPECT_THAT(ReadingInForce(readings_.known, *fixture_.ledger),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr("goes by reading 2, and this program knows 1 only"),
                             HasSubstr("shadow back ingest"))));
  ASSERT_OK(Set(Order(VersionKind::kIngest, VersionAction::kBack)));
  EXPECT_THAT(ReadingInForce(readings_.known, *fixture_.ledger), IsOkAndHolds(1));
}

TEST_F(VersionSettingTest, WhatTheProgramCannotUseDoesNotComeIntoForce) {
  ASSERT_OK(BeginReading());
  ASSERT_OK(Set(Order(VersionKind::kIngest, VersionAction::kPromote)));
  VersionOrder first = Order(VersionKind::kIngest, VersionAction::kBegin);
  first.reading = 1;
  ASSERT_OK(Set(first));
  ASSERT_OK(Set(Order(VersionKind::kIngest, VersionAction::kPromote)));
  readings_.known.pop_back();
  EXPECT_THAT(Set(Order(VersionKind::kIngest, VersionAction::kBack)),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr("goes by reading 2"), HasSubstr("nothing was changed"))));
  EXPECT_EQ(Entries(), 4U);
}

TEST_F(VersionSettingTest, WhoPromotesOrGoesBackMustBeNamedOthersMayBeTheLogin) {
  VersionOrder order = Order(VersionKind::kIngest, VersionAction::kBegin, "because", "");
  const auto begun = Set(order);
  ASSERT_OK(begun);
  EXPECT_EQ(begun->entry.set_by, "login");
  EXPECT_THAT(Set(Order(VersionKind::kIngest, VersionAction::kPromote, "because", " ")),
              HasError(ErrorCode::kUsage, HasSubstr("nobody is named who decides it")));
  EXPECT_THAT(Set(Order(VersionKind::kIngest, VersionAction::kDrop, "")),
              HasError(ErrorCode::kUsage, HasSubstr("--reason TEXT must say why")));
  ASSERT_OK(Set(Order(VersionKind::kIngest, VersionAction::kPromote)));
  EXPECT_THAT(Set(Order(VersionKind::kIngest, VersionAction::kBack, "because", "")),
              HasError(ErrorCode::kUsage, HasSubstr("nobody is named")));
}

TEST_F(VersionSettingTest, ABookIsKeptAndPricesOnceItIsPromoted) {
  ASSERT_OK(BeginBook("openai,gpt-a,standard,2026-01-01,2,,ours\n"));
  const auto before = ReadBookInForce(std::nullopt, *fixture_.ledger);
  ASSERT_OK(before);
  EXPECT_EQ(before->origin, BookOrigin::kOwn);
  const auto compared = Compare(VersionKind::kPricing);
  ASSERT_OK(compared);
  const auto& found = std::get<PricingComparison>(compared->found);
  EXPECT_EQ(found.windows, 10);
  EXPECT_EQ(found.totals.newly_priced, 10) << "gpt-a, of which the program's own knows nothing";
  EXPECT_EQ(found.totals.differing, 10);
  EXPECT_EQ(ToText(found.totals.in_force), "0");
  EXPECT_THAT(Set(Order(VersionKind::kPricing, VersionAction::kPromote, "")),
              HasError(ErrorCode::kUsage, HasSubstr("found 10 differences")));
  ASSERT_OK(Set(Order(VersionKind::kPricing, VersionAction::kPromote)));
  const auto after = ReadBookInForce(std::nullopt, *fixture_.ledger);
  ASSERT_OK(after);
  EXPECT_EQ(after->origin, BookOrigin::kPromoted);
  EXPECT_EQ(after->users->name, "ours.csv");
  EXPECT_NE(after->digest, before->digest);
  const auto given = ReadBookInForce(directory_.File("ours.csv"), *fixture_.ledger);
  ASSERT_OK(given);
  EXPECT_EQ(given->digest, after->digest) << "the same bytes are the same book";
  EXPECT_FALSE(given->hidden);
  ASSERT_OK(Set(Order(VersionKind::kPricing, VersionAction::kBack)));
  EXPECT_EQ(ReadBookInForce(std::nullopt, *fixture_.ledger)->digest, before->digest);
}

TEST_F(VersionSettingTest, ABookThatPricesNothingOtherwiseIsPromotedWithoutAReason) {
  ASSERT_OK(BeginBook("openai,gpt-z,standard,2026-01-01,2,,ours\n"));
  ASSERT_OK(Compare(VersionKind::kPricing));
  const auto promoted = Set(Order(VersionKind::kPricing, VersionAction::kPromote, ""));
  ASSERT_OK(promoted);
  EXPECT_TRUE(promoted->is_proven);
}

TEST_F(VersionSettingTest, AFileThatIsGivenHidesAPromotedBookAndSaysSo) {
  ASSERT_OK(BeginBook("openai,gpt-a,standard,2026-01-01,2,,ours\n"));
  ASSERT_OK(Set(Order(VersionKind::kPricing, VersionAction::kPromote)));
  const std::string other = directory_.Write(
      "other.csv", "provider,model,tier,from,input,source\nopenai,gpt-a,standard,2026-01-01,3,x\n");
  const auto given = ReadBookInForce(other, *fixture_.ledger);
  ASSERT_OK(given);
  EXPECT_EQ(given->origin, BookOrigin::kGiven);
  ASSERT_TRUE(given->hidden);
  EXPECT_EQ(given->hidden->name, "ours.csv");
}

TEST_F(VersionSettingTest, AFileThatIsNoPriceBookIsNotBegun) {
  EXPECT_THAT(BeginBook("openai,gpt-a,golden,2026-01-01,2,,ours\n"),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr("ours.csv:2:"), HasSubstr("nothing was changed"))));
  EXPECT_EQ(Entries(), 0U);
}

}  // namespace
}  // namespace cognitrack
