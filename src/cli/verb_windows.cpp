#include "cli/ledger_view.h"
#include "cli/verbs.h"
#include "cli/windows_report.h"
#include "ingest/pull.h"

namespace cognitrack {
namespace {

Result<int> RunOneWindow(CommandContext& context, LedgerStore& store, const LedgerView& view) {
  const Day day = *context.options().day;
  TRY(const DaysView days, ViewDays(store, view, day, day, context.clock().Now()));
  std::vector<WindowRevision> history;
  if (context.options().history && view.stream) {
    TRY(history, store.WindowHistory(view.stream->id, day.start()));
  }
  const OneWindow window{view, days.days.front(), context.options().history, std::move(history)};
  context.Print(OneWindowText(window, context.style(), context.width()));
  context.PrintJson(OneWindowJson(window));
  return 0;
}

}  // namespace

Result<int> RunWindows(CommandContext& context) {
  const CommandOptions& options = context.options();
  if (options.history && !options.day) {
    return Error{ErrorCode::kUsage, "--history needs --day DAY: whose history?"};
  }
  if (options.day && (options.from || options.to)) {
    return Error{ErrorCode::kUsage, "--day is one day; leave out --from and --to"};
  }
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  TRY(const std::string surface, SurfaceOf(options));
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(LedgerView view, FindStream(*store, context.settings(), surface));
  if (options.day) return RunOneWindow(context, *store, view);

  WindowsReport report;
  TRY(report.days, ViewDays(*store, view, options.from, options.to, context.clock().Now()));
  if (view.stream) {
    TRY(const Cursor cursor, CursorOf(*store, *view.stream, context.clock().Now()));
    report.cursor = cursor;
  }
  report.now = context.clock().Now();
  report.database = context.settings().database_text;
  report.view = std::move(view);
  context.Print(WindowsText(report, context.style(), context.width()));
  context.PrintJson(WindowsJson(report));
  return 0;
}

}  // namespace cognitrack
