// Costs: money in a table of its own, exact to the last digit, with history as usage has it.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kDay = "2026-03-05";
constexpr std::string_view kBilled = R"(
    project_id  line_item    amount_currency  quantity_unit | amount_value       quantity
    proj_alpha  gpt-a-input  usd              tokens        | 1.619601999999     32392040
    proj_beta   gpt-a-input  usd              tokens        | 0.000000000001     0.5
    proj_beta   credit       usd              -             | -250.000000000009  -
    proj_beta   gpt-a-input  eur              tokens        | 9000000000000      1)";

class LedgerCostTest : public LedgerStoreContract {
 protected:
  void SetUp() override {
    LedgerStoreContract::SetUp();
    usage_ = stream_;
    const auto stream = store_->EnsureStream(source_, {"costs", "1d", ""});
    ASSERT_OK(stream);
    stream_ = stream->id;
  }
  UsageReport Report(std::vector<std::string> group_by) {
    UsageQuery query;
    query.stream = stream_;
    query.group_by = std::move(group_by);
    const auto report = store_->Aggregate(query);
    EXPECT_OK(report);
    return report ? *report : UsageReport{};
  }

  std::int64_t usage_ = 0;
};
INSTANTIATE_LEDGER_CONTRACT(LedgerCostTest);

TEST_P(LedgerCostTest, EveryDigitComesBack) {
  ASSERT_OK(Commit(Window(kDay, kBilled)));
  Reopen();
  EXPECT_THAT(Lines(kDay),
              ElementsAre("amount_currency=eur line_item=gpt-a-input project_id=proj_beta "
                          "quantity_unit=tokens | amount_value=9000000000000 quantity=1",
                          "amount_currency=usd line_item=credit project_id=proj_beta | "
                          "amount_value=-250.000000000009",
                          "amount_currency=usd line_item=gpt-a-input project_id=proj_alpha "
                          "quantity_unit=tokens | amount_value=1.619601999999 quantity=32392040",
                          "amount_currency=usd line_item=gpt-a-input project_id=proj_beta "
                          "quantity_unit=tokens | amount_value=0.000000000001 quantity=0.5"));
  EXPECT_EQ(LineOf(Series(), Record(kDay).totals),
            "| amount_value=8999999999751.619601999991 quantity=32392041.5");
}

TEST_P(LedgerCostTest, UsageOfTheSameDayIsAnotherLedger) {
  ASSERT_OK(Commit(Window(kDay, kBilled)));
  const std::int64_t costs = stream_;
  stream_ = usage_;
  ASSERT_OK(Commit(Window(kDay, "model | input_tokens\ngpt-a | 7")));
  EXPECT_THAT(Lines(kDay), ElementsAre("model=gpt-a | input_tokens=7"));
  stream_ = costs;
  EXPECT_THAT(Lines(kDay), testing::SizeIs(4));
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerCostTest, ARestatedAmountKeepsWhatItReplaced) {
  WindowRead read = Window(kDay, R"(
    project_id  amount_currency | amount_value
    proj_alpha  usd             | 1.5
    proj_beta   usd             | 2)");
  ASSERT_OK(Commit(read, 1));
  read.read_at += 100;
  EXPECT_EQ(Commit(read, 2)->decision.action, WindowAction::kConfirm);
  WindowRead restated = Window(kDay, R"(
    project_id  amount_currency | amount_value
    proj_alpha  usd             | 1.500000000001
    proj_beta   usd             | 2)");
  restated.read_at = read.read_at + 100;
  const auto outcome = Commit(restated, 3);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->rows_written, 1);
  EXPECT_THAT(Lines(kDay),
              ElementsAre("amount_currency=usd project_id=proj_alpha | amount_value=1.500000000001",
                          "amount_currency=usd project_id=proj_beta | amount_value=2"));
  EXPECT_THAT(Lines(kDay, 1),
              ElementsAre("amount_currency=usd project_id=proj_alpha | amount_value=1.5",
                          "amount_currency=usd project_id=proj_beta | amount_value=2"));
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerCostTest, AWindowWhoseMoneyDoesNotFitIsRefused) {
  EXPECT_THAT(
      Commit(Window(kDay, R"(
    project_id  | amount_value
    proj_alpha  | 9000000000000
    proj_beta   | 300000000000)")),
      HasError(ErrorCode::kBadInput, testing::HasSubstr("nothing of the window was stored")));
  EXPECT_THAT(Lines(kDay), IsEmpty());
}

TEST_P(LedgerCostTest, ReportsNeverSumCurrencies) {
  ASSERT_OK(Commit(Window(kDay, kBilled)));
  const UsageReport report = Report({"amount_currency"});
  ASSERT_THAT(report.rows, testing::SizeIs(2));
  EXPECT_EQ(LineOf(Series(), report.rows[0].metrics), "| amount_value=9000000000000");
  EXPECT_EQ(LineOf(Series(), report.rows[1].metrics), "| amount_value=-248.380398000009");
  EXPECT_EQ(LineOf(Series(), report.totals.metrics), "|");
  EXPECT_EQ(LineOf(Series(), Report({"project_id"}).rows[0].metrics), "|");
}

TEST_P(LedgerCostTest, ADayWithoutCostsIsAKnownZero) {
  ASSERT_OK(Commit(Window(kDay, "amount_currency | amount_value")));
  EXPECT_EQ(LineOf(Series(), Report({"day", "amount_currency"}).totals.metrics),
            "| amount_value=0");
}

}  // namespace
}  // namespace cognitrack
