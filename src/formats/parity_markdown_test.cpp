#include "formats/parity_markdown.h"

#include <gmock/gmock.h>

#include "formats/cause_words.h"
#include "formats/markdown_table.h"

namespace cognitrack {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

const Day kMay1{20'574};  // 2026-05-01.

ParityDocument OneDay() {
  ParityDocument document;
  document.source = "openai";
  document.from = document.to = kMay1;
  document.dimensions = {"model"};
  document.csv_totals = {{"input_tokens", 12}, {"num_model_requests", 1}, {"output_tokens", 0}};
  document.ledger_totals = document.csv_totals;
  ParityDay day;
  day.day = kMay1;
  day.ledger_state = "settled";
  day.ledger_origin = "api";
  day.csv = document.csv_totals;
  day.ledger = document.ledger_totals;
  document.days = {day};
  document.files = {{"may.csv", "ab12", "openai completions usage", 1, 0, {}, {}}};
  return document;
}

ParityDocument OneDayThatDiffers() {
  ParityDocument document = OneDay();
  document.verdict = Verdict::kVariance;
  document.days[0].verdict = Verdict::kVariance;
  document.days[0].cause = Cause::kDoubledRow;
  document.ledger_totals["input_tokens"] = 6;
  document.ledger_totals.erase("output_tokens");
  document.dropped = {{"api_source", "not a column of the export"}};
  document.not_compared = {"output_tokens"};
  ParityDifference difference;
  difference.day = kMay1;
  difference.cause = Cause::kDoubledRow;
  difference.dimensions = {{"model", "gpt|a"}, {"user_id", std::nullopt}};
  difference.metrics["input_tokens"] = {WideCount{12}, WideCount{6}, WideCount{6}};
  difference.metrics["num_model_requests"] = {WideCount{1}, WideCount{3}, WideCount{-2}};
  difference.at = {{"may.csv", 2}, {"may.csv", 3}};
  document.differences = {difference};
  document.differences_total = 5;
  document.files[0].unknown_columns = {"hue"};
  document.spot_checks = {
      {{{"project_id", "proj_alpha"}}, {{"input_tokens", 12}}, {{"input_tokens", 6}}}};
  document.notes = {"A note with *stars*."};
  return document;
}

constexpr std::string_view kExactReport =
    "# Parity report: openai, completions, 2026-05-01 to 2026-05-01\n"
    "\n"
    "**Verdict: exact.** On every day, every number that both sides report is equal. The "
    "tolerance is zero.\n"
    "\n"
    "The provider's export against the ledger, for each UTC day and each number. A dash "
    "(—) means not read or not reported, which is not zero.\n"
    "\n"
    "## Inputs\n"
    "\n"
    "| File | Kind | Rows | Rows without use | SHA-256 |\n"
    "| --- | --- | ---: | ---: | --- |\n"
    "| `may.csv` | openai completions usage | 1 | 0 | `ab12` |\n"
    "\n"
    "## Schema drift\n"
    "\n"
    "None: the files have the columns of the newest known form.\n"
    "\n"
    "## What was compared\n"
    "\n"
    "Rows were compared by `model`, each day on what both sides hold.\n"
    "\n"
    "## Totals\n"
    "\n"
    "| Metric | Export | Ledger | Difference |\n"
    "| --- | ---: | ---: | ---: |\n"
    "| `input_tokens` | 12 | 12 | 0 |\n"
    "| `num_model_requests` | 1 | 1 | 0 |\n"
    "| `output_tokens` | 0 | 0 | 0 |\n"
    "\n"
    "## Days\n"
    "\n"
    "| Day | Verdict | Cause | Ledger | Read from | Requests, export | ledger | Input "
    "tokens, export | ledger | Output tokens, export | ledger |\n"
    "| --- | --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    "| 2026-05-01 | exact |  | settled | the API | 1 | 1 | 12 | 12 | 0 | 0 |\n"
    "\n"
    "## Spot check\n"
    "\n"
    "The sides have neither project nor service tier in common, or no use.\n"
    "\n"
    "## Differences\n"
    "\n"
    "None.\n"
    "\n"
    "## Sign-off\n"
    "\n"
    "| Sign-off |  |\n"
    "| --- | --- |\n"
    "| Verdict | exact |\n"
    "| Signed by | \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_ |\n"
    "| Signed at | \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_ |\n"
    "| Note |  |\n";

TEST(ParityMarkdownTest, AnExactReportReadsLikeThis) {
  EXPECT_EQ(ParityMarkdown(OneDay(), {}), kExactReport);
}

TEST(ParityMarkdownTest, DifferencesHaveTheirCauseInWordsAndWhatToDoNext) {
  const std::string report = ParityMarkdown(OneDayThatDiffers(), {});
  EXPECT_THAT(report, HasSubstr("**Verdict: variance.** Not proven: 1 of 1 day differs."));
  EXPECT_THAT(report, HasSubstr("5 differences, 1 of them listed."));
  EXPECT_THAT(report,
              HasSubstr("| 2026-05-01 | numbers differ | model `gpt\\|a`, user_id no value | "
                        "`input_tokens` | 12 | 6 | +6 | `doubled_row` | `may.csv:2`, "
                        "`may.csv:3` |\n"
                        "|  |  |  | `num_model_requests` | 1 | 3 | −2 |  |  |\n"));
  EXPECT_THAT(report, HasSubstr("| `doubled_row` | The file holds fully identical lines"));
  EXPECT_THAT(report, HasSubstr("| `api_source` | not a column of the export |"));
  EXPECT_THAT(report, HasSubstr("not compared: `output_tokens`."));
  EXPECT_THAT(report, HasSubstr("| `output_tokens` | 0 | — | — |"));
  EXPECT_THAT(report, HasSubstr("| `may.csv` | `hue` | none |"));
  EXPECT_THAT(report, HasSubstr("| `proj_alpha` | all | — | — | 12 | 6 | — | — |"));
  EXPECT_THAT(report, HasSubstr("- A note with \\*stars\\*.\n"));
}

TEST(ParityMarkdownTest, TheHeadlineAndTheVerdictNameTheScope) {
  ParityDocument document = OneDay();
  document.scope = ParityScope{1, {{"project_id", "proj*a"}}, {{"model"}}, true};
  const std::string report = ParityMarkdown(document, {});
  EXPECT_THAT(report,
              HasSubstr("2026-05-01 to 2026-05-01, within project_id = proj\\*a, on model only, "
                        "on 2026-05-01 only\n\n**Verdict: exact within project_id = proj\\*a, on "
                        "model only, on 2026-05-01 only.** On every day"));
  EXPECT_THAT(report, HasSubstr("Rows of the export that were compared: 1.\n"));
}

TEST(ParityMarkdownTest, ASideThatWasNotReadIsADash) {
  ParityDocument document = OneDay();
  document.days[0].ledger = std::nullopt;
  document.days[0].ledger_origin = "";
  document.days[0].ledger_state = "missing";
  EXPECT_THAT(ParityMarkdown(document, {}), HasSubstr("| missing | — | 1 | — | 12 | — | 0 | — |"));
}

TEST(ParityMarkdownTest, ASignatureFillsTheBlock) {
  const std::string report = ParityMarkdown(OneDay(), {"Ann | Audit", 1'777'593'600, "seen"});
  EXPECT_THAT(report, EndsWith("| Verdict | exact |\n"
                               "| Signed by | Ann \\| Audit |\n"
                               "| Signed at | 2026-05-01T00:00:00Z |\n"
                               "| Note | seen |\n"));
}

TEST(ParityMarkdownTest, EveryCauseHasWordsAndANextStep) {
  for (int i = 0; i <= static_cast<int>(Cause::kHoursMissing); ++i) {
    EXPECT_NE(MeaningOf(static_cast<Cause>(i)), "");
    EXPECT_NE(NextStepFor(static_cast<Cause>(i)), "");
  }
}

TEST(MarkdownTest, NoValueBreaksItsCell) {
  EXPECT_EQ(MarkdownText("a|b\nc`d<e"), "a\\|b c\\`d\\<e");
  EXPECT_EQ(MarkdownCode("ft:gpt_a|b\nc"), "`ft:gpt_a\\|b c`");
  EXPECT_EQ(MarkdownCode("a`b"), "a\\`b");
  EXPECT_EQ(MarkdownCode(""), "");
}

}  // namespace
}  // namespace cognitrack
