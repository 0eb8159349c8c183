#include "formats/csv_tokenizer.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Rows = std::vector<std::pair<std::int64_t, std::vector<std::string>>>;

constexpr std::size_t kBlock = 64U << 10;

class CsvTokenizerTest : public ::testing::Test {
 protected:
  Result<Rows> Read(const std::string& bytes, std::size_t block_bytes = kBlock) {
    TRY(InputFile file, InputFile::Open(directory_.Write("a.csv", bytes)));
    CsvTokenizer csv(&file, block_bytes);
    TRY_VOID(csv.Start());
    Rows rows;
    CsvRecord record;
    for (;;) {
      TRY(const bool found, csv.Next(&record));
      if (!found) return rows;
      rows.push_back({record.line, {record.cells.begin(), record.cells.end()}});
    }
  }

  TemporaryDirectory directory_;
};

TEST_F(CsvTokenizerTest, CellsAndRows) {
  EXPECT_THAT(Read("a,b\n1,\n,2\n"),
              IsOkAndHolds(Rows{{1, {"a", "b"}}, {2, {"1", ""}}, {3, {"", "2"}}}));
}

TEST_F(CsvTokenizerTest, LastLineMayLackItsBreak) {
  EXPECT_THAT(Read("a,b\n1,2"), IsOkAndHolds(Rows{{1, {"a", "b"}}, {2, {"1", "2"}}}));
  EXPECT_THAT(Read("a,b\n1,"), IsOkAndHolds(Rows{{1, {"a", "b"}}, {2, {"1", ""}}}));
}

TEST_F(CsvTokenizerTest, LineBreaksOfEverySystem) {
  const Rows rows = {{1, {"a", "b"}}, {2, {"1", "2"}}};
  EXPECT_THAT(Read("a,b\r\n1,2\r\n"), IsOkAndHolds(rows));
  EXPECT_THAT(Read("a,b\r\n1,2\n"), IsOkAndHolds(rows));
  EXPECT_THAT(Read("a,b\r1,2\r"), IsOkAndHolds(rows));
  EXPECT_THAT(Read("a,b\r1,2"), IsOkAndHolds(rows));
}

TEST_F(CsvTokenizerTest, BlankLinesAreRowsOfOneEmptyCell) {
  EXPECT_THAT(Read("a\n\n\r\n"), IsOkAndHolds(Rows{{1, {"a"}}, {2, {""}}, {3, {""}}}));
}

TEST_F(CsvTokenizerTest, ByteOrderMarkIsNoText) {
  EXPECT_THAT(Read("\xEF\xBB\xBF"
                   "a,b\n"),
              IsOkAndHolds(Rows{{1, {"a", "b"}}}));
  EXPECT_THAT(Read("\xEF\xBB\xBF"), IsOkAndHolds(Rows{}));
}

TEST_F(CsvTokenizerTest, DelimiterIsTheOneOfTheFirstLine) {
  EXPECT_THAT(Read("a;b,c;d\n"), IsOkAndHolds(Rows{{1, {"a", "b,c", "d"}}}));
  EXPECT_THAT(Read("a\tb,c\td;\n"), IsOkAndHolds(Rows{{1, {"a", "b,c", "d;"}}}));
  EXPECT_THAT(Read("a;b\tc;d\n"), IsOkAndHolds(Rows{{1, {"a", "b\tc", "d"}}}));
  EXPECT_THAT(Read("\"a;;;\",b\n1;2,3\n"),
              IsOkAndHolds(Rows{{1, {"a;;;", "b"}}, {2, {"1;2", "3"}}}));
}

TEST_F(CsvTokenizerTest, QuotedCellsHoldDelimitersQuotesAndLineBreaks) {
  EXPECT_THAT(Read("a,b\n\"x,\"\"y\"\"\",\"1\n2\r\n3\"\n\"\",z\n"),
              IsOkAndHolds(Rows{{1, {"a", "b"}}, {2, {"x,\"y\"", "1\n2\r\n3"}}, {5, {"", "z"}}}));
  EXPECT_THAT(Read("a\n\"\"\"\"\n\"b\"\r\n\"c\""),
              IsOkAndHolds(Rows{{1, {"a"}}, {2, {"\""}}, {3, {"b"}}, {4, {"c"}}}));
}

TEST_F(CsvTokenizerTest, RowsDoNotDependOnWhereTheBlocksEnd) {
  std::string bytes =
      "\xEF\xBB\xBF"
      "name,\"te\"\"xt\",n\r\n";
  for (int i = 0; i < 40; ++i) {
    bytes += "\"a,\n" + std::string(static_cast<std::size_t>(i), 'x') + "\"\"\",é€😀," +
             std::to_string(i) + "\r\n,,\r\nplain,text," + std::string(70, '7') + "\r\n";
  }
  const Result<Rows> whole = Read(bytes);
  ASSERT_OK(whole);
  ASSERT_EQ(whole->size(), 121u);
  EXPECT_EQ(whole->back().first, 161);
  for (const std::size_t block : {1U, 2U, 3U, 5U, 7U, 63U, 64U, 65U, 127U, 1000U}) {
    EXPECT_THAT(Read(bytes, block), IsOkAndHolds(*whole)) << block;
  }
}

TEST_F(CsvTokenizerTest, QuoteThatIsNeverClosed) {
  EXPECT_THAT(
      Read("a,b\n1,2\n3,\"4\n5,6\n"),
      HasError(ErrorCode::kBadInput, AllOf(HasSubstr("a.csv:3:2: "), HasSubstr("never closed"))));
  EXPECT_THAT(Read("a,b\n\"1\n2\",\"\"\"\n"),
              HasError(ErrorCode::kBadInput, HasSubstr("a.csv:3:2: ")));
}

TEST_F(CsvTokenizerTest, QuotesStandAroundTheWholeCell) {
  EXPECT_THAT(
      Read("a,b\n1,x\"y\"\n"),
      HasError(ErrorCode::kBadInput, AllOf(HasSubstr("a.csv:2:2: "), HasSubstr("inside a cell"))));
  EXPECT_THAT(Read("a,b\n5\",2\n"), HasError(ErrorCode::kBadInput, HasSubstr("a.csv:2:1: ")));
  EXPECT_THAT(Read("a,b\n1,\"x\"y\n"),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr("a.csv:2:2: "), HasSubstr("behind the closing"))));
  EXPECT_THAT(Read("a,b\n1,\"x\"y\"\"\n"),
              HasError(ErrorCode::kBadInput, HasSubstr("a.csv:2:2: ")));
  EXPECT_THAT(Read("a,b\n1,\"x\" \n"), HasError(ErrorCode::kBadInput, HasSubstr("a.csv:2:2: ")));
}

TEST_F(CsvTokenizerTest, LineBreaksAreOfOneKind) {
  EXPECT_THAT(
      Read("a,b\n1,x\ry\n"),
      HasError(ErrorCode::kBadInput, AllOf(HasSubstr("a.csv:2:2: "), HasSubstr("line break"))));
  EXPECT_THAT(Read("a,b\r1,2\n3,4\r"), HasError(ErrorCode::kBadInput, HasSubstr("a.csv:2:2: ")));
}

TEST_F(CsvTokenizerTest, Utf16IsNamed) {
  const std::string little(
      "\xFF\xFE"
      "a\0,\0",
      6);
  const std::string big("\xFE\xFF\0a\0,", 6);
  const std::string unmarked("s\0t\0a\0r\0", 8);
  for (const std::string& bytes : {little, big, unmarked, unmarked.substr(1) + "x"}) {
    EXPECT_THAT(Read(bytes), HasError(ErrorCode::kBadInput,
                                      HasSubstr("a.csv:1:1: this is UTF-16; save as UTF-8 CSV")));
  }
}

TEST_F(CsvTokenizerTest, WorkbooksAndCompressedFilesAreNamed) {
  EXPECT_THAT(Read("PK\x03\x04whatever"), HasError(ErrorCode::kBadInput, HasSubstr("workbook")));
  EXPECT_THAT(Read("\x1F\x8B\x08 "), HasError(ErrorCode::kBadInput, HasSubstr("compressed")));
}

TEST_F(CsvTokenizerTest, NulBytesAreRefusedWhereTheyStand) {
  const std::string bytes("a,b\n1,2\n3,x\0y\n", 15);
  EXPECT_THAT(Read(bytes),
              HasError(ErrorCode::kBadInput, AllOf(HasSubstr("a.csv:3:2: "), HasSubstr("NUL"))));
  EXPECT_THAT(Read(std::string(3U << 20, '\0')),
              HasError(ErrorCode::kBadInput, AllOf(HasSubstr("a.csv:1:1: "), HasSubstr("NUL"))));
}

TEST_F(CsvTokenizerTest, TextIsUtf8) {
  EXPECT_THAT(Read("a,b\ncaf\xC3\xA9,2\n"),
              IsOkAndHolds(Rows{{1, {"a", "b"}}, {2, {"café", "2"}}}));
  EXPECT_THAT(Read("a,b\n\"x\n\",caf\xE9\n"),
              HasError(ErrorCode::kBadInput, AllOf(HasSubstr("a.csv:3:2: "), HasSubstr("UTF-8"))));
}

TEST_F(CsvTokenizerTest, RowsHaveAtMostOneMebibyte) {
  const std::string longest(CsvTokenizer::kMaxRecordBytes, 'x');
  EXPECT_THAT(Read("a\n" + longest + "\n"), IsOkAndHolds(Rows{{1, {"a"}}, {2, {longest}}}));
  EXPECT_THAT(Read("a\n" + longest), IsOkAndHolds(Rows{{1, {"a"}}, {2, {longest}}}));
  for (const std::string end : {"\n", ""}) {
    EXPECT_THAT(
        Read("a\n" + longest + "x" + end),
        HasError(ErrorCode::kBadInput, AllOf(HasSubstr("a.csv:2:1: "), HasSubstr("1 MiB"))));
  }
  EXPECT_THAT(Read("a,b\n1,\"" + longest + longest),
              HasError(ErrorCode::kBadInput, AllOf(HasSubstr("a.csv:2:2: "), HasSubstr("quote"))));
}

TEST_F(CsvTokenizerTest, LongLineIsRefusedWithoutBeingReadWhole) {
  // Never ends: only a reader that stops at its limit comes back.
  Result<InputFile> endless = InputFile::Open("/dev/zero");
  ASSERT_OK(endless);
  CsvTokenizer csv(&*endless);
  ASSERT_OK(csv.Start());
  CsvRecord record;
  EXPECT_THAT(csv.Next(&record), HasError(ErrorCode::kBadInput, HasSubstr("/dev/zero:1:1: ")));
}

TEST_F(CsvTokenizerTest, EmptyFileIsRefused) {
  EXPECT_THAT(Read(""), HasError(ErrorCode::kBadInput, HasSubstr("the file is empty")));
}

}  // namespace
}  // namespace cognitrack
