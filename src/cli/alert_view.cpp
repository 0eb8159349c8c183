#include "cli/alert_view.h"

#include "cli/display_text.h"
#include "cli/number_text.h"

namespace cognitrack {
namespace {

JsonArray DeliveryArray(const Notice& notice) {
  JsonArray array;
  for (const NoticeDelivery& delivery : notice.deliveries) {
    JsonObject object;
    object.Set("target", delivery.target);
    object.Set("event", NameOf(delivery.event));
    object.SetTime("ordered_at", delivery.ordered_at);
    object.SetTime("delivered_at", delivery.delivered_at);
    object.Set("tries", delivery.tries);
    object.SetTime("next_try", delivery.delivered_at == 0 ? delivery.next_try : 0);
    object.Set("error", delivery.last_error);
    array.Add(object);
  }
  return array;
}

JsonArray NoticeArray(const std::vector<Notice>& notices) {
  JsonArray array;
  for (const Notice& notice : notices) {
    JsonObject object;
    object.Set("id", notice.id);
    object.Set("fingerprint", FingerprintOf(notice.key));
    object.Set("rule", NameOf(notice.key.rule));
    object.Set("severity", NameOf(SeverityOf(notice.key.rule)));
    object.Set("source", notice.key.source);
    object.Set("subject", notice.key.subject);
    object.Set("period", notice.key.period);
    object.Set("text", notice.text);
    object.SetTime("since", notice.first_seen);
    object.SetTime("last_seen", notice.last_seen);
    object.SetTime("over_at", notice.resolved_at);
    object.Set("deliveries", DeliveryArray(notice));
    array.Add(object);
  }
  return array;
}

// "  webhook   told 2026-03-05T14:00:00Z", "  webhook   not told yet (2 tries): answered 500".
std::string DeliveryText(const NoticeDelivery& delivery, const TextStyle& style) {
  constexpr int kTargetWidth = 13;
  std::string line = "    " + PaddedRight(Printable(delivery.target), kTargetWidth);
  const std::string what = delivery.event == NoticeEvent::kOver ? "that it is over: " : "";
  if (delivery.delivered_at != 0) {
    return line + what + "told " + FormatTime(delivery.delivered_at) + "\n";
  }
  line += what + style.Bad("not told yet");
  if (delivery.tries > 0) line += " (" + Counted(delivery.tries, "attempt") + ")";
  if (!delivery.last_error.empty()) line += ": " + Printable(delivery.last_error);
  return line + "\n";
}

std::string NoticeText(const Notice& notice, const TextStyle& style) {
  const bool is_over = notice.resolved_at != 0;
  const bool is_critical = SeverityOf(notice.key.rule) == AlertSeverity::kCritical;
  const std::string word(is_over ? "over" : NameOf(SeverityOf(notice.key.rule)));
  std::string text = std::to_string(notice.id) + "  " +
                     (is_over       ? style.Good(word)
                      : is_critical ? style.Bad(word)
                                    : style.Note(word)) +
                     "  " + style.Bold(NameOf(notice.key.rule)) + "  since " +
                     FormatTime(notice.first_seen);
  if (is_over) text += " until " + FormatTime(notice.resolved_at);
  text += "\n    " + Printable(notice.text) + "\n";
  for (const NoticeDelivery& delivery : notice.deliveries) text += DeliveryText(delivery, style);
  return text;
}

}  // namespace

std::string AlertsText(const std::vector<Notice>& notices, const TextStyle& style) {
  if (notices.empty()) return "There is no alert. 'cognitrack alerts check' finds out anew.\n";
  std::string text;
  for (const Notice& notice : notices) text += NoticeText(notice, style);
  return text;
}

std::string AlertsJson(const std::vector<Notice>& notices, const std::optional<PageEnd>& page) {
  JsonObject document;
  document.Set("alerts", NoticeArray(notices));
  SetNext(page, &document);
  return document.ToText();
}

std::string AlertCheckText(const AlertCheck& check, const TextStyle& style) {
  std::string text = style.Bold("Alerts") + ": " + std::to_string(check.tally.open) + " open, " +
                     std::to_string(check.tally.opened) + " new, " +
                     std::to_string(check.tally.resolved) + " over\n";
  for (const NoticeTry& one : check.tries) {
    text += "  " + one.target + ", alert " + std::to_string(one.notice) + ": " +
            (one.error.empty() ? style.Good("told") : style.Bad("not told")) +
            (one.error.empty() ? "" : ": " + Printable(one.error)) + "\n";
  }
  for (const Notice& notice : check.open) text += NoticeText(notice, style);
  return text;
}

std::string AlertCheckJson(const AlertCheck& check) {
  JsonArray tries;
  for (const NoticeTry& one : check.tries) {
    JsonObject object;
    object.Set("alert", one.notice);
    object.Set("target", one.target);
    object.Set("event", NameOf(one.event));
    object.Set("tries", one.tries);
    object.Set("delivered", one.error.empty());
    object.Set("error", one.error);
    tries.Add(object);
  }
  JsonObject undelivered;
  for (const auto& [target, count] : check.undelivered) undelivered.Set(target, count);
  JsonObject document;
  document.Set("opened", check.tally.opened);
  document.Set("resolved", check.tally.resolved);
  document.Set("open", check.tally.open);
  document.Set("tries", tries);
  document.Set("undelivered", undelivered);
  document.Set("alerts", NoticeArray(check.open));
  return document.ToText();
}

std::string AlertTestText(const std::vector<TargetOutcome>& outcomes, const TextStyle& style) {
  constexpr int kTargetWidth = 13;
  std::string text;
  for (const TargetOutcome& outcome : outcomes) {
    text += PaddedRight(outcome.target, kTargetWidth) +
            (outcome.error.empty() ? style.Good("took it") : style.Bad("did not take it")) +
            (outcome.error.empty() ? "" : ": " + Printable(outcome.error)) + "\n";
  }
  return text;
}

std::string AlertTestJson(const std::vector<TargetOutcome>& outcomes) {
  JsonArray targets;
  for (const TargetOutcome& outcome : outcomes) {
    targets.Add(JsonObject()
                    .Set("target", outcome.target)
                    .Set("delivered", outcome.error.empty())
                    .Set("error", outcome.error));
  }
  return JsonObject().Set("targets", targets).ToText();
}

}  // namespace cognitrack
