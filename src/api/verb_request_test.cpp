#include "api/verb_request.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

Result<CommandOptions> Options(std::string_view path, const std::string& query) {
  TRY(const auto parameters, ParametersOf(query));
  return OptionsOf(MatchRoute("GET", path), parameters);
}

TEST(VerbRequestTest, ParametersAreDecoded) {
  EXPECT_THAT(ParametersOf("a=1&b=x%20y+z&&c&a=%C3%A9%3D"),
              IsOkAndHolds(
                  ElementsAre(Pair("a", "1"), Pair("b", "x y z"), Pair("c", ""), Pair("a", "é="))));
  for (const char* query : {"a=%", "a=%2", "a=%2g", "%zz=1"}) {
    EXPECT_THAT(ParametersOf(query), HasError(ErrorCode::kUsage, HasSubstr("decoded"))) << query;
  }
}

TEST(VerbRequestTest, ParametersAreTheVerbsOptions) {
  const auto options = Options("/api/v1/usage",
                               "from=2026-03-01&group_by=model,project_id&filter=model%3Dgpt-5"
                               "&filter=batch!=true&source=acme&as_of=7");
  ASSERT_OK(options);
  EXPECT_EQ(options->verb, "usage");
  EXPECT_TRUE(options->json);
  EXPECT_EQ(FormatDay(*options->from), "2026-03-01");
  EXPECT_THAT(options->group_by, ElementsAre("model,project_id"));
  EXPECT_THAT(options->filters, ElementsAre("model=gpt-5", "batch!=true"));
  EXPECT_EQ(options->source, "acme");
  EXPECT_EQ(options->as_of, "7");
  const auto windows = Options("/api/v1/windows", "history=true");
  ASSERT_OK(windows);
  EXPECT_TRUE(windows->history);
  ASSERT_OK(Options("/api/v1/windows", "history=false"));
  EXPECT_FALSE(Options("/api/v1/windows", "history=false")->history);
}

TEST(VerbRequestTest, SegmentsArePositional) {
  const auto run = Options("/api/v1/runs/17", "");
  ASSERT_OK(run);
  EXPECT_EQ(run->run_id, 17);
  EXPECT_THAT(Options("/api/v1/runs/--json", ""), HasError(ErrorCode::kUsage, HasSubstr("--json")));
  EXPECT_THAT(Options("/api/v1/runs/x", ""), HasError(ErrorCode::kUsage, HasSubstr("x")));
}

// Who acts is said by the service, never by the one who asks.
TEST(VerbRequestTest, MembersOfABodyAreTheVerbsOptions) {
  const auto options =
      OptionsOfBody(MatchRoute("POST", "/api/v1/flags/daily_windows"),
                    {{"value", "off"}, {"reason", "--by=eve"}, {"source", "acme"}}, "ann");
  ASSERT_OK(options);
  EXPECT_EQ(options->verb, "flags set");
  EXPECT_EQ(options->flag_name, "daily_windows");
  EXPECT_EQ(options->flag_value, "off");
  EXPECT_EQ(options->reason, "--by=eve");
  EXPECT_EQ(options->source, "acme");
  EXPECT_EQ(options->signed_by, "ann");
  const auto sign =
      OptionsOfBody(MatchRoute("POST", "/api/v1/parity/17/sign"), {{"note", "fine"}}, "ann");
  ASSERT_OK(sign);
  EXPECT_EQ(sign->run_id, 17);
  EXPECT_EQ(sign->note, "fine");
  EXPECT_FALSE(OptionsOfBody(MatchRoute("POST", "/api/v1/parity/x/sign"), {}, "ann").has_value());
  EXPECT_THAT(OptionsOfBody(MatchRoute("POST", "/api/v1/flags/f"), {{"value", 1}}, "ann"),
              HasError(ErrorCode::kUsage, HasSubstr("'value' is a text")));
}

// Nothing else of the command line is within reach.
TEST(VerbRequestTest, WhatTheRouteDoesNotHaveIsRefused) {
  for (const char* query : {"db=sqlite:/etc/passwd", "--db=x", "out=/tmp/x", "csv=a", "json=1"}) {
    EXPECT_THAT(Options("/api/v1/usage", query),
                HasError(ErrorCode::kUsage, HasSubstr("no parameter")))
        << query;
  }
  const auto options = Options("/api/v1/usage", "source=--db%3Dsqlite:x&group_by=--db");
  ASSERT_OK(options);
  EXPECT_EQ(options->source, "--db=sqlite:x");
  EXPECT_THAT(options->group_by, ElementsAre("--db"));
  EXPECT_FALSE(options->database.has_value());
}

TEST(VerbRequestTest, RefusalsAreInTheWordsOfParameters) {
  EXPECT_THAT(Options("/api/v1/usage", "form=2026-03-01"),
              HasError(ErrorCode::kUsage, HasSubstr("did you mean 'from'?")));
  EXPECT_THAT(Options("/api/v1/usage", "from=1.3.2026"),
              HasError(ErrorCode::kUsage,
                       AllOf(HasSubstr("from: "), Not(HasSubstr("--")), Not(HasSubstr("--help")))));
  EXPECT_THAT(Options("/api/v1/windows", "history=1"),
              HasError(ErrorCode::kUsage, HasSubstr("'history' is true or false")));
  EXPECT_THAT(Options("/api/v1/runs", "limit=1&limit=2"),
              HasError(ErrorCode::kUsage, HasSubstr("limit")));
}

}  // namespace
}  // namespace cognitrack
