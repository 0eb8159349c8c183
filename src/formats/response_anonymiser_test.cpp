#include "formats/response_anonymiser.h"

#include <gmock/gmock.h>

#include "formats/expected_totals.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

class ResponseAnonymiserTest : public ::testing::Test {
 protected:
  std::string Anonymised(std::string_view text) {
    page_ = ParseExactJson(text).value();
    EXPECT_OK(AnonymisePage(&page_, &pseudonyms_, &replaced_));
    return ToText(page_);
  }
  std::string Of(TextKind kind, const std::string& text) {
    return pseudonyms_.Of(kind, text).value();
  }

  Pseudonyms pseudonyms_{PseudonymKey::Parse(std::string(64, '1')).value()};
  ReplacedFields replaced_;
  ExactJson page_;
};

TEST_F(ResponseAnonymiserTest, NumbersAndTheProvidersWordsStay) {
  const std::string bucket =
      R"({"object":"bucket","start_time":1772668800,"end_time":1772755200,"results":[)"
      R"({"object":"organization.costs.result","amount":{"value":0.0034000000,"currency":"usd"},)"
      R"("line_item":"gpt-4o-2024-08-06, input","project_id":null,"quantity":1.50,)"
      R"("quantity_unit":"tokens"},{"amount":{"value":"12.50"},"batch":false,)"
      R"("model":"gpt-4o","service_tier":"flex","api_source":"unlabeled"}]})";
  const std::string page =
      R"({"object":"page","data":[)" + bucket + R"(],"has_more":false,"next_page":null})";
  EXPECT_EQ(Anonymised(page), page);
  EXPECT_TRUE(replaced_.empty());
}

TEST_F(ResponseAnonymiserTest, IdsAndEveryUnknownTextAreReplaced) {
  const std::string text = Anonymised(
      R"({"data":[{"results":[{"project_id":"proj_a1","user_id":"user-b2","api_key_id":"key_c3",)"
      R"("organization_id":"org-d4","user_email":"ann@acme.example","cost_centre":"Acme Labs",)"
      R"("tags":["red",7],"by_user":{"user-a1B2c3D4":5}}]}]})");
  EXPECT_THAT(text, AllOf(HasSubstr(Of(TextKind::kProjectId, "proj_a1")),
                          HasSubstr(Of(TextKind::kUserId, "user-b2")),
                          HasSubstr(Of(TextKind::kOther, "Acme Labs")), HasSubstr(",7]"),
                          HasSubstr("\"" + Of(TextKind::kUserId, "user-a1B2c3D4") + "\":5")));
  for (const char* left : {"proj_a1", "user-b2", "key_c3", "org-d4", "acme", "Acme", "red"}) {
    EXPECT_THAT(text, Not(HasSubstr(left)));
  }
  EXPECT_THAT(replaced_, ElementsAre(Pair("api_key_id", 1), Pair("cost_centre", 1),
                                     Pair("organization_id", 1), Pair("project_id", 1),
                                     Pair("tags", 1), Pair("user_email", 1), Pair("user_id", 1)));
}

TEST_F(ResponseAnonymiserTest, ThePageTokenIsReplacedAndStandsLast) {
  EXPECT_EQ(Anonymised(R"({ "next_page": "page_AAA=", "has_more": true, "data": [] })"),
            R"({"has_more":true,"data":[],"next_page":")" + Of(TextKind::kPageToken, "page_AAA=") +
                R"("})");
}

TEST_F(ResponseAnonymiserTest, TotalsAreAddedUpFromTheText) {
  const Surface& costs = *FindSurface(kCosts);
  ExpectedTotals totals(costs, Day{20'517}, Day{20'519});
  const auto page = ParseExactJson(
      R"({"data":[{"start_time":1772668800,"results":[)"
      R"({"amount":{"value":0.1},"quantity":2,"line_item":"a","project_id":"p"},)"
      R"({"amount":{"value":"0.2"},"quantity":null,"line_item":"a","project_id":null},)"
      R"({"amount":null,"line_item":"b","project_id":"p"}]}]})");
  ASSERT_OK(page);
  ASSERT_OK(totals.AddPage(*page));
  EXPECT_EQ(totals.rows(), 3);
  // The project is left out: a row lacks it.
  EXPECT_EQ(totals.ToText(),
            R"({"surface":"costs","start_time":1772668800,"end_time":1772841600,"pages":1,)"
            R"("days":{"1772668800":{"amount_value":"0.3","quantity":"2"},"1772755200":{}},)"
            R"("amount_value_by":{"line_item":{"a":"0.3","b":"0"}}})"
            "\n");
}

TEST_F(ResponseAnonymiserTest, WhatCannotBeAddedUpIsRefused) {
  ExpectedTotals totals(*FindSurface(kCompletions), Day{20'517}, Day{20'518});
  const auto add = [&](const std::string& row) {
    return totals.AddPage(
        ParseExactJson(R"({"data":[{"start_time":1772668800,"results":[)" + row + "]}]}").value());
  };
  EXPECT_OK(add(R"({"input_tokens":7})"));
  EXPECT_THAT(add(R"({"input_tokens":7.5})"),
              HasError(ErrorCode::kProviderContract, HasSubstr("input_tokens")));
  EXPECT_FALSE(totals.AddPage(ParseExactJson("{}").value()));
  EXPECT_FALSE(
      totals.AddPage(ParseExactJson(R"({"data":[{"start_time":0,"results":[]}]})").value()));
}

}  // namespace
}  // namespace cognitrack
