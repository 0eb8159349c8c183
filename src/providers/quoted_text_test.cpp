#include "providers/quoted_text.h"

#include <gmock/gmock.h>

#include "providers/issue_tally.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(QuotedTextTest, LeavesPlainTextAlone) {
  EXPECT_EQ(QuotedText("Invalid limit provided: 366."), "Invalid limit provided: 366.");
  EXPECT_EQ(QuotedText("ключ 鍵 🔑"), "ключ 鍵 🔑");
}

TEST(QuotedTextTest, MasksWhatLooksLikeAKey) {
  EXPECT_EQ(QuotedText("Incorrect API key provided: sk-admin-abc_DEF-123."),
            "Incorrect API key provided: sk-…");
  EXPECT_EQ(QuotedText("sk-adm****wxyz and (sk-x)"), "sk-… and (sk-…)");
  EXPECT_EQ(QuotedText("a disk-based task-list"), "a disk-based task-list");
}

TEST(QuotedTextTest, KeepsToOneLineAndToValidText) {
  EXPECT_EQ(QuotedText("a\nb\r\tc\x1b[31m\x7f\xc2\x85"), "a\\nb\\r\\tc\\x1b[31m\\x7f\\xc2\\x85");
  EXPECT_EQ(QuotedText(std::string("\0\xff\xe2\x82z", 5)), "\\x00\\xff\\xe2\\x82z");
}

TEST(QuotedTextTest, CutsAt300BytesBetweenCharacters) {
  EXPECT_EQ(QuotedText(std::string(300, 'a')), std::string(300, 'a'));
  EXPECT_EQ(QuotedText(std::string(301, 'a')), std::string(300, 'a') + "…");
  EXPECT_EQ(QuotedText(std::string(299, 'a') + "é"), std::string(299, 'a') + "…");
}

TEST(QuotedTextTest, AKeyAtTheCutDoesNotLeak) {
  const std::string text = std::string(290, 'a') + " sk-admin-canarycanarycanary";
  EXPECT_THAT(QuotedText(text), Not(HasSubstr("canary")));
  EXPECT_THAT(QuotedText(std::string(1'190, ' ') + " sk-admin-canary"), Not(HasSubstr("canary")));
}

TEST(IssueTallyTest, CountsByCodeAndPlaceAndKeepsTheFirstExample) {
  IssueTally tally;
  tally.Add("unknown_metric", "reasoning_tokens", "first in row 1");
  tally.Add("unknown_metric", "reasoning_tokens", "row 2", 4);
  tally.Add("identity_broken", "2026-03-05", "row 7");
  const auto issues = tally.Take();
  ASSERT_EQ(issues.size(), 2U);
  EXPECT_EQ(issues[0].code, "identity_broken");
  EXPECT_EQ(issues[0].count, 1);
  EXPECT_EQ(issues[1].where, "reasoning_tokens");
  EXPECT_EQ(issues[1].detail, "first in row 1");
  EXPECT_EQ(issues[1].count, 5);
  EXPECT_THAT(tally.Take(), IsEmpty());
}

TEST(QuotedTextTest, AddressesAreHidden) {
  EXPECT_EQ(QuotedText("user ann@example.com has no access"), "user (e-mail) has no access");
}

}  // namespace
}  // namespace cognitrack
