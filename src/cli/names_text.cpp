#include <algorithm>

#include "cli/display_text.h"
#include "cli/names_view.h"
#include "cli/number_text.h"
#include "cli/run_report.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

std::string TextOr(const std::optional<std::string>& text) {
  return text && !text->empty() ? Printable(*text) : std::string(kUnknownText);
}

std::string DayText(std::optional<UtcSeconds> time) {
  return time ? FormatDay(DayOf(*time)) : std::string(kUnknownText);
}

std::string KindText(NameKind kind) {
  std::string text(NameOf(kind));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

// "" for what is simply there.
std::string StateText(const NameRecord& record, const NameVersion& version) {
  if (!version.listed) {
    const bool never_listed = version.since == record.first_seen_at;
    return never_listed ? "known as an owner only"
                        : "not listed since " + FormatDay(DayOf(version.since));
  }
  if (version.facts.archived_at) {
    return "archived " + FormatDay(DayOf(*version.facts.archived_at));
  }
  if (record.kind == NameKind::kApiKey) {
    return version.facts.status == "inactive" ? "owner without access" : "";
  }
  return version.facts.status == "active" ? "" : Printable(version.facts.status);
}

std::string OwnerText(const NameFacts& facts) {
  return facts.owner_id.empty() ? "" : Printable(facts.owner_id);
}

bool HoldsEmail(const std::vector<ListedName>& shown) {
  return std::any_of(shown.begin(), shown.end(), [](const ListedName& listed) {
    return listed.version->facts.email.has_value();
  });
}

void AppendFact(std::string_view name, const std::string& value, std::string* text) {
  if (!value.empty()) *text += "  " + PaddedRight(name, 12) + value + "\n";
}

std::string FactsText(const NameRecord& record) {
  const NameFacts& facts = record.current.facts;
  std::string text;
  AppendFact("Name", TextOr(facts.name), &text);
  AppendFact("Project", Printable(facts.project_id), &text);
  AppendFact("Owner", OwnerText(facts), &text);
  AppendFact("Value", Printable(facts.redacted_value), &text);
  AppendFact("E-mail", facts.email ? Printable(*facts.email) : "", &text);
  AppendFact("Created", DayText(facts.created_at), &text);
  if (record.last_used_at) AppendFact("Last used", DayText(record.last_used_at), &text);
  AppendFact("State", StateText(record, record.current), &text);
  AppendFact("First seen", FormatTime(record.first_seen_at), &text);
  AppendFact("Last seen", FormatTime(record.seen_at), &text);
  return text;
}

std::string HistoryTable(const NameRecord& record, const TextStyle& style, int width) {
  TextTable table;
  for (const char* head : {"Since", "Until", "Name", "State"}) table.AddColumn(head, Align::kLeft);
  const auto add = [&](const NameVersion& version) {
    table.AddRow({FormatTime(version.since), version.until == 0 ? "now" : FormatTime(version.until),
                  TextOr(version.facts.name), StateText(record, version)});
  };
  for (const NameVersion& version : record.history) add(version);
  add(record.current);
  return table.ToText(style, width);
}

std::string TallyLine(NameKind kind, const NameTally& tally) {
  std::string text = "  " + PaddedRight(KindText(kind), 18) + CountText(tally.seen) + " listed";
  for (std::size_t i = 1; i < kNameChangeCount; ++i) {
    const auto change = static_cast<NameChange>(i);
    if (tally.Of(change) == 0) continue;
    text += ", " + CountText(tally.Of(change)) + " " + std::string(NameOf(change));
  }
  return text + "\n";
}

}  // namespace

std::string NamesText(const NamesView& view, const TextStyle& style, int width) {
  std::string head = Printable(view.source) + " · names";
  if (view.as_of) head += " · as of " + FormatDay(*view.as_of);
  std::string text = style.Bold(head) + "\n\n";
  if (view.records.empty()) {
    return text + "The ledger at " + view.database +
           " holds no names yet: 'cognitrack names pull' asks the provider for them.\n";
  }
  const bool has_email = HoldsEmail(view.shown);
  TextTable table;
  for (const char* column : {"Kind", "Id", "Name", "Project", "Owner", "State"}) {
    table.AddColumn(column, Align::kLeft);
  }
  if (has_email) table.AddColumn("E-mail", Align::kLeft);
  for (const ListedName& listed : view.shown) {
    const NameFacts& facts = listed.version->facts;
    std::vector<std::string> cells = {KindText(listed.record->kind),
                                      Printable(listed.record->id),
                                      TextOr(facts.name),
                                      Printable(facts.project_id),
                                      OwnerText(facts),
                                      StateText(*listed.record, *listed.version)};
    if (has_email) cells.push_back(facts.email ? Printable(*facts.email) : "");
    table.AddRow(std::move(cells));
  }
  text += table.ToText(style, width);
  if (view.left_out > 0) {
    text += style.Note("Left out: ") + CountText(view.left_out) +
            " archived or no longer listed; --all shows them.\n";
  }
  return text;
}

std::string NameHistoryText(const std::vector<NameRecord>& records, const TextStyle& style,
                            int width) {
  std::string text;
  for (const NameRecord& record : records) {
    if (!text.empty()) text += "\n";
    text += style.Bold(KindText(record.kind) + " " + Printable(record.id)) + "\n" +
            FactsText(record) + "\n" + HistoryTable(record, style, width);
  }
  return text;
}

std::string NamesPullText(const NamesSummary& summary, const TextStyle& style, int width) {
  const RunRecord& run = summary.run;
  const std::string outcome = run.exit_code == 0 ? style.Good("done") : style.Bad(run.outcome);
  std::string text = style.Bold("names of " + Printable(run.source)) + ": " + outcome + "\n";
  for (const auto& [kind, tally] : summary.tallies) text += TallyLine(kind, tally);
  text += RequestLine(run.counters);
  return text + IssueLines(run, style, width);
}

}  // namespace cognitrack
