// Each real completions-usage export of the shared data: imported, it equals itself; a changed
// digit, a deleted row and a doubled row are named exactly. Skipped where the data are absent; the
// same rules are covered by parity_check_test.cpp and the property tests of the parity module.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/parity/parity_ledger.h"

namespace cognitrack {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::filesystem::path ExportsFolder() {
  const char* shared = std::getenv("COGNITRACK_SHARED");
  return std::filesystem::path(shared == nullptr ? "../shared" : shared) / "data" / "exports";
}

struct ExportText {
  std::string header;
  std::vector<std::string> rows;

  std::string ToText() const {
    std::string text = header + "\n";
    for (const std::string& row : rows) text += row + "\n";
    return text;
  }
};

std::vector<std::string> CellsOf(const std::string& row) {
  std::vector<std::string> cells(1);
  for (const char c : row) {
    if (c == ',') {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  return cells;
}

std::string Joined(const std::vector<std::string>& cells) {
  std::string row;
  for (const std::string& cell : cells) row += (row.empty() ? "" : ",") + cell;
  return row;
}

constexpr std::size_t kMostMutations = 30;

class RealExportsTest : public ParityLedger, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    ParityLedger::SetUp();
    const std::filesystem::path path = ExportsFolder() / GetParam();
    if (!std::filesystem::exists(path)) {
      GTEST_SKIP() << path << " is not here; set COGNITRACK_SHARED to the folder that holds data/";
    }
    std::ifstream in(path);
    std::getline(in, text_.header);
    for (std::string line; std::getline(in, line);) text_.rows.push_back(line);
    file_ = Write("real.csv", text_.ToText());
    Import({file_});
    // The whole range even where a row at its end is gone.
    const ParityDocument document = Document({file_});
    options_.from = document.from;
    options_.to = document.to;
    for (std::size_t i = 0; i < text_.rows.size(); ++i) {
      if (!CellsOf(text_.rows[i])[Column("num_model_requests")].empty()) used_.push_back(i);
    }
    const std::size_t stride = used_.size() / kMostMutations + 1;
    for (std::size_t i = 0; i < used_.size(); i += stride) mutated_.push_back(used_[i]);
  }
  std::size_t Column(const std::string& name) const {
    const std::vector<std::string> names = CellsOf(text_.header);
    const auto at = std::find(names.begin(), names.end(), name);
    EXPECT_NE(at, names.end()) << name;
    return static_cast<std::size_t>(at - names.begin());
  }
  Day DayOfRow(std::size_t row) const {
    return DayOf(std::stoll(CellsOf(text_.rows[row])[Column("start_time")]));
  }

  ExportText text_;
  std::string file_;
  std::vector<std::size_t> used_;     // Rows with numbers.
  std::vector<std::size_t> mutated_;  // Some of them, spread evenly.
};

TEST_P(RealExportsTest, ImportedItIsExactAndProvesNothing) {
  const ParityDocument document = Document({file_});
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.differences_total, 0);
  EXPECT_EQ(document.csv_totals, document.ledger_totals);
  EXPECT_EQ(document.files[0].rows, static_cast<std::int64_t>(used_.size()));
  for (const ParityDay& day : document.days) EXPECT_TRUE(day.self);
  EXPECT_THAT(document.notes, Contains(HasSubstr("compared with its own file proves nothing")));
  const std::string json = ParityJson(document);
  const Result<ParityDocument> parsed = ParseParityJson(json);
  ASSERT_OK(parsed);
  EXPECT_EQ(ParityJson(*parsed), json);
}

TEST_P(RealExportsTest, OneChangedDigitIsNamedExactly) {
  for (const std::size_t row : mutated_) {
    ExportText changed = text_;
    std::vector<std::string> cells = CellsOf(text_.rows[row]);
    std::string& cell = cells[Column("input_tokens")];
    cell[0] = cell[0] == '9' ? '8' : static_cast<char>(cell[0] + 1);
    changed.rows[row] = Joined(cells);
    const ParityDocument document = Document({Write("changed.csv", changed.ToText())});
    EXPECT_EQ(document.verdict, Verdict::kVariance) << "row " << row;
    ASSERT_THAT(document.differences, SizeIs(1));
    EXPECT_EQ(document.differences[0].day, DayOfRow(row));
    EXPECT_EQ(document.differences[0].cause, Cause::kValueDiffers);
    EXPECT_THAT(document.differences[0].metrics, SizeIs(1));
    EXPECT_THAT(
        document.differences[0].at,
        Contains(::testing::Field(&DifferencePlace::line, static_cast<std::int64_t>(row) + 2)));
  }
}

TEST_P(RealExportsTest, OneDeletedRowIsNamedExactly) {
  for (const std::size_t row : mutated_) {
    ExportText changed = text_;
    changed.rows.erase(changed.rows.begin() + static_cast<std::ptrdiff_t>(row));
    const ParityDocument document = Document({Write("deleted.csv", changed.ToText())});
    EXPECT_EQ(document.verdict, Verdict::kVariance) << "row " << row;
    ASSERT_THAT(document.differences, SizeIs(1));
    EXPECT_EQ(document.differences[0].day, DayOfRow(row));
    EXPECT_EQ(document.differences[0].kind, DifferenceKind::kMissingInCsv);
    const ParityDay& day = document.days[static_cast<std::size_t>(DayOfRow(row) - document.from)];
    EXPECT_EQ(document.differences[0].cause, day.csv ? Cause::kRowAbsent : Cause::kDayAbsent);
  }
}

TEST_P(RealExportsTest, OneDoubledRowIsNamedExactly) {
  for (const std::size_t row : mutated_) {
    ExportText changed = text_;
    changed.rows.push_back(text_.rows[row]);
    const ParityDocument document = Document({Write("doubled.csv", changed.ToText())});
    EXPECT_EQ(document.verdict, Verdict::kVariance) << "row " << row;
    ASSERT_THAT(document.differences, SizeIs(1));
    EXPECT_EQ(document.differences[0].day, DayOfRow(row));
    EXPECT_EQ(document.differences[0].cause, Cause::kDoubledRow);
    EXPECT_THAT(document.differences[0].at, SizeIs(2));
  }
}

INSTANTIATE_TEST_SUITE_P(Files, RealExportsTest,
                         ::testing::Values("openai-completions-usage-2025-06.csv",
                                           "openai-completions-usage-2026-03.csv",
                                           "openai-completions-usage-2026-08.csv"));

}  // namespace
}  // namespace cognitrack
