#include "ingest/parity_check.h"

#include "tests/parity/parity_ledger.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr std::string_view kHeader =
    "start_time,end_time,project_id,num_model_requests,model,input_tokens,output_tokens\n";
constexpr UtcSeconds kMay1 = 1'777'593'600;  // 2026-05-01.

// One row of day `day` (0 is 2026-05-01).
std::string Row(int day, const std::string& cells) {
  const UtcSeconds start = kMay1 + day * kSecondsPerDay;
  return std::to_string(start) + "," + std::to_string(start + kSecondsPerDay) + "," + cells + "\n";
}

std::string CostText(const std::vector<std::string>& rows) {
  std::string text = "start_time,end_time,amount_value,amount_currency,project_id\n";
  for (const std::string& row : rows) text += row;
  return text;
}

class ParityCheckTest : public ParityLedger {
 protected:
  void SetUp() override {
    ParityLedger::SetUp();
    Commit(WindowOf(series_, "2026-05-01", R"(
      project_id  model | num_model_requests input_tokens output_tokens
      proj_alpha  gpt-a | 2                  20           200
      proj_beta   gpt-a | 3                  30           300
    )"));
    Commit(WindowOf(series_, "2026-05-02", R"(
      project_id  model | num_model_requests input_tokens output_tokens
      proj_alpha  gpt-a | 4                  40           400
    )"));
  }
  std::string Equal() const {
    return std::string(kHeader) + Row(0, "proj_alpha,2,gpt-a,20,200") +
           Row(0, "proj_beta,3,gpt-a,30,300") + Row(1, "proj_alpha,4,gpt-a,40,400");
  }
};

// More rows than are read between two looks at the ledger, on three days.
class LongParityCheckTest : public ParityLedger {
 protected:
  static constexpr int kRowsADay = 5'000;

  // `changed`: the day whose last row has one token more.
  std::string Export(int changed) {
    std::string text(kHeader);
    for (int day = 0; day < 3; ++day) {
      for (int i = 0; i < kRowsADay; ++i) {
        const bool other = day == changed && i == kRowsADay - 1;
        text += Row(day, "proj_" + std::to_string(i) + ",1,gpt-a," + (other ? "8" : "7") + ",3");
      }
    }
    return text;
  }
};

TEST_F(LongParityCheckTest, TheLedgerReadBesideTheFilesGivesTheSameDocument) {
  Import({Write("may.csv", Export(-1))});
  const std::string file = Write("other.csv", Export(1));
  const std::string in_place = ParityJson(Document({file}));
  ThreadSpawner threads;
  spawner_ = &threads;
  const ParityDocument document = Document({file});
  EXPECT_EQ(ParityJson(document), in_place);
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(FormatDay(document.differences[0].day), "2026-05-02");
  EXPECT_EQ(progress_.last.rows, 3 * 3 * kRowsADay);  // The file a second time, to join its day.
}

TEST_F(LongParityCheckTest, AFileThatBreaksOffEndsWhatReadsTheLedger) {
  Import({Write("may.csv", Export(-1))});
  ThreadSpawner threads;
  spawner_ = &threads;
  const auto document = Check({Write("other.csv", Export(-1) + "1,2,3\n")});
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::kBadInput);
}

TEST_F(ParityCheckTest, AnEqualExportIsExactAndNothingIsWritten) {
  const std::string file = Write("may.csv", Equal());
  const ParityDocument document = Document({file});
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.source, "openai");
  EXPECT_THAT(document.notes, IsEmpty());
  ASSERT_THAT(document.files, SizeIs(1));
  EXPECT_EQ(document.files[0].name, file);
  EXPECT_EQ(document.files[0].kind, "openai completions usage");
  EXPECT_EQ(document.files[0].rows, 3);
  EXPECT_THAT(document.files[0].sha256, SizeIs(64));
  EXPECT_THAT(document.files[0].missing_columns, Contains("user_id"));
  EXPECT_GE(progress_.reports, 1);
  EXPECT_EQ(progress_.last.rows, 6);
  const auto runs = ledger_->Runs("", "", 0);
  ASSERT_OK(runs);
  EXPECT_THAT(*runs, IsEmpty());
}

TEST_F(ParityCheckTest, ADifferenceIsNamedWithFileAndLine) {
  std::string text = Equal();
  text.replace(text.find("30,300"), 6, "31,300");
  const std::string file = Write("may.csv", text);
  const ParityDocument document = Document({file});
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(FormatDay(document.differences[0].day), "2026-05-01");
  EXPECT_EQ(document.differences[0].cause, Cause::kValueDiffers);
  EXPECT_EQ(document.differences[0].metrics.at("input_tokens").delta, WideCount{1});
  EXPECT_THAT(document.differences[0].at, ElementsAre(DifferencePlace{file, 3}));
}

TEST_F(ParityCheckTest, SeveralFilesAreOneExport) {
  const std::string first =
      Write("first.csv", std::string(kHeader) + Row(0, "proj_alpha,2,gpt-a,20,200") +
                             Row(0, "proj_beta,3,gpt-a,30,300"));
  const std::string second =
      Write("second.csv", std::string(kHeader) + Row(1, "proj_alpha,4,gpt-a,41,400"));
  const ParityDocument document = Document({first, second});
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_THAT(document.differences[0].at, ElementsAre(DifferencePlace{second, 2}));
  EXPECT_THAT(Check({first, Write("other.csv",
                                  std::string(kHeader) + Row(0, "proj_alpha,2,gpt-a,20,200"))}),
              HasError(ErrorCode::kBadInput, HasSubstr("holds 2026-05-01 otherwise than")));
}

TEST_F(ParityCheckTest, UnknownMetricsAreReadFromTheLedgerToo) {
  Commit(WindowOf(series_, "2026-05-03", R"(
    project_id  model | num_model_requests tool_calls
    proj_alpha  gpt-a | 1                  7
  )"));
  const std::string header =
      "start_time,end_time,project_id,num_model_requests,model,input_tokens,output_tokens,"
      "tool_calls\n";
  options_.from = options_.to = *ParseDay("2026-05-03");
  ParityDocument document = Document({Write("a.csv", header + Row(2, "proj_alpha,1,gpt-a,,,7"))});
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.ledger_decimal_totals.at("tool_calls"), "7");
  document = Document({Write("b.csv", header + Row(2, "proj_alpha,1,gpt-a,,,8"))});
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].decimals.at("tool_calls").delta, "1");
  EXPECT_THAT(document.files[0].unknown_columns, ElementsAre("tool_calls"));
}

TEST_F(ParityCheckTest, AnImportedLedgerSaysThatItProvesNothing) {
  const std::string file =
      Write("june.csv", std::string(kHeader) + Row(31, "proj_alpha,2,gpt-a,20,200"));
  Import({file});
  const ParityDocument document = Document({file});
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_TRUE(document.days[0].self);
  EXPECT_THAT(document.notes, Contains(HasSubstr("compared with its own file proves nothing")));
}

TEST_F(ParityCheckTest, AFileOfAnotherKindIsNamedAsWhatItIs) {
  const std::string file = Write("cost.csv", "usage_date_utc,model,cost_usd\n2026-05-01,m,1\n");
  EXPECT_THAT(Check({file}), HasError(ErrorCode::kBadInput, HasSubstr("anthropic cost")));
}

TEST_F(ParityCheckTest, FilesOfTwoKindsAreNotCompared) {
  const std::string cost = Write("cost.csv", CostText({Row(0, "1,usd,proj_alpha")}));
  EXPECT_THAT(Check({Write("may.csv", Equal()), cost}),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr("may.csv is an openai completions usage export and"),
                             HasSubstr("cost.csv an openai cost export"),
                             HasSubstr("nothing was compared"))));
}

class CostParityTest : public ParityLedger {
 protected:
  void SetUp() override {
    ParityLedger::SetUp();
    const auto source = ledger_->EnsureSource("openai", "openai");
    ASSERT_OK(source);
    const auto stream = ledger_->EnsureStream(source->id, {"costs", "1d", ""});
    ASSERT_OK(stream);
    ASSERT_OK(ledger_->CommitWindow(stream->id, WindowOf(series_, "2026-05-01", R"(
      project_id  amount_currency | amount_value
      proj_alpha  usd             | 1.619602
      proj_beta   usd             | -250
    )"),
                                    series_, 1));
  }
  ParityDocument Compare(const std::string& alpha, const std::string& beta) {
    return Document({Write("cost.csv", CostText({Row(0, alpha + ",usd,proj_alpha"),
                                                 Row(0, beta + ",usd,proj_beta")}))});
  }
};

TEST_F(CostParityTest, CostsAreComparedWithCostsAndToldAsMoney) {
  const ParityDocument document = Compare("1.619602", "-250");
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.surface, "costs");
  EXPECT_EQ(document.csv_totals.at("amount_value"), WideCount{-248'380'398'000'000});
  ASSERT_THAT(document.spot_checks, SizeIs(2));
  EXPECT_THAT(document.spot_checks[0].csv,
              ElementsAre(Pair("amount_value", WideCount{1'619'602'000'000})));
}

TEST_F(CostParityTest, TheTailOfADoubleIsWithinTheTolerance) {
  // Of 1.6: 10^-12 for the line and as much for the row; of 250: its 10^14th part, twice.
  EXPECT_EQ(Compare("1.619601999998", "-250.000000000004").verdict, Verdict::kExact);
  EXPECT_EQ(Compare("1.61960199999849", "-250").verdict, Verdict::kExact) << "rounded on entry";
}

TEST_F(CostParityTest, WhatIsBeyondTheToleranceIsNamedAndNothingElse) {
  const ParityDocument document = Compare("1.619601999997", "-250.000000000004");
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].cause, Cause::kValueDiffers);
  EXPECT_EQ(document.differences[0].dimensions.at("project_id"), "proj_alpha");
  EXPECT_EQ(document.differences[0].metrics.at("amount_value").delta, WideCount{-3});
  EXPECT_EQ(Compare("1.619602", "-250.000000000005").verdict, Verdict::kVariance);
}

TEST_F(CostParityTest, CurrenciesAreDifferentMoney) {
  const ParityDocument document = Document({Write(
      "cost.csv", CostText({Row(0, "1.619602,eur,proj_alpha"), Row(0, "-250,usd,proj_beta")}))});
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  EXPECT_EQ(document.differences_total, 2);
}

TEST_F(CostParityTest, ARangeWithoutAnyCostIsOfTheKindThatItsNameTells) {
  const std::string grid = "start_time,end_time,start_time_iso,end_time_iso\n" +
                           Row(1, "2026-05-02T00:00:00+00:00,2026-05-03T00:00:00+00:00");
  EXPECT_EQ(Document({Write("cost_2026-05-02_2026-05-02.csv", grid)}).surface, "costs");
  EXPECT_EQ(Document({Write("completions_usage_2026-05-02.csv", grid)}).surface, "completions");
}

TEST_F(ParityCheckTest, ASourceThatDoesNotExistIsRefusedByName) {
  options_.source = "opneai";
  EXPECT_THAT(Check({Write("may.csv", Equal())}),
              HasError(ErrorCode::kConfig, HasSubstr("no source 'opneai' (it holds: openai)")));
}

TEST_F(ParityCheckTest, ADimensionThatDoesNotExistIsRefused) {
  options_.dimensions = {"modle"};
  EXPECT_THAT(Check({Write("may.csv", Equal())}),
              HasError(ErrorCode::kUsage, HasSubstr("--dimensions modle")));
}

TEST_F(ParityCheckTest, AFilterCountsTheRowsThatPassAndIsRefusedWhereNoneDoes) {
  const std::string file = Write("may.csv", Equal());
  options_.filters = {{"project_id", "proj_alpha"}};
  const ParityDocument document = Document({file});
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(RowsCompared(document), 2);
  EXPECT_EQ(ScopeInWords(document), "within project_id = proj_alpha");
  options_.filters = {{"model", "nonexistent"}};
  EXPECT_THAT(Check({file}),
              HasError(ErrorCode::kUsage, HasSubstr("passes --filter model=nonexistent; nothing")));
}

TEST_F(ParityCheckTest, AnotherExportThanThatImportedIsNoProofEither) {
  const std::string row = Row(31, "proj_alpha,2,gpt-a,20,200");
  Import({Write("june.csv", std::string(kHeader) + row)});
  const ParityDocument document =
      Document({Write("again.csv", std::string(kHeader) + row + Row(31, "proj_beta,0,gpt-a,0,0"))});
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_THAT(document.notes, Contains(HasSubstr("this compares two exports, and proves nothing")));
}

TEST_F(ParityCheckTest, ACheckThatIsStoppedIsNoAnswer) {
  options_.stop_requested = [] { return true; };
  std::string changed = Equal();
  changed.replace(changed.find("30,300"), 6, "31,300");
  EXPECT_THAT(Check({Write("may.csv", changed)}),
              HasError(ErrorCode::kTryLater, HasSubstr("interrupted")));
}

TEST_F(ParityCheckTest, NoFileIsAMistakeOfTheCaller) {
  EXPECT_THAT(Check({}), HasError(ErrorCode::kUsage, HasSubstr("--csv")));
}

using EmptyLedgerTest = ParityLedger;

TEST_F(EmptyLedgerTest, ALedgerWithoutAnySourceIsAnEmptyLedger) {
  const ParityDocument document =
      Document({Write("may.csv", std::string(kHeader) + Row(0, "proj_alpha,2,gpt-a,20,200"))});
  EXPECT_EQ(document.verdict, Verdict::kIncomplete);
  ASSERT_THAT(document.days, SizeIs(1));
  EXPECT_EQ(document.days[0].cause, Cause::kWindowMissing);
  EXPECT_EQ(document.days[0].ledger, std::nullopt);
}

}  // namespace
}  // namespace cognitrack
