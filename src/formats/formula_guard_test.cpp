#include "formats/formula_guard.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cognitrack {
namespace {

TEST(FormulaGuardTest, TextThatASpreadsheetWouldRunNeedsAGuard) {
  for (const std::string_view text : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1",
                                      "＋1", "－1", "＠x", "'=1", "''-1", "="}) {
    EXPECT_TRUE(NeedsFormulaGuard(text)) << text;
  }
  for (const std::string_view text :
       {"", "'", "''", "gpt-4o", "a=1", "'a=1", " =1", "1-1", "é=", "－"}) {
    EXPECT_EQ(NeedsFormulaGuard(text), text == "－") << text;
  }
}

TEST(FormulaGuardTest, OnlyAGuardIsTakenOff) {
  EXPECT_EQ(UnguardFormula("'=1+1"), "=1+1");
  EXPECT_EQ(UnguardFormula("''=1+1"), "'=1+1");
  EXPECT_EQ(UnguardFormula("=1+1"), "=1+1");
  EXPECT_EQ(UnguardFormula("'tis"), "'tis");
  EXPECT_EQ(UnguardFormula("'"), "'");
  EXPECT_EQ(UnguardFormula(""), "");
}

// Every text of up to four of these pieces comes back as it was.
TEST(FormulaGuardTest, GuardAndUnguardAreInverse) {
  const std::vector<std::string> pieces = {"'", "=", "-", "\t", "＋", "a"};
  std::vector<std::string> texts = {""};
  for (std::size_t from = 0, round = 0; round < 4; ++round) {
    const std::size_t to = texts.size();
    for (; from < to; ++from) {
      for (const std::string& piece : pieces) texts.push_back(texts[from] + piece);
    }
  }
  ASSERT_EQ(texts.size(), 1U + 6U + 36U + 216U + 1'296U);
  for (const std::string& text : texts) {
    const std::string cell = NeedsFormulaGuard(text) ? "'" + text : text;
    EXPECT_EQ(UnguardFormula(cell), text);
    if (cell.empty()) continue;
    EXPECT_EQ(std::string_view("=-\t").find(cell[0]), std::string_view::npos) << cell;
  }
}

}  // namespace
}  // namespace cognitrack
