#include "cli/ledger_view.h"
#include "cli/page_cursor.h"
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

// The days of a page, and what is held and missing of them.
Status ReadPage(CommandContext& context, LedgerStore& store, const LedgerView& view,
                const PageOrder& order, WindowsReport* report) {
  const CommandOptions& options = context.options();
  const UtcSeconds now = context.clock().Now();
  TRY(report->days, ViewDays(store, view, options.from, options.to, now));
  std::vector<DayView>& days = report->days.days;
  if (!order.after.empty()) {
    TRY(const Day read, ParseDay(order.after.front()));
    std::erase_if(days, [read](const DayView& day) { return day.day <= read; });
  }
  report->page = CutToPage(
      options, order.limit,
      [](const DayView& day) { return std::vector<std::string>{FormatDay(day.day)}; }, &days);
  if (days.empty()) {
    report->days = {};
    return {};
  }
  const Day first = days.front().day;
  const Day last = days.back().day;
  TRY(report->days, ViewDays(store, view, first, last, now));
  return {};
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
  if (options.day && options.limit) {
    return Error{ErrorCode::kUsage, "--day is one day; leave out --limit"};
  }
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  TRY(const std::optional<PageOrder> page, PageOrderOf(options, kMostRowsOfAPage));
  TRY(const std::string surface, SurfaceOf(options));
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(LedgerView view, FindStream(*store, context.settings(), surface));
  if (options.day) return RunOneWindow(context, *store, view);

  WindowsReport report;
  if (page) {
    TRY_VOID(ReadPage(context, *store, view, *page, &report));
  } else {
    TRY(report.days, ViewDays(*store, view, options.from, options.to, context.clock().Now()));
  }
  if (view.stream) {
    TRY(const Cursor cursor, CursorOf(*store, *view.stream, context.clock().Now()));
    report.cursor = cursor;
  }
  report.now = context.clock().Now();
  report.database = context.settings().database_text;
  report.view = std::move(view);
  context.Print(WindowsText(report, context.style(), context.width()) + NextText(report.page));
  context.PrintJson(WindowsJson(report));
  return 0;
}

}  // namespace cognitrack
