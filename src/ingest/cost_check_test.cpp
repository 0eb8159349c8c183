#include "ingest/cost_check.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"
#include "tests/support/test_ledger.h"

namespace cognitrack {
namespace {

PriceBook Book() {
  PriceRow row;
  row.provider = "openai";
  row.model = "gpt-a";
  row.tier = "standard";
  row.from = kFirstDay;
  row.per_million[IndexOf(Meter::kInput)] = ParsePicos("2")->value;
  return *PriceBook::Make({{{row}, {}, {}}});
}

constexpr std::string_view kUsage = R"(
    project_id  model | input_tokens
    proj_alpha  gpt-a | 1000000)";

class CostCheckTest : public ::testing::Test {
 protected:
  // Read so long after the day's end.
  void Hold(const char* surface, std::string_view table, UtcSeconds age = kSecondsPerHour) {
    const auto source = ledger_->EnsureSource("openai", "openai");
    const auto stream = ledger_->EnsureStream(source->id, StreamKey{surface, "1d", ""});
    SeriesTable series;
    WindowRead read = WindowOf(series, "2026-03-05", table);
    read.read_at = read.end + age;
    ASSERT_OK(ledger_->CommitWindow(stream->id, read, series, 1));
  }
  Result<BillDocument> Check() {
    return CheckCosts({"openai", std::nullopt, std::nullopt, {}, false}, book_, *ledger_);
  }

  // Of the one line that differs, where use that was read so long after its day has that bill.
  std::optional<BillCause> CauseOf(const std::string& billed, const std::string& difference,
                                   UtcSeconds age = kSecondsPerHour) {
    Hold("completions", kUsage, age);
    Hold("costs", "project_id amount_currency | amount_value\nproj_alpha usd | " + billed);
    const auto document = Check();
    EXPECT_OK(document);
    EXPECT_EQ(document->lines.size(), 1U);
    EXPECT_EQ(ToText(document->lines[0].difference), difference);
    return document->lines[0].cause;
  }

  PriceBook book_ = Book();
  TestLedger ledger_;
};

TEST_F(CostCheckTest, TheSameMoneySplitByKeyIsNotBilledTwice) {
  Hold("completions", kUsage);
  Hold("costs", R"(
      project_id  line_item    amount_currency | amount_value
      proj_alpha  gpt-a,input  usd             | 2)");
  Hold("costs_by_key", R"(
      project_id  api_key_id  line_item    amount_currency | amount_value
      proj_alpha  key_a       gpt-a,input  usd             | 2)");
  const auto document = Check();
  ASSERT_OK(document);
  EXPECT_EQ(ToText(document->billed), "2");
}

// Once is enough: that a settled window is read twice is for the next ingest to care about.
TEST_F(CostCheckTest, UseReadTwoDaysAfterItsDayExplainsNothingByItsYouth) {
  EXPECT_EQ(CauseOf("2.5", "0.5", kSettledAfter), BillCause::kUnknown);
}

TEST_F(CostCheckTest, UseReadBeforeThatMayStillGrow) {
  EXPECT_EQ(CauseOf("2.5", "0.5", kSettledAfter - 1), BillCause::kNotSettled);
}

TEST_F(CostCheckTest, ADayReadAnHourAfterItsEndMayStillChange) {
  EXPECT_EQ(CauseOf("1.5", "-0.5"), BillCause::kNotSettled);
}

TEST_F(CostCheckTest, AnotherSourceIsNamedAndAnEmptyLedgerIsIncomplete) {
  const auto empty = Check();
  ASSERT_OK(empty);
  EXPECT_EQ(empty->verdict, BillVerdict::kIncomplete);
  Hold("completions", kUsage);
  EXPECT_THAT(CheckCosts({"acme", std::nullopt, std::nullopt, {}, false}, book_, *ledger_),
              HasError(ErrorCode::kConfig, ::testing::HasSubstr("there are: openai")));
}

}  // namespace
}  // namespace cognitrack
