#include "parity/parity_document.h"

#include <array>
#include <utility>

namespace cognitrack {
namespace {

constexpr std::array<std::pair<Verdict, std::string_view>, 4> kVerdictNames = {{
    {Verdict::kExact, "exact"},
    {Verdict::kExplained, "explained"},
    {Verdict::kIncomplete, "incomplete"},
    {Verdict::kVariance, "variance"},
}};

constexpr std::array<std::pair<DifferenceKind, std::string_view>, 3> kKindNames = {{
    {DifferenceKind::kMissingInLedger, "missing_in_ledger"},
    {DifferenceKind::kMissingInCsv, "missing_in_csv"},
    {DifferenceKind::kMismatch, "mismatch"},
}};

constexpr std::array<std::pair<Cause, std::string_view>, 13> kCauseNames = {{
    {Cause::kClippedDay, "clipped_day"},
    {Cause::kDoubledRow, "doubled_row"},
    {Cause::kRowAbsent, "row_absent"},
    {Cause::kRowAdded, "row_added"},
    {Cause::kValueDiffers, "value_differs"},
    {Cause::kDayAbsent, "day_absent"},
    {Cause::kSecondGrain, "second_grain"},
    {Cause::kNotReported, "not_reported"},
    {Cause::kWindowMissing, "window_missing"},
    {Cause::kWindowParked, "window_parked"},
    {Cause::kDayOpen, "day_open"},
    {Cause::kPruned, "pruned"},
    {Cause::kHoursMissing, "hours_missing"},
}};

template <typename E, std::size_t N>
std::string_view NameIn(const std::array<std::pair<E, std::string_view>, N>& names, E value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "";
}

template <typename E, std::size_t N>
std::optional<E> ValueIn(const std::array<std::pair<E, std::string_view>, N>& names,
                         std::string_view wanted) {
  for (const auto& [known, name] : names) {
    if (name == wanted) return known;
  }
  return std::nullopt;
}

}  // namespace

std::string_view NameOf(Verdict verdict) { return NameIn(kVerdictNames, verdict); }
std::string_view NameOf(DifferenceKind kind) { return NameIn(kKindNames, kind); }
std::string_view NameOf(Cause cause) { return NameIn(kCauseNames, cause); }

std::optional<Verdict> VerdictNamed(std::string_view name) { return ValueIn(kVerdictNames, name); }
std::optional<DifferenceKind> DifferenceKindNamed(std::string_view name) {
  return ValueIn(kKindNames, name);
}
std::optional<Cause> CauseNamed(std::string_view name) { return ValueIn(kCauseNames, name); }

namespace {

std::string WordsFor(const std::pair<std::string, std::string>& condition) {
  return condition.first + (condition.second.empty() ? " is blank" : " = " + condition.second);
}

// Alternatives of one dimension stand together.
std::string WordsFor(const std::vector<std::pair<std::string, std::string>>& filters) {
  std::map<std::string, std::string> by_dimension;
  for (const auto& condition : filters) {
    std::string& words = by_dimension[condition.first];
    words += (words.empty() ? "" : " or ") + WordsFor(condition);
  }
  std::string text;
  for (const auto& [name, words] : by_dimension) text += (text.empty() ? "" : ", ") + words;
  return text;
}

// A dimension that was asked for and dropped was not compared on, and is not claimed.
std::string WordsFor(const std::vector<std::string>& dimensions) {
  if (dimensions.empty()) return "on sums of days only";
  std::string text;
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    if (i > 0) text += i + 1 == dimensions.size() ? " and " : ", ";
    text += dimensions[i];
  }
  return "on " + text + " only";
}

}  // namespace

std::string ScopeInWords(const ParityDocument& document) {
  if (!document.scope) return "";
  std::string text;
  const auto add = [&](const std::string& words) { text += (text.empty() ? "" : ", ") + words; };
  if (!document.scope->filters.empty()) add("within " + WordsFor(document.scope->filters));
  if (document.scope->dimensions) add(WordsFor(document.dimensions));
  if (document.scope->days_left_out) {
    add(document.from == document.to
            ? "on " + FormatDay(document.from) + " only"
            : "from " + FormatDay(document.from) + " to " + FormatDay(document.to) + " only");
  }
  return text;
}

std::int64_t RowsCompared(const ParityDocument& document) {
  if (document.scope) return document.scope->rows;
  std::int64_t rows = 0;
  for (const ParityFile& file : document.files) rows += file.rows;
  return rows;
}

bool Excuses(Cause cause) { return cause == Cause::kClippedDay; }

}  // namespace cognitrack
