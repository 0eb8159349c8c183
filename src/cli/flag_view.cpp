#include "cli/flag_view.h"

#include "cli/display_text.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

std::string ScopeText(const std::optional<std::string>& source) {
  return source ? Printable(*source) : "everywhere";
}

std::string TimeText(UtcSeconds time) {
  return time == 0 ? std::string(kUnknownText) : FormatTime(time);
}

std::string OriginText(const FlagValue& value, const FlagSpec& flag) {
  switch (value.origin) {
    case FlagOrigin::kSource:
      return "its own entry";
    case FlagOrigin::kEverywhere:
      return "everywhere's entry";
    case FlagOrigin::kEnvironment:
      return std::string(flag.variable);
    case FlagOrigin::kBuiltIn:
      return "default";
  }
  return "default";
}

std::string StyledSwitch(bool is_on, const TextStyle& style) {
  return is_on ? style.Good(SwitchWord(is_on)) : style.Note(SwitchWord(is_on));
}

std::string ParityText(const std::optional<std::int64_t>& run) {
  return run ? std::to_string(*run) : std::string(kUnknownText);
}

void SetSource(const std::optional<std::string>& source, JsonObject* object) {
  if (source) {
    object->Set("source", *source);
  } else {
    object->SetNull("source");
  }
}

JsonObject EntryObject(const FlagChange& change) {
  JsonObject object;
  object.Set("id", change.id);
  object.Set("flag", change.flag);
  SetSource(change.source, &object);
  object.Set("setting", NameOf(change.setting));
  object.Set("reason", change.reason);
  object.Set("by", change.set_by);
  object.SetTime("at", change.set_at);
  object.Set("parity_run", change.parity_run);
  object.Set("run", change.run_id);
  return object;
}

}  // namespace

std::string_view SwitchWord(bool is_on) { return is_on ? "on" : "off"; }

std::string FlagValueText(const FlagValue& value) {
  std::string text(SwitchWord(value.is_on));
  if (!value.entry) {
    return text + (value.origin == FlagOrigin::kEnvironment ? " by the settings" : " by default");
  }
  return text + " since " + FormatTime(value.entry->set_at) + ", set by " +
         Printable(value.entry->set_by) + ": " + Printable(value.entry->reason);
}

std::string TurnOnCommand(const FlagValue& value) {
  const bool is_own = value.entry && value.entry->source;
  return "cognitrack flags set " + std::string(kDailyWindows) + " on" +
         (is_own ? " --source " + Printable(*value.entry->source) : std::string()) +
         " --by NAME --reason TEXT";
}

std::string FlagsText(const std::vector<FlagsView>& views, const TextStyle& style, int width) {
  std::string text;
  for (const FlagsView& view : views) {
    if (!text.empty()) text += "\n";
    text += style.Bold(view.flag->name) + " · " + std::string(view.flag->text) + "\n\n";
    TextTable table;
    for (const char* head : {"Scope", "Value", "From", "Since", "By", "Why"}) {
      table.AddColumn(head, Align::kLeft);
    }
    for (const FlagScope& scope : view.scopes) {
      const auto& entry = scope.value.entry;
      table.AddRow({ScopeText(scope.source), StyledSwitch(scope.value.is_on, style),
                    !scope.source && entry ? "its own entry" : OriginText(scope.value, *view.flag),
                    TimeText(entry ? entry->set_at : 0),
                    entry ? Printable(entry->set_by) : std::string(kUnknownText),
                    entry ? Printable(entry->reason) : std::string(kUnknownText)});
    }
    text += table.ToText(style, width);
  }
  return text;
}

std::string FlagsJson(const std::vector<FlagsView>& views) {
  JsonArray flags;
  for (const FlagsView& view : views) {
    JsonArray scopes;
    for (const FlagScope& scope : view.scopes) {
      JsonObject object;
      SetSource(scope.source, &object);
      object.Set("value", FlagValueObject(scope.value));
      scopes.Add(object);
    }
    JsonObject object;
    object.Set("name", view.flag->name);
    object.Set("text", view.flag->text);
    object.Set("default", FlagValueObject({view.otherwise.is_on, view.otherwise.origin, {}}));
    object.Set("scopes", scopes);
    flags.Add(object);
  }
  return JsonObject().Set("flags", flags).ToText();
}

std::string FlagHistoryText(const std::vector<FlagChange>& history, const TextStyle& style,
                            int width) {
  if (history.empty()) return "No flag was ever set: the defaults hold.\n";
  TextTable table;
  table.AddColumn("At", Align::kLeft);
  table.AddColumn("Flag", Align::kLeft);
  table.AddColumn("Scope", Align::kLeft);
  table.AddColumn("Set to", Align::kLeft);
  table.AddColumn("By", Align::kLeft);
  table.AddColumn("Parity", Align::kRight);
  table.AddColumn("Run", Align::kRight);
  table.AddColumn("Why", Align::kLeft);
  for (const FlagChange& change : history) {
    const bool is_switch = change.setting != FlagSetting::kDefault;
    table.AddRow({TimeText(change.set_at), Printable(change.flag), ScopeText(change.source),
                  is_switch ? StyledSwitch(change.setting == FlagSetting::kOn, style) : "default",
                  Printable(change.set_by), ParityText(change.parity_run),
                  std::to_string(change.run_id), Printable(change.reason)});
  }
  return table.ToText(style, width);
}

std::string FlagHistoryJson(const std::vector<FlagChange>& history) {
  JsonArray entries;
  for (const FlagChange& change : history) entries.Add(EntryObject(change));
  return JsonObject().Set("entries", entries).ToText();
}

std::string FlagOutcomeText(const FlagOutcome& outcome, const FlagOrder& order,
                            const TextStyle& style) {
  const std::string scope = ScopeText(order.source);
  if (!outcome.entry) {
    return scope + " has no entry of its own for " + order.flag + "; nothing was changed. It is " +
           FlagValueText(outcome.after) + "\n";
  }
  std::string text = style.Bold(order.flag + " · " + scope) + ": " +
                     std::string(SwitchWord(outcome.before.is_on)) + " → " +
                     StyledSwitch(outcome.after.is_on, style) + "\n";
  text += "  by     " + Printable(outcome.entry->set_by) + "\n";
  text += "  why    " + Printable(outcome.entry->reason) + "\n";
  if (order.setting == FlagSetting::kOn) {
    text += outcome.entry->parity_run ? "  proof  " : "  proof  none: ";
    text += Printable(outcome.proof) + "\n";
  }
  if (order.setting == FlagSetting::kDefault) {
    text += "  holds  " + FlagValueText(outcome.after) + "\n";
  }
  text += "  run    " + std::to_string(outcome.entry->run_id) + "\n";
  for (const std::string& source : outcome.apart) {
    text += style.Note("  " + Printable(source) + " has an entry of its own and stays " +
                       std::string(SwitchWord(order.setting != FlagSetting::kOn))) +
            ": 'cognitrack flags reset " + order.flag + " --source " + Printable(source) +
            " --reason TEXT' takes it back\n";
  }
  return text;
}

std::string FlagOutcomeJson(const FlagOutcome& outcome, const FlagOrder& order,
                            std::string_view verb) {
  JsonObject document;
  document.Set("verb", verb);
  document.Set("flag", order.flag);
  SetSource(order.source, &document);
  document.Set("changed", outcome.entry.has_value());
  if (outcome.entry) {
    document.Set("entry", EntryObject(*outcome.entry));
  } else {
    document.SetNull("entry");
  }
  document.Set("before", FlagValueObject(outcome.before));
  document.Set("after", FlagValueObject(outcome.after));
  document.Set("sources_apart", TextArray(outcome.apart));
  return document.ToText();
}

JsonObject FlagValueObject(const FlagValue& value) {
  JsonObject object;
  object.Set("on", value.is_on);
  object.Set("from", NameOf(value.origin));
  if (value.entry) {
    object.SetTime("since", value.entry->set_at);
    object.Set("by", value.entry->set_by);
    object.Set("reason", value.entry->reason);
    object.Set("parity_run", value.entry->parity_run);
  } else {
    for (const char* name : {"since", "by", "reason", "parity_run"}) object.SetNull(name);
  }
  return object;
}

}  // namespace cognitrack
