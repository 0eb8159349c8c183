#include "formats/parity_json.h"

#include <algorithm>

#include "formats/json_writer.h"
#include "money/decimal_text.h"
#include "usage/metrics.h"

namespace cognitrack {
namespace {

std::string DifferenceOf(const std::string& csv, const std::string& ledger) {
  if (ledger == "0") return csv;
  return AddDecimals(csv, ledger[0] == '-' ? ledger.substr(1) : "-" + ledger);
}

void WriteTexts(std::string_view key, const std::vector<std::string>& texts, JsonWriter* json) {
  json->Key(key);
  json->BeginArray();
  for (const std::string& text : texts) json->String(text);
  json->EndArray();
}

void WriteText(std::string_view key, std::string_view text, JsonWriter* json) {
  json->Key(key);
  json->String(text);
}

// Counts are integers, money and quantities decimal strings.
void WriteNumber(const std::string& metric, WideCount units, JsonWriter* json) {
  if (IsDecimalName(metric)) {
    json->String(TextOf(metric, units));
  } else {
    json->Integer(units);
  }
}

void WriteSums(std::string_view key, const MetricSums& sums, const DecimalSums& decimals,
               JsonWriter* json) {
  json->Key(key);
  json->BeginObject();
  for (const auto& [name, value] : sums) {
    json->Key(name);
    WriteNumber(name, value, json);
  }
  for (const auto& [name, value] : decimals) {
    json->Key(name);
    json->Decimal(value);
  }
  json->EndObject();
}

// csv − ledger of what both sides report.
void WriteDelta(const MetricSums& csv, const MetricSums& ledger, const DecimalSums& csv_decimals,
                const DecimalSums& ledger_decimals, JsonWriter* json) {
  MetricSums delta;
  DecimalSums decimals;
  for (const auto& [name, value] : csv) {
    const auto other = ledger.find(name);
    if (other != ledger.end()) delta[name] = value - other->second;
  }
  for (const auto& [name, value] : csv_decimals) {
    const auto other = ledger_decimals.find(name);
    if (other != ledger_decimals.end()) decimals[name] = DifferenceOf(value, other->second);
  }
  WriteSums("delta", delta, decimals, json);
}

void WriteSide(std::string_view key, const std::optional<MetricSums>& sums,
               const DecimalSums& decimals, JsonWriter* json) {
  if (sums) return WriteSums(key, *sums, decimals, json);
  json->Key(key);
  json->Null();
}

void WriteCause(const std::optional<Cause>& cause, JsonWriter* json) {
  json->Key("cause");
  if (cause) {
    json->String(NameOf(*cause));
  } else {
    json->Null();
  }
}

void WriteDimensions(const std::map<std::string, std::optional<std::string>>& dimensions,
                     JsonWriter* json) {
  json->Key("dimensions");
  json->BeginObject();
  for (const auto& [name, value] : dimensions) {
    json->Key(name);
    if (value) {
      json->String(*value);
    } else {
      json->Null();
    }
  }
  json->EndObject();
}

void Write(const ParityDay& day, JsonWriter* json) {
  json->BeginObject();
  WriteText("date", FormatDay(day.day), json);
  WriteText("verdict", NameOf(day.verdict), json);
  WriteCause(day.cause, json);
  WriteText("ledger_state", day.ledger_state, json);
  WriteText("ledger_origin", day.ledger_origin, json);
  json->Key("ledger_hash");
  if (day.ledger_hash.empty()) {
    json->Null();
  } else {
    json->String(day.ledger_hash);
  }
  json->Key("self");
  json->Boolean(day.self);
  WriteSide("csv", day.csv, day.csv_decimals, json);
  WriteSide("ledger", day.ledger, day.ledger_decimals, json);
  json->EndObject();
}

void WriteNumber(std::string_view key, const std::string& metric,
                 const std::optional<WideCount>& units, JsonWriter* json) {
  json->Key(key);
  if (units) {
    WriteNumber(metric, *units, json);
  } else {
    json->Null();
  }
}

void WriteDecimal(std::string_view key, const std::optional<std::string>& decimal,
                  JsonWriter* json) {
  json->Key(key);
  if (decimal) {
    json->Decimal(*decimal);
  } else {
    json->Null();
  }
}

void WriteMetrics(const ParityDifference& difference, JsonWriter* json) {
  json->Key("metrics");
  json->BeginObject();
  for (const auto& [name, metric] : difference.metrics) {
    json->Key(name);
    json->BeginObject();
    WriteNumber("csv", name, metric.csv, json);
    WriteNumber("ledger", name, metric.ledger, json);
    WriteNumber("delta", name, metric.delta, json);
    json->EndObject();
  }
  for (const auto& [name, metric] : difference.decimals) {
    json->Key(name);
    json->BeginObject();
    WriteDecimal("csv", metric.csv, json);
    WriteDecimal("ledger", metric.ledger, json);
    WriteDecimal("delta", metric.delta, json);
    json->EndObject();
  }
  json->EndObject();
}

void Write(const ParityDifference& difference, JsonWriter* json) {
  json->BeginObject();
  WriteText("date", FormatDay(difference.day), json);
  WriteText("kind", NameOf(difference.kind), json);
  WriteDimensions(difference.dimensions, json);
  WriteMetrics(difference, json);
  WriteCause(difference.cause, json);
  json->Key("at");
  json->BeginArray();
  for (const DifferencePlace& place : difference.at) {
    json->BeginObject();
    WriteText("file", place.file, json);
    json->Key("line");
    json->Integer(place.line);
    json->EndObject();
  }
  json->EndArray();
  json->EndObject();
}

void Write(const ParityFile& file, JsonWriter* json) {
  json->BeginObject();
  WriteText("name", file.name, json);
  WriteText("sha256", file.sha256, json);
  WriteText("kind", file.kind, json);
  json->Key("rows");
  json->Integer(file.rows);
  json->Key("blank_days");
  json->Integer(file.blank_days);
  json->Key("columns");
  json->BeginObject();
  WriteTexts("unknown", file.unknown_columns, json);
  WriteTexts("missing", file.missing_columns, json);
  json->EndObject();
  json->EndObject();
}

void Write(const SpotCheck& check, JsonWriter* json) {
  json->BeginObject();
  WriteDimensions(check.dimensions, json);
  WriteSums("csv", check.csv, {}, json);
  WriteSums("ledger", check.ledger, {}, json);
  WriteDelta(check.csv, check.ledger, {}, {}, json);
  json->EndObject();
}

void Write(const ParityScope& scope, JsonWriter* json) {
  json->BeginObject();
  json->Key("rows");
  json->Integer(scope.rows);
  json->Key("filters");
  json->BeginArray();
  for (const auto& [dimension, value] : scope.filters) {
    json->BeginObject();
    WriteText("dimension", dimension, json);
    WriteText("value", value, json);
    json->EndObject();
  }
  json->EndArray();
  if (scope.dimensions) {
    WriteTexts("dimensions", *scope.dimensions, json);
  } else {
    json->Key("dimensions");
    json->Null();
  }
  json->Key("days_left_out");
  json->Boolean(scope.days_left_out);
  json->EndObject();
}

template <typename T>
void WriteAll(std::string_view key, const std::vector<T>& all, JsonWriter* json) {
  json->Key(key);
  json->BeginArray();
  for (const T& one : all) Write(one, json);
  json->EndArray();
}

}  // namespace

std::string ParityJson(const ParityDocument& document) {
  JsonWriter json;
  json.BeginObject();
  WriteText("verdict", NameOf(document.verdict), &json);
  WriteText("surface", document.surface, &json);
  WriteText("source", document.source, &json);
  WriteText("from", FormatDay(document.from), &json);
  WriteText("to", FormatDay(document.to), &json);
  WriteTexts("dimensions", document.dimensions, &json);
  json.Key("dropped");
  json.BeginObject();
  for (const auto& [name, why] : document.dropped) WriteText(name, why, &json);
  json.EndObject();
  WriteTexts("not_compared", document.not_compared, &json);
  json.Key("totals");
  json.BeginObject();
  WriteSums("csv", document.csv_totals, document.csv_decimal_totals, &json);
  WriteSums("ledger", document.ledger_totals, document.ledger_decimal_totals, &json);
  WriteDelta(document.csv_totals, document.ledger_totals, document.csv_decimal_totals,
             document.ledger_decimal_totals, &json);
  json.EndObject();
  WriteAll("days", document.days, &json);
  json.Key("differences_total");
  json.Integer(document.differences_total);
  WriteAll("differences", document.differences, &json);
  WriteAll("files", document.files, &json);
  WriteAll("spot_checks", document.spot_checks, &json);
  WriteTexts("notes", document.notes, &json);
  if (document.scope) {
    json.Key("scope");
    Write(*document.scope, &json);
  }
  json.EndObject();
  return json.Take();
}

}  // namespace cognitrack
