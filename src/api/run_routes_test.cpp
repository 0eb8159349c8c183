// Runs over HTTP, without sockets: begun, watched and cancelled while a provider takes its time.
#include "api/run_routes.h"

#include <condition_variable>

#include "tests/support/fake_provider.h"
#include "tests/support/service_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Holds the pull's thread until the test lets it go on; one that goes away lets everybody go.
class Gate {
 public:
  ~Gate() { Open(1'000); }
  void Open(int passes) {
    const std::lock_guard lock(mutex_);
    passes_ += passes;
    changed_.notify_all();
  }
  void Pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return passes_ > 0; });
    --passes_;
    --waiting_;
  }
  void WaitForOne() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int passes_ = 0;
  int waiting_ = 0;
};

// The one of the test, for the length of a pull.
class BorrowedProvider : public UsageProvider {
 public:
  explicit BorrowedProvider(UsageProvider& provider) : provider_(provider) {}
  std::string_view name() const override { return provider_.name(); }
  Result<PullResult> Read(const PullQuery& query, const KnownContentOf& known,
                          SeriesTable* series) override {
    return provider_.Read(query, known, series);
  }
  const FetchCounters& counters() const override { return provider_.counters(); }

 private:
  UsageProvider& provider_;
};

class RunRoutesTest : public ServiceFixture {
 protected:
  RunRoutesTest() {
    environment_.variable = [](const std::string& name) -> std::optional<std::string> {
      if (name == "OPENAI_ADMIN_KEY") return "sk-admin-of-a-test";
      return std::nullopt;
    };
    environment_.make_provider =
        [this](const std::string&, ProviderSettings) -> Result<std::unique_ptr<UsageProvider>> {
      return std::unique_ptr<UsageProvider>(new BorrowedProvider(provider_));
    };
    for (Day day = *ParseDay("2026-03-01"); day <= *ParseDay("2026-03-31"); day = day + 1) {
      provider_.use[day] = {{"proj_a", "gpt-a", 1, 10}};
    }
    provider_.days_together = 2;
    provider_.before_answer = [this](const PullQuery&) -> std::optional<Error> {
      if (is_gated_) gate_.Pass();
      return std::nullopt;
    };
    Make("owner", Role::kOwner);
    Enter("owner");
  }
  ~RunRoutesTest() override {
    gate_.Open(1'000);
    api_.EndPulls();
  }

  ServerResponse Start(const std::string& body =
                           R"({"from":"2026-03-01","to":"2026-03-06","surface":"completions"})") {
    return Post("/api/v1/runs", body);
  }
  // All that a stream says until it ends.
  static std::string Whole(const ServerResponse& response) {
    std::string all = response.body;
    while (response.news) {
      const auto news = response.news();
      EXPECT_OK(news);
      if (!news || !*news) break;
      all += **news;
    }
    return all;
  }
  std::vector<std::string> Audited() {
    const auto entries = held_->audit().Newest(20);
    EXPECT_OK(entries);
    std::vector<std::string> told;
    for (const AuditEntry& entry : *entries) {
      if (entry.action.starts_with("runs ")) {
        told.insert(told.begin(),
                    entry.action + " " + entry.target + " " + entry.outcome + " " + entry.detail);
      }
    }
    return told;
  }

  FakeProvider provider_;
  bool is_gated_ = true;  // Before a pull begins.
  Gate gate_;
};

TEST_F(RunRoutesTest, BegunWatchedAndEnded) {
  const ServerResponse begun = Start();
  ASSERT_EQ(begun.status, 202) << begun.body;
  EXPECT_EQ(Header(begun, "Location"), "/api/v1/runs/1");
  EXPECT_EQ(Json(begun), boost::json::parse(R"({"run":1,"verb":"backfill","source":"openai",
      "outcome":"running","started_at":"2026-03-31T23:33:20Z","events":"/api/v1/runs/1/events"})"));
  const ServerResponse events = Get("/api/v1/runs/1/events");
  ASSERT_EQ(events.status, 200);
  EXPECT_EQ(Header(events, "Content-Type"), "text/event-stream");
  EXPECT_THAT(events.body, AllOf(HasSubstr("retry: 2000\n\nevent: run\ndata: {\"run\":1,"),
                                 HasSubstr("\"label\":\"asked\""), HasSubstr("\"live\":true")));
  const auto first = events.news();
  ASSERT_OK(first);
  EXPECT_THAT(**first, HasSubstr("\"windows_done\":0,\"windows_total\":6"));
  EXPECT_EQ(**events.news(), "") << "nothing new";
  gate_.Open(100);
  const std::string rest = Whole(events);
  EXPECT_THAT(rest, AllOf(HasSubstr("event: end\nid: end\n"), HasSubstr("\"outcome\":\"ok\"")));
  EXPECT_EQ(Json(Get("/api/v1/runs/1")).at("runs").at(0).at("windows_changed"), 6);
  api_.EndPulls();
  EXPECT_THAT(Audited(), ::testing::ElementsAre(
                             "runs start  begun backfill 2026-03-01 to 2026-03-06, completions",
                             "runs start  done "));
}

TEST_F(RunRoutesTest, OneAtATimeAndTheOtherIsNamed) {
  ASSERT_EQ(Start().status, 202);
  const ServerResponse second = Start("{}");
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(Header(second, "Location"), "/api/v1/runs/1");
  const auto problem = Json(second);
  EXPECT_EQ(problem.at("run"), 1);
  EXPECT_EQ(problem.at("verb"), "backfill");
  EXPECT_EQ(problem.at("code"), "try_later");
  EXPECT_THAT(std::string(problem.at("detail").as_string()),
              HasSubstr("run 1 (backfill of openai) is in progress since 2026-03-31T23:33:20Z"));
  EXPECT_EQ(Json(Get("/api/v1/runs")).at("runs").as_array().size(), 1U);
}

TEST_F(RunRoutesTest, CancelledBetweenWindowsAndWhatIsStoredStays) {
  ASSERT_EQ(Start().status, 202);
  gate_.Open(1);  // Two days are answered; the next question waits.
  const ServerResponse events = Get("/api/v1/runs/1/events");
  while (Json(Get("/api/v1/runs/1")).at("runs").at(0).at("windows_changed") != 2) {
    gate_.WaitForOne();
  }
  const ServerResponse cancelled = Post("/api/v1/runs/1/cancel", "");
  EXPECT_EQ(cancelled.status, 202) << cancelled.body;
  EXPECT_EQ(Json(cancelled),
            boost::json::parse(R"({"run":1,"outcome":"running","cancelling":true})"));
  EXPECT_EQ(Post("/api/v1/runs/1/cancel").status, 202) << "again: the same";
  gate_.Open(100);
  api_.EndPulls();
  EXPECT_THAT(Whole(events), HasSubstr("\"outcome\":\"interrupted\",\"exit_code\":75,\"message\":"
                                       "\"cancelled by owner; "));
  api_.EndPulls();
  const auto run = Json(Get("/api/v1/runs/1")).at("runs").at(0);
  EXPECT_EQ(run.at("outcome"), "interrupted");
  EXPECT_EQ(run.at("windows_changed"), 2);
  EXPECT_EQ(Json(Get("/api/v1/usage")).at("totals").at("input_tokens"), 20);
  const ServerResponse late = Post("/api/v1/runs/1/cancel");
  EXPECT_EQ(late.status, 200) << "it is cancelled: as it was asked to be";
  EXPECT_EQ(Json(late),
            boost::json::parse(R"({"run":1,"outcome":"interrupted","cancelling":false})"));
  EXPECT_EQ(Get("/api/v1/runs/1/events").status, 200);
  EXPECT_EQ(Send("GET", "/api/v1/runs/1/events", "", {{"last-event-id", "end"}}).status, 204);
}

// A pull of a timer is watched and cancelled like any other.
TEST_F(RunRoutesTest, ThePullsOfOthersAreAmongThem) {
  environment_.variable = [](const std::string& name) -> std::optional<std::string> {
    if (name == "OPENAI_ADMIN_KEY") return "sk-admin-of-a-test";
    return std::nullopt;
  };
  const auto pull = spawner_.Spawn([this] {
    static_cast<void>(api_.daily_pull().Pull(
        {"backfill", "--start", "2026-03-01", "--end", "2026-03-06", "--surface", "completions"}));
  });
  gate_.WaitForOne();
  EXPECT_THAT(Get("/api/v1/runs/1/events").body, HasSubstr("\"live\":true"));
  EXPECT_EQ(Post("/api/v1/runs/1/cancel").status, 202);
  gate_.Open(100);
  pull->Wait();
  EXPECT_EQ(Json(Get("/api/v1/runs/1")).at("runs").at(0).at("outcome"), "interrupted");
}

TEST_F(RunRoutesTest, WhatAnotherProcessDoesIsToldByItsRecords) {
  auto store = Open(DatabaseAccess::kWrite);
  ASSERT_OK(store);
  RunRecord run;
  run.verb = "backfill";
  run.source = "openai";
  run.outcome = "running";
  run.started_at = clock_.Now();
  const auto id = (*store)->StartRun(run);
  ASSERT_OK(id);
  ASSERT_OK((*store)->TakeLease("source:openai", "elsewhere:4711"));
  const ServerResponse events = Get("/api/v1/runs/1/events");
  EXPECT_THAT(events.body, HasSubstr("\"live\":false"));
  EXPECT_THAT(**events.news(), HasSubstr("\"windows_done\":0"));
  const ServerResponse cancelled = Post("/api/v1/runs/1/cancel");
  EXPECT_EQ(cancelled.status, 409);
  EXPECT_THAT(cancelled.body,
              AllOf(HasSubstr("the process elsewhere:4711"), HasSubstr("\"run\":1")));
  run.id = *id;
  run.counters.windows_changed = 4;
  ASSERT_OK((*store)->UpdateRun(run));
  EXPECT_EQ(**events.news(), "") << "looked at every second";
  EXPECT_THAT(**events.news(), HasSubstr("\"windows_done\":4"));
  std::string quiet;
  for (int i = 0; i < 30; ++i) quiet += **events.news();
  EXPECT_EQ(quiet, ": beat\n\n") << "a sign of life in a quarter of a minute";
  is_draining_ = true;
  EXPECT_EQ(*events.news(), std::nullopt);
}

TEST_F(RunRoutesTest, WatchersAreBounded) {
  is_gated_ = false;
  ASSERT_EQ(Start().status, 202);
  Whole(Get("/api/v1/runs/1/events"));
  std::vector<ServerResponse> streams;
  for (int i = 0; i < RunRoutes::kMostStreams; ++i) {
    streams.push_back(Get("/api/v1/runs/1/events"));
    ASSERT_EQ(streams.back().status, 200);
  }
  const ServerResponse more = Get("/api/v1/runs/1/events");
  EXPECT_EQ(more.status, 503);
  EXPECT_EQ(Header(more, "Retry-After"), "1");
  streams.pop_back();
  EXPECT_EQ(Get("/api/v1/runs/1/events").status, 200);
}

TEST_F(RunRoutesTest, RefusalsOfEach) {
  is_gated_ = false;
  ASSERT_EQ(Start().status, 202);
  Whole(Get("/api/v1/runs/1/events"));
  const struct {
    std::string method, path, body;
    int status;
    std::string detail;
  } cases[] = {
      {"POST", "/api/v1/runs", R"({"days":0})", 400, "'days' is a whole number from 1 to 366"},
      {"POST", "/api/v1/runs", R"({"days":367})", 400, "'days' is a whole number from 1 to 366"},
      {"POST", "/api/v1/runs", R"({"days":"7"})", 400, "'days' is a whole number from 1 to 366"},
      {"POST", "/api/v1/runs", R"({"from":"2026-03-01"})", 400, "by 'from' and 'to', or by 'days'"},
      {"POST", "/api/v1/runs", R"({"days":2,"from":"2026-03-01","to":"2026-03-02"})", 400,
       "by 'from' and 'to', or by 'days'"},
      {"POST", "/api/v1/runs", R"({"from":"1st","to":"2026-03-02"})", 400, "from"},
      {"POST", "/api/v1/runs", R"({"from":"2026-03-03","to":"2026-03-02"})", 400, "from"},
      {"POST", "/api/v1/runs", R"({"from":"2027-01-01","to":"2027-01-02"})", 400, "future"},
      {"POST", "/api/v1/runs", R"({"surface":"sounds"})", 400, "sounds"},
      {"POST", "/api/v1/runs", R"({"surface":7})", 400, "'surface' is a text"},
      {"POST", "/api/v1/runs", R"({"dry_run":true})", 400, "no member 'dry_run'"},
      {"POST", "/api/v1/runs?days=7", "{}", 400, "takes no parameters"},
      {"GET", "/api/v1/runs/99/events", "", 404, "there is no run 99"},
      {"GET", "/api/v1/runs/x/events", "", 404, "there is no run x"},
      {"GET", "/api/v1/runs/1/events?from=1", "", 400, "takes no parameters"},
      {"POST", "/api/v1/runs/99/cancel", "", 404, "there is no run 99"},
      {"POST", "/api/v1/runs/0/cancel", "", 404, "there is no run 0"},
      {"POST", "/api/v1/runs/1/cancel", R"({"why":"x"})", 400, "no member 'why'"},
      {"POST", "/api/v1/runs/1/cancel", "", 409, "run 1 has ended (ok)"},
      {"DELETE", "/api/v1/runs/1/cancel", "", 405, "POST"},
  };
  for (const auto& one : cases) {
    const ServerResponse response = Send(one.method, one.path, one.body);
    EXPECT_EQ(response.status, one.status) << one.path << " " << one.body << response.body;
    EXPECT_EQ(Header(response, "Content-Type"), "application/problem+json") << one.path;
    EXPECT_THAT(response.body, HasSubstr(one.detail)) << one.path << " " << one.body;
    EXPECT_THAT(response.body, Not(HasSubstr("--"))) << one.path << " " << one.body;
  }
  EXPECT_EQ(Json(Get("/api/v1/runs")).at("runs").as_array().size(), 1U) << "none was begun";
}

TEST_F(RunRoutesTest, AnOutageIsNoMissingRun) {
  is_away_ = true;
  EXPECT_EQ(Get("/api/v1/runs/1/events").status, 503);
  EXPECT_EQ(Post("/api/v1/runs/1/cancel").status, 503);
}

}  // namespace
}  // namespace cognitrack
