// The fault sweep: every verb, with its n-th call to the database failing for every n, once and
// from there on, and with each commit's answer lost. Afterwards all of it is stored or nothing,
// what is stored is whole, and the same verb again ends where an undisturbed one does.
#include <gtest/gtest.h>

#include <functional>

#include "store/sql_ledger.h"
#include "store/sqlite/sqlite_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/faulty_session.h"
#include "tests/support/ledger_dump.h"
#include "tests/support/result_matchers.h"
#include "tests/support/window_table.h"

namespace cognitrack {
namespace {

constexpr std::string_view kDay = "2026-03-05";
constexpr int kMostCalls = 2'000;

// One database in memory, and the processes that come and go on it.
class FaultScene {
 public:
  FaultScene() {
    auto session = OpenSqliteSession(":memory:", SqliteMode::kMemory);
    CHECK(session.has_value(), "a database in memory can be opened");
    below_ = std::move(*session);
  }
  Result<std::unique_ptr<LedgerStore>> Open() {
    return OpenSqlLedger(MakeFaultySession(below_.get(), &plan), EmptyDatabase::kCreateSchema,
                         clock_);
  }
  std::unique_ptr<LedgerStore> MustOpen() {
    auto store = Open();
    CHECK(store.has_value(), "the database can be opened without a fault");
    return std::move(*store);
  }

  FaultPlan plan;
  SeriesTable series;

 private:
  FakeClock clock_{1'775'044'800};
  std::unique_ptr<SqlSession> below_;
};

WindowRead Held(SeriesTable& series) {
  WindowRead read = WindowOf(series, kDay, R"(
      project_id  model  region | input_tokens  thinking_units
      proj_alpha  gpt-a  mars   | 10            1
      proj_alpha  gpt-b  mars   | 20            2
      proj_alpha  gpt-c  mars   | 30            3)");
  GiveSource("held", &read);
  return read;
}

WindowRead Changed(SeriesTable& series) {
  WindowRead read = WindowOf(series, kDay, R"(
      project_id  model  region | input_tokens  thinking_units
      proj_alpha  gpt-a  mars   | 10            1
      proj_alpha  gpt-b  mars   | 21            5
      proj_beta   gpt-d  venus  | 40            4)");
  read.read_at += 100;
  GiveSource("changed", &read);
  return read;
}

Status Commit(LedgerStore& store, const WindowRead& read, const SeriesTable& series) {
  auto outcome = store.CommitWindow(1, read, series, 2);
  if (!outcome) return outcome.error();
  return {};
}

RunRecord RunWith(int chunks_done, int issues) {
  RunRecord run;
  run.id = 1;
  run.verb = "backfill";
  run.outcome = "running";
  run.counters.rows_written = chunks_done;
  for (int i = 0; i < 2; ++i)
    run.chunks.push_back({i, Day{20500}, Day{20501}, i < chunks_done, {}});
  for (int i = 0; i < issues; ++i) run.issues.push_back({"clipped_day", std::to_string(i), "", 1});
  return run;
}

struct Verb {
  std::string name;
  std::function<Status(LedgerStore&, SeriesTable&)> prepare;
  std::function<Status(LedgerStore&, SeriesTable&)> act;
};

Status MakeStream(LedgerStore& store) {
  TRY(const SourceRecord source, store.EnsureSource("openai", "openai"));
  auto stream = store.EnsureStream(source.id, StreamKey{});
  if (!stream) return stream.error();
  return {};
}

Status MakeHeld(LedgerStore& store, SeriesTable& series) {
  TRY_VOID(MakeStream(store));
  return Commit(store, Held(series), series);
}

Status MakeRun(LedgerStore& store, SeriesTable&) {
  TRY_VOID(MakeStream(store));
  auto run = store.StartRun(RunWith(0, 1));
  if (!run) return run.error();
  return store.SaveParity({1, "exact", "{}", "", 0, ""});
}

Status SetRules(LedgerStore& store, const std::vector<std::string>& units) {
  std::vector<AllocationRule> rules(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) rules[i].owner.business_unit = units[i];
  auto revision = store.SetAllocation(rules, 2);
  if (!revision) return revision.error();
  return {};
}

NameListing Projects(UtcSeconds at, const std::vector<std::string>& names) {
  NameListing listing;
  listing.read_at = at;
  for (const std::string& name : names) {
    listing.seen.push_back({"proj_" + name.substr(0, 1), {}, std::nullopt});
    listing.seen.back().facts.name = name;
  }
  return listing;
}

Status StoreNames(LedgerStore& store, const NameListing& listing) {
  const auto tally = store.StoreNames(1, listing);
  return tally ? Status() : tally.error();
}

Status MakeNames(LedgerStore& store, SeriesTable&) {
  TRY_VOID(MakeStream(store));
  return StoreNames(store, Projects(100, {"alpha", "beta"}));
}

std::vector<Verb> Verbs() {
  return {
      {"EnsureSourceAndStream", [](LedgerStore&, SeriesTable&) { return Status(); },
       [](LedgerStore& store, SeriesTable&) { return MakeStream(store); }},
      {"StoreWindow", [](LedgerStore& store, SeriesTable&) { return MakeStream(store); },
       [](LedgerStore& store, SeriesTable& series) { return Commit(store, Held(series), series); }},
      {"ReplaceWindow", MakeHeld,
       [](LedgerStore& store, SeriesTable& series) {
         return Commit(store, Changed(series), series);
       }},
      {"ConfirmByCoarserRead", MakeHeld,
       [](LedgerStore& store, SeriesTable& series) {
         WindowRead read = WindowOf(series, kDay, R"(
             project_id | input_tokens
             proj_alpha | 60)");
         read.read_at += 100;
         return Commit(store, read, series);
       }},
      {"ConfirmWindow", MakeHeld,
       [](LedgerStore& store, SeriesTable&) {
         const UtcSeconds start = ParseDay(kDay)->start();
         return store.ConfirmWindow(1, start, start + 2 * kSecondsPerDay, 2);
       }},
      {"RecordAttempt", MakeHeld,
       [](LedgerStore& store, SeriesTable&) {
         const UtcSeconds start = ParseDay(kDay)->start();
         return store.RecordAttempt(1, start, start + kSecondsPerDay,
                                    {AttemptOutcome::kParked, "why", 2, start});
       }},
      {"PruneWindows",
       [](LedgerStore& store, SeriesTable& series) -> Status {
         TRY_VOID(MakeHeld(store, series));
         WindowRead read = WindowOf(series, "2026-03-06", R"(
             project_id  hue | input_tokens  glow
             proj_alpha  red | 7             1.5)");
         GiveSource("bucket", &read);
         return Commit(store, read, series);
       },
       [](LedgerStore& store, SeriesTable&) -> Status {
         const UtcSeconds start = ParseDay(kDay)->start();
         const auto outcome = store.PruneWindows({{1, start, 1}, {1, start + kSecondsPerDay, 2}});
         return outcome ? Status() : outcome.error();
       }},
      {"ResetWindows", MakeHeld,
       [](LedgerStore& store, SeriesTable&) -> Status {
         const auto asked_for = store.ResetWindows(
             1, *ParseDay(kDay), {AttemptOutcome::kReset, "why", 2, ParseDay(kDay)->end()});
         return asked_for ? Status() : asked_for.error();
       }},
      {"UpdateRun", MakeRun,
       [](LedgerStore& store, SeriesTable&) { return store.UpdateRun(RunWith(2, 3)); }},
      {"SaveParity", MakeRun,
       [](LedgerStore& store, SeriesTable&) {
         return store.SaveParity({7, "variance", "{}", "", 0, ""});
       }},
      {"SaveBill", MakeRun,
       [](LedgerStore& store, SeriesTable&) {
         return store.SaveBill({7, "variance", "aa", "{}"});
       }},
      {"SetAllocation",
       [](LedgerStore& store, SeriesTable& series) -> Status {
         TRY_VOID(MakeHeld(store, series));
         return SetRules(store, {"One"});
       },
       [](LedgerStore& store, SeriesTable&) {
         return SetRules(store, {"Two", "Three"});
       }},
      {"SignParity", MakeRun,
       [](LedgerStore& store, SeriesTable&) { return store.SignParity(1, "Ann", 5, "note"); }},
      {"StoreNames", MakeNames,
       [](LedgerStore& store, SeriesTable&) {
         return StoreNames(store, Projects(200, {"aleph", "gamma"}));
       }},
  };
}

class LedgerFaultTest : public ::testing::TestWithParam<Verb> {
 protected:
  // The dump of a database on which nothing failed, before and after the verb.
  void SetUp() override {
    FaultScene scene;
    const auto store = scene.MustOpen();
    ASSERT_OK(GetParam().prepare(*store, scene.series));
    before_ = DumpOf(*store, 1);
    ASSERT_OK(GetParam().act(*store, scene.series));
    after_ = DumpOf(*store, 1);
  }

  // False once `at` is past the verb's last call.
  bool Try(FaultPlan::Kind kind, int at, bool same_process) {
    FaultScene scene;
    auto store = scene.MustOpen();
    EXPECT_OK(GetParam().prepare(*store, scene.series));
    scene.plan = {kind, at, 0, 0, false};
    const Status acted = GetParam().act(*store, scene.series);
    const bool fired = scene.plan.fired;
    scene.plan = {};
    EXPECT_EQ(acted.has_value(), !fired) << "an error is told, and only an error";
    if (!same_process) {
      store.reset();
      store = scene.MustOpen();
    }
    const std::string found = DumpOf(*store, 1);
    if (fired && kind != FaultPlan::Kind::kReplyLost) {
      EXPECT_EQ(found, before_) << "call " << at;
    } else {
      EXPECT_TRUE(found == before_ || found == after_) << "call " << at << "\n" << found;
    }
    EXPECT_OK(GetParam().act(*store, scene.series));
    EXPECT_EQ(DumpOf(*store, 1), after_);
    return fired;
  }

  std::string before_;
  std::string after_;
};

INSTANTIATE_TEST_SUITE_P(Verbs, LedgerFaultTest, ::testing::ValuesIn(Verbs()),
                         [](const auto& verb) { return verb.param.name; });

void PrintTo(const Verb& verb, std::ostream* out) { *out << verb.name; }

TEST_P(LedgerFaultTest, FailedCallStoresNothingAndTheNextTryAll) {
  for (const bool same_process : {true, false}) {
    int at = 1;
    while (at < kMostCalls && Try(FaultPlan::Kind::kFailOnce, at, same_process)) ++at;
    EXPECT_GT(at, 3);
    EXPECT_LT(at, kMostCalls);
    if (HasFailure()) return;
  }
}

TEST_P(LedgerFaultTest, DatabaseThatStaysBrokenStoresNothing) {
  int at = 1;
  while (at < kMostCalls && Try(FaultPlan::Kind::kFailFromThere, at, false)) ++at;
  EXPECT_GT(at, 3);
}

TEST_P(LedgerFaultTest, CommitWhoseAnswerIsLostConverges) {
  for (const bool same_process : {true, false}) {
    int at = 1;
    while (at < kMostCalls && Try(FaultPlan::Kind::kReplyLost, at, same_process)) ++at;
    EXPECT_GT(at, 1);
    if (HasFailure()) return;
  }
}

TEST(LedgerOpenFaultTest, SchemaIsMadeWholeOrNotAtAll) {
  int at = 1;
  for (bool fired = true; fired && at < kMostCalls; ++at) {
    for (const auto kind : {FaultPlan::Kind::kFailOnce, FaultPlan::Kind::kReplyLost}) {
      FaultScene scene;
      scene.plan = {kind, at, 0, 0, false};
      const bool opened = scene.Open().has_value();
      if (kind == FaultPlan::Kind::kFailOnce) fired = scene.plan.fired;
      EXPECT_EQ(opened, !scene.plan.fired);
      scene.plan = {};
      EXPECT_OK(MakeStream(*scene.MustOpen()));
    }
  }
  EXPECT_GT(at, 5);
}

// Once the addresses are gone they stay gone, whether or not the file could be cleaned of them.
TEST(LedgerForgetFaultTest, AddressesAreForgottenTogetherAndTheNextTryCleansTheFile) {
  int at = 1;
  for (bool fired = true; fired && at < kMostCalls; ++at) {
    FaultScene scene;
    auto store = scene.MustOpen();
    ASSERT_OK(MakeStream(*store));
    NameListing listing = Projects(100, {"a@x.example", "b@y.example"});
    listing.emails = EmailUse::kKeep;
    ASSERT_OK(StoreNames(*store, listing));
    const std::string before = DumpOf(*store, 1);
    scene.plan = {FaultPlan::Kind::kFailOnce, at, 0, 0, false};
    const auto forgotten = store->ForgetEmails(1);
    fired = scene.plan.fired;
    scene.plan = {};
    EXPECT_EQ(forgotten.has_value(), !fired);
    const std::string found = DumpOf(*store, 1);
    EXPECT_TRUE(found == before || found.find('@') == std::string::npos) << "call " << at;
    EXPECT_OK(store->ForgetEmails(1));
    EXPECT_EQ(DumpOf(*store, 1).find('@'), std::string::npos);
  }
  EXPECT_GT(at, 10);
}

// A ledger is its customer's or nobody's, never a part of each.
TEST(LedgerAnonymiseFaultTest, TextsAreReplacedTogetherOrNotAtAll) {
  int at = 1;
  for (bool fired = true; fired && at < kMostCalls; ++at) {
    FaultScene scene;
    auto store = scene.MustOpen();
    ASSERT_OK(MakeHeld(*store, scene.series));
    ASSERT_OK(Commit(*store, Changed(scene.series), scene.series));
    const std::string before = DumpOf(*store, 1);
    ASSERT_NE(before.find("proj_alpha"), std::string::npos);
    Pseudonyms pseudonyms(PseudonymKey::Parse(std::string(64, '5')).value());
    scene.plan = {FaultPlan::Kind::kFailOnce, at, 0, 0, false};
    const auto done = store->Anonymise(&pseudonyms);
    fired = scene.plan.fired;
    scene.plan = {};
    EXPECT_EQ(done.has_value(), !fired) << "call " << at;
    store = scene.MustOpen();
    const std::string found = DumpOf(*store, 1);
    const bool is_clean =
        found.find("proj_alpha") == std::string::npos && found.find("mars") == std::string::npos;
    EXPECT_TRUE(found == before || is_clean) << "call " << at << "\n" << found;
    EXPECT_THAT(store->CheckIntegrity(), IsOkAndHolds(::testing::IsEmpty()));
  }
  EXPECT_GT(at, 50);
}

// A reader that loses its database half way never takes the half for the whole.
TEST(LedgerReadFaultTest, FailedCallIsAnErrorAndNeverAPart) {
  FaultScene scene;
  const auto store = scene.MustOpen();
  ASSERT_OK(MakeHeld(*store, scene.series));
  ASSERT_OK(Commit(*store, Changed(scene.series), scene.series));
  const std::string whole = DumpOf(*store, 1);
  int at = 1;
  for (; at < kMostCalls; ++at) {
    scene.plan = {FaultPlan::Kind::kFailOnce, at, 0, 0, false};
    const std::string found = DumpOf(*store, 1);
    if (!scene.plan.fired) break;
    EXPECT_NE(found.find("error: "), std::string::npos) << "call " << at << "\n" << found;
  }
  EXPECT_GT(at, 100);
  scene.plan = {};
  EXPECT_EQ(DumpOf(*store, 1), whole);
}

}  // namespace
}  // namespace cognitrack
