#include <gmock/gmock.h>

#include "cli/parity_view.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

const Day kMay1{20'574};  // 2026-05-01.

ParityDocument OneDay() {
  ParityDocument document;
  document.source = "openai";
  document.from = document.to = kMay1;
  document.dimensions = {"model"};
  document.days.resize(1);
  document.days[0].day = kMay1;
  document.files = {{"may.csv", "ab12", "openai completions usage", 1'192, 0, {}, {}}};
  document.scope = ParityScope{1'152, {}, std::nullopt, false};
  return document;
}

TEST(ParityTextTest, TheVerdictLineCountsTheRowsThatWereCompared) {
  ParityDocument document = OneDay();
  EXPECT_EQ(VerdictLine(document), "exact: 1 of 1 day equal, 1,152 rows, to the token");
  document.scope = std::nullopt;
  EXPECT_EQ(VerdictLine(document), "exact: 1 of 1 day equal, 1,192 rows, to the token");
}

TEST(ParityTextTest, TheVerdictLineNamesFilterDimensionsAndNarrowerRange) {
  ParityDocument document = OneDay();
  document.scope =
      ParityScope{40,
                  {{"project_id", "proj_alpha"}, {"model", "gpt-a"}, {"project_id", ""}},
                  {{"batch", "model"}},
                  true};
  const std::string line =
      "exact within model = gpt-a, project_id = proj_alpha or project_id is blank, on model only, "
      "on 2026-05-01 only: 1 of 1 day equal, 40 rows, to the token";
  EXPECT_EQ(VerdictLine(document), line);
  EXPECT_THAT(ParityText(document, TextStyle(false), 0), HasSubstr("✓ " + line));

  document.scope->filters.clear();
  document.dimensions = {"api_source", "batch", "model"};
  document.to = kMay1 + 1;
  document.verdict = document.days[0].verdict = Verdict::kVariance;
  EXPECT_EQ(VerdictLine(document),
            "variance on api_source, batch and model only, from 2026-05-01 to 2026-05-02 only: "
            "0 of 1 day equal, 40 rows, 1 variance");
}

}  // namespace
}  // namespace cognitrack
