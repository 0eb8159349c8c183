#include "cli/doctor_check.h"

#include <algorithm>
#include <array>

#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/number_text.h"

namespace cognitrack {
namespace {

constexpr int kNameWidth = 12;

std::string MarkOf(CheckState state, const TextStyle& style) {
  switch (state) {
    case CheckState::kGood:
      return style.Good("✓");
    case CheckState::kNote:
      return style.Note("!");
    case CheckState::kWrong:
      return style.Bad("✕");
  }
  return "";
}

std::string_view NameOf(CheckState state) {
  switch (state) {
    case CheckState::kGood:
      return "good";
    case CheckState::kNote:
      return "note";
    case CheckState::kWrong:
      return "wrong";
  }
  return "";
}

void AppendIndented(std::string_view text, int indent, int width, std::string* out) {
  const int room = width == 0 ? 100 : width;
  bool first = true;
  for (const std::string& line : Wrapped(text, std::max(30, room - indent))) {
    if (!first) *out += std::string(static_cast<std::size_t>(indent), ' ');
    *out += line + "\n";
    first = false;
  }
}

}  // namespace

int ExitCodeOf(const std::vector<DoctorCheck>& checks) {
  constexpr std::array kByWeight = {
      ErrorCode::kInvariant,        ErrorCode::kDisk,        ErrorCode::kConfig,  ErrorCode::kAuth,
      ErrorCode::kProviderContract, ErrorCode::kUnavailable, ErrorCode::kTryLater};
  for (const ErrorCode code : kByWeight) {
    for (const DoctorCheck& check : checks) {
      if (check.state == CheckState::kWrong && check.code == code) return ExitCodeOf(code);
    }
  }
  return 0;
}

std::string DoctorText(const std::vector<DoctorCheck>& checks, const TextStyle& style, int width) {
  std::string text;
  for (const DoctorCheck& check : checks) {
    text += MarkOf(check.state, style) + " " + PaddedRight(check.name, kNameWidth);
    AppendIndented(Printable(check.detail), kNameWidth + 2, width, &text);
    if (check.mend.empty()) continue;
    text += std::string(kNameWidth + 2, ' ') + "→ ";
    AppendIndented(Printable(check.mend), kNameWidth + 4, width, &text);
  }
  const auto wrong = std::count_if(checks.begin(), checks.end(), [](const DoctorCheck& check) {
    return check.state == CheckState::kWrong;
  });
  text += "\n";
  if (wrong == 0) return text + style.Good("All is well.") + "\n";
  return text + style.Bad(Counted(wrong, "check") + " went wrong.") + "\n";
}

std::string DoctorJson(const std::vector<DoctorCheck>& checks) {
  JsonArray array;
  for (const DoctorCheck& check : checks) {
    JsonObject object;
    object.Set("check", check.name);
    object.Set("state", NameOf(check.state));
    object.Set("detail", check.detail);
    if (check.mend.empty()) {
      object.SetNull("mend");
    } else {
      object.Set("mend", check.mend);
    }
    array.Add(object);
  }
  JsonObject document;
  document.Set("well", ExitCodeOf(checks) == 0);
  document.Set("exit_code", std::int64_t{ExitCodeOf(checks)});
  document.Set("checks", array);
  return document.ToText();
}

}  // namespace cognitrack
