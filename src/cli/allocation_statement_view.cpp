#include <map>
#include <tuple>

#include "base/month.h"
#include "cli/allocation_view.h"
#include "cli/display_text.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "formats/allocation_statement_writer.h"

namespace cognitrack {
namespace {

constexpr std::string_view kUnallocated = "Unallocated";

std::string MoneyText(Picos amount) { return Grouped(ToText(amount)); }

std::string Shown(const std::string& text) {
  return text.empty() ? std::string(kUnknownText) : Printable(text);
}

std::string SumsText(const AllocationStatement& statement, const TextStyle& style, int width) {
  TextTable table;
  for (const char* head : {"Business unit", "Cost centre", "Currency"}) {
    table.AddColumn(head, Align::kLeft);
  }
  table.AddColumn("Amount", Align::kRight);
  std::map<std::string, Picos> others;  // By currency.
  for (const StatementSum& sum : statement.sums) {
    if (!sum.owner) {
      table.AddRow({std::string(kUnallocated), "", Shown(sum.currency), MoneyText(sum.amount)});
    } else if (!statement.unit || sum.owner->business_unit == *statement.unit) {
      table.AddRow({Printable(sum.owner->business_unit), Shown(sum.owner->cost_centre),
                    Shown(sum.currency), MoneyText(sum.amount)});
    } else {
      others[sum.currency].count += sum.amount.count;
    }
  }
  for (const auto& [currency, amount] : others) {
    table.AddRow({"(other units)", "", Shown(currency), MoneyText(amount)});
  }
  if (statement.bill.empty()) {
    const std::string amount = statement.days_held > 0 ? "0" : std::string(kUnknownText);
    table.AddRow({std::string(kUnallocated), "", std::string(kUnknownText), amount});
    table.SetTotals({"Bill", "", std::string(kUnknownText), amount});
  }
  for (const auto& [currency, amount] : statement.bill) {
    std::vector<std::string> cells = {"Bill", "", Shown(currency), MoneyText(amount)};
    if (statement.bill.size() == 1) {
      table.SetTotals(std::move(cells));
    } else {
      table.AddRow(std::move(cells));
    }
  }
  return table.ToText(style, width);
}

// What is to be done about it: a rule is missing, or shares leave a part.
std::string UnallocatedText(const AllocationStatement& statement, const TextStyle& style,
                            int width) {
  using Key = std::tuple<std::string, std::string, bool>;  // Currency, project, whether by shares.
  std::map<Key, Picos> sums;
  for (const StatementLine& line : statement.lines) {
    if (line.owner) continue;
    sums[{line.currency, line.project_id.value_or(""), line.level.has_value()}].count +=
        line.amount.count;
  }
  if (sums.empty()) return "";
  TextTable table;
  for (const char* head : {"Project", "Why", "Currency"}) table.AddColumn(head, Align::kLeft);
  table.AddColumn("Amount", Align::kRight);
  for (const auto& [key, amount] : sums) {
    const auto& [currency, project, is_by_shares] = key;
    table.AddRow({Shown(project), is_by_shares ? "left by shares below 100 %" : "no rule",
                  Shown(currency), MoneyText(amount)});
  }
  return "\n" + style.Bold(kUnallocated) + "\n" + table.ToText(style, width);
}

std::string LinesText(const AllocationStatement& statement, const TextStyle& style, int width) {
  TextTable table;
  for (const char* head : {"Cost centre", "Project", "Line item", "Allocated by", "Currency"}) {
    table.AddColumn(head, Align::kLeft);
  }
  table.AddColumn("Amount", Align::kRight);
  for (const StatementLine& line : statement.lines) {
    table.AddRow({Shown(line.owner->cost_centre), Shown(line.project_id.value_or("")),
                  Shown(line.line_item.value_or("")),
                  line.level ? std::string(NameOf(*line.level)) : std::string(kUnknownText),
                  Shown(line.currency), MoneyText(line.amount)});
  }
  return table.ToText(style, width);
}

void SetOwner(const std::optional<CostOwner>& owner, JsonObject* object) {
  if (owner) {
    object->Set("business_unit", owner->business_unit).Set("cost_centre", owner->cost_centre);
  } else {
    object->SetNull("business_unit").SetNull("cost_centre");
  }
}

void SetText(std::string_view name, const std::optional<std::string>& text, JsonObject* object) {
  if (text) {
    object->Set(name, *text);
  } else {
    object->SetNull(name);
  }
}

JsonArray DaysArray(const std::vector<Day>& days) {
  JsonArray array;
  for (const Day day : days) array.Add(FormatDay(day));
  return array;
}

JsonArray LinesArray(const AllocationStatement& statement) {
  JsonArray array;
  for (const StatementLine& line : statement.lines) {
    JsonObject object;
    SetOwner(line.owner, &object);
    SetText("project_id", line.project_id, &object);
    SetText("line_item", line.line_item, &object);
    if (line.level) {
      object.Set("allocated_by", NameOf(*line.level));
    } else {
      object.SetNull("allocated_by");
    }
    array.Add(object.Set("currency", line.currency).Set("amount", ToText(line.amount)));
  }
  return array;
}

JsonArray GapsArray(const AllocationStatement& statement) {
  JsonArray array;
  for (const LevelGap& gap : statement.level_gaps) {
    JsonObject object;
    object.SetDay("date", gap.day).Set("dimension", NameOf(gap.level)).Set("reason", gap.reason);
    array.Add(object);
  }
  return array;
}

}  // namespace

std::string StatementText(const AllocationStatement& statement, const TextStyle& style, int width) {
  std::string text = style.Bold("Allocation of " + FormatMonth(statement.month) + ": " +
                                Printable(statement.source)) +
                     " · revision " + std::to_string(statement.revision) + "\n";
  for (const std::string& remark : StatementRemarks(statement)) {
    text += style.Note("! " + Printable(remark)) + "\n";
  }
  text += "\n" + SumsText(statement, style, width);
  if (!statement.unit) return text + UnallocatedText(statement, style, width);
  if (statement.lines.empty()) {
    return text + "\nNothing of this month is allocated to " + Printable(*statement.unit) + ".\n";
  }
  return text + "\n" + style.Bold(Printable(*statement.unit)) + "\n" +
         LinesText(statement, style, width);
}

std::string StatementJson(const AllocationStatement& statement) {
  JsonObject document;
  document.Set("source", statement.source);
  document.Set("month", FormatMonth(statement.month));
  document.Set("revision", statement.revision);
  document.Set("rules_revision", statement.rules_revision > 0
                                     ? std::optional(statement.rules_revision)
                                     : std::nullopt);
  SetText("business_unit", statement.unit, &document);
  document.Set("complete", statement.is_complete());
  JsonArray bill;
  for (const auto& [currency, amount] : statement.bill) {
    bill.Add(JsonObject().Set("currency", currency).Set("amount", ToText(amount)));
  }
  document.Set("bill", bill);
  JsonArray sums;
  for (const StatementSum& sum : statement.sums) {
    JsonObject object;
    SetOwner(sum.owner, &object);
    sums.Add(object.Set("currency", sum.currency).Set("amount", ToText(sum.amount)));
  }
  document.Set("sums", sums);
  document.Set("lines", LinesArray(statement));
  document.Set("days_held", statement.days_held);
  document.Set("days_missing", DaysArray(statement.missing));
  document.Set("days_open", DaysArray(statement.open));
  document.Set("days_clipped", DaysArray(statement.clipped));
  document.Set("rows_without_amount", statement.rows_without_amount);
  document.Set("not_applied", GapsArray(statement));
  return document.ToText();
}

}  // namespace cognitrack
