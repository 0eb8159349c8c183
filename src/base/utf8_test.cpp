#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace cognitrack {
namespace {

constexpr std::size_t kValid = std::string_view::npos;

TEST(Utf8Test, CharactersOfEveryLengthAreValid) {
  EXPECT_EQ(FirstInvalidUtf8(""), kValid);
  EXPECT_EQ(FirstInvalidUtf8("plain ASCII, longer than eight bytes"), kValid);
  EXPECT_EQ(FirstInvalidUtf8("é ≤ 😀 and ﹏ in the middle of longer text é"), kValid);
  EXPECT_EQ(FirstInvalidUtf8("\xC2\x80 \xDF\xBF \xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80"), kValid);
  EXPECT_EQ(FirstInvalidUtf8("\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"), kValid);
}

TEST(Utf8Test, FirstFaultIsFound) {
  EXPECT_EQ(FirstInvalidUtf8("\x80"), 0U);
  EXPECT_EQ(FirstInvalidUtf8("12345678\xFFx"), 8U);
  EXPECT_EQ(FirstInvalidUtf8("é\xE9 caf\xE9"), 2U);
  EXPECT_EQ(FirstInvalidUtf8("abc\xE2\x82"), 3U);  // Cut off.
  EXPECT_EQ(FirstInvalidUtf8("\xC0\x80"), 0U);     // Overlong.
  EXPECT_EQ(FirstInvalidUtf8("\xC1\xBF"), 0U);
  EXPECT_EQ(FirstInvalidUtf8("\xE0\x9F\xBF"), 0U);
  EXPECT_EQ(FirstInvalidUtf8("\xF0\x8F\xBF\xBF"), 0U);
  EXPECT_EQ(FirstInvalidUtf8("\xED\xA0\x80"), 0U);      // A surrogate.
  EXPECT_EQ(FirstInvalidUtf8("\xF4\x90\x80\x80"), 0U);  // Over U+10FFFF.
  EXPECT_EQ(FirstInvalidUtf8("\xF5\x80\x80\x80"), 0U);
  EXPECT_EQ(FirstInvalidUtf8("a\xE2\x28\xA1"), 1U);
}

}  // namespace
}  // namespace cognitrack
