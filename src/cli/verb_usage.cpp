#include "cli/ledger_view.h"
#include "cli/usage_report_view.h"
#include "cli/usage_request.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

// An empty ledger answers as one that holds nothing of the range.
Result<UsageReport> ReportOf(const CommandOptions& options, const LedgerView& view,
                             LedgerStore& store) {
  if (view.stream) {
    TRY(const UsageQuery query, MakeUsageQuery(options, view, store));
    return store.Aggregate(query);
  }
  if (const auto filters = ParseFilters(options.filters); !filters) return filters.error();
  UsageReport report;
  report.group_by = GroupByOf(options);
  return report;
}

}  // namespace

Result<int> RunUsage(CommandContext& context) {
  const CommandOptions& options = context.options();
  if (options.day && (options.from || options.to)) {
    return Error{ErrorCode::kUsage, "--day is one day; leave out --from and --to"};
  }
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  TRY(const std::unique_ptr<LedgerStore> store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const LedgerView ledger, FindStream(*store, context.settings()));

  UsageReportView view{ledger.source, ledger.surface, options.filters, options.as_of, {}};
  TRY(view.report, ReportOf(options, ledger, *store));
  context.PrintJson(UsageJson(view));
  if (options.day && options.group_by.empty()) {
    TRY(const DaysView days,
        ViewDays(*store, ledger, options.day, options.day, context.clock().Now()));
    context.Print(DashboardText(view, days.days.front(), context.style(), context.width()));
  } else {
    context.Print(UsageText(view, context.style(), context.width()));
  }
  return 0;
}

}  // namespace cognitrack
