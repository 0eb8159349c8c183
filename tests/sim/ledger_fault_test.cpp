// The ledger's n-th call fails, for every n, before or after it did its work, once or for ever:
// whatever a pull or an import left behind, the same command run again ends in the ledger that an
// undisturbed run gives.
#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ingest/import_export.h"
#include "tests/support/export_text.h"
#include "tests/support/failing_ledger.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;

const Day kStart = PullFixture::kToday - 5;
const Day kEnd = PullFixture::kToday - 1;

// Everything that a reader of the ledger can see of its days; no ids, revisions or times.
std::vector<std::string> StateOf(PullFixture& world) {
  std::vector<std::string> state;
  world.ledger.Stream();  // A run that stored nothing left no source, either.
  const auto sources = world.ledger->Sources();
  const auto streams = world.ledger->Streams(sources->front().id);
  for (const StreamRecord& stream : *streams) {
    const std::string surface = stream.key.surface + " ";
    state.push_back(surface + std::string(NameOf(stream.surface_state)));
    const auto windows = world.ledger->Windows(stream.id, kFirstDay.start(), kLastDay.end());
    for (const WindowRecord& record : *windows) {
      const std::string day = FormatDay(DayOf(record.start));
      state.push_back(surface + day + " " + record.origin.ToText() + " " +
                      ToHex(record.content_hash) + " " +
                      std::string(NameOf(record.attempt.outcome)));
      for (const std::string& line : world.ledger.Lines(stream.id, day)) state.push_back(line);
    }
  }
  return state;
}

using Command = std::function<void(PullFixture& world, LedgerStore& ledger)>;

// Prepares a world, runs the command over a ledger that fails at call n, then over one that does
// not. Until n is beyond the last call.
void Sweep(const Command& prepare, const Command& command) {
  PullFixture undisturbed;
  prepare(undisturbed, *undisturbed.ledger);
  command(undisturbed, *undisturbed.ledger);
  const std::vector<std::string> expected = StateOf(undisturbed);

  for (const auto mode : {FailingLedger::Mode::kBefore, FailingLedger::Mode::kAfter}) {
    for (const bool for_ever : {false, true}) {
      for (int n = 1;; ++n) {
        ASSERT_LT(n, 200) << "the command does not end";
        PullFixture world;
        prepare(world, *world.ledger);
        FailingLedger failing(*world.ledger);
        failing.FailCall(n, mode, for_ever);
        command(world, failing);
        if (!failing.failed()) break;
        command(world, *world.ledger);
        ASSERT_EQ(StateOf(world), expected) << "after failure " << n;
        const auto findings = world.ledger->CheckIntegrity();
        ASSERT_OK(findings);
        ASSERT_THAT(*findings, IsEmpty()) << "after failure " << n;
      }
    }
  }
}

void FillProvider(PullFixture& world) {
  world.provider.use.clear();
  world.FillUse(kStart, kEnd - 1);
  world.provider.use[kEnd] = {{"proj_beta", "gpt-a", 1, 1}, {"proj_alpha", "gpt-b", 2, 2}};
}

void RunBackfillOver(PullFixture& world, LedgerStore& ledger) {
  BackfillOptions options;
  options.source = "openai";
  options.start = kStart;
  options.end = kEnd;
  options.surfaces = world.surfaces;
  options.chunk_days = 2;
  options.resume = true;
  // Its result is what the sweep looks at the ledger for.
  const auto ignored = Backfill(options, {ledger, world.provider, world.ledger.clock, world.spawner,
                                          world.progress, [] { return false; }});
  static_cast<void>(ignored);
}

TEST(LedgerFaultTest, ABackfillConverges) {
  Sweep([](PullFixture& world, LedgerStore&) { FillProvider(world); }, RunBackfillOver);
}

TEST(LedgerFaultTest, ABackfillOfSeveralSurfacesConverges) {
  const Command prepare = [](PullFixture& world, LedgerStore&) {
    FillProvider(world);
    world.surfaces = {"completions", "embeddings", "images", "costs"};
    world.provider.offered = {"completions", "costs"};
    world.provider.refused_surfaces = {"images"};
  };
  Sweep(prepare, RunBackfillOver);
}

TEST(LedgerFaultTest, ABackfillOverChangedDaysConverges) {
  const Command prepare = [](PullFixture& world, LedgerStore& ledger) {
    world.FillUse(kStart, kEnd, "proj_alpha");
    RunBackfillOver(world, ledger);
    world.ledger.clock.Advance(2 * kSecondsPerHour);
    FillProvider(world);
    world.provider.refused = {"api_source"};
  };
  Sweep(prepare, RunBackfillOver);
}

class ImportFaultTest : public ::testing::Test {
 protected:
  void RunImport(PullFixture& world, LedgerStore& ledger, const ExportText& text, bool merge) {
    ImportOptions options;
    options.source = "openai";
    options.source_given = true;
    options.merge = merge;
    options.files = {directory_.Write("export.csv", text.Text())};
    options.stop_requested = [] { return false; };
    const auto ignored = ImportExports(options, ledger, world.ledger.clock, world.progress);
    static_cast<void>(ignored);
  }
  static ExportText Export(std::int64_t tokens) {
    ExportText text;
    for (Day day = kStart; day < kEnd; day = day + 1) {
      text.Row(day, "proj_alpha", "gpt-a", 1, tokens).Row(day, "proj_beta", "gpt-a", 1, 5);
    }
    return text.Blank(kEnd);
  }

  TemporaryDirectory directory_;
};

TEST_F(ImportFaultTest, AnImportConverges) {
  Sweep([](PullFixture&, LedgerStore&) {},
        [this](PullFixture& world, LedgerStore& ledger) {
          RunImport(world, ledger, Export(10), false);
        });
}

TEST_F(ImportFaultTest, AnImportOverAnOlderOneConverges) {
  Sweep([this](PullFixture& world,
               LedgerStore& ledger) { RunImport(world, ledger, Export(9), false); },
        [this](PullFixture& world, LedgerStore& ledger) {
          RunImport(world, ledger, Export(10), false);
        });
}

TEST_F(ImportFaultTest, AMergeConverges) {
  Sweep([this](PullFixture& world,
               LedgerStore& ledger) { RunImport(world, ledger, Export(10), false); },
        [this](PullFixture& world, LedgerStore& ledger) {
          ExportText other;
          for (Day day = kStart; day < kEnd; day = day + 1) {
            other.Row(day, "proj_gamma", "gpt-a", 3, 30);
          }
          RunImport(world, ledger, other, true);
        });
}

}  // namespace
}  // namespace cognitrack
