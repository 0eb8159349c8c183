// The OpenAI adapter on recorded pages: of two high-volume organisations, against totals that awk
// added up from the exports of the same organisations (golden_responses/make), and of every other
// folder that was put beside them (`cognitrack capture`).
#include <algorithm>
#include <filesystem>

#include "tests/support/golden_responses.h"

namespace cognitrack {
namespace {

constexpr const char* kFolder = "tests/contract/golden_responses";

std::vector<std::string> RecordedFolders() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class OpenAiGoldenTest : public ::testing::TestWithParam<std::string>, protected GoldenResponses {
 protected:
  void SetUp() override { Read(std::string(kFolder) + "/" + GetParam() + "/"); }
};

TEST_P(OpenAiGoldenTest, EveryDayIsReadWholeAndNothingIsFoundWrong) { CheckEveryDayIsReadWhole(); }

TEST_P(OpenAiGoldenTest, TotalsOfEachDayAreThoseOfTheExport) { CheckTotalsOfDays(); }

TEST_P(OpenAiGoldenTest, TotalsOfEachDimensionAreThoseOfTheExport) { CheckTotalsOfDimensions(); }

INSTANTIATE_TEST_SUITE_P(Organisations, OpenAiGoldenTest, ::testing::ValuesIn(RecordedFolders()),
                         [](const auto& name) { return name.param; });

TEST(OpenAiGoldenFolders, AreAtLeastTheTwoOrganisations) {
  EXPECT_THAT(RecordedFolders(), ::testing::IsSupersetOf({"cached_heavy", "plain"}));
}

}  // namespace
}  // namespace cognitrack
