#include "feature_flags/flag_value.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

FlagChange Entry(std::int64_t id, std::optional<std::string> source, FlagSetting setting) {
  FlagChange change;
  change.id = id;
  change.flag = kDailyWindows;
  change.source = std::move(source);
  change.setting = setting;
  return change;
}

// "off by source 3".
std::string Value(const std::optional<std::string>& source, const std::vector<FlagChange>& history,
                  FlagDefault otherwise = {}) {
  const FlagValue value = ValueOf(kDailyWindows, source, history, otherwise);
  return std::string(value.is_on ? "on by " : "off by ") + std::string(NameOf(value.origin)) +
         (value.entry ? " " + std::to_string(value.entry->id) : "");
}

TEST(FlagValueTest, NothingSetIsTheDefault) {
  EXPECT_EQ(Value("openai", {}), "on by built_in");
  EXPECT_EQ(Value("openai", {}, {false, FlagOrigin::kEnvironment}), "off by environment");
}

TEST(FlagValueTest, TheSourcesOwnEntryComesBeforeEverywhere) {
  const std::vector<FlagChange> history = {Entry(2, std::nullopt, FlagSetting::kOn),
                                           Entry(1, "acme", FlagSetting::kOff)};
  EXPECT_EQ(Value("acme", history), "off by source 1") << "however old it is";
  EXPECT_EQ(Value("openai", history, {false, FlagOrigin::kEnvironment}), "on by everywhere 2");
  EXPECT_EQ(Value(std::nullopt, history), "on by everywhere 2");
}

TEST(FlagValueTest, TheNewestEntryOfAScopeHolds) {
  EXPECT_EQ(Value("acme", {Entry(3, "acme", FlagSetting::kOn), Entry(2, "other", FlagSetting::kOff),
                           Entry(1, "acme", FlagSetting::kOff)}),
            "on by source 3");
}

TEST(FlagValueTest, ResetFallsThroughToTheNextScope) {
  EXPECT_EQ(Value("acme",
                  {Entry(3, "acme", FlagSetting::kDefault),
                   Entry(2, std::nullopt, FlagSetting::kOff), Entry(1, "acme", FlagSetting::kOn)}),
            "off by everywhere 2");
  EXPECT_EQ(Value("acme", {Entry(4, std::nullopt, FlagSetting::kDefault),
                           Entry(3, "acme", FlagSetting::kDefault),
                           Entry(2, std::nullopt, FlagSetting::kOff)}),
            "on by built_in");
}

TEST(FlagValueTest, AnotherFlagsEntriesAreNoneOfThisOne) {
  FlagChange other = Entry(1, "acme", FlagSetting::kOff);
  other.flag = "other";
  EXPECT_EQ(Value("acme", {other}), "on by built_in");
}

TEST(FlagValueTest, SourcesWithAnotherEntryOfTheirOwnStandApart) {
  const std::vector<FlagChange> history = {
      Entry(4, std::nullopt, FlagSetting::kOff), Entry(3, "c", FlagSetting::kDefault),
      Entry(2, "b", FlagSetting::kOff), Entry(1, "a", FlagSetting::kOn)};
  EXPECT_THAT(SourcesApart(kDailyWindows, {"a", "b", "c", "d"}, history, FlagSetting::kOff),
              ElementsAre("a"));
  EXPECT_THAT(SourcesApart(kDailyWindows, {"a", "b", "c", "d"}, history, FlagSetting::kOn),
              ElementsAre("b"));
  EXPECT_THAT(SourcesApart(kDailyWindows, {"d"}, history, FlagSetting::kOff), IsEmpty());
}

TEST(FlagTest, ASwitchIsReadAsPeopleWriteIt) {
  for (const char* text : {"true", "TRUE", "1", "on", "Yes"}) {
    EXPECT_EQ(ParseSwitch(text), std::optional(true)) << text;
  }
  for (const char* text : {"false", "False", "0", "OFF", "no"}) {
    EXPECT_EQ(ParseSwitch(text), std::optional(false)) << text;
  }
  for (const char* text : {"", "2", "enabled", " true", "y", "onn"}) {
    EXPECT_EQ(ParseSwitch(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cognitrack
