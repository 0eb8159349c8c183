#include <set>

#include "base/month.h"
#include "cli/allocation_view.h"
#include "cli/cost_streams.h"
#include "cli/nearest_name.h"
#include "cli/usage_request.h"
#include "cli/verbs.h"
#include "cli/whole_file.h"
#include "formats/allocation_statement_writer.h"
#include "ingest/cost_allocation.h"

namespace cognitrack {
namespace {

enum class StatementForm { kText, kCsv, kMarkdown };

bool EndsWith(const std::string& text, std::string_view end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

Result<StatementForm> FormOf(const CommandOptions& options) {
  const std::string out = options.out_file.value_or("");
  const std::string by_name = EndsWith(out, ".csv") ? "csv" : EndsWith(out, ".md") ? "md" : "text";
  const std::string format = options.format.value_or(by_name);
  if (options.json && options.format && !options.out_file) {
    return Error{ErrorCode::kUsage,
                 "--json and --format both want standard output; write one of "
                 "them to a file with --out FILE"};
  }
  if (format == "text") return StatementForm::kText;
  if (format == "csv") return StatementForm::kCsv;
  if (format == "md") return StatementForm::kMarkdown;
  return Error{ErrorCode::kUsage,
               "--format '" + format + "' is not known; there are text, csv, md"};
}

std::string Written(const AllocationStatement& statement, StatementForm form,
                    const TextStyle& style, int width) {
  switch (form) {
    case StatementForm::kText:
      return StatementText(statement, style, width);
    case StatementForm::kCsv:
      return StatementCsv(statement);
    case StatementForm::kMarkdown:
      return StatementMarkdown(statement);
  }
  return "";
}

// A unit that neither the rules nor the statement know was misspelt.
Status CheckUnit(const std::string& unit, const AllocationStatement& statement,
                 LedgerStore& store) {
  TRY(const RulesInForce in_force, ReadRulesInForce(store, statement.revision));
  if (in_force.rules.KnowsUnit(unit)) return {};
  std::set<std::string> units;
  for (const AllocationRule& rule : in_force.rules.rules()) units.insert(rule.owner.business_unit);
  std::string message = "--unit '" + unit + "': no rule names this business unit";
  if (const auto nearest = NearestName(unit, {units.begin(), units.end()})) {
    message += "; did you mean '" + *nearest + "'?";
  } else {
    message += "; 'cognitrack allocation show' shows the rules";
  }
  return Error{ErrorCode::kUsage, message};
}

Result<AllocationStatement> StatementFor(CommandContext& context, Day month) {
  const CommandOptions& options = context.options();
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const CostStreams streams, FindCostStreams(*store, context.settings()));
  std::optional<std::int64_t> as_of;
  if (options.as_of) {
    TRY(as_of, ResolveAsOf(*options.as_of, *store));
  }
  TRY(AllocationStatement statement,
      MakeStatement(context.settings().source, streams, month, as_of, *store));
  if (options.unit) {
    TRY_VOID(CheckUnit(*options.unit, statement, *store));
    KeepUnit(*options.unit, &statement);
  }
  return statement;
}

}  // namespace

Result<int> RunAllocationStatement(CommandContext& context) {
  const CommandOptions& options = context.options();
  const Result<Day> month = ParseMonth(*options.month);
  if (!month) return month.error().At("--month");
  TRY(const StatementForm form, FormOf(options));
  TRY(const AllocationStatement statement, StatementFor(context, *month));
  if (options.out_file) {
    TRY_VOID(WriteWholeFile(*options.out_file, Written(statement, form, TextStyle(false), 0)));
    context.Remark("written to " + *options.out_file);
  } else {
    context.Print(Written(statement, form, context.style(), context.width()));
  }
  // A file for a spreadsheet has no room for sentences.
  if (form == StatementForm::kCsv) {
    for (const std::string& remark : StatementRemarks(statement)) context.Remark(remark);
  }
  context.PrintJson(StatementJson(statement));
  return 0;
}

}  // namespace cognitrack
