#include "cli/json_document.h"

#include "formats/json_writer.h"

namespace cognitrack {
namespace {

std::string Quoted(std::string_view text) {
  JsonWriter json;
  json.String(text);
  return json.Take();
}

}  // namespace

JsonObject& JsonObject::SetRaw(std::string_view name, std::string_view json) {
  if (!members_.empty()) members_ += ',';
  members_ += Quoted(name);
  members_ += ':';
  members_ += json;
  return *this;
}

JsonObject& JsonObject::Set(std::string_view name, std::string_view text) {
  return SetRaw(name, Quoted(text));
}

JsonObject& JsonObject::Set(std::string_view name, const std::string& text) {
  return SetRaw(name, Quoted(text));
}

JsonObject& JsonObject::Set(std::string_view name, const char* text) {
  return SetRaw(name, Quoted(text));
}

JsonObject& JsonObject::Set(std::string_view name, bool value) {
  return SetRaw(name, value ? "true" : "false");
}

JsonObject& JsonObject::Set(std::string_view name, std::int64_t value) {
  return SetRaw(name, std::to_string(value));
}

JsonObject& JsonObject::Set(std::string_view name, std::optional<std::int64_t> value) {
  return value ? Set(name, *value) : SetNull(name);
}

JsonObject& JsonObject::Set(std::string_view name, const JsonObject& object) {
  return SetRaw(name, object.ToText());
}

JsonObject& JsonObject::Set(std::string_view name, const JsonArray& array) {
  return SetRaw(name, array.ToText());
}

JsonObject& JsonObject::SetNull(std::string_view name) { return SetRaw(name, "null"); }

JsonObject& JsonObject::SetDay(std::string_view name, std::optional<Day> day) {
  return day ? Set(name, FormatDay(*day)) : SetNull(name);
}

JsonObject& JsonObject::SetTime(std::string_view name, UtcSeconds time) {
  return time != 0 ? Set(name, FormatTime(time)) : SetNull(name);
}

JsonArray& JsonArray::AddRaw(std::string_view json) {
  if (!elements_.empty()) elements_ += ',';
  elements_ += json;
  return *this;
}

JsonArray& JsonArray::Add(std::string_view text) { return AddRaw(Quoted(text)); }

JsonArray& JsonArray::Add(const JsonObject& object) { return AddRaw(object.ToText()); }

JsonArray TextArray(const std::vector<std::string>& texts) {
  JsonArray array;
  for (const std::string& text : texts) array.Add(text);
  return array;
}

void SetMetrics(MetricSet set, const MetricValues& metrics, JsonObject* object) {
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (!set.Has(metric)) continue;
    const auto amount = IsDecimal(metric) ? metrics.Decimal(metric) : std::nullopt;
    if (amount) {
      object->Set(NameOf(metric), ToText(*amount));
    } else if (IsDecimal(metric)) {
      object->SetNull(NameOf(metric));
    } else {
      object->Set(NameOf(metric), metrics.Get(metric));
    }
  }
}

}  // namespace cognitrack
