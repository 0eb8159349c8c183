// Jobs by hand and by a timer, as their users meet them.
#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ScheduleTest : public CommandLine {
 protected:
  ScheduleTest() {
    variables_["COGNITRACK_SCHEDULE_JITTER_SECONDS"] = "0";
    clock_.SetNow(kToday.start() + 9 * kSecondsPerHour);
    for (int back = 0; back < 40; ++back) {
      provider_.use[kToday - back] = {{"proj_alpha", "gpt-a", 3, 15}};
    }
  }
  boost::json::object Slot(std::size_t number = 0) {
    return Json({"schedule", "list"}).at("slots").at(number).as_object();
  }
  std::string At(const char* time) const { return FormatDay(kToday) + time; }

  const Day kToday{20'605};
};

TEST_F(ScheduleTest, WithoutALedgerNothingRanYet) {
  const Said said = Run({"schedule", "list"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("Schedule: 0 2 * * * in UTC\n"), HasSubstr("due now"),
                              HasSubstr("after a pull that stores costs"), HasSubstr("none yet")));
  EXPECT_EQ(Json({"schedule", "list"}).at("slots").as_array().size(), 0U);
}

TEST_F(ScheduleTest, WhatIsDueIsRunOnceAndCaughtUpOnce) {
  const Said first = Run({"schedule", "run", "--due"});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.out, "daily_usage, slot " + At("T02:00:00Z") + ": ok\n");
  EXPECT_EQ(Run({"schedule", "run", "--due"}).out, "Nothing is due.\n");
  EXPECT_EQ(Slot().at("run_id"), Json({"runs"}).at("runs").at(0).at("id"));
  clock_.Advance(4 * kSecondsPerDay);
  EXPECT_THAT(Run({"schedule", "run", "--due"}).out, HasSubstr("ok (stands in for 3 missed)"));
  EXPECT_EQ(Slot().at("missed"), 3);
  EXPECT_EQ(Json({"schedule", "list"}).at("jobs").at(0).at("next_at").as_string(),
            FormatDay(kToday + 5) + "T02:00:00Z");
}

TEST_F(ScheduleTest, WithoutAKeyTheSlotFailsAndSaysWhy) {
  variables_.erase("OPENAI_ADMIN_KEY");
  const Said said = Run({"schedule", "run", "--due"});
  EXPECT_EQ(said.exit_code, 77);
  EXPECT_THAT(said.out, AllOf(HasSubstr(": failed\n  no admin key"),
                              HasSubstr("tried again at " + At("T09:10:00Z"))));
  EXPECT_EQ(Run({"schedule", "run", "--due"}).out, "Nothing is due.\n");
  variables_["OPENAI_ADMIN_KEY"] = "sk-x";
  clock_.Advance(600);
  EXPECT_EQ(Run({"schedule", "run", "--due"}).exit_code, 0);
  EXPECT_EQ(Slot().at("attempt"), 2);
  EXPECT_EQ(Slot().at("state"), "ok");
}

TEST_F(ScheduleTest, AJobByNameIsRunWhateverIsDue) {
  ASSERT_EQ(Run({"schedule", "run", "--due"}).exit_code, 0);
  EXPECT_EQ(Run({"schedule", "run", "daily_usage"}).exit_code, 0);
  EXPECT_EQ(Slot().at("slot").as_string(), At("T09:00:00Z"));
  EXPECT_EQ(Run({"runs"}).exit_code, 0);
  EXPECT_EQ(Json({"runs"}).at("runs").as_array().size(), 2U);
  const Said unknown = Run({"schedule", "run", "daily"});
  EXPECT_EQ(unknown.exit_code, 64);
  EXPECT_THAT(unknown.err, HasSubstr("there are: daily_usage, reconcile"));
  EXPECT_EQ(Run({"schedule", "run"}).exit_code, 64);
  EXPECT_EQ(Run({"schedule", "run", "reconcile", "--due"}).exit_code, 64);
}

TEST_F(ScheduleTest, ASourceThatWasNamedHasSlotsOfItsOwn) {
  ASSERT_EQ(Run({"schedule", "run", "--due"}).exit_code, 0);
  for (auto& [day, rows] : provider_.use) rows = {{"proj_beta", "gpt-a", 3, 15}};
  const Said other = Run({"schedule", "run", "--due", "--source", "second"});
  EXPECT_EQ(other.exit_code, 0) << other.err;
  EXPECT_EQ(other.out, "daily_usage of second, slot " + At("T02:00:00Z") + ": ok\n");
  EXPECT_EQ(Json({"schedule", "list"}).at("slots").as_array().size(), 2U);
}

TEST_F(ScheduleTest, OffIsNeverDueAndAScheduleThatIsNoneIsNamed) {
  variables_["COGNITRACK_SCHEDULE"] = "off";
  EXPECT_EQ(Run({"schedule", "run", "--due"}).out, "Nothing is due.\n");
  EXPECT_THAT(Run({"schedule", "list"}).out, HasSubstr("Schedule: off (COGNITRACK_SCHEDULE)"));
  EXPECT_TRUE(Json({"schedule", "list"}).at("schedule").is_null());
  variables_["COGNITRACK_SCHEDULE"] = "0 2 31 2 *";
  const Said wrong = Run({"schedule", "list"});
  EXPECT_EQ(wrong.exit_code, 78);
  EXPECT_THAT(wrong.err, HasSubstr("COGNITRACK_SCHEDULE: the schedule '0 2 31 2 *'"));
}

// The flag stops timers; a slot that pulled nothing for it is done.
TEST_F(ScheduleTest, TheFlagIsHonoured) {
  variables_["ENABLE_DAILY_USAGE_WINDOWS"] = "false";
  const Said said = Run({"schedule", "run", "--due"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, AllOf(HasSubstr(": ok"), HasSubstr("daily_windows is off")));
  EXPECT_EQ(Json({"runs"}).at("runs").as_array().size(), 0U);
}

}  // namespace
}  // namespace cognitrack
