#include "cli/bill_view.h"
#include "cli/export_output.h"
#include "cli/number_text.h"
#include "cli/price_book_choice.h"
#include "cli/verbs.h"
#include "formats/focus_reconciliation.h"
#include "ingest/cost_check.h"

namespace cognitrack {
namespace {

void AddRemark(std::int64_t rows, const char* why, ExportCount* count) {
  if (rows > 0) count->remarks.push_back(Counted(rows, "row") + " left out: " + why);
}

Result<ExportCount> WriteFocusRows(const BillDocument& document, const WriteBytes& write) {
  TRY(const FocusReconciled written, WriteFocusReconciliation(document, write));
  ExportCount count;
  count.rows = written.rows;
  count.rows_left_out = written.left_out();
  AddRemark(written.without_amount, "the bill gives no amount", &count);
  AddRemark(written.side_not_read, "use on days of which a side was not read", &count);
  AddRemark(written.without_price, "used, with neither a line of the bill nor a price", &count);
  return count;
}

Result<ExportCount> WriteRows(const BillDocument& document, const std::string& format,
                              const WriteBytes& write) {
  if (format == kFocus) return WriteFocusRows(document, write);
  ExportCount count;
  count.rows =
      WriteReconciliation(document, format == "csv" ? RowForm::kCsv : RowForm::kJsonLines, write);
  return count;
}

}  // namespace

Result<int> RunExportReconciliation(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY_VOID(CheckExportOptions(options));
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const BookInForce in_force, ChoosePriceBook(context, *store));
  const CostCheckOptions check{context.settings().source, options.from, options.to,
                               context.settings().bill_bands, true};
  TRY(const BillDocument document, CheckCosts(check, in_force.book, *store));
  TRY(ExportCount count, WriteExport(context, [&](const WriteBytes& write) {
        return WriteRows(document, options.format.value_or("csv"), write);
      }));
  for (const BillDay& day : document.days) {
    ++count.days;
    if (!day.usage_read && !day.costs_read) ++count.days_missing;
  }
  count.days -= count.days_missing;
  count.verdict = NameOf(document.verdict);
  count.remarks.insert(count.remarks.begin(), BillVerdictLine(document));
  ReportExport(context, count);
  return 0;
}

}  // namespace cognitrack
