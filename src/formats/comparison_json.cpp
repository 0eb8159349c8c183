#include "formats/comparison_json.h"

#include <algorithm>

#include "formats/json_member.h"
#include "formats/json_writer.h"
#include "versions/version.h"

namespace cognitrack {
namespace {

using namespace json_member;

template <typename Comparison>
void WriteScope(std::int64_t run, VersionKind kind, const Comparison& comparison, JsonWriter* to) {
  const auto day = [to](std::string_view name, const std::optional<Day>& value) {
    TextOrNull(name, value ? FormatDay(*value) : "", to);
  };
  to->Key("run");
  if (run == 0) {
    to->Null();
  } else {
    to->Integer(run);
  }
  Text("kind", NameOf(kind), to);
  TextOrNull("source", comparison.source.value_or(""), to);
  day("from", comparison.from);
  day("to", comparison.to);
}

void WriteMetrics(const std::optional<MetricValues>& totals, JsonWriter* to) {
  to->Key("totals");
  if (!totals) return to->Null();
  to->BeginObject();
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    const auto units = totals->Units(metric);
    if (!units) continue;
    to->Key(NameOf(metric));
    to->Decimal(TextOf(metric, *units));
  }
  to->EndObject();
}

void WriteSide(std::string_view name, const WindowSide& side, JsonWriter* to) {
  to->Key(name);
  to->BeginObject();
  TextOrNull("parked", side.parked, to);
  Count("rows", side.rows, to);
  WriteMetrics(side.totals, to);
  to->EndObject();
}

// Candidate − in force, of metrics that both sides report; nothing where one was not read.
void WriteDelta(const WindowDifference& window, JsonWriter* to) {
  to->Key("delta");
  if (!window.in_force.totals || !window.candidate.totals) return to->Null();
  to->BeginObject();
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    const auto before = window.in_force.totals->Units(metric);
    const auto after = window.candidate.totals->Units(metric);
    if (!before || !after || *before == *after) continue;
    to->Key(NameOf(metric));
    to->Decimal(TextOf(metric, *after - *before));
  }
  to->EndObject();
}

void WriteWindow(const WindowDifference& window, JsonWriter* to) {
  to->BeginObject();
  Text("source", window.source, to);
  Text("surface", window.surface, to);
  Text("date", FormatDay(window.day), to);
  Text("finding", NameOf(window.finding), to);
  WriteSide("in_force", window.in_force, to);
  WriteSide("candidate", window.candidate, to);
  WriteDelta(window, to);
  Count("rows_only_in_force", window.rows_only_in_force, to);
  Count("rows_only_candidate", window.rows_only_candidate, to);
  Count("rows_changed", window.rows_changed, to);
  to->Key("also");
  to->BeginArray();
  for (const std::string& what : window.also) to->String(what);
  to->EndArray();
  to->EndObject();
}

void WriteSide(std::string_view name, const PricedSide& side, JsonWriter* to) {
  to->Key(name);
  to->BeginObject();
  Count("units", side.units, to);
  Count("unpriced_units", side.unpriced_units, to);
  Money("usd", side.usd, to);
  to->EndObject();
}

void WriteLine(const PricedDifference& line, JsonWriter* to) {
  to->BeginObject();
  Text("source", line.source, to);
  Text("date", FormatDay(line.day), to);
  Text("surface", line.surface, to);
  TextOrNull("model", line.model, to);
  Text("tier", line.tier, to);
  Flag("free", line.free, to);
  Text("meter", NameOf(line.meter), to);
  WriteSide("in_force", line.in_force, to);
  WriteSide("candidate", line.candidate, to);
  to->EndObject();
}

void WriteTotals(const PricedTotals& totals, JsonWriter* to) {
  Money("in_force_usd", totals.in_force, to);
  Money("candidate_usd", totals.candidate, to);
  Money("delta_usd", totals.delta(), to);
  Count("lines", totals.lines, to);
  Count("differing", totals.differing, to);
  Count("newly_priced", totals.newly_priced, to);
  Count("newly_unpriced", totals.newly_unpriced, to);
}

void WriteSide(std::string_view name, const BilledSide& side, JsonWriter* to) {
  to->Key(name);
  to->BeginObject();
  Text("verdict", NameOf(side.verdict), to);
  Money("priced_usd", side.priced, to);
  Money("reproduced_share", side.reproduced_share, to);
  Money("explained_share", side.explained_share, to);
  to->EndObject();
}

void WriteBook(std::string_view name, const ComparedBook& book, JsonWriter* to) {
  to->Key(name);
  to->BeginObject();
  Text("price_book", book.digest, to);
  TextOrNull("version", book.version, to);
  TextOrNull("name", book.name, to);
  to->EndObject();
}

}  // namespace

std::string ComparisonJson(std::int64_t run, const ReadingComparison& comparison,
                           std::size_t found_max) {
  JsonWriter to;
  to.BeginObject();
  WriteScope(run, VersionKind::kIngest, comparison, &to);
  Count("in_force", comparison.in_force, &to);
  Count("candidate", comparison.candidate, &to);
  Count("compared", comparison.compared(), &to);
  Count("differing", comparison.differing(), &to);
  to.Key("windows");
  to.BeginObject();
  for (const WindowFinding finding :
       {WindowFinding::kEqual, WindowFinding::kDiffers, WindowFinding::kParked,
        WindowFinding::kUnreadable, WindowFinding::kNotKept, WindowFinding::kFromExport,
        WindowFinding::kPruned}) {
    Count(NameOf(finding), comparison.Count(finding), &to);
  }
  to.EndObject();
  to.Key("found");
  to.BeginArray();
  const std::size_t shown = std::min(found_max, comparison.found.size());
  for (std::size_t i = 0; i < shown; ++i) WriteWindow(comparison.found[i], &to);
  to.EndArray();
  to.EndObject();
  return to.Take();
}

std::string ComparisonJson(std::int64_t run, const PricingComparison& comparison,
                           std::size_t found_max) {
  JsonWriter to;
  to.BeginObject();
  WriteScope(run, VersionKind::kPricing, comparison, &to);
  WriteBook("in_force", comparison.in_force, &to);
  WriteBook("candidate", comparison.candidate, &to);
  Count("compared", comparison.windows, &to);
  Count("pruned", comparison.windows_pruned, &to);
  WriteTotals(comparison.totals, &to);
  to.Key("days");
  to.BeginArray();
  for (const auto& [day, totals] : comparison.days) {
    to.BeginObject();
    Text("date", FormatDay(day), &to);
    WriteTotals(totals, &to);
    to.EndObject();
  }
  to.EndArray();
  to.Key("models");
  to.BeginArray();
  for (const auto& [model, totals] : comparison.models) {
    to.BeginObject();
    TextOrNull("model", model, &to);
    WriteTotals(totals, &to);
    to.EndObject();
  }
  to.EndArray();
  to.Key("bills");
  to.BeginArray();
  for (const BilledComparison& bill : comparison.bills) {
    to.BeginObject();
    Text("source", bill.source, &to);
    Money("billed_usd", bill.billed, &to);
    WriteSide("in_force", bill.in_force, &to);
    WriteSide("candidate", bill.candidate, &to);
    to.EndObject();
  }
  to.EndArray();
  to.Key("found");
  to.BeginArray();
  const std::size_t shown = std::min(found_max, comparison.lines.size());
  for (std::size_t i = 0; i < shown; ++i) WriteLine(comparison.lines[i], &to);
  to.EndArray();
  to.EndObject();
  return to.Take();
}

}  // namespace cognitrack
