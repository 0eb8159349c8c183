#include "cli/json_document.h"
#include "cli/names_view.h"
#include "cli/run_report.h"

namespace cognitrack {
namespace {

void SetText(std::string_view name, const std::optional<std::string>& text, JsonObject* object) {
  if (text) {
    object->Set(name, *text);
  } else {
    object->SetNull(name);
  }
}

void SetTextOrNull(std::string_view name, const std::string& text, JsonObject* object) {
  SetText(name, text.empty() ? std::nullopt : std::optional(text), object);
}

void SetVersion(const NameVersion& version, JsonObject* object) {
  const NameFacts& facts = version.facts;
  SetText("name", facts.name, object);
  SetTextOrNull("project_id", facts.project_id, object);
  SetTextOrNull("owner_kind", facts.owner_kind, object);
  SetTextOrNull("owner_id", facts.owner_id, object);
  SetTextOrNull("redacted_value", facts.redacted_value, object);
  SetTextOrNull("status", facts.status, object);
  SetText("email", facts.email, object);
  object->SetTime("created_at", facts.created_at.value_or(0));
  object->SetTime("archived_at", facts.archived_at.value_or(0));
  object->Set("listed", version.listed);
  object->SetTime("since", version.since);
  object->SetTime("until", version.until);
}

JsonObject RecordObject(const NameRecord& record, const NameVersion& version) {
  JsonObject object;
  object.Set("kind", NameOf(record.kind));
  object.Set("id", record.id);
  SetVersion(version, &object);
  object.SetTime("first_seen_at", record.first_seen_at);
  object.SetTime("seen_at", record.seen_at);
  object.SetTime("last_used_at", record.last_used_at.value_or(0));
  return object;
}

JsonObject VersionObject(const NameVersion& version) {
  JsonObject object;
  SetVersion(version, &object);
  return object;
}

}  // namespace

std::string NamesJson(const NamesView& view) {
  JsonObject document;
  document.Set("source", view.source);
  document.SetDay("as_of", view.as_of);
  JsonArray names;
  for (const ListedName& listed : view.shown) {
    names.Add(RecordObject(*listed.record, *listed.version));
  }
  document.Set("names", names);
  document.Set("left_out", view.left_out);
  return document.ToText();
}

std::string NameHistoryJson(const std::string& source, const std::string& id,
                            const std::vector<NameRecord>& records) {
  JsonObject document;
  document.Set("source", source);
  document.Set("id", id);
  JsonArray array;
  for (const NameRecord& record : records) {
    JsonArray history;
    for (const NameVersion& version : record.history) history.Add(VersionObject(version));
    array.Add(RecordObject(record, record.current).Set("history", history));
  }
  document.Set("names", array);
  return document.ToText();
}

std::string NamesPullJson(const NamesSummary& summary) {
  JsonObject document;
  document.Set("verb", summary.run.verb);
  document.Set("source", summary.run.source);
  document.Set("label", summary.run.label);
  JsonObject kinds;
  for (const NameKind kind : kNameKinds) {
    JsonObject object;
    object.Set("refused", summary.refused.count(kind) != 0);
    const auto tally = summary.tallies.find(kind);
    if (tally == summary.tallies.end()) {
      object.SetNull("listed");
    } else {
      object.Set("listed", tally->second.seen);
      for (std::size_t i = 0; i < kNameChangeCount; ++i) {
        const auto change = static_cast<NameChange>(i);
        object.Set(NameOf(change), tally->second.Of(change));
      }
    }
    kinds.Set(NameOf(kind), object);
  }
  document.Set("kinds", kinds);
  SetRunSummary(summary.run, &document);
  return document.ToText();
}

}  // namespace cognitrack
