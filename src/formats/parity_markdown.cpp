#include "formats/parity_markdown.h"

#include <array>
#include <set>
#include <span>
#include <vector>

#include "formats/cause_words.h"
#include "formats/markdown_table.h"
#include "money/decimal_text.h"
#include "usage/window.h"

namespace cognitrack {
namespace {

using Align = MarkdownTable::Align;

constexpr std::string_view kUnknown = "—";

struct ShownMetric {
  std::string_view name;
  std::string_view words;
};
constexpr std::array<ShownMetric, 3> kShownOfUsage = {{{"num_model_requests", "Requests"},
                                                       {"input_tokens", "Input tokens"},
                                                       {"output_tokens", "Output tokens"}}};
constexpr std::array<ShownMetric, 1> kShownOfCosts = {{{"amount_value", "Amount"}}};

std::span<const ShownMetric> ShownOf(const ParityDocument& document) {
  if (HoldsMoney(document.surface)) return kShownOfCosts;
  return kShownOfUsage;
}

std::string Number(const std::optional<MetricSums>& sums, std::string_view name) {
  if (!sums) return std::string(kUnknown);
  const auto found = sums->find(std::string(name));
  return found == sums->end() ? std::string(kUnknown) : TextOf(name, found->second);
}

std::string Number(const std::string& metric, const std::optional<WideCount>& units) {
  return units ? TextOf(metric, *units) : std::string(kUnknown);
}

// "+3", "−3", "0": a difference bears its sign.
std::string Signed(std::string_view metric, WideCount delta) {
  if (delta == 0) return "0";
  const std::string text = TextOf(metric, delta);
  return delta > 0 ? "+" + text : "−" + text.substr(1);
}

std::string SignedDecimal(const std::string& delta) {
  if (delta == "0") return delta;
  return delta[0] == '-' ? "−" + delta.substr(1) : "+" + delta;
}

std::string Plural(std::int64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::int64_t DaysThatAre(const ParityDocument& document, Verdict verdict) {
  std::int64_t count = 0;
  for (const ParityDay& day : document.days) count += day.verdict == verdict ? 1 : 0;
  return count;
}

std::string ToleranceInWords(const ParityDocument& document) {
  if (!HoldsMoney(document.surface)) return "The tolerance is zero.";
  return "The tolerance is 10^-12 a row, or the 10^14th part of its amount: the digits that an "
         "export can be relied on for.";
}

std::string VerdictInWords(const ParityDocument& document) {
  const std::string of_all =
      " of " + Plural(static_cast<std::int64_t>(document.days.size()), "day", "days");
  switch (document.verdict) {
    case Verdict::kExact:
      return "On every day, every number that both sides report is equal. " +
             ToleranceInWords(document);
    case Verdict::kExplained:
      return "Every difference is excused by a known cause (" +
             std::to_string(DaysThatAre(document, Verdict::kExplained)) + of_all +
             "); all other numbers are equal. " + ToleranceInWords(document);
    case Verdict::kIncomplete:
      return "Not proven: " + std::to_string(DaysThatAre(document, Verdict::kIncomplete)) + of_all +
             " could not be compared, because a side was not read or the day is not over.";
    case Verdict::kVariance: {
      const std::int64_t differing = DaysThatAre(document, Verdict::kVariance);
      return "Not proven: " + std::to_string(differing) + of_all +
             (differing == 1 ? " differs." : " differ.");
    }
  }
  return "";
}

std::string Head(const ParityDocument& document) {
  const std::string words = ScopeInWords(document);
  const std::string scope = words.empty() ? "" : " " + MarkdownText(words);
  return "# Parity report: " + MarkdownText(document.source) + ", " +
         MarkdownText(document.surface) + ", " + FormatDay(document.from) + " to " +
         FormatDay(document.to) + (words.empty() ? "" : ",") + scope +
         "\n\n**Verdict: " + std::string(NameOf(document.verdict)) + scope + ".** " +
         VerdictInWords(document) +
         "\n\nThe provider's export against the ledger, for each UTC day and each number. A dash "
         "(—) means not read or not reported, which is not zero.\n\n";
}

std::string Inputs(const ParityDocument& document) {
  MarkdownTable table({{"File"},
                       {"Kind"},
                       {"Rows", Align::kRight},
                       {"Rows without use", Align::kRight},
                       {"SHA-256"}});
  for (const ParityFile& file : document.files) {
    table.Row({MarkdownCode(file.name), MarkdownText(file.kind), std::to_string(file.rows),
               std::to_string(file.blank_days), MarkdownCode(file.sha256)});
  }
  return "## Inputs\n\n" + table.Take();
}

std::string List(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + MarkdownCode(name);
  return text.empty() ? "none" : text;
}

std::string SchemaDrift(const ParityDocument& document) {
  std::string text = "## Schema drift\n\n";
  MarkdownTable table({{"File"}, {"Columns not known"}, {"Known columns that are missing"}});
  bool any = false;
  for (const ParityFile& file : document.files) {
    if (file.unknown_columns.empty() && file.missing_columns.empty()) continue;
    any = true;
    table.Row({MarkdownCode(file.name), List(file.unknown_columns), List(file.missing_columns)});
  }
  return text +
         (any ? table.Take() : "None: the files have the columns of the newest known form.\n\n");
}

std::string Scope(const ParityDocument& document) {
  std::string text = "## What was compared\n\nRows were compared by " + List(document.dimensions) +
                     ", each day on what both sides hold.\n\n";
  if (document.scope) {
    text +=
        "Rows of the export that were compared: " + std::to_string(document.scope->rows) + ".\n\n";
  }
  if (!document.dropped.empty()) {
    MarkdownTable table({{"Dimension left out"}, {"Why"}});
    for (const auto& [name, why] : document.dropped) {
      table.Row({MarkdownCode(name), MarkdownText(why)});
    }
    text += table.Take();
  }
  if (!document.not_compared.empty()) {
    text += "Metrics that only one side reports, and which were therefore not compared: " +
            List(document.not_compared) + ".\n\n";
  }
  for (const std::string& note : document.notes) text += "- " + MarkdownText(note) + "\n";
  return document.notes.empty() ? text : text + "\n";
}

std::string Totals(const ParityDocument& document) {
  MarkdownTable table({{"Metric"},
                       {"Export", Align::kRight},
                       {"Ledger", Align::kRight},
                       {"Difference", Align::kRight}});
  std::set<std::string> names, decimals;
  for (const auto& [name, value] : document.csv_totals) names.insert(name);
  for (const auto& [name, value] : document.ledger_totals) names.insert(name);
  for (const std::string& name : names) {
    const auto csv = document.csv_totals.find(name), ledger = document.ledger_totals.find(name);
    const bool both = csv != document.csv_totals.end() && ledger != document.ledger_totals.end();
    table.Row({MarkdownCode(name), Number(document.csv_totals, name),
               Number(document.ledger_totals, name),
               both ? Signed(name, csv->second - ledger->second) : std::string(kUnknown)});
  }
  for (const auto& [name, value] : document.csv_decimal_totals) decimals.insert(name);
  for (const auto& [name, value] : document.ledger_decimal_totals) decimals.insert(name);
  for (const std::string& name : decimals) {
    const auto shown = [&](const DecimalSums& sums) {
      const auto found = sums.find(name);
      return found == sums.end() ? std::string(kUnknown) : found->second;
    };
    const std::string csv = shown(document.csv_decimal_totals);
    const std::string ledger = shown(document.ledger_decimal_totals);
    const bool both = csv != kUnknown && ledger != kUnknown;
    const std::string minus = ledger[0] == '-' ? ledger.substr(1) : "-" + ledger;
    table.Row({MarkdownCode(name), csv, ledger,
               !both           ? std::string(kUnknown)
               : csv == ledger ? "0"
                               : SignedDecimal(AddDecimals(csv, minus))});
  }
  return "## Totals\n\n" + table.Take();
}

std::vector<MarkdownTable::Column> WithShownMetrics(const ParityDocument& document,
                                                    std::vector<MarkdownTable::Column> columns) {
  for (const ShownMetric& metric : ShownOf(document)) {
    columns.push_back({std::string(metric.words) + ", export", Align::kRight});
    columns.push_back({"ledger", Align::kRight});
  }
  return columns;
}

std::string Days(const ParityDocument& document) {
  MarkdownTable table(
      WithShownMetrics(document, {{"Day"}, {"Verdict"}, {"Cause"}, {"Ledger"}, {"Read from"}}));
  for (const ParityDay& day : document.days) {
    std::vector<std::string> cells = {FormatDay(day.day), std::string(NameOf(day.verdict)),
                                      day.cause ? MarkdownCode(NameOf(*day.cause)) : "",
                                      MarkdownText(day.ledger_state),
                                      day.ledger_origin.empty() ? std::string(kUnknown)
                                      : day.self                ? "an export"
                                                                : "the API"};
    for (const ShownMetric& metric : ShownOf(document)) {
      cells.push_back(Number(day.csv, metric.name));
      cells.push_back(Number(day.ledger, metric.name));
    }
    table.Row(cells);
  }
  return "## Days\n\n" + table.Take();
}

std::string Value(const std::optional<std::string>& value) {
  return value ? MarkdownCode(*value) : "no value";
}

std::string SpotChecks(const ParityDocument& document) {
  std::string text = "## Spot check\n\n";
  if (document.spot_checks.empty()) {
    return text + "The sides have neither project nor service tier in common, or no use.\n\n";
  }
  text +=
      "The busiest projects and service tiers over the whole range, to be checked by eye against "
      "the provider's dashboard.\n\n";
  MarkdownTable table(WithShownMetrics(document, {{"Project"}, {"Service tier"}}));
  for (const SpotCheck& check : document.spot_checks) {
    std::vector<std::string> cells;
    for (const char* name : {"project_id", "service_tier"}) {
      const auto found = check.dimensions.find(name);
      cells.push_back(found == check.dimensions.end() ? "all" : Value(found->second));
    }
    for (const ShownMetric& metric : ShownOf(document)) {
      cells.push_back(Number(check.csv, metric.name));
      cells.push_back(Number(check.ledger, metric.name));
    }
    table.Row(cells);
  }
  return text + table.Take();
}

std::string_view KindInWords(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::kMissingInLedger:
      return "only in the export";
    case DifferenceKind::kMissingInCsv:
      return "only in the ledger";
    case DifferenceKind::kMismatch:
      return "numbers differ";
  }
  return "";
}

std::string Places(const ParityDifference& difference) {
  constexpr std::size_t kShownPlaces = 4;
  std::string text;
  for (std::size_t i = 0; i < difference.at.size(); ++i) {
    if (i == kShownPlaces) return text + ", …";
    const DifferencePlace& place = difference.at[i];
    text += (i == 0 ? "" : ", ") + MarkdownCode(place.file + ":" + std::to_string(place.line));
  }
  return text;
}

// One line a metric; what belongs to the whole difference stands in its first line.
void AddRows(const ParityDifference& difference, MarkdownTable* table) {
  std::string row;
  for (const auto& [name, value] : difference.dimensions) {
    row += (row.empty() ? "" : ", ") + MarkdownText(name) + " " + Value(value);
  }
  std::vector<std::string> head = {FormatDay(difference.day),
                                   std::string(KindInWords(difference.kind)),
                                   row.empty() ? "the whole day" : row,
                                   difference.cause ? MarkdownCode(NameOf(*difference.cause)) : ""};
  std::string places = Places(difference);
  const auto add = [&](const std::string& name, const std::string& csv, const std::string& ledger,
                       const std::string& delta) {
    table->Row(
        {head[0], head[1], head[2], MarkdownCode(name), csv, ledger, delta, head[3], places});
    head.assign(head.size(), "");
    places.clear();
  };
  for (const auto& [name, metric] : difference.metrics) {
    add(name, Number(name, metric.csv), Number(name, metric.ledger), Signed(name, metric.delta));
  }
  for (const auto& [name, metric] : difference.decimals) {
    add(name, metric.csv.value_or(std::string(kUnknown)),
        metric.ledger.value_or(std::string(kUnknown)), SignedDecimal(metric.delta));
  }
}

std::string Differences(const ParityDocument& document) {
  std::string text = "## Differences\n\n";
  if (document.differences_total == 0) return text + "None.\n\n";
  const auto shown = static_cast<std::int64_t>(document.differences.size());
  text += Plural(document.differences_total, "difference", "differences");
  text += shown < document.differences_total ? ", " + std::to_string(shown) + " of them listed.\n\n"
                                             : ".\n\n";
  MarkdownTable table({{"Day"},
                       {"Kind"},
                       {"Row"},
                       {"Metric"},
                       {"Export", Align::kRight},
                       {"Ledger", Align::kRight},
                       {"Difference", Align::kRight},
                       {"Cause"},
                       {"Where"}});
  for (const ParityDifference& difference : document.differences) AddRows(difference, &table);
  return text + table.Take();
}

std::string Causes(const ParityDocument& document) {
  std::set<Cause> causes;
  for (const ParityDay& day : document.days) {
    if (day.cause) causes.insert(*day.cause);
  }
  for (const ParityDifference& difference : document.differences) {
    if (difference.cause) causes.insert(*difference.cause);
  }
  if (causes.empty()) return "";
  MarkdownTable table({{"Cause"}, {"What it means"}, {"What to do next"}});
  for (const Cause cause : causes) {
    table.Row({MarkdownCode(NameOf(cause)), std::string(MeaningOf(cause)),
               std::string(NextStepFor(cause))});
  }
  return "## Causes\n\n" + table.Take();
}

std::string Signature(const ParityDocument& document, const SignOff& sign_off) {
  const std::string blank = "\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_";
  MarkdownTable table({{"Sign-off"}, {""}});
  table.Row({"Verdict", std::string(NameOf(document.verdict))});
  table.Row({"Signed by", sign_off.by.empty() ? blank : MarkdownText(sign_off.by)});
  table.Row({"Signed at", sign_off.by.empty() ? blank : FormatTime(sign_off.at)});
  table.Row({"Note", sign_off.note.empty() ? "" : MarkdownText(sign_off.note)});
  return "## Sign-off\n\n" + table.Take();
}

}  // namespace

std::string ParityMarkdown(const ParityDocument& document, const SignOff& sign_off) {
  std::string text = Head(document) + Inputs(document) + SchemaDrift(document) + Scope(document) +
                     Totals(document) + Days(document) + SpotChecks(document) +
                     Differences(document) + Causes(document) + Signature(document, sign_off);
  text.pop_back();  // One newline ends the file.
  return text;
}

}  // namespace cognitrack
