// Costs from the API: every digit, whatever form it comes in, and nothing of whom it is about.
#include "tests/support/openai_reading_test.h"
#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class CostReadingTest : public OpenAiReadingTest {
 protected:
  void SetUp() override {
    OpenAiReadingTest::SetUp();
    query_.stream.surface = "costs";
    query_.grain = Grain(FindSurface(kCosts)->dimensions);
  }

  static std::string Row(const std::string& amount, const std::string& fields = "") {
    return R"({"object":"organization.costs.result")" +
           (amount.empty() ? "" : R"(,"amount":)" + amount) + (fields.empty() ? "" : "," + fields) +
           "}";
  }
  static std::string Usd(const std::string& value) {
    return R"({"value":)" + value + R"(,"currency":"usd"})";
  }
  Result<PullResult> ReadRows(const std::vector<std::string>& rows) {
    network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, rows), OpenAiBucket(kMarch1 + 1, {})}));
    return Read(2);
  }
  // The amount of the only row of the first day.
  std::string Amount(const std::string& value) {
    const auto result = ReadRows({Row(Usd(value))});
    if (!result || result->windows.size() != 2 || result->windows[0].rows.size() != 1) {
      return !result || result->parked.empty() ? "nothing" : result->parked[0].error.message;
    }
    issues_ = result->issues;
    const auto amount = result->windows[0].rows[0].metrics.Decimal(Metric::kAmountValue);
    return amount ? ToText(*amount) : "not reported";
  }
  // The first day alone is parked, for that reason.
  void ExpectRefused(const std::string& row, const std::string& reason) {
    const auto result = ReadRows({Row(Usd("1")), row});
    ASSERT_OK(result);
    ASSERT_THAT(result->parked, SizeIs(1)) << row;
    EXPECT_EQ(result->parked[0].start, kMarch1.start());
    EXPECT_EQ(result->parked[0].error.code, ErrorCode::kProviderContract);
    EXPECT_THAT(
        result->parked[0].error.message,
        AllOf(HasSubstr("/v1/organization/costs: costs 2026-03-01 row 2: "), HasSubstr(reason)));
    EXPECT_THAT(result->windows, SizeIs(1)) << "the other day is read";
  }

  std::vector<PullIssue> issues_;
};

TEST_F(CostReadingTest, AsksForProjectsAndLineItemsInDays) {
  ASSERT_OK(ReadRows({}));
  EXPECT_THAT(network_.requests[0].url,
              ::testing::StartsWith("https://api.example/v1/organization/costs?"));
  EXPECT_THAT(network_.ParametersOf(0),
              ElementsAre("start_time=1772323200", "end_time=1772496000", "bucket_width=1d",
                          "limit=2", "group_by=line_item", "group_by=project_id"));
  query_.stream.surface = "costs_by_key";
  query_.grain = Grain(FindSurface(kCostsByKey)->dimensions);
  ASSERT_OK(ReadRows({}));
  EXPECT_THAT(network_.requests[1].url,
              AllOf(HasSubstr("/v1/organization/costs?"), HasSubstr("group_by=api_key_id")));
}

TEST_F(CostReadingTest, MoneyKeepsItsDigits) {
  EXPECT_EQ(Amount("0.06"), "0.06");
  EXPECT_EQ(Amount("10.1425634"), "10.1425634");
  EXPECT_EQ(Amount("9007199254740.993"), "9007199254740.993") << "no double holds it";
}

TEST_F(CostReadingTest, EveryFormOfANumberIsItsNumber) {
  EXPECT_EQ(Amount("12345678901.123456789012"), "12345678901.123456789012");
  EXPECT_EQ(Amount("1e-05"), "0.00001");
  EXPECT_EQ(Amount("1.29E-6"), "0.00000129");
  EXPECT_EQ(Amount("2E+3"), "2000");
  EXPECT_EQ(Amount("-0.5"), "-0.5") << "a credit";
  EXPECT_EQ(Amount("-0"), "0");
  EXPECT_EQ(Amount("0.003400000000000000000000000000000000"), "0.0034");
  EXPECT_THAT(issues_, IsEmpty()) << "zeros are no digits to lose";
}

TEST_F(CostReadingTest, WhatIsBeyondTwelveDecimalsIsRoundedHalfToEvenAndToldOnce) {
  EXPECT_EQ(Amount("0.010156799999999999"), "0.0101568");
  EXPECT_EQ(Amount("0.0000000000005"), "0");
  EXPECT_EQ(Amount("0.0000000000015"), "0.000000000002");
  EXPECT_EQ(Amount("0.123456789012345678901234567890123456"), "0.123456789012");
  const auto result = ReadRows({Row(Usd("0.0000000000001"), R"("line_item":"a")"),
                                Row(Usd("0.0000000000001"), R"("line_item":"b")")});
  ASSERT_OK(result);
  ASSERT_THAT(result->issues, SizeIs(1));
  EXPECT_EQ(result->issues[0].code, issue::kAmountRounded);
  EXPECT_EQ(result->issues[0].where, "/v1/organization/costs amount");
  EXPECT_THAT(result->issues[0].detail, HasSubstr("first in costs 2026-03-01 row 1"));
  EXPECT_EQ(result->issues[0].count, 2);
}

TEST_F(CostReadingTest, ATextIsTakenForItsNumberAndToldOnce) {
  const auto result = ReadRows(
      {Row(Usd(R"("12.50")"), R"("line_item":"a")"), Row(Usd(R"("1e-05")"), R"("line_item":"b")")});
  ASSERT_OK(result);
  EXPECT_THAT(result->parked, IsEmpty());
  ASSERT_THAT(result->windows[0].rows, SizeIs(2));
  EXPECT_EQ(ToText(*result->windows[0].rows[0].metrics.Decimal(Metric::kAmountValue)), "12.5");
  ASSERT_THAT(result->issues, ElementsAre(Field(&PullIssue::code, issue::kNumberAsText)));
  EXPECT_EQ(result->issues[0].count, 2);
  for (const char* text : {R"("")", R"("12,50")", R"("01")", R"("USD 1")", R"("1\u0030")"}) {
    ExpectRefused(Row(Usd(text)), "not a number");
  }
}

TEST_F(CostReadingTest, ARowWithoutAnAmountBreaksTheContract) {
  ExpectRefused(Row(""), "no amount");
  ExpectRefused(Row("null"), "no amount");
  ExpectRefused(Row("{}"), "amount has no value");
  ExpectRefused(Row(R"({"value":null,"currency":"usd"})"), "amount has no value");
  ExpectRefused(Row(R"({"value":1})"), "amount has no currency");
  ExpectRefused(Row(R"({"value":1,"currency":""})"), "the currency of amount is");
  ExpectRefused(Row(R"({"value":1,"currency":7})"), "the currency of amount is 7");
  ExpectRefused(Row("12"), "amount is 12, not {value, currency}");
  ExpectRefused(Row("[1]"), "not {value, currency}");
  ExpectRefused(Row(Usd("true")), "amount is true, not a number");
  ExpectRefused(Row(Usd("1e20")), "larger than the ledger can hold");
  ExpectRefused(Row(R"({"value":1,"value":2,"currency":"usd"})"), "twice");
  ExpectRefused(R"({"amount_value":1,"amount_currency":"usd"})", "no amount with a currency");
  ExpectRefused(R"({"object":"organization.usage.completions.result"})", "object is");
}

TEST_F(CostReadingTest, ANumberThatIsNoJsonIsNoPage) {
  for (const char* value : {"01", "1.", "+1", ".5", "0x1", "1e"}) {
    const auto result = ReadRows({Row(Usd(value))});
    ASSERT_OK(result);
    EXPECT_THAT(result->parked, SizeIs(2)) << value;
    EXPECT_THAT(result->parked[0].error.message, HasSubstr("malformed JSON at byte ")) << value;
  }
}

TEST_F(CostReadingTest, CurrencyAndUnitAreDimensionsOfEveryDay) {
  const auto result = ReadRows(
      {Row(Usd("1.5"), R"("line_item":"gpt-4o, input","project_id":"proj_1","quantity":2500.5,)"
                       R"("quantity_unit":"tokens")"),
       Row(R"({"currency":"eur","value":2})", R"("line_item":null,"project_id":"proj_1",)"
                                              R"("quantity":null,"quantity_unit":null)")});
  ASSERT_OK(result);
  EXPECT_THAT(result->issues, IsEmpty());
  const Grain grain({"amount_currency", "line_item", "project_id", "quantity_unit"});
  ASSERT_THAT(result->windows, SizeIs(2));
  EXPECT_EQ(result->windows[0].grain, grain);
  EXPECT_EQ(result->windows[1].grain, grain) << "a day without costs, too";
  EXPECT_EQ(result->grain, query_.grain) << "what was asked for and accepted";
  EXPECT_THAT(asked_grains_, ElementsAre(grain, grain));
  const auto& rows = result->windows[0].rows;
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(series_.At(rows[0].series), Series({{"amount_currency", "usd"},
                                                {"line_item", "gpt-4o, input"},
                                                {"project_id", "proj_1"},
                                                {"quantity_unit", "tokens"}}));
  EXPECT_EQ(series_.At(rows[1].series),
            Series({{"amount_currency", "eur"}, {"project_id", "proj_1"}}));
  EXPECT_EQ(ToText(*rows[0].metrics.Decimal(Metric::kQuantity)), "2500.5");
  EXPECT_EQ(rows[1].metrics.Decimal(Metric::kQuantity), std::nullopt);
}

TEST_F(CostReadingTest, NamesAreLeftOutAndAnEMailIsNotEvenArchived) {
  const std::string personal =
      R"("organization_id":"org-1","organization_name":"Acme","project_name":"Alpha",)"
      R"("user_email":"ann\u0040example.com","api_key_id":null)";
  const std::string bucket = OpenAiBucket(
      kMarch1, {Row(Usd("1"), personal),
                Row(Usd("2"), R"("user_email": "bob@example.com" ,"line_item":"x")"),
                Row(Usd("3"), R"("owner":{"email":"eve@example.com"},"line_item":"y")")});
  network_.Answer(200, OpenAiPage({bucket}));
  const auto result = Read(1);
  ASSERT_OK(result);
  ASSERT_THAT(result->windows, SizeIs(1));
  const WindowRead& read = result->windows[0];
  EXPECT_EQ(series_.At(read.rows[0].series), Series({{"amount_currency", "usd"}}));
  EXPECT_EQ(read.source_hash, Sha256(bucket)) << "of what the provider wrote";
  const auto archived = read.source_bytes.Unpacked();
  ASSERT_OK(archived);
  EXPECT_THAT(*archived, AllOf(Not(HasSubstr("example.com")), Not(HasSubstr("ann")),
                               HasSubstr(R"x("user_email":"(e-mail)","api_key_id":null)x"),
                               HasSubstr(R"("organization_name":"Acme")")));
  ASSERT_THAT(result->issues, ElementsAre(Field(&PullIssue::code, issue::kUnknownField)))
      << "only 'owner' is not known";
  EXPECT_THAT(result->issues[0].detail, Not(HasSubstr("example.com")));

  known_[kMarch1.start()].source_hash = Sha256(bucket);
  network_.Answer(200, OpenAiPage({bucket}));
  const auto again = Read(1);
  ASSERT_OK(again);
  EXPECT_THAT(again->unchanged, ElementsAre(kMarch1.start()));
}

TEST_F(CostReadingTest, RowsOfOneSeriesAreSummedExactly) {
  const auto result = ReadRows({Row(Usd("0.1")), Row(Usd("0.2")), Row(Usd("-0.3"))});
  ASSERT_OK(result);
  ASSERT_THAT(result->windows[0].rows, SizeIs(1));
  EXPECT_EQ(result->windows[0].rows[0].metrics.Decimal(Metric::kAmountValue), Picos{0});
}

TEST_F(CostReadingTest, FewerBucketsThanAskedForAreFollowed) {
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {Row(Usd("1"))})}, "page_2"))
      .Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + 1, {Row(Usd("2"))})}));
  const auto result = Read(2);
  ASSERT_OK(result);
  EXPECT_THAT(result->windows, SizeIs(2));
  EXPECT_THAT(network_.requests, SizeIs(2));
}

}  // namespace
}  // namespace cognitrack
