#include "cli/shadow_view.h"

#include "cli/display_text.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

constexpr std::size_t kDigestShown = 12;

std::string_view WhatItIs(VersionKind kind) {
  return kind == VersionKind::kPricing ? "the price book that use is priced by"
                                       : "the reading that turns the provider's answers into rows";
}

std::string Labelled(std::string_view label, const std::string& text) {
  return "  " + PaddedRight(label, 9) + "  " + text + "\n";
}

// "promoted 2026-03-05T14:00:00Z by Ann: contract".
std::string SinceText(const VersionChange& entry) {
  const std::string_view word = entry.action == VersionAction::kBack      ? "gone back to"
                                : entry.action == VersionAction::kPromote ? "promoted"
                                                                          : "begun";
  return std::string(word) + " " + FormatTime(entry.set_at) + " by " + Printable(entry.set_by) +
         ": " + Printable(entry.reason);
}

std::string ComparedText(const NamedComparison& named) {
  const std::string noun = named.entry.kind == VersionKind::kPricing ? "line" : "window";
  return "run " + std::to_string(named.entry.run_id) +
         (named.at == 0 ? "" : " of " + FormatTime(named.at)) + ": " +
         Counted(named.entry.compared, "window") + ", " +
         (named.entry.differing == 0 ? "no difference"
                                     : Counted(named.entry.differing, noun) +
                                           (named.entry.differing == 1 ? " differs" : " differ"));
}

std::string KindText(const KindView& view, const VersionNames& names, const TextStyle& style) {
  const std::string name(NameOf(view.kind));
  const VersionState& state = view.state;
  std::string text = style.Bold(name) + " · " + std::string(WhatItIs(view.kind)) + "\n\n";
  text += Labelled("In force", Printable(names.TextOf(view.kind, state.in_force)));
  if (state.since) text += Labelled("", SinceText(*state.since));
  if (!state.candidate) {
    return text + Labelled("In shadow", "nothing ('cognitrack shadow begin " + name + " …')");
  }
  text += Labelled("In shadow",
                   style.Note(Printable(names.TextOf(view.kind, state.candidate->version))));
  text += Labelled("", SinceText(*state.candidate));
  text += Labelled("Compared", view.named ? ComparedText(*view.named)
                                          : "never: 'cognitrack shadow compare " + name + "'");
  if (view.proof.comparisons > 1) {
    text += Labelled(
        "", "one of " + CountText(view.proof.comparisons) + " comparisons with what is in force");
  }
  return text + Labelled("Promotion", view.proof.is_clean ? style.Good("proven: ") + view.proof.why
                                                          : "takes a reason: " + view.proof.why);
}

JsonObject EntryObject(const VersionChange& change, const VersionNames& names) {
  JsonObject object;
  object.Set("id", change.id);
  object.Set("kind", NameOf(change.kind));
  object.Set("action", NameOf(change.action));
  object.Set("version", names.ObjectOf(change.kind, change.version));
  object.Set("reason", change.reason);
  object.Set("by", change.set_by);
  object.SetTime("at", change.set_at);
  object.Set("comparison_run", change.comparison_run);
  object.Set("run", change.run_id);
  return object;
}

// A version, and the entry that made it what it is.
JsonObject StandingObject(VersionKind kind, const std::string& version,
                          const std::optional<VersionChange>& entry, const VersionNames& names) {
  JsonObject object = names.ObjectOf(kind, version);
  object.SetTime("since", entry ? entry->set_at : 0);
  if (entry) {
    object.Set("by", entry->set_by);
    object.Set("reason", entry->reason);
    object.Set("comparison_run", entry->comparison_run);
    object.Set("run", entry->run_id);
    return object;
  }
  for (const char* member : {"by", "reason", "comparison_run", "run"}) object.SetNull(member);
  return object;
}

void SetState(VersionKind kind, const VersionState& state, const VersionNames& names,
              JsonObject* object) {
  object->Set("in_force", StandingObject(kind, state.in_force, state.since, names));
  if (state.candidate) {
    object->Set("candidate",
                StandingObject(kind, state.candidate->version, state.candidate, names));
  } else {
    object->SetNull("candidate");
  }
}

JsonObject KindObject(const KindView& view, const VersionNames& names) {
  JsonObject object;
  object.Set("kind", NameOf(view.kind));
  SetState(view.kind, view.state, names, &object);
  if (view.named) {
    JsonObject named;
    named.Set("run", view.named->entry.run_id);
    named.SetTime("at", view.named->at);
    named.Set("compared", view.named->entry.compared);
    named.Set("differing", view.named->entry.differing);
    object.Set("comparison", named);
  } else {
    object.SetNull("comparison");
  }
  object.Set("comparisons", view.proof.comparisons);
  if (view.state.candidate) {
    object.Set("proven", view.proof.is_clean);
    object.Set("proof", view.proof.why);
  } else {
    object.SetNull("proven").SetNull("proof");
  }
  return object;
}

std::string BackCommand(const std::string& kind) {
  return "cognitrack shadow back " + kind + " --by NAME --reason TEXT";
}

// What is to be done next.
std::string NextText(const VersionChange& entry) {
  const std::string kind(NameOf(entry.kind));
  if (entry.action == VersionAction::kDrop) return "";
  if (entry.action == VersionAction::kBegin) {
    return "  Every pull compares what it stores. Over all that is held: cognitrack shadow "
           "compare " +
           kind + "\n";
  }
  std::string text;
  if (entry.kind == VersionKind::kIngest) {
    text +=
        "  The days that are held stay as they were read. What would change: cognitrack rebuild "
        "--dry-run\n  To read them anew, as revisions: cognitrack rebuild --accept\n";
  }
  if (entry.action == VersionAction::kPromote) text += "  Back: " + BackCommand(kind) + "\n";
  return text;
}

}  // namespace

std::string VersionNames::TextOf(VersionKind kind, const std::string& version) const {
  if (kind == VersionKind::kIngest) {
    const std::string own = std::to_string(own_reading_);
    const std::string number = version.empty() ? own : version;
    return "reading " + number + (number == own ? ", the program's own" : "");
  }
  if (version.empty()) return "the program's own";
  const std::string digest = version.substr(0, kDigestShown) + "…";
  const auto book = books_.find(version);
  return book == books_.end() ? digest : book->second + " (" + digest + ")";
}

JsonObject VersionNames::ObjectOf(VersionKind kind, const std::string& version) const {
  JsonObject object;
  if (version.empty()) {
    object.SetNull("version");
  } else {
    object.Set("version", version);
  }
  if (kind == VersionKind::kIngest) {
    object.Set("name", TextOf(kind, version));
  } else if (const auto book = books_.find(version); book != books_.end()) {
    object.Set("name", book->second);
  } else {
    object.SetNull("name");
  }
  return object;
}

std::string ShadowText(const ShadowView& view, const VersionNames& names, const TextStyle& style) {
  std::string text;
  for (const KindView& kind : view.kinds) {
    text += (text.empty() ? "" : "\n") + KindText(kind, names, style);
    if (kind.kind != VersionKind::kPricing || view.given_prices.empty()) continue;
    text += Labelled("But", "COGNITRACK_PRICES wins here: " + Printable(view.given_prices));
  }
  return text;
}

std::string ShadowJson(const ShadowView& view, const VersionNames& names) {
  JsonArray kinds;
  for (const KindView& kind : view.kinds) kinds.Add(KindObject(kind, names));
  JsonObject document;
  document.Set("versions", kinds);
  if (view.given_prices.empty()) {
    document.SetNull("prices_given");
  } else {
    document.Set("prices_given", view.given_prices);
  }
  return document.ToText();
}

std::string VersionOutcomeText(const VersionOutcome& outcome, const VersionNames& names,
                               const TextStyle& style) {
  const VersionChange& entry = outcome.entry;
  const auto name = [&](const std::string& version) {
    return Printable(names.TextOf(entry.kind, version));
  };
  std::string text = style.Bold(NameOf(entry.kind)) + ": ";
  switch (entry.action) {
    case VersionAction::kBegin:
      text += name(entry.version) + " is in shadow beside " + name(outcome.after.in_force) + "\n";
      break;
    case VersionAction::kDrop:
      text += name(entry.version) + " was dropped; " + name(outcome.after.in_force) +
              " stays in force\n";
      break;
    case VersionAction::kPromote:
    case VersionAction::kBack:
      text +=
          name(outcome.before.in_force) + " → " + style.Good(name(outcome.after.in_force)) + "\n";
      break;
  }
  text += "  by     " + Printable(entry.set_by) + "\n";
  text += "  why    " + Printable(entry.reason) + "\n";
  if (entry.action == VersionAction::kPromote) {
    text += (outcome.is_proven ? "  proof  " : "  proof  none: ") + outcome.proof + "\n";
  }
  text += "  run    " + std::to_string(entry.run_id) + "\n";
  return text + NextText(entry);
}

std::string VersionOutcomeJson(const VersionOutcome& outcome, const VersionNames& names,
                               std::string_view verb) {
  const VersionKind kind = outcome.entry.kind;
  JsonObject before;
  SetState(kind, outcome.before, names, &before);
  JsonObject after;
  SetState(kind, outcome.after, names, &after);
  JsonObject document;
  document.Set("verb", verb);
  document.Set("kind", NameOf(kind));
  document.Set("entry", EntryObject(outcome.entry, names));
  document.Set("before", before);
  document.Set("after", after);
  if (outcome.entry.action == VersionAction::kPromote) {
    document.Set("proven", outcome.is_proven);
    document.Set("proof", outcome.proof);
  } else {
    document.SetNull("proven").SetNull("proof");
  }
  return document.ToText();
}

std::string VersionHistoryText(const std::vector<VersionChange>& history, const VersionNames& names,
                               const TextStyle& style, int width) {
  if (history.empty()) return "Nothing was ever in shadow: the program's own is in force.\n";
  TextTable table;
  for (const char* head : {"At", "Kind", "Done", "Version", "By"}) {
    table.AddColumn(head, Align::kLeft);
  }
  table.AddColumn("Comparison", Align::kRight);
  table.AddColumn("Run", Align::kRight);
  table.AddColumn("Why", Align::kLeft);
  for (const VersionChange& change : history) {
    table.AddRow(
        {FormatTime(change.set_at), std::string(NameOf(change.kind)),
         std::string(NameOf(change.action)), Printable(names.TextOf(change.kind, change.version)),
         Printable(change.set_by),
         change.comparison_run ? std::to_string(*change.comparison_run) : std::string(kUnknownText),
         std::to_string(change.run_id), Printable(change.reason)});
  }
  return table.ToText(style, width);
}

std::string VersionHistoryJson(const std::vector<VersionChange>& history,
                               const VersionNames& names) {
  JsonArray entries;
  for (const VersionChange& change : history) entries.Add(EntryObject(change, names));
  return JsonObject().Set("entries", entries).ToText();
}

}  // namespace cognitrack
