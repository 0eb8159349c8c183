#include <algorithm>
#include <array>

#include "notify/notifiers.h"

namespace cognitrack {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kLineBytes = 57;  // 76 characters.
constexpr std::size_t kWordBytes = 42;  // An encoded word has 75 characters at most.

std::string Base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

// RFC 2047, in words that each hold whole characters: whatever is in the text, a header stays one.
std::string EncodedHeader(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    std::size_t bytes = std::min(kWordBytes, text.size());
    while (bytes < text.size() && bytes > 1 &&
           (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) {
      --bytes;
    }
    words +=
        (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + Base64(text.substr(0, bytes)) + "?=";
    text.remove_prefix(bytes);
  }
  return words;
}

std::string EncodedBody(std::string_view text) {
  std::string lines;
  for (; !text.empty(); text.remove_prefix(std::min(kLineBytes, text.size()))) {
    lines += Base64(text.substr(0, kLineBytes)) + "\r\n";
  }
  return lines;
}

// "Thu, 05 Mar 2026 14:00:00 +0000".
std::string MailDate(UtcSeconds time) {
  constexpr std::array kDays = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string iso = FormatTime(time);  // "2026-03-05T14:00:00Z".
  const auto month = static_cast<std::size_t>((iso[5] - '0') * 10 + iso[6] - '0');
  return std::string(kDays[static_cast<std::size_t>(DayOf(time).number) % kDays.size()]) + ", " +
         iso.substr(8, 2) + " " + kMonths[month - 1] + " " + iso.substr(0, 4) + " " +
         iso.substr(11, 8) + " +0000";
}

class MailNotifier : public Notifier {
 public:
  MailNotifier(Secret url, std::string from, std::vector<std::string> to, OutboundPolicy policy)
      : url_(std::move(url)),
        from_(std::move(from)),
        to_(std::move(to)),
        policy_(std::move(policy)) {}
  std::string_view target() const override { return "email"; }
  Status Send(const NoticeMessage& message) override {
    return SendMail(url_, {from_, to_, MailText(message, from_, to_)}, "mail server", policy_);
  }

 private:
  Secret url_;
  std::string from_;
  std::vector<std::string> to_;
  OutboundPolicy policy_;
};

}  // namespace

bool IsMailAddress(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() || text.size() > 254) {
    return false;
  }
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7F &&
           std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
  });
}

std::string MailText(const NoticeMessage& message, const std::string& from,
                     const std::vector<std::string>& to) {
  std::string receivers;
  for (const std::string& receiver : to)
    receivers += (receivers.empty() ? "" : ",\r\n ") + receiver;
  std::string body = message.alert.text + "\n\nSince " + FormatTime(message.since) + ".\n";
  if (message.over_at != 0) body += "Over since " + FormatTime(message.over_at) + ".\n";
  const std::string id = FingerprintOf(message.alert.key) + "." + std::to_string(message.sent_at) +
                         (message.over_at != 0 ? ".over" : ".open");
  return "Date: " + MailDate(message.sent_at) + "\r\nFrom: CogniTrack <" + from +
         ">\r\nTo: " + receivers +
         "\r\nSubject: " + EncodedHeader("CogniTrack " + HeadingOf(message)) + "\r\nMessage-ID: <" +
         id +
         "@cognitrack.invalid>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
         "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
         EncodedBody(body);
}

std::unique_ptr<Notifier> MakeMailNotifier(Secret url, std::string from,
                                           std::vector<std::string> to, OutboundPolicy policy) {
  return std::make_unique<MailNotifier>(std::move(url), std::move(from), std::move(to),
                                        std::move(policy));
}

}  // namespace cognitrack
