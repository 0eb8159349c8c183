#include "formats/bill_json.h"

#include "formats/json_member.h"
#include "formats/json_writer.h"

namespace cognitrack {
namespace {

using namespace json_member;

void DayOrNull(std::string_view name, std::optional<Day> day, JsonWriter* to) {
  to->Key(name);
  if (!day) return to->Null();
  to->String(FormatDay(*day));
}

void WriteShares(const BillTotals& totals, bool known, JsonWriter* to) {
  const auto share = [known](std::optional<Picos> value) {
    return known ? value : std::optional<Picos>();
  };
  Money("reproduced_share", share(totals.ReproducedShare()), to);
  Money("named_share", share(totals.NamedShare()), to);
  Money("explained_share", share(totals.ExplainedShare()), to);
}

void WriteCauses(const BillTotals& totals, JsonWriter* to) {
  to->Key("causes");
  to->BeginArray();
  for (const auto& [cause, sum] : totals.causes) {
    to->BeginObject();
    Text("cause", NameOf(cause), to);
    Money("usd", sum.absolute, to);
    Money("difference_usd", sum.difference, to);
    Count("lines", sum.lines, to);
    to->EndObject();
  }
  to->EndArray();
}

void WriteDay(const BillDay& day, JsonWriter* to) {
  const bool both = day.usage_read && day.costs_read;
  to->BeginObject();
  Text("date", FormatDay(day.day), to);
  Text("verdict", NameOf(day.verdict), to);
  Money("billed_usd", day.costs_read ? std::optional(day.totals.billed) : std::nullopt, to);
  Money("priced_usd", day.usage_read ? std::optional(day.totals.priced) : std::nullopt, to);
  Flag("priced_whole", day.usage_read && day.totals.priced_whole, to);
  WriteShares(day.totals, both, to);
  WriteCauses(day.totals, to);
  to->EndObject();
}

void WriteLine(const BillLine& line, JsonWriter* to) {
  to->BeginObject();
  Text("date", FormatDay(line.day), to);
  TextOrNull("project_id", line.project, to);
  TextOrNull("line_item", line.line_item, to);
  TextOrNull("model", line.model, to);
  Text("tier", line.tier, to);
  TextOrNull("meter", line.meter ? NameOf(*line.meter) : std::string_view(), to);
  Count("units", line.units, to);
  Count("unpriced_units", line.unpriced_units, to);
  Money("billed_usd", line.billed, to);
  Money("priced_usd", line.priced, to);
  Money("difference_usd", line.difference, to);
  Text("cause", NameOf(*line.cause), to);
  to->Key("implied_usd_per_million");
  if (line.implied) {
    to->String(PerMillionText(*line.implied));
  } else {
    to->Null();
  }
  to->EndObject();
}

void WriteLines(const BillDocument& document, std::size_t lines_kept, JsonWriter* to) {
  WideCount differing = 0;
  std::size_t kept = 0;
  to->Key("lines");
  to->BeginArray();
  for (const BillLine& line : document.lines) {
    if (!line.cause) continue;
    ++differing;
    if (kept == lines_kept) continue;
    ++kept;
    WriteLine(line, to);
  }
  to->EndArray();
  Count("lines_differing", differing, to);
  Count("lines_total", document.lines_total, to);
}

void WriteSplits(const BillDocument& document, JsonWriter* to) {
  to->Key("batch_splits");
  to->BeginArray();
  for (const BatchSplit& split : document.batch_splits) {
    to->BeginObject();
    Text("date", FormatDay(split.day), to);
    TextOrNull("project_id", split.project, to);
    Text("model", split.model, to);
    Count("input_tokens", split.input_tokens, to);
    Count("output_tokens", split.output_tokens, to);
    Flag("exact", split.exact, to);
    to->EndObject();
  }
  to->EndArray();
}

void WriteUnpriced(const BillDocument& document, JsonWriter* to) {
  to->Key("unpriced");
  to->BeginArray();
  for (const UnpricedUse& use : document.unpriced) {
    to->BeginObject();
    TextOrNull("model", use.model, to);
    Text("tier", use.tier, to);
    Text("meter", NameOf(use.meter), to);
    Count("units", use.units, to);
    to->EndObject();
  }
  to->EndArray();
}

void WriteOtherCurrencies(const BillDocument& document, JsonWriter* to) {
  to->Key("other_currencies");
  to->BeginArray();
  for (const auto& [currency, amount] : document.other_currencies) {
    to->BeginObject();
    Text("amount_currency", currency, to);
    Money("amount_value", amount, to);
    to->EndObject();
  }
  to->EndArray();
}

}  // namespace

std::string PerMillionText(const Rate& rate) {
  return ToText(Picos{rate.picos * kTokensPriced / rate.per});
}

std::string BillJson(const BillDocument& document, std::size_t lines_kept) {
  bool any_costs = false, any_both = false;
  for (const BillDay& day : document.days) {
    any_costs = any_costs || day.costs_read;
    any_both = any_both || (day.usage_read && day.costs_read);
  }
  JsonWriter json;
  json.BeginObject();
  Text("verdict", NameOf(document.verdict), &json);
  Text("source", document.source, &json);
  DayOrNull("from", document.from, &json);
  DayOrNull("to", document.to, &json);
  Money("billed_usd", any_costs ? std::optional(document.billed) : std::nullopt, &json);
  Money("compared_usd", any_both ? std::optional(document.totals.billed) : std::nullopt, &json);
  Money("priced_usd", any_both ? std::optional(document.totals.priced) : std::nullopt, &json);
  Flag("priced_whole", any_both && document.totals.priced_whole, &json);
  WriteShares(document.totals, any_both, &json);
  Money("month_band_percent", document.bands.month, &json);
  Money("day_band_percent", document.bands.day, &json);
  WriteCauses(document.totals, &json);
  json.Key("days");
  json.BeginArray();
  for (const BillDay& day : document.days) WriteDay(day, &json);
  json.EndArray();
  WriteLines(document, lines_kept, &json);
  WriteSplits(document, &json);
  WriteUnpriced(document, &json);
  WriteOtherCurrencies(document, &json);
  json.EndObject();
  return json.Take();
}

}  // namespace cognitrack
