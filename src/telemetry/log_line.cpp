#include "telemetry/log_line.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace cognitrack {
namespace {

struct LevelName {
  LogLevel level;
  std::string_view name;
};
constexpr std::array<LevelName, 4> kLevels = {{{LogLevel::kDebug, "debug"},
                                               {LogLevel::kInfo, "info"},
                                               {LogLevel::kWarning, "warning"},
                                               {LogLevel::kError, "error"}}};

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD.

// Valid UTF-8 of a bounded length.
std::string Bounded(std::string_view text) {
  const bool is_cut = text.size() > kLongestLogText;
  text = text.substr(0, kLongestLogText);
  std::string valid;
  while (true) {
    const std::size_t bad = FirstInvalidUtf8(text);
    valid += text.substr(0, bad);
    if (bad == std::string_view::npos) break;
    // What a cut left of a character is no fault of the text's.
    if (!is_cut || text.size() - bad >= 4) valid += kReplacement;
    text.remove_prefix(bad + 1);
  }
  return is_cut ? valid + "…" : valid;
}

bool IsControl(std::string_view text, std::size_t i) {
  const auto c = static_cast<unsigned char>(text[i]);
  // C1, U+0080 to U+009F: C2 and 80 to 9F.
  const bool is_c1 =
      c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
  return c < 0x20 || c == 0x7F || is_c1;
}

// "\u001b" for a control character.
void AppendEscaped(unsigned char c, std::string* to) {
  to->append("\\u00");
  to->push_back(kHex[c >> 4U]);
  to->push_back(kHex[c & 0xFU]);
}

void AppendQuoted(std::string_view text, std::string* to) {
  to->push_back('"');
  const std::string valid = Bounded(text);
  for (std::size_t i = 0; i < valid.size(); ++i) {
    if (IsControl(valid, i)) {
      if (static_cast<unsigned char>(valid[i]) == 0xC2) ++i;
      AppendEscaped(static_cast<unsigned char>(valid[i]), to);
    } else {
      if (valid[i] == '"' || valid[i] == '\\') to->push_back('\\');
      to->push_back(valid[i]);
    }
  }
  to->push_back('"');
}

bool IsPlain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\';
  });
}

void AppendText(const std::string& text, std::string* to) {
  if (IsPlain(text) && text.size() <= kLongestLogText) {
    to->append(text);
  } else {
    AppendQuoted(text, to);
  }
}

}  // namespace

std::string_view NameOf(LogLevel level) {
  return std::find_if(kLevels.begin(), kLevels.end(),
                      [level](const LevelName& one) { return one.level == level; })
      ->name;
}

std::optional<LogLevel> LogLevelNamed(std::string_view name) {
  for (const LevelName& one : kLevels) {
    if (one.name == name) return one.level;
  }
  return std::nullopt;
}

std::optional<LogFormat> LogFormatNamed(std::string_view name) {
  if (name == "text") return LogFormat::kText;
  if (name == "json") return LogFormat::kJson;
  return std::nullopt;
}

std::string JsonLine(const LogLine& line) {
  std::string text = "{\"time\":\"" + FormatTime(line.time) + "\",\"level\":\"";
  text.append(NameOf(line.level)).append("\",\"event\":");
  AppendQuoted(line.event, &text);
  for (const LogField& field : line.fields) {
    text.push_back(',');
    AppendQuoted(field.name, &text);
    text.push_back(':');
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      text += std::to_string(*number);
    } else {
      AppendQuoted(std::get<std::string>(field.value), &text);
    }
  }
  return text + "}";
}

std::string TextLine(const LogLine& line) {
  std::string text = FormatTime(line.time) + " ";
  text.append(NameOf(line.level)).append(" ").append(line.event);
  for (const LogField& field : line.fields) {
    text.append(" ").append(field.name).append("=");
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      text += std::to_string(*number);
    } else {
      AppendText(std::get<std::string>(field.value), &text);
    }
  }
  return text;
}

}  // namespace cognitrack
