#include "cli/number_text.h"

#include <array>

namespace cognitrack {
namespace {

std::string TwoDigits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

// One decimal, cut off, in integers.
std::string Tenths(std::uint64_t tenths) {
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace

std::string Grouped(std::string_view decimal) {
  std::string text;
  if (!decimal.empty() && decimal.front() == '-') {
    text = "-";
    decimal.remove_prefix(1);
  }
  const std::size_t whole = decimal.substr(0, decimal.find('.')).size();
  for (std::size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % 3 == 0) text += ',';
    text += decimal[i];
  }
  return text.append(decimal.substr(whole));
}

std::string CountText(std::int64_t count) { return Grouped(std::to_string(count)); }

std::string CountText(std::optional<std::int64_t> count) {
  return count ? CountText(*count) : std::string(kUnknownText);
}

std::string DurationText(std::int64_t milliseconds) {
  if (milliseconds < 1'000) return std::to_string(milliseconds) + " ms";
  const std::int64_t seconds = milliseconds / 1'000;
  if (seconds < 60) return Tenths(static_cast<std::uint64_t>(milliseconds) / 100) + " s";
  if (seconds < 3'600) {
    return std::to_string(seconds / 60) + " min " + TwoDigits(seconds % 60) + " s";
  }
  return std::to_string(seconds / 3'600) + " h " + TwoDigits(seconds / 60 % 60) + " min";
}

std::string SecondsText(std::int64_t seconds) {
  if (seconds < 1) return "less than 1 s";
  if (seconds < 60) return std::to_string(seconds) + " s";
  return DurationText(seconds * 1'000);
}

std::string ClockText(std::int64_t seconds) {
  if (seconds < 3'600) return std::to_string(seconds / 60) + ":" + TwoDigits(seconds % 60);
  return std::to_string(seconds / 3'600) + ":" + TwoDigits(seconds / 60 % 60) + ":" +
         TwoDigits(seconds % 60);
}

std::string BytesText(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 5> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1'024) return std::to_string(bytes) + " B";
  std::size_t unit = 0;
  while (bytes >= 1'024ULL * 1'024ULL && unit + 1 < kUnits.size()) {
    bytes /= 1'024;
    ++unit;
  }
  return Tenths(bytes * 10 / 1'024) + " " + std::string(kUnits[unit]);
}

std::string Counted(std::int64_t count, std::string_view word) {
  return CountText(count) + " " + std::string(word) + (count == 1 ? "" : "s");
}

}  // namespace cognitrack
