// The ledger's n-th call fails while it is pruned or a cursor is reset, for every n, before or
// after it did its work, once or for ever: every window is whole or pruned, sums are the same
// throughout, and the same command run again ends as an undisturbed one.
#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

#include "ingest/cursor_reset.h"
#include "tests/support/failing_ledger.h"
#include "tests/support/prune_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;

std::vector<std::string> StateOf(PruneFixture& world) {
  std::vector<std::string> state;
  for (const WindowRecord& record : world.Windows()) {
    state.push_back(FormatDay(DayOf(record.start)) + (record.pruned ? " pruned " : " ") +
                    ToHex(record.content_hash) + " " + std::string(NameOf(record.attempt.outcome)));
  }
  return state;
}

std::string SumsOf(PruneFixture& world) {
  UsageQuery query;
  query.stream = world.ledger.Stream();
  query.group_by = {"day", "model", "project_id"};
  const auto report = world.ledger->Aggregate(query);
  if (!report) return report.error().message;
  std::string text;
  for (const UsageReportRow& row : report->rows) {
    for (const GroupValue& value : row.group.ToVector()) text += value.text + " ";
    text += LineOf(Series(), row.metrics) + "\n";
  }
  return text + std::to_string(report->windows_pruned);
}

void Prepare(PruneFixture& world) {
  world.FillUse(PruneFixture::kToday - 70, PruneFixture::kToday - 33);
  ASSERT_OK(world.RunBackfill(PruneFixture::kToday - 70, PruneFixture::kToday - 33, 31));
  ASSERT_OK(world.Prove(PruneFixture::kToday - 70, PruneFixture::kToday - 33));
}

using Command = std::function<void(PruneFixture& world, LedgerStore& ledger)>;

void Sweep(const Command& command) {
  PruneFixture undisturbed;
  Prepare(undisturbed);
  command(undisturbed, *undisturbed.ledger);
  const std::vector<std::string> expected = StateOf(undisturbed);
  const std::string sums = SumsOf(undisturbed);
  for (const auto mode : {FailingLedger::Mode::kBefore, FailingLedger::Mode::kAfter}) {
    for (const bool for_ever : {false, true}) {
      for (int n = 1;; ++n) {
        ASSERT_LT(n, 100) << "the command does not end";
        PruneFixture world;
        Prepare(world);
        FailingLedger failing(*world.ledger);
        failing.FailCall(n, mode, for_ever);
        command(world, failing);
        if (!failing.failed()) break;
        ASSERT_EQ(SumsOf(world), sums) << "after failure " << n;
        ASSERT_THAT(world.ledger->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
        command(world, *world.ledger);
        ASSERT_EQ(StateOf(world), expected) << "after failure " << n;
        ASSERT_THAT(world.ledger->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
      }
    }
  }
}

TEST(PruneFaultTest, APruneConverges) {
  Sweep([](PruneFixture& world, LedgerStore& ledger) {
    PruneOptions options;
    options.allowed_share = 100;
    // Its result is what the sweep looks at the ledger for.
    const auto ignored = world.RunPruneOver(ledger, options);
    static_cast<void>(ignored);
  });
}

TEST(PruneFaultTest, AResetConverges) {
  Sweep([](PruneFixture& world, LedgerStore& ledger) {
    const auto ignored = ResetCursor({"openai", "completions", PruneFixture::kToday - 50, "why"},
                                     ledger, world.ledger.clock);
    static_cast<void>(ignored);
  });
}

}  // namespace
}  // namespace cognitrack
