// The inverse of ParityJson. Numbers are read as their tokens, since they may be 128 bits wide.
#include <simdjson.h>

#include <functional>

#include "formats/parity_json.h"
#include "usage/metrics.h"

namespace cognitrack {
namespace {

namespace json = simdjson::ondemand;

Error Refused(const std::string& what) {
  return {ErrorCode::kBadInput, "this is no parity document: " + what};
}

std::string TextOf(json::value value) { return std::string(std::string_view(value.get_string())); }

std::string TokenOf(json::value value) {
  std::string_view token = value.raw_json_token();
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  return std::string(token);
}

// A decimal stands as a number where it is whole, else as a string.
std::string DecimalOf(json::value value) {
  const json::json_type type = value.type();
  return type == json::json_type::string ? TextOf(value) : TokenOf(value);
}

Result<WideCount> CountOf(json::value value) {
  const std::string token = TokenOf(value);
  const std::optional<WideCount> count = WideCountFrom(token);
  if (!count) return Refused("'" + token + "' is no count");
  return *count;
}

Result<std::int64_t> SmallCountOf(json::value value) {
  TRY(const WideCount count, CountOf(value));
  if (count < 0 || count > INT64_MAX) return Refused("'" + ToText(count) + "' is out of range");
  return static_cast<std::int64_t>(count);
}

Result<Day> DayOf(json::value value) {
  const std::string text = TextOf(value);
  const Result<Day> day = ParseDay(text);
  if (!day) return Refused("'" + text + "' is no day");
  return *day;
}

std::vector<std::string> TextsOf(json::array array) {
  std::vector<std::string> texts;
  for (json::value value : array) texts.push_back(TextOf(value));
  return texts;
}

Result<WideCount> UnitsOf(const std::string& metric, json::value value) {
  if (!IsDecimalName(metric)) return CountOf(value);
  const std::string text = DecimalOf(value);
  const auto amount = ParsePicos(text);
  if (!amount || amount->rounded) return Refused("'" + text + "' is no amount of twelve decimals");
  return amount->value.count;
}

// Known metrics go to `sums`, others to `decimals`.
Status ReadSums(json::object object, MetricSums* sums, DecimalSums* decimals) {
  for (json::field field : object) {
    const std::string name(std::string_view(field.unescaped_key()));
    if (!MetricNamed(name, kAllMetrics)) {
      decimals->emplace(name, DecimalOf(field.value()));
      continue;
    }
    TRY(const WideCount units, UnitsOf(name, field.value()));
    sums->emplace(name, units);
  }
  return {};
}

Status ReadSide(json::value value, std::optional<MetricSums>* sums, DecimalSums* decimals) {
  if (value.is_null()) return {};
  sums->emplace();
  return ReadSums(value.get_object(), &**sums, decimals);
}

Status ReadCause(json::value value, std::optional<Cause>* cause) {
  if (value.is_null()) return {};
  const std::string name = TextOf(value);
  *cause = CauseNamed(name);
  if (!*cause) return Refused("the cause '" + name + "' is not known");
  return {};
}

template <typename E>
Status ReadName(json::value value, std::optional<E> (*named)(std::string_view), E* into) {
  const std::string name = TextOf(value);
  const std::optional<E> found = named(name);
  if (!found) return Refused("'" + name + "' is not known");
  *into = *found;
  return {};
}

std::map<std::string, std::optional<std::string>> DimensionsOf(json::object object) {
  std::map<std::string, std::optional<std::string>> dimensions;
  for (json::field field : object) {
    const std::string name(std::string_view(field.unescaped_key()));
    json::value value = field.value();
    std::optional<std::string>& told = dimensions[name];
    if (!value.is_null()) told = TextOf(value);
  }
  return dimensions;
}

Result<ParityDay> ReadDay(json::object object) {
  ParityDay day;
  TRY(day.day, DayOf(object["date"]));
  TRY_VOID(ReadName(object["verdict"], VerdictNamed, &day.verdict));
  TRY_VOID(ReadCause(object["cause"], &day.cause));
  day.ledger_state = TextOf(object["ledger_state"]);
  day.ledger_origin = TextOf(object["ledger_origin"]);
  json::value hash;  // Documents of earlier versions have none.
  const simdjson::error_code found = object["ledger_hash"].get(hash);
  if (found == simdjson::SUCCESS) {
    if (!hash.is_null()) day.ledger_hash = TextOf(hash);
  } else if (found != simdjson::NO_SUCH_FIELD) {
    return Refused("the hash of a day is no text");
  }
  day.self = object["self"].get_bool();
  TRY_VOID(ReadSide(object["csv"], &day.csv, &day.csv_decimals));
  TRY_VOID(ReadSide(object["ledger"], &day.ledger, &day.ledger_decimals));
  return day;
}

Status ReadMetric(const std::string& name, json::object object, ParityDifference* difference) {
  if (!MetricNamed(name, kAllMetrics)) {
    DecimalDifference metric;
    json::value csv = object["csv"];
    if (!csv.is_null()) metric.csv = DecimalOf(csv);
    json::value ledger = object["ledger"];
    if (!ledger.is_null()) metric.ledger = DecimalOf(ledger);
    metric.delta = DecimalOf(object["delta"]);
    difference->decimals.emplace(name, std::move(metric));
    return {};
  }
  MetricDifference metric;
  for (const auto& [key, into] :
       {std::pair("csv", &metric.csv), std::pair("ledger", &metric.ledger)}) {
    json::value side = object[key];
    if (side.is_null()) continue;
    TRY(*into, UnitsOf(name, side));
  }
  TRY(metric.delta, UnitsOf(name, object["delta"]));
  difference->metrics.emplace(name, metric);
  return {};
}

Result<ParityDifference> ReadDifference(json::object object) {
  ParityDifference difference;
  TRY(difference.day, DayOf(object["date"]));
  TRY_VOID(ReadName(object["kind"], DifferenceKindNamed, &difference.kind));
  difference.dimensions = DimensionsOf(object["dimensions"]);
  for (json::field field : object["metrics"].get_object()) {
    const std::string name(std::string_view(field.unescaped_key()));
    TRY_VOID(ReadMetric(name, field.value(), &difference));
  }
  TRY_VOID(ReadCause(object["cause"], &difference.cause));
  for (json::object place : object["at"].get_array()) {
    DifferencePlace at;
    at.file = TextOf(place["file"]);
    TRY(at.line, SmallCountOf(place["line"]));
    difference.at.push_back(std::move(at));
  }
  return difference;
}

Result<ParityFile> ReadFile(json::object object) {
  ParityFile file;
  file.name = TextOf(object["name"]);
  file.sha256 = TextOf(object["sha256"]);
  file.kind = TextOf(object["kind"]);
  TRY(file.rows, SmallCountOf(object["rows"]));
  TRY(file.blank_days, SmallCountOf(object["blank_days"]));
  json::object columns = object["columns"];
  file.unknown_columns = TextsOf(columns["unknown"]);
  file.missing_columns = TextsOf(columns["missing"]);
  return file;
}

Result<SpotCheck> ReadSpotCheck(json::object object) {
  SpotCheck check;
  DecimalSums none;
  check.dimensions = DimensionsOf(object["dimensions"]);
  TRY_VOID(ReadSums(object["csv"], &check.csv, &none));
  TRY_VOID(ReadSums(object["ledger"], &check.ledger, &none));
  return check;
}

template <typename T>
Status ReadAll(json::array array, Result<T> (*read)(json::object), std::vector<T>* all) {
  for (json::object object : array) {
    TRY(T one, read(object));
    all->push_back(std::move(one));
  }
  return {};
}

Result<ParityScope> ReadScope(json::object object) {
  ParityScope scope;
  TRY(scope.rows, SmallCountOf(object["rows"]));
  for (json::object condition : object["filters"].get_array()) {
    std::string dimension = TextOf(condition["dimension"]);
    scope.filters.emplace_back(std::move(dimension), TextOf(condition["value"]));
  }
  json::value dimensions = object["dimensions"];
  if (!dimensions.is_null()) scope.dimensions = TextsOf(dimensions.get_array());
  scope.days_left_out = object["days_left_out"].get_bool();
  return scope;
}

Result<ParityDocument> Read(json::object object) {
  ParityDocument document;
  TRY_VOID(ReadName(object["verdict"], VerdictNamed, &document.verdict));
  document.surface = TextOf(object["surface"]);
  document.source = TextOf(object["source"]);
  TRY(document.from, DayOf(object["from"]));
  TRY(document.to, DayOf(object["to"]));
  document.dimensions = TextsOf(object["dimensions"]);
  for (json::field field : object["dropped"].get_object()) {
    const std::string name(std::string_view(field.unescaped_key()));
    document.dropped.emplace(name, TextOf(field.value()));
  }
  document.not_compared = TextsOf(object["not_compared"]);
  json::object totals = object["totals"];
  TRY_VOID(ReadSums(totals["csv"], &document.csv_totals, &document.csv_decimal_totals));
  TRY_VOID(ReadSums(totals["ledger"], &document.ledger_totals, &document.ledger_decimal_totals));
  TRY_VOID(ReadAll(object["days"], ReadDay, &document.days));
  TRY(document.differences_total, SmallCountOf(object["differences_total"]));
  TRY_VOID(ReadAll(object["differences"], ReadDifference, &document.differences));
  TRY_VOID(ReadAll(object["files"], ReadFile, &document.files));
  TRY_VOID(ReadAll(object["spot_checks"], ReadSpotCheck, &document.spot_checks));
  document.notes = TextsOf(object["notes"]);
  json::object scope;  // Documents of earlier versions have none.
  const simdjson::error_code found = object["scope"].get(scope);
  if (found == simdjson::NO_SUCH_FIELD) return document;
  if (found != simdjson::SUCCESS) return Refused("its scope is no object");
  TRY(document.scope, ReadScope(scope));
  return document;
}

}  // namespace

Result<ParityDocument> ParseParityJson(std::string_view text) {
  try {
    const simdjson::padded_string padded(text);
    json::parser parser;
    json::document document = parser.iterate(padded);
    return Read(document.get_object());
  } catch (const simdjson::simdjson_error& error) {
    return Refused(error.what());
  }
}

}  // namespace cognitrack
