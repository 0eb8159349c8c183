#include "cli/key_view.h"

#include "cli/display_text.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

constexpr int kLabelWidth = 14;

std::string TimeText(UtcSeconds time) {
  return time == 0 ? std::string(kUnknownText) : FormatTime(time);
}

std::string OrUnknown(const std::string& text) {
  return text.empty() ? std::string(kUnknownText) : Printable(text);
}

std::string StateText(KeyState state, const TextStyle& style) {
  const std::string_view name = NameOf(state);
  if (state == KeyState::kActive) return style.Good(name);
  return state == KeyState::kSpare ? std::string(name) : style.Bad(name);
}

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + Printable(text);
  return joined;
}

std::string Line(std::string_view label, const std::string& text) {
  return "  " + PaddedRight(label, kLabelWidth) + text + "\n";
}

void SetTextOrNull(std::string_view name, const std::string& text, JsonObject* object) {
  if (text.empty()) {
    object->SetNull(name);
  } else {
    object->Set(name, text);
  }
}

std::vector<std::string> SurfacesThatAre(SurfaceState state, const KeyFindings& findings) {
  std::vector<std::string> names;
  for (const SurfaceRight& right : findings.surfaces) {
    if (right.state == state) names.push_back(right.surface);
  }
  return names;
}

std::string FindingsText(const KeyFindings& findings, const TextStyle& style) {
  const auto projects = static_cast<std::int64_t>(findings.project_ids.size());
  std::string text = Line("organisation", OrUnknown(findings.organisation) + ", " +
                                              Counted(projects, "project") + " seen");
  const auto read = SurfacesThatAre(SurfaceState::kOk, findings);
  text += Line("may read", read.empty() ? style.Bad("nothing") : Joined(read));
  if (const auto refused = SurfacesThatAre(SurfaceState::kRefused, findings); !refused.empty()) {
    text += Line("may not read", style.Note(Joined(refused)) + "; " +
                                     Printable(ShortReason(findings.FirstRefusal())));
  }
  if (const auto unknown = SurfacesThatAre(SurfaceState::kNotOffered, findings); !unknown.empty()) {
    text += Line("not offered", Joined(unknown));
  }
  if (const auto beyond = findings.BeyondUsage(); !beyond.empty()) {
    text += Line("and more", style.Note(Joined(beyond)) +
                                 "; reading usage (api.usage.read) is all that pulls need, 'names "
                                 "pull' needs the lists");
  }
  return text;
}

JsonObject FindingsObject(const KeyFindings& findings) {
  JsonArray surfaces;
  for (const SurfaceRight& right : findings.surfaces) {
    JsonObject object;
    object.Set("surface", right.surface);
    object.Set("state", NameOf(right.state));
    SetTextOrNull("why", right.why, &object);
    surfaces.Add(object);
  }
  JsonObject object;
  SetTextOrNull("organisation", findings.organisation, &object);
  object.Set("projects", static_cast<std::int64_t>(findings.project_ids.size()));
  object.Set("may_read_usage", findings.MayReadUsage());
  object.Set("surfaces", surfaces);
  object.Set("beyond_usage", TextArray(findings.BeyondUsage()));
  return object;
}

std::string_view NameOf(Kinship kinship) {
  switch (kinship) {
    case Kinship::kFirst:
      return "first";
    case Kinship::kSame:
      return "same";
    case Kinship::kUnknown:
      return "unknown";
  }
  return "";
}

std::string KinshipText(Kinship kinship) {
  switch (kinship) {
    case Kinship::kFirst:
      return "the first key of this source";
    case Kinship::kSame:
      return "of the organisation that the source is";
    case Kinship::kUnknown:
      return "nothing tells whether it is of the source's organisation; nothing speaks against it";
  }
  return "";
}

void SetKey(std::string_view name, const std::optional<KeyRecord>& key, JsonObject* object) {
  if (key) {
    object->Set(name, KeyObject(*key));
  } else {
    object->SetNull(name);
  }
}

}  // namespace

std::string KeysText(const std::vector<KeyRecord>& keys, const TextStyle& style, int width) {
  if (keys.empty()) return "No key is stored; 'cognitrack keys add' stores one.\n";
  TextTable table;
  table.AddColumn("Key", Align::kRight);
  for (const char* head :
       {"Source", "State", "Ends in", "Label", "Added", "By", "Used", "Checked", "Why"}) {
    table.AddColumn(head, Align::kLeft);
  }
  for (const KeyRecord& key : keys) {
    table.AddRow({std::to_string(key.id), Printable(key.source), StateText(key.state, style),
                  key.last_four.empty() ? std::string(kUnknownText) : "…" + key.last_four,
                  OrUnknown(key.label), TimeText(key.added_at), OrUnknown(key.added_by),
                  TimeText(key.used_at), TimeText(key.checked_at), OrUnknown(key.state_reason)});
  }
  return table.ToText(style, width);
}

std::string KeysJson(const std::vector<KeyRecord>& keys) {
  JsonArray array;
  for (const KeyRecord& key : keys) array.Add(KeyObject(key));
  return JsonObject().Set("keys", array).ToText();
}

JsonObject KeyObject(const KeyRecord& key) {
  JsonObject object;
  object.Set("id", key.id);
  object.Set("source", key.source);
  object.Set("provider", key.provider);
  object.Set("label", key.label);
  object.Set("state", NameOf(key.state));
  object.SetTime("since", key.state_at);
  SetTextOrNull("reason", key.state_reason, &object);
  SetTextOrNull("last_four", key.last_four, &object);
  object.Set("version", key.version);
  SetTextOrNull("kek_id", key.kek_id, &object);
  SetTextOrNull("organisation", key.organisation, &object);
  object.Set("projects", static_cast<std::int64_t>(key.project_ids.size()));
  object.SetTime("added_at", key.added_at);
  object.Set("added_by", key.added_by);
  object.SetTime("used_at", key.used_at);
  object.SetTime("checked_at", key.checked_at);
  return object;
}

std::string KeyChangeText(const KeyChangeView& view, const TextStyle& style) {
  std::string text = style.Bold(Printable(TextOf(view.key))) + ": " +
                     StateText(view.key.state, style) +
                     (view.was_in_use ? "" : ", as it was already; nothing was changed") + "\n";
  if (view.kinship) text += Line("belongs", KinshipText(*view.kinship));
  if (view.findings) text += FindingsText(*view.findings, style);
  if (view.successor) {
    text += Line("instead", Printable(TextOf(*view.successor)) + " is active now");
  }
  return text;
}

std::string KeyChangeJson(const KeyChangeView& view) {
  JsonObject document;
  document.Set("verb", view.verb);
  document.Set("changed", view.was_in_use);
  document.Set("key", KeyObject(view.key));
  SetKey("successor", view.successor, &document);
  if (view.kinship) {
    document.Set("kinship", NameOf(*view.kinship));
  } else {
    document.SetNull("kinship");
  }
  if (view.findings) {
    document.Set("findings", FindingsObject(*view.findings));
  } else {
    document.SetNull("findings");
  }
  return document.ToText();
}

std::string KeyChecksText(const std::vector<KeyCheckView>& checks, const TextStyle& style) {
  if (checks.empty()) return "No key is in use; 'cognitrack keys add' stores one.\n";
  std::string text;
  for (const KeyCheckView& check : checks) {
    text += style.Bold(Printable(TextOf(check.key))) + ": ";
    text += check.error ? style.Bad(Printable(check.error->message)) + "\n"
                        : style.Good("may read usage") + "\n";
    if (check.findings) text += FindingsText(*check.findings, style);
    if (check.successor) {
      text += Line("instead", Printable(TextOf(*check.successor)) + " is active now");
    }
  }
  return text;
}

std::string KeyChecksJson(const std::vector<KeyCheckView>& checks, int exit_code) {
  JsonArray array;
  for (const KeyCheckView& check : checks) {
    JsonObject object;
    object.Set("key", KeyObject(check.key));
    object.Set("usable", !check.error.has_value());
    SetTextOrNull("error", check.error ? check.error->message : "", &object);
    if (check.findings) {
      object.Set("findings", FindingsObject(*check.findings));
    } else {
      object.SetNull("findings");
    }
    SetKey("successor", check.successor, &object);
    array.Add(object);
  }
  return JsonObject().Set("exit_code", std::int64_t{exit_code}).Set("checks", array).ToText();
}

std::string KekText(const KekOutcome& outcome, std::string_view place, const TextStyle& style) {
  std::string text = style.Bold("key-encryption key " + outcome.kek_id) +
                     (outcome.made ? ", new" : "") + " · " + Printable(place) + "\n";
  if (outcome.sealed > 0) {
    text += Line("sealed anew",
                 CountText(outcome.resealed) + " of " + Counted(outcome.sealed, "stored key"));
  }
  for (const std::string& why : outcome.failed) text += Line("failed", style.Bad(Printable(why)));
  if (!outcome.retired.empty()) {
    text += Line("taken out", Joined(outcome.retired) +
                                  "; keep a copy for as long as backups from before are kept");
  }
  if (!outcome.kept.empty()) text += Line("still there", Joined(outcome.kept));
  if (outcome.made) {
    text += Line("now", "keep a copy of the new one, apart from the database and its backups");
  }
  return text;
}

std::string KekJson(const KekOutcome& outcome, std::string_view verb) {
  JsonObject document;
  document.Set("verb", verb);
  document.Set("kek_id", outcome.kek_id);
  document.Set("made", outcome.made);
  document.Set("sealed", outcome.sealed);
  document.Set("resealed", outcome.resealed);
  document.Set("failed", TextArray(outcome.failed));
  document.Set("retired", TextArray(outcome.retired));
  document.Set("kept", TextArray(outcome.kept));
  return document.ToText();
}

}  // namespace cognitrack
