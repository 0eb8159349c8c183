#include "cli/display_text.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::ElementsAre;

TEST(DisplayTextTest, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("é—●"), 3);
  EXPECT_EQ(DisplayWidth("模型"), 4);
  EXPECT_EQ(DisplayWidth("\x1b[31m✕\x1b[0m"), 1);
}

TEST(DisplayTextTest, PaddingKeepsColumnsStraight) {
  EXPECT_EQ(PaddedLeft("—", 3), "  —");
  EXPECT_EQ(PaddedRight("—", 3), "—  ");
  EXPECT_EQ(PaddedLeft("12345", 3), "12345");
}

TEST(DisplayTextTest, WhatIsCutOffIsMarked) {
  EXPECT_EQ(Shortened("proj_alpha", 10), "proj_alpha");
  EXPECT_EQ(Shortened("proj_alpha", 6), "proj_…");
  EXPECT_EQ(Shortened("模型模型", 5), "模型…");
}

TEST(DisplayTextTest, LinesBreakAtBlanks) {
  EXPECT_THAT(Wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrapped("unbreakable a", 4), ElementsAre("unbreakable", "a"));
}

TEST(DisplayTextTest, ControlCharactersCannotDriveTheTerminal) {
  EXPECT_EQ(Printable("gpt\x1b[2J"), "gpt\\x1b[2J");
  EXPECT_EQ(Printable("a\nb\x7f"), "a\\x0ab\\x7f");
  EXPECT_EQ(Printable("\xc2\x9b"), "\\x9b");
  EXPECT_EQ(Printable("né—"), "né—");
}

}  // namespace
}  // namespace cognitrack
