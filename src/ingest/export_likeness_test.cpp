#include "ingest/export_likeness.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ExportLikenessTest : public ::testing::Test {
 protected:
  static std::string Text(const std::string& rows) {
    return "start_time,end_time,input_tokens,output_tokens,num_model_requests,project_id,model\n" +
           rows;
  }
  Result<ExportLikeness> Compare(const std::string& original, const std::string& copy) {
    return CompareWithCopy(directory_.Write("original.csv", Text(original)),
                           directory_.Write("copy.csv", Text(copy)), &pseudonyms_);
  }

  TemporaryDirectory directory_;
  Pseudonyms pseudonyms_{PseudonymKey::Parse(std::string(64, '3')).value()};
};

const std::string kTimes = "1772668800,1772755200,";

TEST_F(ExportLikenessTest, ACopyUnderPseudonymsIsLikeItsOriginal) {
  const std::string model = pseudonyms_.Of(TextKind::kModel, "ft:gpt-4o:acme::1a").value();
  const auto likeness = Compare(kTimes + "1,2,3,proj_a,ft:gpt-4o:acme::1a\n" + kTimes +
                                    "4,5,6,proj_b,gpt-4o\n" + "1772755200,1772841600,,,,,\n",
                                kTimes + "1,2,3,x," + model + "\n" + kTimes + "4,5,6,y,gpt-4o\n" +
                                    "1772755200,1772841600,,,,,\n");
  ASSERT_OK(likeness);
  EXPECT_EQ(likeness->rows, 2);
  EXPECT_EQ(likeness->blank_rows, 1);
  EXPECT_EQ(likeness->days, 2);
  EXPECT_EQ(likeness->groups, 3);
}

TEST_F(ExportLikenessTest, AnyDifferenceIsToldWithoutATextOfTheFiles) {
  const std::string row = kTimes + "1,2,3,proj_secret,gpt-4o\n";
  const auto differs = [&](const std::string& copy, const std::string& what) {
    EXPECT_THAT(Compare(row, copy),
                HasError(ErrorCode::kInvariant, AllOf(HasSubstr(what), Not(HasSubstr("secret")))));
  };
  differs(row + row, "rows: 2 instead of 1");
  differs(kTimes + "1,2,4,x,gpt-4o\n", "times or numbers of a row");
  differs("1772668800,1772755199,1,2,3,x,gpt-4o\n", "times or numbers of a row");
  differs(kTimes + "1,2,3,x,gpt-4\n", "totals by day, model");
  const std::string two = row + kTimes + "1,2,3,proj_b,gpt-4o\n";
  EXPECT_THAT(Compare(two, row + row),
              HasError(ErrorCode::kInvariant, HasSubstr("combinations of dimensions: 1 instead "
                                                        "of 2")));
}

}  // namespace
}  // namespace cognitrack
