// Matchers for Result: exact values and codes, never a bare EXPECT_FALSE(result).
//   EXPECT_THAT(ParseDay("2026-03-05"), IsOkAndHolds(Day{20517}));
//   EXPECT_THAT(result, HasError(ErrorCode::kBadInput, HasSubstr("file.csv:3:7")));
//   ASSERT_OK(store.UpdateRun(run));
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "base/result.h"

namespace cognitrack {

MATCHER_P(IsOkAndHolds, inner, "") {
  if (!arg) {
    *result_listener << "which is the error '" << arg.error().message << "'";
    return false;
  }
  return ::testing::ExplainMatchResult(inner, arg.value(), result_listener);
}

MATCHER(IsOk, "") {
  if (!arg) *result_listener << "which is the error '" << arg.error().message << "'";
  return arg.has_value();
}

MATCHER_P2(HasError, code, message, "") {
  if (arg.has_value()) {
    *result_listener << "which is no error";
    return false;
  }
  *result_listener << "which is " << NameOf(arg.error().code) << " '" << arg.error().message << "'";
  return arg.error().code == code &&
         ::testing::ExplainMatchResult(message, arg.error().message, result_listener);
}

#define ASSERT_OK(...) ASSERT_THAT(__VA_ARGS__, ::cognitrack::IsOk())
#define EXPECT_OK(...) EXPECT_THAT(__VA_ARGS__, ::cognitrack::IsOk())

}  // namespace cognitrack
