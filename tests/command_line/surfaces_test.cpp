// Several surfaces as their users meet them: chosen, read, refused, shown.
#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SurfacesTest : public CommandLine {
 protected:
  SurfacesTest() {
    provider_.offered = {"completions", "images", "vector_stores", "costs", "costs_by_key"};
    for (Day day = kStart; day <= kStart + 1; day = day + 1) {
      provider_.use[day] = {{"proj_alpha", "gpt-a", 3, 1'500'000}};
    }
  }
  std::vector<std::string> Backfill(const std::string& surfaces = "") {
    std::vector<std::string> words = {"backfill", "--start", "2026-03-05", "--end", "2026-03-06"};
    if (!surfaces.empty()) words.insert(words.end(), {"--surface", surfaces});
    return words;
  }
  // surface → state, or "null".
  static std::map<std::string, std::string> States(const boost::json::object& document) {
    std::map<std::string, std::string> states;
    for (const auto& entry : document.at("surfaces").as_array()) {
      const auto& state = entry.at("state");
      states[std::string(entry.at("surface").as_string())] =
          state.is_null() ? "null" : std::string(state.as_string());
    }
    return states;
  }

  static constexpr Day kStart{kDay / kSecondsPerDay};
};

TEST_F(SurfacesTest, OneRunReadsEverySurfaceAndItsDocumentAddsThemUp) {
  provider_.refused_surfaces = {"images"};
  const auto document = Json(Backfill());
  EXPECT_EQ(document.at("windows_changed"), 4 * 2);
  EXPECT_EQ(document.at("windows_parked"), 0);
  EXPECT_EQ(document.at("rows_written"), 4 * 2);
  const auto states = States(document);
  EXPECT_EQ(states.size(), 13U);
  EXPECT_EQ(states.at("completions"), "ok");
  EXPECT_EQ(states.at("costs_by_key"), "ok");
  EXPECT_EQ(states.at("images"), "refused");
  EXPECT_EQ(states.at("embeddings"), "unknown");
  const auto& first = document.at("surfaces").at(0);
  EXPECT_EQ(first.at("surface"), "completions");
  EXPECT_EQ(first.at("windows_changed"), 2);
  EXPECT_EQ(document.at("chunks").at(0).at("surface"), "completions");
  EXPECT_EQ(document.at("plan").at(0).at("surface"), "completions");

  const Said again = Run(Backfill());
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.out,
              AllOf(HasSubstr("refused: no right to read it"), HasSubstr("vector_stores"),
                    HasSubstr("Unknown to the provider: decisions, embeddings"),
                    Not(HasSubstr("surface_unknown"))));
  EXPECT_THAT(Run({"runs", "2"}).out, HasSubstr("refused: no right to read it"));
}

TEST_F(SurfacesTest, AListLimitsThemAndAWrongNameIsHelped) {
  const auto document = Json(Backfill("costs, completions"));
  EXPECT_EQ(States(document),
            (std::map<std::string, std::string>{{"completions", "ok"}, {"costs", "ok"}}));
  EXPECT_EQ(document.at("windows_changed"), 4);
  const Said wrong = Run(Backfill("completions,cost"));
  EXPECT_EQ(wrong.exit_code, 64);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'costs'?"));
  EXPECT_EQ(Run(Backfill(",")).exit_code, 64);
  EXPECT_THAT(Run({"windows", "--surface", "compute"}).err, HasSubstr("there are: completions"));
}

TEST_F(SurfacesTest, ADryRunSaysOfHowManySurfaces) {
  auto words = Backfill();
  words.emplace_back("--dry-run");
  EXPECT_THAT(Run(words).out, AllOf(HasSubstr("13"), HasSubstr("26")));
  EXPECT_EQ(Json(words).at("plan").as_array().size(), 13U);
}

TEST_F(SurfacesTest, AKeyWithoutAnyRightEndsWith77) {
  for (const Surface& surface : Surfaces()) provider_.refused_surfaces.emplace(surface.name);
  const Said said = Run(Backfill());
  EXPECT_EQ(said.exit_code, 77);
  EXPECT_THAT(said.err, HasSubstr("may read none of the surfaces"));
}

TEST_F(SurfacesTest, WindowsShowOneSurfaceAndSayWhichOthersThereAre) {
  provider_.refused_surfaces = {"images"};
  Run(Backfill());
  EXPECT_THAT(Run({"windows"}).out,
              AllOf(HasSubstr("openai · completions"),
                    HasSubstr("Also held: vector_stores, costs, costs_by_key; the key may not "
                              "read: images")));
  EXPECT_THAT(Run({"windows", "--surface", "vector_stores"}).out, HasSubstr("Bytes stored"));
  const Said refused = Run({"windows", "--surface", "images"});
  EXPECT_EQ(refused.exit_code, 0);
  EXPECT_THAT(refused.out,
              AllOf(HasSubstr("the key has no right to read images"), Not(HasSubstr("Gaps"))));
  const auto document = Json({"windows", "--surface", "images"});
  EXPECT_EQ(document.at("surface_state"), "refused");
  EXPECT_TRUE(document.at("days").as_array().empty());
  EXPECT_EQ(document.at("cursor").at("gaps"), 0);
  EXPECT_THAT(Run({"sources"}).out, HasSubstr("may not read: images"));
}

TEST_F(SurfacesTest, UsageTellsASurfaceInItsOwnMetrics) {
  Run(Backfill());
  const Said images = Run({"usage", "--surface", "images"});
  EXPECT_THAT(images.out,
              AllOf(HasSubstr("Images"), HasSubstr("Requests"), Not(HasSubstr("Total tokens"))));
  const auto document = Json({"usage", "--surface", "vector_stores", "--day", "2026-03-05"});
  EXPECT_EQ(document.at("totals").as_object().size(), 1U);
  EXPECT_EQ(document.at("totals").at("usage_bytes"), 3);
  EXPECT_EQ(document.at("group_by").at(0), "project_id");
  EXPECT_EQ(Run({"usage", "--surface", "costs"}).exit_code, 64);
  EXPECT_EQ(Run({"costs", "--surface", "images"}).exit_code, 64);
  const auto by_key = Json({"costs", "--surface", "costs_by_key"});
  EXPECT_EQ(by_key.at("surface"), "costs_by_key");
  EXPECT_EQ(by_key.at("rows").as_array().size(), 2U);
}

TEST_F(SurfacesTest, EverySurfaceIsExportedUnderItsOwnNames) {
  Run(Backfill());
  const Said csv = Run({"export", "--surface", "images"});
  EXPECT_EQ(csv.exit_code, 0);
  EXPECT_THAT(csv.out, HasSubstr("start_time,end_time,start_time_iso,end_time_iso,api_key_id,model,"
                                 "project_id,size,source,user_id,num_model_requests,images\n"
                                 "1772668800,1772755200,2026-03-05T00:00:00+00:00,"
                                 "2026-03-06T00:00:00+00:00,,gpt-a,proj_alpha,,,,3,3\n"));
  const Said back = Run({"import", "--csv", Write("images.csv", csv.out)});
  EXPECT_EQ(back.exit_code, 65) << "it is no export that could be taken for another";
  const Said decisions = Run({"export", "--surface", "decisions"});
  EXPECT_EQ(decisions.exit_code, 64);
  EXPECT_THAT(decisions.err, HasSubstr("could not be told from one of completions"));
  EXPECT_EQ(Run({"export", "--surface", "costs_by_key"}).exit_code, 0);
  const Said jsonl = Run({"export", "--surface", "images", "--format", "jsonl"});
  EXPECT_EQ(jsonl.exit_code, 0);
  EXPECT_THAT(jsonl.out, HasSubstr("\"images\":3"));
  EXPECT_EQ(Run({"export", "--surface", "costs"}).exit_code, 0);
}

TEST_F(SurfacesTest, DoctorTellsOfSurfacesThatWereRefused) {
  provider_.refused_surfaces = {"images", "costs"};
  Run(Backfill());
  const Said doctor = Run({"doctor"});
  EXPECT_EQ(doctor.exit_code, 0) << doctor.out;
  EXPECT_THAT(doctor.out, HasSubstr("had no right to read images, costs"));
  provider_.refused_surfaces.insert("completions");
  EXPECT_EQ(Run({"doctor"}).exit_code, 77);
}

}  // namespace
}  // namespace cognitrack
