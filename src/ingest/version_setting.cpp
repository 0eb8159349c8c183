#include "ingest/version_setting.h"

#include <algorithm>
#include <filesystem>

#include "formats/json_writer.h"
#include "formats/price_file.h"
#include "ingest/book_in_force.h"
#include "ingest/compare_scope.h"
#include "ingest/reading_in_force.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"
#include "ingest/shadow_comparison.h"
#include "versions/promotion_proof.h"

namespace cognitrack {
namespace {

constexpr char kUnchanged[] = "; nothing was changed";

bool IsBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

Error Usage(const std::string& why) { return {ErrorCode::kUsage, why + kUnchanged}; }

class VersionSettingRun {
 public:
  VersionSettingRun(const VersionOrder& order, const std::vector<ReadingSpec>& known,
                    LedgerStore& store, Clock& clock)
      : order_(order), known_(known), store_(store), clock_(clock) {}

  Result<VersionOutcome> Run() {
    // Not that of a source: a pull that is under way must not keep anybody from going back.
    TRY(const RunLease lease, RunLease::Take(store_, clock_, ""));
    TRY(const std::vector<VersionChange> history, store_.VersionChanges());
    VersionOutcome outcome;
    outcome.before = StateOf(order_.kind, history);
    VersionChange& entry = outcome.entry;
    entry.kind = order_.kind;
    entry.action = order_.action;
    entry.reason = order_.reason;
    TRY(entry.version, VersionFor(outcome.before));
    if (order_.action == VersionAction::kPromote) TRY_VOID(Prove(&outcome));
    TRY_VOID(Sign(outcome, &entry));
    TRY_VOID(Write(&entry));
    TRY(const std::vector<VersionChange> now, store_.VersionChanges());
    outcome.after = StateOf(order_.kind, now);
    return outcome;
  }

 private:
  // What the entry is about, where the rules permit it and this program can use it.
  Result<std::string> VersionFor(const VersionState& state) {
    if (order_.action == VersionAction::kBegin) {
      TRY(const std::string version, Begun(state));
      const std::string own = order_.kind == VersionKind::kIngest
                                  ? std::to_string(known_.front().number)
                                  : std::string();
      TRY_VOID(CheckAction(order_.action, order_.kind, state, version, own));
      return version;
    }
    TRY_VOID(CheckAction(order_.action, order_.kind, state, "", ""));
    if (order_.action == VersionAction::kDrop) return state.candidate->version;
    const bool is_back = order_.action == VersionAction::kBack;
    std::string version = is_back ? state.before.back() : state.candidate->version;
    TRY_VOID(CheckUsable(version));
    return version;
  }

  Result<std::string> Begun(const VersionState& state) {
    if (order_.kind == VersionKind::kIngest) return BegunReading(state);
    if (!order_.prices_file) return Usage("--prices FILE must name the price book");
    if (order_.reading) return Usage("--reading is for ingest");
    TRY(book_, ReadPriceBookFile(*order_.prices_file));
    const Result<PriceBook> book = MakePriceBook(book_);
    if (!book) return Error{book.error().code, book.error().message + kUnchanged};
    book_->name = std::filesystem::path(book_->name).filename().string();
    return book_->sha256;
  }

  Result<std::string> BegunReading(const VersionState& state) const {
    if (order_.prices_file) return Usage("--prices is for pricing");
    if (known_.size() == 1 && ReadingOfVersion(state.in_force, known_)) {
      return Usage("this program knows no other reading than the one in force, reading " +
                   NumbersOf(known_));
    }
    if (!order_.reading) return Usage("--reading N must say which: " + NumbersOf(known_));
    const bool is_known = std::any_of(known_.begin(), known_.end(), [this](const auto& reading) {
      return reading.number == *order_.reading;
    });
    if (is_known) return std::to_string(*order_.reading);
    return Usage("this program knows no reading " + std::to_string(*order_.reading) +
                 "; it knows " + NumbersOf(known_));
  }

  // What cannot be used must not come into force.
  Status CheckUsable(const std::string& version) const {
    const Status usable = [&]() -> Status {
      if (order_.kind == VersionKind::kIngest) {
        TRY_VOID(ReadingOfVersion(version, known_));
        return {};
      }
      TRY_VOID(ReadBookOfVersion(version, store_));
      return {};
    }();
    if (usable) return {};
    return Error{usable.error().code, usable.error().message + kUnchanged};
  }

  Status Prove(VersionOutcome* outcome) const {
    const VersionState& state = outcome->before;
    // A program that does not know what is in force cannot have compared with it.
    const Result<std::string> in_force = ComparedAs(order_.kind, state.in_force, known_);
    TRY(const std::string candidate, ComparedAs(order_.kind, outcome->entry.version, known_));
    TRY(const std::vector<VersionComparison> comparisons, store_.VersionComparisons());
    TRY(const std::vector<HeldContent> held, ComparableContent(order_.kind, store_));
    const PromotionProof proof =
        JudgeComparisons(order_.kind, in_force ? *in_force : "", candidate, comparisons, held);
    outcome->is_proven = proof.is_clean;
    outcome->proof = proof.why;
    outcome->entry.comparison_run = proof.comparison_run;
    if (IsBlank(order_.reason) && proof.is_clean) outcome->entry.reason = proof.why;
    return {};
  }

  Status Sign(const VersionOutcome& outcome, VersionChange* entry) const {
    const std::string name(NameOf(order_.kind));
    if (IsBlank(entry->reason)) {
      if (order_.action != VersionAction::kPromote) return Usage("--reason TEXT must say why");
      return Usage(
          "promoting takes a reason (--reason TEXT) unless everything that is held was compared "
          "without a difference ('cognitrack shadow compare " +
          name + "'): " + outcome.proof);
    }
    const bool takes_effect =
        order_.action == VersionAction::kPromote || order_.action == VersionAction::kBack;
    entry->set_by = IsBlank(order_.by) && !takes_effect ? order_.login : order_.by;
    if (IsBlank(entry->set_by)) return Usage("nobody is named who decides it: --by NAME");
    return {};
  }

  // The run stands in the ledger before anything is changed.
  Status Write(VersionChange* entry) {
    RunJournal journal(store_, clock_);
    RunRecord run;
    run.verb = "shadow " + std::string(NameOf(entry->action));
    run.label = std::string(NameOf(entry->kind)) + " " +
                (entry->version.empty() ? "the program's own" : entry->version.substr(0, 12));
    run.parameters = ParametersOf(*entry);
    TRY_VOID(journal.Begin(std::move(run)));
    entry->run_id = journal.run().id;
    entry->set_at = clock_.Now();
    const Result<std::int64_t> id = store_.AddVersionChange(*entry, book_);
    if (!id) {
      TRY_VOID(journal.Finish(outcome::kFailed, ExitCodeOf(id.error().code), id.error().message));
      return id.error();
    }
    entry->id = *id;
    return journal.Finish(outcome::kOk, 0, "by " + entry->set_by + ": " + entry->reason);
  }

  static std::string ParametersOf(const VersionChange& entry) {
    JsonWriter json;
    json.BeginObject();
    json.Key("kind");
    json.String(NameOf(entry.kind));
    json.Key("version");
    json.String(entry.version);
    json.EndObject();
    return json.Take();
  }

  const VersionOrder& order_;
  const std::vector<ReadingSpec>& known_;
  LedgerStore& store_;
  Clock& clock_;
  std::optional<KeptPriceBook> book_;  // That begins.
};

}  // namespace

Result<VersionOutcome> SetVersion(const VersionOrder& order, const std::vector<ReadingSpec>& known,
                                  LedgerStore& store, Clock& clock) {
  return VersionSettingRun(order, known, store, clock).Run();
}

}  // namespace cognitrack
