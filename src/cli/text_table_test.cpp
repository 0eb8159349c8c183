#include "cli/text_table.h"

#include <gtest/gtest.h>

namespace cognitrack {
namespace {

TextTable Example() {
  TextTable table;
  table.AddColumn("Model", Align::kLeft);
  table.AddColumn("Requests", Align::kRight);
  table.AddRow({"gpt-5", "1,234"});
  table.AddRow({"a-model-with-a-long-name", "—"});
  table.SetTotals({"Total", "1,234"});
  return table;
}

TEST(TextTableTest, TextsStandLeftAndNumbersRight) {
  EXPECT_EQ(Example().ToText(TextStyle(false), 0),
            "Model                     Requests\n"
            "──────────────────────────────────\n"
            "gpt-5                        1,234\n"
            "a-model-with-a-long-name         —\n"
            "──────────────────────────────────\n"
            "Total                        1,234\n");
}

TEST(TextTableTest, ANarrowTerminalCutsTextsAndNeverNumbers) {
  EXPECT_EQ(Example().ToText(TextStyle(false), 22),
            "Model         Requests\n"
            "──────────────────────\n"
            "gpt-5            1,234\n"
            "a-model-wit…         —\n"
            "──────────────────────\n"
            "Total            1,234\n");
}

TEST(TextTableTest, ColourDoesNotMoveColumns) {
  TextTable table;
  table.AddColumn("Verdict", Align::kLeft);
  table.AddColumn("Days", Align::kRight);
  const TextStyle style(true);
  table.AddRow({style.Bad("variance"), "1"});
  EXPECT_NE(table.ToText(style, 0).find("\x1b[31mvariance\x1b[0m     1\n"), std::string::npos);
}

}  // namespace
}  // namespace cognitrack
