// The JSON documents of --json, written front to back: members keep the order in which they are
// set, and a row that was added costs no more than its text. Boost.JSON writes the strings. The
// caller sets each name once. Every document is described in docs/JSON.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/wide_count.h"
#include "usage/metrics.h"

namespace cognitrack {

class JsonArray;

class JsonObject {
 public:
  JsonObject& Set(std::string_view name, std::string_view text);
  JsonObject& Set(std::string_view name, const std::string& text);
  JsonObject& Set(std::string_view name, const char* text);
  JsonObject& Set(std::string_view name, bool value);
  JsonObject& Set(std::string_view name, std::int64_t value);
  JsonObject& Set(std::string_view name, std::optional<std::int64_t> value);  // Nothing: null.
  JsonObject& Set(std::string_view name, const JsonObject& object);
  JsonObject& Set(std::string_view name, const JsonArray& array);
  JsonObject& SetNull(std::string_view name);
  // "2026-03-05", "2026-03-05T14:00:00Z"; nothing, or the time 0, is null.
  JsonObject& SetDay(std::string_view name, std::optional<Day> day);
  JsonObject& SetTime(std::string_view name, UtcSeconds time);

  std::string ToText() const { return "{" + members_ + "}"; }

 private:
  JsonObject& SetRaw(std::string_view name, std::string_view json);
  std::string members_;
};

class JsonArray {
 public:
  JsonArray& Add(std::string_view text);
  JsonArray& Add(const JsonObject& object);

  std::string ToText() const { return "[" + elements_ + "]"; }

 private:
  JsonArray& AddRaw(std::string_view json);
  std::string elements_;
};

JsonArray TextArray(const std::vector<std::string>& texts);

// Every metric of the set by name: counts as integers, amounts and quantities as decimal strings,
// those that were not reported as null.
void SetMetrics(MetricSet set, const MetricValues& metrics, JsonObject* object);

}  // namespace cognitrack
