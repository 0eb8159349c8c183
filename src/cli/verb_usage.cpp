#include "cli/ledger_view.h"
#include "cli/page_cursor.h"
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
  report.group_by = GroupByOf(options, view.surface);
  return report;
}

// The dashboard's own labels are those of tokens, input and output.
bool HasDashboard(const std::string& surface) {
  return MetricsOf(surface).Has(Metric::kOutputTokens);
}

struct Report {
  LedgerHandle store;
  LedgerView ledger;
  UsageReportView view;
};

Result<Report> MakeReport(CommandContext& context, const std::string& surface) {
  const CommandOptions& options = context.options();
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  Report report;
  TRY(report.store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(report.ledger, FindStream(*report.store, context.settings(), surface));
  report.view = {report.ledger.source,
                 surface,
                 options.filters,
                 options.as_of,
                 {},
                 context.settings().database_text,
                 {},
                 {}};
  TRY(const std::optional<PageOrder> page, PageOrderOf(options, kMostRowsOfAPage));
  TRY(report.view.report, ReportOf(options, report.ledger, *report.store));
  if (page) report.view.page = CutToPage(options, *page, &report.view.report);
  TRY(report.view.names,
      LoadNames(*report.store, report.ledger.source, report.view.report.group_by));
  return report;
}

}  // namespace

Result<int> RunUsage(CommandContext& context) {
  const CommandOptions& options = context.options();
  if (options.day && (options.from || options.to)) {
    return Error{ErrorCode::kUsage, "--day is one day; leave out --from and --to"};
  }
  TRY(const std::string surface, SurfaceOf(options));
  if (HoldsMoney(surface)) {
    return Error{ErrorCode::kUsage,
                 "--surface " + surface + " is money: 'cognitrack costs' tells it"};
  }
  TRY(const Report report, MakeReport(context, surface));
  const UsageReportView& view = report.view;
  context.PrintJson(UsageJson(view));
  if (options.day && options.group_by.empty() && !view.page && HasDashboard(surface)) {
    TRY(const DaysView days,
        ViewDays(*report.store, report.ledger, options.day, options.day, context.clock().Now()));
    context.Print(DashboardText(view, days.days.front(), context.style(), context.width()));
  } else {
    context.Print(UsageText(view, context.style(), context.width()) + NextText(view.page));
  }
  return 0;
}

Result<int> RunCosts(CommandContext& context) {
  CommandOptions options = context.options();
  if (!options.surface) options.surface = std::string(kCosts);
  TRY(const std::string surface, SurfaceOf(options));
  if (!HoldsMoney(surface)) {
    return Error{ErrorCode::kUsage,
                 "--surface " + surface + " is no money: 'cognitrack usage' tells it"};
  }
  TRY(const Report report, MakeReport(context, surface));
  context.PrintJson(UsageJson(report.view));
  context.Print(UsageText(report.view, context.style(), context.width()) +
                NextText(report.view.page));
  return 0;
}

}  // namespace cognitrack
