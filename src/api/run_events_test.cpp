// A run as events: what is new each time, and where who comes back goes on.
#include "api/run_events.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunView Running() {
  RunView view;
  view.run.id = 7;
  view.run.verb = "backfill";
  view.run.source = "acme";
  view.run.outcome = "running";
  RunChunk chunk;
  chunk.start = *ParseDay("2026-03-01");
  chunk.end = *ParseDay("2026-03-03");
  view.run.chunks = {chunk};
  return view;
}

TEST(RunEventsTest, TellsEachThingOnce) {
  RunView view = Running();
  RunEventsPlace place;
  EXPECT_EQ(RunEventsSince(view, &place),
            "event: progress\nid: 0.0\ndata: {\"windows_done\":0,\"windows_total\":3,"
            "\"windows_changed\":0,\"windows_unchanged\":0,\"windows_parked\":0,\"rows_read\":0,"
            "\"rows_written\":0,\"requests\":0,\"surface\":null,\"day\":null}\n\n");
  EXPECT_EQ(RunEventsSince(view, &place), "");
  view.run.counters.windows_changed = 1;
  view.run.counters.windows_parked = 1;
  view.run.issues.push_back({"window_parked", "2026-03-02", "two\nlines", 1});
  view.surface = "completions";
  view.day = ParseDay("2026-03-02").value();
  EXPECT_EQ(RunEventsSince(view, &place),
            "event: issue\nid: 0.1\ndata: {\"code\":\"window_parked\",\"where\":\"2026-03-02\","
            "\"detail\":\"two\\nlines\",\"count\":1}\n\n"
            "event: progress\nid: 2.1\ndata: {\"windows_done\":2,\"windows_total\":3,"
            "\"windows_changed\":1,\"windows_unchanged\":0,\"windows_parked\":1,\"rows_read\":0,"
            "\"rows_written\":0,\"requests\":0,\"surface\":\"completions\",\"day\":\"2026-03-02\"}"
            "\n\n");
  EXPECT_EQ(RunEventsSince(view, &place), "");
  view.run.outcome = "ok";
  const std::string end = RunEventsSince(view, &place);
  EXPECT_THAT(end, HasSubstr("event: end\nid: end\ndata: {\"id\":7,\"verb\":\"backfill\""));
  EXPECT_THAT(end, Not(HasSubstr("event: progress")));
  EXPECT_TRUE(HasEnded(view.run));
}

TEST(RunEventsTest, WhoComesBackGoesOn) {
  RunView view = Running();
  view.run.counters.windows_unchanged = 2;
  view.run.issues = {{"a", "", "", 1}, {"b", "", "", 1}};
  RunEventsPlace place = PlaceOfEvent("2.1");
  const std::string news = RunEventsSince(view, &place);
  EXPECT_THAT(news, HasSubstr("\"code\":\"b\""));
  EXPECT_THAT(news, Not(HasSubstr("\"code\":\"a\"")));
  EXPECT_THAT(news, Not(HasSubstr("event: progress")));
  for (const char* none : {"", "end", "2", "2.", ".1", "-3.0", "2.1x", "99999999999999999999.0"}) {
    EXPECT_EQ(PlaceOfEvent(none).windows, -1) << none;
    EXPECT_EQ(PlaceOfEvent(none).issues, 0U) << none;
  }
}

// What is never asked for is no part of the way.
TEST(RunEventsTest, SurfacesThatWereTurnedAwayDoNotCount) {
  RunView view = Running();
  RunChunk costs = view.run.chunks.front();
  costs.surface = "costs";
  view.run.chunks.push_back(costs);
  RunEventsPlace place;
  EXPECT_THAT(RunEventsSince(view, &place), HasSubstr("\"windows_total\":6"));
  view.run.issues.push_back({"surface_refused", "costs", "", 1});
  view.run.counters.windows_changed = 1;
  EXPECT_THAT(RunEventsSince(view, &place), HasSubstr("\"windows_total\":3"));
}

}  // namespace
}  // namespace cognitrack
