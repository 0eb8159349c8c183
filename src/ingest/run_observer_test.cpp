// What an observer is told of a pull.
#include "ingest/run_observer.h"

#include <gmock/gmock.h>

#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;

class Listener : public RunObserver {
 public:
  void OnBegin(const RunRecord& run) override { Tell("begin " + std::to_string(run.id)); }
  void OnWindow(const RunRecord&, const WindowEvent& event) override {
    Tell(event.surface + " " + std::string(NameOf(event.outcome)) + " " +
         std::to_string(event.windows) + " " + std::to_string(event.rows_written) + event.reason);
  }
  void OnEnd(const RunRecord& run) override {
    Tell("end " + run.outcome + " " + std::to_string(run.counters.rows_written));
  }
  std::vector<std::string> Heard() { return std::exchange(heard_, {}); }

 private:
  void Tell(std::string what) { heard_.push_back(std::move(what)); }
  std::vector<std::string> heard_;
};

class RunObserverTest : public ::testing::Test, protected PullFixture {
 protected:
  void Pull(int days) {
    IngestOptions options;
    options.source = source;
    options.surfaces = surfaces;
    options.reread_days = days;
    PullEnvironment environment = Environment();
    environment.observer = &listener_;
    ASSERT_OK(Ingest(options, std::move(environment)));
  }
  Listener listener_;
};

TEST_F(RunObserverTest, HearsWhatBecameOfEachWindow) {
  FillUse(kToday - 1, kToday);
  Pull(2);
  EXPECT_THAT(listener_.Heard(), ElementsAre("begin 1", "completions stored 1 1",
                                             "completions stored 1 1", "end ok 2"));
  provider.use[kToday - 1].front().tokens += 1;
  Pull(2);
  EXPECT_THAT(listener_.Heard(), ElementsAre("begin 2", "completions updated 1 1",
                                             "completions unchanged 1 0", "end ok 1"));
  provider.use.erase(kToday - 1);
  Pull(2);
  EXPECT_THAT(listener_.Heard(), ElementsAre("begin 3", "completions empty_unconfirmed 1 0",
                                             "completions unchanged 1 0", "end ok 0"));
}

TEST_F(RunObserverTest, HearsOfDaysThatWereParked) {
  FillUse(kToday - 1, kToday);
  provider.before_answer = [](const PullQuery&) {
    return Error{ErrorCode::kProviderContract, ": no answer"};
  };
  Pull(2);
  EXPECT_THAT(listener_.Heard(),
              ElementsAre("begin 1", "completions parked 2 0: no answer", "end failed 0"));
}

}  // namespace
}  // namespace cognitrack
