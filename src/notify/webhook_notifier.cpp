#include "formats/json_writer.h"
#include "notify/json_notifier.h"
#include "notify/notifiers.h"

namespace cognitrack {
namespace {

// Slack's three: else a model's name could call a whole channel.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string BodyOf(const NoticeMessage& message) {
  std::string body = message.alert.text + "\nSince " + FormatTime(message.since);
  if (message.over_at != 0) body += ", over since " + FormatTime(message.over_at);
  return body;
}

}  // namespace

std::string WebhookJson(const NoticeMessage& message) {
  const std::string heading = Escaped(HeadingOf(message));
  const std::string body = Escaped(BodyOf(message));
  JsonWriter json;
  json.BeginObject();
  json.Key("text");
  json.String(heading + "\n" + body);
  json.Key("blocks");
  json.BeginArray();
  json.BeginObject();
  json.Key("type");
  json.String("section");
  json.Key("text");
  json.BeginObject();
  json.Key("type");
  json.String("mrkdwn");
  json.Key("text");
  json.String("*" + heading + "*\n" + body);
  json.EndObject();
  json.EndObject();
  json.EndArray();
  json.EndObject();
  return json.Take();
}

std::unique_ptr<Notifier> MakeWebhookNotifier(Secret url, OutboundPolicy policy) {
  return std::make_unique<JsonNotifier>("webhook", "", WebhookJson, std::move(url),
                                        std::move(policy));
}

}  // namespace cognitrack
