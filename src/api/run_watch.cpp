#include "api/run_watch.h"

#include "cli/run_lookup.h"

namespace cognitrack {
namespace {

// In half seconds.
constexpr int kBetweenLooksAtRecord = 2;
constexpr int kBetweenBeats = 30;

}  // namespace

Result<std::optional<RunView>> RunWatch::Look() {
  std::optional<RunView> own = runs_.Find(run_id_);
  is_live_ = own.has_value();
  if (own) return own;
  return LookAtRecord();
}

std::optional<std::string> RunWatch::Next() {
  if (is_over_ || is_draining_()) return std::nullopt;
  const bool is_due = is_live_ || looks_++ % kBetweenLooksAtRecord == 0;
  std::string text;
  // An outage is waited for: the run goes on without it, or ends with it.
  if (const auto view = is_due ? Look() : Result<std::optional<RunView>>(std::nullopt)) {
    if (*view) {
      text = RunEventsSince(**view, &place_);
      is_over_ = HasEnded((*view)->run);
    }
  }
  if (!text.empty()) {
    silent_ = 0;
    return text;
  }
  return ++silent_ % kBetweenBeats == 0 ? Beat() : std::string();
}

Result<std::optional<RunView>> RunWatch::LookAtRecord() {
  std::optional<RunView> view;
  const auto looked = verbs_.RunAs("run events", {}, [&](CommandContext& context) -> Result<int> {
    TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
    TRY(std::optional<RunRecord> run, FindRun(*store, run_id_));
    if (run) view = RunView{*std::move(run), "", std::nullopt};
    return 0;
  });
  if (!looked) return looked.error();
  return view;
}

// The verb sees where the process of a run is gone, and records that it has ended.
std::string RunWatch::Beat() {
  if (!is_live_) {
    CommandOptions options;
    options.verb = "runs";
    options.run_id = run_id_;
    static_cast<void>(verbs_.Run(options));
  }
  return ": beat\n\n";
}

}  // namespace cognitrack
