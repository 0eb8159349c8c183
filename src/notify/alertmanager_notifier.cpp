#include "formats/json_writer.h"
#include "notify/json_notifier.h"
#include "notify/notifiers.h"

namespace cognitrack {

std::string AlertmanagerJson(const NoticeMessage& message) {
  const AlertKey& key = message.alert.key;
  JsonWriter json;
  const auto set = [&json](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    json.Key(name);
    json.String(value);
  };
  json.BeginArray();
  json.BeginObject();
  json.Key("labels");
  json.BeginObject();
  set("alertname", "cognitrack_" + std::string(NameOf(key.rule)));
  set("severity", NameOf(SeverityOf(key.rule)));
  set("source", key.source);
  set("subject", key.subject);
  set("period", key.period);
  json.EndObject();
  json.Key("annotations");
  json.BeginObject();
  set("summary", HeadingOf(message));
  set("description", message.alert.text);
  json.EndObject();
  set("startsAt", FormatTime(message.since));
  set("endsAt", FormatTime(message.over_at != 0 ? message.over_at : message.stands_until));
  json.EndObject();
  json.EndArray();
  return json.Take();
}

std::unique_ptr<Notifier> MakeAlertmanagerNotifier(Secret url, OutboundPolicy policy) {
  return std::make_unique<JsonNotifier>("alertmanager", "/api/v2/alerts", AlertmanagerJson,
                                        std::move(url), std::move(policy));
}

}  // namespace cognitrack
