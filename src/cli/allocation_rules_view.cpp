#include "cli/allocation_view.h"
#include "cli/display_text.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

std::string UntilText(const AllocationRule& rule) {
  return rule.until ? FormatDay(*rule.until) : std::string(kUnknownText);
}

std::string ChangeLine(std::string_view sign, const AllocationRule& rule) {
  std::string line = std::string(sign) + " " + TargetText(rule) + " → ";
  if (rule.share != kWholeShare) line += PercentText(rule.share) + " % to ";
  line += OwnerText(rule.owner) + " from " + FormatDay(rule.from);
  if (rule.until) line += " until " + FormatDay(*rule.until);
  return Printable(line);
}

}  // namespace

std::string RulesTable(const std::vector<AllocationRule>& rules, const TextStyle& style,
                       int width) {
  TextTable table;
  for (const char* head : {"Whose spend", "Business unit", "Cost centre"}) {
    table.AddColumn(head, Align::kLeft);
  }
  table.AddColumn("Share %", Align::kRight);
  for (const char* head : {"From", "Until", "Note"}) table.AddColumn(head, Align::kLeft);
  for (const AllocationRule& rule : rules) {
    table.AddRow({Printable(TargetText(rule)), Printable(rule.owner.business_unit),
                  Printable(rule.owner.cost_centre), PercentText(rule.share), FormatDay(rule.from),
                  UntilText(rule), Printable(rule.note)});
  }
  return table.ToText(style, width);
}

std::string ChangesText(const RuleChanges& changes, const TextStyle& style) {
  std::string text;
  for (const AllocationRule& rule : changes.removed) {
    text += "  " + style.Bad(ChangeLine("−", rule)) + "\n";
  }
  for (const AllocationRule& rule : changes.added) {
    text += "  " + style.Good(ChangeLine("+", rule)) + "\n";
  }
  return text;
}

JsonArray RulesArray(const std::vector<AllocationRule>& rules) {
  JsonArray array;
  for (const AllocationRule& rule : rules) {
    JsonObject object;
    object.Set("dimension", NameOf(rule.level));
    object.Set("value", rule.value);
    object.Set("business_unit", rule.owner.business_unit);
    object.Set("cost_centre", rule.owner.cost_centre);
    object.Set("share_percent", PercentText(rule.share));
    object.SetDay("from", rule.from);
    object.SetDay("until", rule.until);
    object.Set("note", rule.note);
    array.Add(object);
  }
  return array;
}

void SetChanges(const RuleChanges& changes, JsonObject* document) {
  document->Set("added", RulesArray(changes.added));
  document->Set("removed", RulesArray(changes.removed));
  document->Set("kept", changes.kept);
  document->SetDay("changes_from", changes.first_day());
}

}  // namespace cognitrack
