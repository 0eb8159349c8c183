#include "versions/version_state.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VersionStateTest : public ::testing::Test {
 protected:
  void Add(VersionKind kind, VersionAction action, std::string version) {
    VersionChange change;
    change.id = static_cast<std::int64_t>(history_.size()) + 1;
    change.kind = kind;
    change.action = action;
    change.version = std::move(version);
    change.set_by = "Ann";
    history_.insert(history_.begin(), change);
  }
  void Promote(const std::string& version) {
    Add(VersionKind::kIngest, VersionAction::kBegin, version);
    Add(VersionKind::kIngest, VersionAction::kPromote, version);
  }
  VersionState State() const { return StateOf(VersionKind::kIngest, history_); }
  Status Check(VersionAction action, const std::string& version = "") const {
    return CheckAction(action, VersionKind::kIngest, State(), version, "1");
  }

  std::vector<VersionChange> history_;  // Newest first.
};

TEST_F(VersionStateTest, NothingSetIsTheProgramsOwn) {
  const VersionState state = State();
  EXPECT_EQ(state.in_force, "");
  EXPECT_FALSE(state.since);
  EXPECT_FALSE(state.candidate);
  EXPECT_THAT(state.before, IsEmpty());
}

TEST_F(VersionStateTest, ACandidateIsNotInForce) {
  Add(VersionKind::kIngest, VersionAction::kBegin, "2");
  EXPECT_EQ(State().in_force, "");
  ASSERT_TRUE(State().candidate);
  EXPECT_EQ(State().candidate->version, "2");
}

TEST_F(VersionStateTest, PromotingPutsItInForceAndEndsTheShadow) {
  Promote("2");
  EXPECT_EQ(State().in_force, "2");
  EXPECT_EQ(State().since->id, 2);
  EXPECT_FALSE(State().candidate);
  EXPECT_THAT(State().before, ElementsAre(""));
}

TEST_F(VersionStateTest, DroppingEndsTheShadowAlone) {
  Promote("2");
  Add(VersionKind::kIngest, VersionAction::kBegin, "3");
  Add(VersionKind::kIngest, VersionAction::kDrop, "3");
  EXPECT_EQ(State().in_force, "2");
  EXPECT_FALSE(State().candidate);
  EXPECT_EQ(State().since->id, 2);
}

TEST_F(VersionStateTest, EachWayBackLeadsOneVersionFurther) {
  Promote("2");
  Promote("3");
  EXPECT_THAT(State().before, ElementsAre("", "2"));
  Add(VersionKind::kIngest, VersionAction::kBack, "2");
  EXPECT_EQ(State().in_force, "2");
  EXPECT_EQ(State().since->action, VersionAction::kBack);
  EXPECT_THAT(State().before, ElementsAre(""));
  Add(VersionKind::kIngest, VersionAction::kBack, "");
  EXPECT_EQ(State().in_force, "");
  EXPECT_THAT(State().before, IsEmpty());
  Promote("4");
  EXPECT_THAT(State().before, ElementsAre("")) << "what was gone back from is no way back";
}

TEST_F(VersionStateTest, ACandidateStaysWhileWhatIsInForceGoesBack) {
  Promote("2");
  Add(VersionKind::kIngest, VersionAction::kBegin, "3");
  Add(VersionKind::kIngest, VersionAction::kBack, "");
  EXPECT_EQ(State().candidate->version, "3");
}

TEST_F(VersionStateTest, KindsKnowNothingOfEachOther) {
  Promote("2");
  Add(VersionKind::kPricing, VersionAction::kBegin, "ab");
  EXPECT_EQ(State().in_force, "2");
  EXPECT_FALSE(State().candidate);
  EXPECT_EQ(StateOf(VersionKind::kPricing, history_).in_force, "");
  EXPECT_EQ(StateOf(VersionKind::kPricing, history_).candidate->version, "ab");
}

TEST_F(VersionStateTest, OneCandidateAtATime) {
  EXPECT_OK(Check(VersionAction::kBegin, "2"));
  Add(VersionKind::kIngest, VersionAction::kBegin, "2");
  EXPECT_THAT(
      Check(VersionAction::kBegin, "3"),
      HasError(ErrorCode::kUsage, AllOf(HasSubstr("in shadow already, since "), HasSubstr("by Ann"),
                                        HasSubstr("shadow drop ingest"))));
  EXPECT_OK(Check(VersionAction::kPromote));
  EXPECT_OK(Check(VersionAction::kDrop));
}

TEST_F(VersionStateTest, WhatIsInForceIsNoCandidate) {
  EXPECT_THAT(Check(VersionAction::kBegin, "1"),
              HasError(ErrorCode::kUsage, HasSubstr("is the one in force")));
  Promote("2");
  EXPECT_OK(Check(VersionAction::kBegin, "1")) << "the program's own may be a candidate again";
  EXPECT_THAT(Check(VersionAction::kBegin, "2"),
              HasError(ErrorCode::kUsage, HasSubstr("nothing was changed")));
}

TEST_F(VersionStateTest, WithoutACandidateThereIsNothingToPromoteOrDrop) {
  for (const VersionAction action : {VersionAction::kPromote, VersionAction::kDrop}) {
    EXPECT_THAT(Check(action),
                HasError(ErrorCode::kUsage, AllOf(HasSubstr("no version of ingest is in shadow"),
                                                  HasSubstr("shadow begin ingest"))));
  }
}

TEST_F(VersionStateTest, ThereIsNoWayBackFromTheProgramsOwn) {
  EXPECT_THAT(Check(VersionAction::kBack),
              HasError(ErrorCode::kUsage, HasSubstr("nothing was before it")));
  Promote("2");
  EXPECT_OK(Check(VersionAction::kBack));
}

TEST(VersionTest, WordsAreReadAsTheyAreWritten) {
  for (const VersionKind kind : {VersionKind::kPricing, VersionKind::kIngest}) {
    EXPECT_EQ(VersionKindNamed(NameOf(kind)), kind);
  }
  for (const VersionAction action : {VersionAction::kBegin, VersionAction::kPromote,
                                     VersionAction::kDrop, VersionAction::kBack}) {
    EXPECT_EQ(VersionActionNamed(NameOf(action)), action);
  }
  EXPECT_FALSE(VersionKindNamed("Pricing"));
  EXPECT_FALSE(VersionActionNamed(""));
}

}  // namespace
}  // namespace cognitrack
