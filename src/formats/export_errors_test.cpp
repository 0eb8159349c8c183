// Bad exports: each gets an error with its place, the reason and what to do.
#include <gmock/gmock.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "formats/export_reader.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kHeader[] =
    "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,model,batch,"
    "input_tokens,output_tokens\n";
constexpr char kTimes[] =
    "1772668800,1772755200,2026-03-05T00:00:00+00:00,2026-03-06T00:00:00+00:00,";

class ExportErrorsTest : public ::testing::Test {
 protected:
  Result<ExportFile> ReadPath(const std::string& path) {
    SeriesTable table;
    return ReadExport(path, &table, [](const ExportRow&) -> Status { return {}; });
  }
  Result<ExportFile> Read(const std::string& bytes) {
    return ReadPath(directory_.Write("usage.csv", bytes));
  }
  // A row with good times and these cells behind them.
  Result<ExportFile> ReadRow(const std::string& cells) {
    return Read(std::string(kHeader) + kTimes + cells + "\n");
  }
  // A row with these time cells and good ones behind them.
  Result<ExportFile> ReadTimes(const std::string& times) {
    return Read(std::string(kHeader) + times + ",proj_alpha,1,gpt-4o,False,3,2\n");
  }
  std::string At(const std::string& place) const {
    return directory_.File("usage.csv") + ":" + place;
  }

  TemporaryDirectory directory_;
};

#define EXPECT_BAD(result, start, part) \
  EXPECT_THAT(result, HasError(ErrorCode::kBadInput, AllOf(StartsWith(start), HasSubstr(part))))

TEST_F(ExportErrorsTest, GoodFileIsGood) {
  EXPECT_OK(ReadRow("proj_alpha,1.0,gpt-4o,False,3.0,2.0"));
}

TEST_F(ExportErrorsTest, MissingRequiredColumnIsNamed) {
  EXPECT_BAD(Read("start_time,model,input_tokens,num_model_requests,batch,input_text_tokens\n"),
             At("1:7: "), "the required column output_tokens is missing");
  EXPECT_BAD(Read("end_time,output_tokens\n"), At("1:3: "),
             "column start_time, input_tokens, num_model_requests is missing");
}

TEST_F(ExportErrorsTest, DuplicateColumnIsNamed) {
  EXPECT_BAD(Read("start_time,model,input_tokens,output_tokens,num_model_requests,model\n"),
             At("1:6: "), "the column 'model' stands there twice, first as column 2");
}

TEST_F(ExportErrorsTest, RaggedRow) {
  EXPECT_BAD(ReadRow("proj_alpha,1.0,gpt-4o,False,3.0"), At("2:10: "),
             "the row has 9 cells, the header 10");
  EXPECT_BAD(ReadRow("proj_alpha,1.0,gpt-4o,False,3.0,2.0,"), At("2:11: "),
             "the row has 11 cells, the header 10");
}

TEST_F(ExportErrorsTest, CountsThatAreNone) {
  EXPECT_BAD(ReadRow("proj_alpha,1.0,gpt-4o,False,\"1,000\",2.0"), At("2:9: "),
             "input_tokens is '1,000', which is no number");
  EXPECT_BAD(ReadRow("proj_alpha,x,gpt-4o,False,3.0,2.0"), At("2:6: "),
             "num_model_requests is 'x', which is no number");
  EXPECT_BAD(ReadRow("proj_alpha,1.0,gpt-4o,False,-3,2.0"), At("2:9: "),
             "input_tokens is '-3', which is negative");
  EXPECT_BAD(ReadRow("proj_alpha,1.0,gpt-4o,False,3.5,2.0"), At("2:9: "),
             "input_tokens is '3.5', which is not whole");
  EXPECT_BAD(ReadRow("proj_alpha,1.0,gpt-4o,False,3,9223372036854775808"), At("2:10: "),
             "output_tokens is '9223372036854775808', which is over 9223372036854775807");
  EXPECT_BAD(ReadRow("proj_alpha,1.0,gpt-4o,False,3,1E19"), At("2:10: "), "which is over");
  for (const std::string cell : {" 3", "3 ", "0x10", "1e", ".", "NaN", "1.0.0", "--1", "１"}) {
    EXPECT_BAD(ReadRow("proj_alpha,1.0,gpt-4o,False," + cell + ",2.0"), At("2:9: "), "no number");
  }
}

TEST_F(ExportErrorsTest, BatchIsTrueOrFalse) {
  EXPECT_BAD(ReadRow("proj_alpha,1.0,gpt-4o,WAHR,3.0,2.0"), At("2:8: "),
             "batch is 'WAHR', neither True nor False");
}

TEST_F(ExportErrorsTest, DatesLieWithin2020To2100) {
  EXPECT_BAD(ReadTimes("1577836799,,,"), At("2:1: "), "outside 2020 to 2100");
  EXPECT_BAD(ReadTimes("1772668800000,,,"), At("2:1: "), "outside 2020 to 2100");
  EXPECT_BAD(ReadTimes("4133980800,,,"), At("2:1: "), "outside 2020 to 2100");
  EXPECT_BAD(ReadTimes(",,2019-12-31T00:00:00,"), At("2:3: "), "outside 2020 to 2100");
  EXPECT_BAD(ReadTimes("1772668800,9999999999,,"), At("2:2: "), "outside 2020 to 2100");
  EXPECT_OK(ReadTimes("1577836800,,,"));
  EXPECT_OK(ReadTimes("4133894400,4133980800,,"));
}

TEST_F(ExportErrorsTest, TimesThatContradictEachOther) {
  EXPECT_BAD(ReadTimes("1772668800,1772755200,2026-03-05T01:00:00+00:00,2026-03-06T00:00:00+00:00"),
             At("2:3: "), "but start_time is '1772668800', that is 2026-03-05T00:00:00Z");
  EXPECT_BAD(ReadTimes("1772668800,1772755199,2026-03-05T00:00:00+00:00,2026-03-06T00:00:00+00:00"),
             At("2:4: "), "end_time_iso is '2026-03-06T00:00:00+00:00', but end_time");
  EXPECT_BAD(ReadTimes("1772668800,1772668800,,"), At("2:2: "), "not after");
}

TEST_F(ExportErrorsTest, TimesThatAreNone) {
  EXPECT_BAD(ReadTimes("yesterday,,,"), At("2:1: "), "start_time is 'yesterday'");
  EXPECT_BAD(ReadTimes("1772668800,,05.03.2026,"), At("2:3: "), "start_time_iso is '05.03.2026'");
  EXPECT_BAD(ReadTimes(",1772755200,,"), At("2:1: "), "no start_time in this row; remove total");
}

TEST_F(ExportErrorsTest, TotalRowOfASpreadsheet) {
  EXPECT_BAD(Read(std::string(kHeader) + kTimes +
                  "proj_alpha,1.0,gpt-4o,False,3.0,2.0\n"
                  "Total,,,,,1,,,3,2\n"),
             At("3:1: "), "start_time is 'Total'");
  EXPECT_BAD(Read(std::string(kHeader) + kTimes +
                  "proj_alpha,1.0,gpt-4o,False,3.0,2.0\n"
                  ",,,,,1,,,3,2\n"),
             At("3:1: "), "total");
}

TEST_F(ExportErrorsTest, BlankLineWithRowsBehindIt) {
  EXPECT_BAD(Read("start_time\n1772668800\n\n,\n1772755200\n"), At("3:1: "), "a blank line");
  EXPECT_BAD(Read("\nstart_time\n1772668800\n"), At("1:1: "), "the first line is blank");
}

TEST_F(ExportErrorsTest, CellInAColumnWithoutAName) {
  EXPECT_BAD(Read("start_time,,\n1772668800,,x\n"), At("2:3: "), "column without a name");
}

TEST_F(ExportErrorsTest, FileWithoutRows) {
  EXPECT_BAD(Read(kHeader), At("1:1: "), "covers no day");
  EXPECT_BAD(Read(""), At("1:1: "), "the file is empty");
  EXPECT_BAD(Read("\xEF\xBB\xBF"), At("1:1: "), "the file is empty");
}

TEST_F(ExportErrorsTest, AnotherKindIsNamedAsWhatItIs) {
  EXPECT_BAD(Read("start_time,end_time,project_id,num_model_requests,model,input_tokens\n"),
             At("1:1: "), "this is an openai non-completions usage export; ");
  EXPECT_BAD(Read("usage_date_utc,model,cost_usd\n"), At("1:1: "), "an anthropic cost export");
  EXPECT_BAD(Read("Date,Slug,\"Usage \x01\",Requests\n"), At("1:1: "),
             "no export that is known here: its columns begin with 'Date', 'Slug', 'Usage \\x01'");
  EXPECT_BAD(Read("{\"object\":\"page\",\"data\":[]}\n"), At("1:1: "), "this is JSON; only CSV");
}

TEST_F(ExportErrorsTest, AmountsArePlainNumbers) {
  const std::string header = "start_time,end_time,amount_value,amount_currency,quantity\n";
  const std::string day = "1772668800,1772755200,";
  EXPECT_BAD(Read(header), At("1:1: "), "covers no day");
  EXPECT_BAD(Read(header + day + "\"1,000.50\",usd,\n"), At("2:3: "), "amount_value is '1,000.50'");
  EXPECT_BAD(Read(header + day + "9300000000000,usd,\n"), At("2:3: "), "below 9.2 * 10^12");
  EXPECT_BAD(Read(header + day + "1,usd,many\n"), At("2:5: "), "quantity is 'many'");
  EXPECT_BAD(Read("start_time,amount_value,amount_value\n"), At("1:3: "), "stands there twice");
  EXPECT_BAD(Read("end_time,amount_value\n"), At("1:3: "), "start_time is missing");
}

TEST_F(ExportErrorsTest, FormOfTheFile) {
  EXPECT_BAD(ReadRow("proj_alpha,1.0,\"gpt-4o,False,3.0,2.0"), At("2:7: "), "never closed");
  EXPECT_BAD(ReadRow(std::string("proj\0alpha,1.0,gpt-4o,False,3.0,2.0", 36)), At("2:5: "), "NUL");
  EXPECT_BAD(ReadRow("caf\xE9,1.0,gpt-4o,False,3.0,2.0"), At("2:5: "), "UTF-8");
  EXPECT_BAD(Read(std::string("s\0t\0a\0r\0t\0", 10)), At("1:1: "), "UTF-16; save as UTF-8 CSV");
}

TEST_F(ExportErrorsTest, PathThatIsNoReadableFile) {
  EXPECT_THAT(ReadPath(directory_.File("absent.csv")),
              HasError(ErrorCode::kBadInput,
                       directory_.File("absent.csv") + ": there is no such file; check the path"));
  EXPECT_THAT(ReadPath(directory_.path().string()),
              HasError(ErrorCode::kBadInput, HasSubstr("this is a directory")));
  const std::string below_a_file = directory_.Write("usage.csv", "x") + "/usage.csv";
  EXPECT_THAT(ReadPath(below_a_file), HasError(ErrorCode::kBadInput, HasSubstr("no such file")));
}

TEST_F(ExportErrorsTest, FailureOfTheFileSystemIsNoFaultOfTheFile) {
  EXPECT_THAT(ReadPath("/proc/self/mem"),
              HasError(ErrorCode::kDisk, StartsWith("/proc/self/mem: cannot be read")));
}

// Whatever is lost at the end of a file is noticed, except whole rows and the last line break.
TEST_F(ExportErrorsTest, CutAtEveryByteIsRefusedOrLosesNothingButRows) {
  std::string bytes = kHeader;
  std::vector<std::size_t> ends = {};
  for (int i = 0; i < 3; ++i) {
    bytes += kTimes + std::string("\"proj,alpha\",1.0,gpt-4o,False,3.0,") +
             std::to_string(120 + i) + ".0\n";
    ends.push_back(bytes.size());
  }
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    SeriesTable table;
    std::int64_t rows = 0;
    const auto file = ReadExport(directory_.Write("usage.csv", bytes.substr(0, size)), &table,
                                 [&](const ExportRow& row) -> Status {
                                   EXPECT_EQ(row.metrics.OrZero(Metric::kOutputTokens), 120 + rows);
                                   ++rows;
                                   return {};
                                 });
    bool is_whole = false;
    for (const std::size_t end : ends) is_whole = is_whole || size == end || size + 1 == end;
    EXPECT_EQ(file.has_value(), is_whole) << size << " " << bytes.substr(0, size);
  }
}

TEST_F(ExportErrorsTest, LastCellThatMayBeCutOff) {
  const std::string row = std::string(kHeader) + kTimes + "proj_alpha,1.0,gpt-4o,False,3.0,";
  EXPECT_BAD(Read(row), At("2:10: "), "the file ends within this cell");
  EXPECT_BAD(Read(row + "2"), At("2:10: "), "the file ends within this cell");
  EXPECT_BAD(Read(row + "2."), At("2:10: "), "the file ends within this cell");
  EXPECT_OK(Read(row + "2.0"));
  EXPECT_OK(Read(std::string(kHeader) + kTimes + "proj_alpha,1,gpt-4o,False,3,2"));
  EXPECT_OK(Read(std::string(kHeader) + kTimes + ",,,,,"));
}

TEST_F(ExportErrorsTest, PipeIsReadUnlessItMustBeReadTwice) {
  const auto read_from_pipe = [&](const std::string& bytes) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    EXPECT_EQ(write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    close(ends[1]);
    auto file = ReadPath("/proc/self/fd/" + std::to_string(ends[0]));
    close(ends[0]);
    return file;
  };
  EXPECT_OK(read_from_pipe(std::string(kHeader) + kTimes + "proj_alpha,1,gpt-4o,False,3,2\n"));
  EXPECT_THAT(read_from_pipe("start_time,output_tokens,input_tokens,num_model_requests,colour\n"
                             "1772668800,3,2,1,red\n"),
              HasError(ErrorCode::kBadInput, HasSubstr("this is a pipe")));
}

}  // namespace
}  // namespace cognitrack
