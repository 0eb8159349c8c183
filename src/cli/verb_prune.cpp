#include "cli/ledger_view.h"
#include "cli/prune_view.h"
#include "cli/verbs.h"
#include "ingest/prune.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kMostDays = 3'660;

Error IsOff(int keep_days, Day today) {
  return {ErrorCode::kConfig,
          "retention is off; nothing was pruned. COGNITRACK_RETENTION_DAYS=" +
              std::to_string(kRetentionDays) + " turns it on. With " + std::to_string(keep_days) +
              " days every row from " + FormatDay(today - (keep_days - 1)) +
              " on would stay, and of older days each that is not settled or not proven by a "
              "parity check; 'cognitrack prune --dry-run' tells what would go"};
}

Result<int> KeepDaysOf(const CommandOptions& options, const Settings& settings) {
  if (!options.keep_days) return settings.retention_days.value_or(kRetentionDays);
  if (*options.keep_days >= 1 && *options.keep_days <= kMostDays) {
    return static_cast<int>(*options.keep_days);
  }
  return Error{ErrorCode::kUsage, "--keep-days must be from 1 to " + std::to_string(kMostDays)};
}

Result<int> ShareOf(const CommandOptions& options) {
  const std::int64_t share = options.allow_share.value_or(kShareOfOnePrune);
  if (share >= 1 && share <= 100) return static_cast<int>(share);
  return Error{ErrorCode::kUsage, "--allow-share must be from 1 to 100 percent"};
}

}  // namespace

Result<int> RunPrune(CommandContext& context) {
  const CommandOptions& options = context.options();
  const Settings& settings = context.settings();
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  PruneView view;
  view.dry_run = options.dry_run;
  view.is_on = settings.retention_days.has_value();
  TRY(view.keep_days, KeepDaysOf(options, settings));
  PruneOptions prune;
  TRY(prune.allowed_share, ShareOf(options));
  TRY(prune.surfaces, SurfaceListOf(options));
  if (!view.is_on && !view.dry_run) return IsOff(view.keep_days, DayOf(context.clock().Now()));
  if (view.keep_days < kRetentionDays) {
    context.Remark("fewer than " + std::to_string(kRetentionDays) +
                   " days are kept: what the provider restates of a pruned day is not seen");
  }
  prune.source = settings.source;
  prune.keep_days = view.keep_days;
  prune.from = options.from;
  prune.to = options.to;
  prune.label = options.label.value_or("");
  prune.dry_run = options.dry_run;
  TRY(const LedgerHandle store,
      context.OpenLedger(options.dry_run ? DatabaseAccess::kRead : DatabaseAccess::kWrite));
  TRY(view.summary, Prune(prune, {*store, context.clock(), context.progress()}));
  context.Print(PruneText(view, context.style(), context.width()));
  context.PrintJson(PruneJson(view));
  const RunRecord& run = view.summary.run;
  if (run.exit_code != 0) {
    context.environment().err << "cognitrack prune: " << run.message << "\n";
  }
  return run.exit_code;
}

}  // namespace cognitrack
