#include "formats/allocation_statement_writer.h"

#include <algorithm>
#include <map>

#include "base/month.h"
#include "formats/csv_text.h"
#include "formats/markdown_table.h"

namespace cognitrack {
namespace {

constexpr std::string_view kCsvHead =
    "source,month,status,business_unit,cost_centre,currency,project_id,line_item,allocated_by,"
    "amount,days_incomplete,revision\n";
constexpr std::string_view kUnknown = "—";

using Align = MarkdownTable::Align;

// "3 days (2026-03-05, 2026-03-30 – 2026-03-31)".
std::string DaysInWords(const std::vector<Day>& days) {
  std::string runs;
  for (std::size_t i = 0; i < days.size();) {
    std::size_t last = i;
    while (last + 1 < days.size() && days[last + 1] == days[last] + 1) ++last;
    runs += (runs.empty() ? "" : ", ") + FormatDay(days[i]);
    if (last > i) runs += " – " + FormatDay(days[last]);
    i = last + 1;
  }
  return std::to_string(days.size()) + (days.size() == 1 ? " day (" : " days (") + runs + ")";
}

// What no rule allocates, one a currency; without a bill one that is 0, or unknown.
struct Unallocated {
  std::string currency;
  std::optional<Picos> amount;
};
std::vector<Unallocated> UnallocatedOf(const AllocationStatement& statement) {
  std::vector<Unallocated> parts;
  for (const StatementSum& sum : statement.sums) {
    if (!sum.owner) parts.push_back({sum.currency, sum.amount});
  }
  if (parts.empty()) {
    parts.push_back({"", statement.days_held > 0 ? std::optional(Picos{}) : std::nullopt});
  }
  return parts;
}

class CsvLines {
 public:
  explicit CsvLines(const AllocationStatement& statement) : text_(kCsvHead) {
    AppendCsvText(statement.source, &head_);
    head_ += "," + FormatMonth(statement.month);
    const std::size_t incomplete =
        statement.missing.size() + statement.open.size() + statement.clipped.size();
    tail_ = std::to_string(incomplete) + "," + std::to_string(statement.revision) + "\n";
  }

  void Add(const StatementLine& line, const std::optional<Picos>& amount) {
    const CostOwner owner = line.owner.value_or(CostOwner{});
    text_ += head_ + "," + (line.owner ? "allocated" : "unallocated");
    for (const std::string& cell : {owner.business_unit, owner.cost_centre, line.currency,
                                    line.project_id.value_or(""), line.line_item.value_or("")}) {
      text_ += ",";
      AppendCsvText(cell, &text_);
    }
    text_ += "," + std::string(line.level ? NameOf(*line.level) : "") + "," +
             (amount ? ToText(*amount) : "") + "," + tail_;
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string head_;
  std::string tail_;
  std::string text_;
};

std::string Cell(const std::optional<std::string>& value) {
  return value && !value->empty() ? MarkdownText(*value) : std::string(kUnknown);
}

std::string OwnerOfSum(const std::optional<CostOwner>& owner) {
  return owner ? MarkdownText(owner->business_unit) : "*Unallocated*";
}

std::string SumsTable(const AllocationStatement& statement) {
  MarkdownTable table({{"Business unit", Align::kLeft},
                       {"Cost centre", Align::kLeft},
                       {"Currency", Align::kLeft},
                       {"Amount", Align::kRight}});
  for (const StatementSum& sum : statement.sums) {
    if (!sum.owner) continue;
    if (statement.unit && sum.owner->business_unit != *statement.unit) continue;
    table.Row({MarkdownText(sum.owner->business_unit), Cell(sum.owner->cost_centre),
               Cell(sum.currency), ToText(sum.amount)});
  }
  for (const Unallocated& part : UnallocatedOf(statement)) {
    table.Row({OwnerOfSum({}), "", Cell(part.currency),
               part.amount ? ToText(*part.amount) : std::string(kUnknown)});
  }
  for (const auto& [currency, amount] : statement.bill) {
    table.Row({"**Bill**", "", Cell(currency), "**" + ToText(amount) + "**"});
  }
  return table.Take();
}

std::string LinesTable(const std::vector<const StatementLine*>& lines) {
  MarkdownTable table({{"Project", Align::kLeft},
                       {"Line item", Align::kLeft},
                       {"Allocated by", Align::kLeft},
                       {"Currency", Align::kLeft},
                       {"Amount", Align::kRight}});
  for (const StatementLine* line : lines) {
    table.Row({Cell(line->project_id), Cell(line->line_item),
               line->level ? std::string(NameOf(*line->level)) : std::string(kUnknown),
               Cell(line->currency), ToText(line->amount)});
  }
  return table.Take();
}

}  // namespace

std::vector<std::string> StatementRemarks(const AllocationStatement& statement) {
  std::vector<std::string> remarks;
  if (statement.rules_revision == 0) {
    remarks.push_back("No allocation rules were in force: everything is unallocated.");
  }
  if (!statement.missing.empty()) {
    remarks.push_back("The bill is incomplete: the ledger holds no costs of " +
                      DaysInWords(statement.missing) + ".");
  }
  if (!statement.open.empty()) {
    remarks.push_back(
        "Read before the day was over, and not since: " + DaysInWords(statement.open) + ".");
  }
  if (!statement.clipped.empty()) {
    remarks.push_back("Cut short at the end of the day: " + DaysInWords(statement.clipped) + ".");
  }
  if (statement.rows_without_amount > 0) {
    remarks.push_back("Rows of which the provider gave no amount, and which are in no sum: " +
                      std::to_string(statement.rows_without_amount) + ".");
  }
  std::map<std::pair<AllocationLevel, std::string>, std::vector<Day>> gaps;
  for (const LevelGap& gap : statement.level_gaps) gaps[{gap.level, gap.reason}].push_back(gap.day);
  for (const auto& [key, days] : gaps) {
    remarks.push_back("Rules for " + std::string(NameOf(key.first)) + " could not be applied to " +
                      DaysInWords(days) + ": " + key.second + ".");
  }
  return remarks;
}

std::string StatementCsv(const AllocationStatement& statement) {
  CsvLines csv(statement);
  for (const StatementLine& line : statement.lines) csv.Add(line, line.amount);
  for (const Unallocated& part : UnallocatedOf(statement)) {
    // In the whole statement the lines tell it, unless there are none.
    if (!statement.unit && part.amount && part.amount->count != 0) continue;
    csv.Add({{}, part.currency, {}, {}, {}, {}}, part.amount);
  }
  return csv.Take();
}

std::string StatementMarkdown(const AllocationStatement& statement) {
  std::string text = "# Allocation of " + FormatMonth(statement.month) + ": " +
                     MarkdownText(statement.source) + "\n\n";
  if (statement.unit) text += "For " + MarkdownText(*statement.unit) + ".\n\n";
  text += "As the provider billed it, by the rules in force. Ledger revision " +
          std::to_string(statement.revision) + "; `--as-of " + std::to_string(statement.revision) +
          "` gives this statement again.\n\n";
  for (const std::string& remark : StatementRemarks(statement)) {
    text += "- " + MarkdownText(remark) + "\n";
  }
  if (text.back() == '\n' && text[text.size() - 2] != '\n') text += "\n";
  text += SumsTable(statement);
  for (std::size_t i = 0; i < statement.lines.size();) {
    const std::optional<CostOwner> owner = statement.lines[i].owner;
    std::vector<const StatementLine*> lines;
    for (; i < statement.lines.size() && statement.lines[i].owner == owner; ++i) {
      lines.push_back(&statement.lines[i]);
    }
    text += "## " + (owner ? MarkdownText(OwnerText(*owner)) : "Unallocated") + "\n\n" +
            LinesTable(lines);
  }
  text.pop_back();  // The blank line after the last table.
  return text;
}

}  // namespace cognitrack
