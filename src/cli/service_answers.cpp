#include "cli/service_answers.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "cli/json_members.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

std::optional<Hash256> HashFrom(std::string_view hex) {
  Hash256 hash;
  if (hex.size() != 2 * hash.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
    const char* const at = hex.data() + 2 * i;
    const auto [end, error] = std::from_chars(at, at + 2, hash.bytes[i], 16);
    if (error != std::errc() || end != at + 2) return std::nullopt;
  }
  return hash;
}

std::optional<WindowState> StateFrom(std::string_view name) {
  for (const WindowState state :
       {WindowState::kMissing, WindowState::kOpen, WindowState::kProvisional, WindowState::kSettled,
        WindowState::kPruned}) {
    if (NameOf(state) == name) return state;
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> TextsIn(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const json::value& one : value->as_array()) {
    if (!one.is_string()) return std::nullopt;
    texts.emplace_back(one.as_string());
  }
  return texts;
}

std::optional<MetricSet> ReportedIn(const json::object& day) {
  const auto names = TextsIn(day, "reported");
  if (!names) return std::nullopt;
  MetricSet reported;
  for (const std::string& name : *names) {
    const auto found = std::find(kMetricNames.begin(), kMetricNames.end(), name);
    if (found == kMetricNames.end()) return std::nullopt;
    reported.Add(MetricAt(static_cast<std::size_t>(found - kMetricNames.begin())));
  }
  return reported;
}

bool IsTrue(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->as_bool();
}

const json::object* ObjectAt(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_object() ? &value->as_object() : nullptr;
}

// Why a day was not stored is told by the last try to read it.
bool AttemptIn(const json::object& day, Attempt* attempt) {
  const json::object* told = ObjectAt(day, "attempt");
  if (told == nullptr) return day.contains("attempt");
  const auto outcome = AttemptOutcomeNamed(TextIn(*told, "outcome"));
  if (!outcome) return false;
  attempt->outcome = *outcome;
  attempt->reason = TextIn(*told, "reason");
  attempt->run_id = IntegerIn(*told, "run");
  const auto at = ParseTime(TextIn(*told, "at"));
  if (at) attempt->at = *at;
  return true;
}

bool ContentIn(const json::object& day, MetricSet metrics, WindowRecord* record,
               std::string* lacking) {
  const auto grain = TextsIn(day, "grain");
  const auto reported = ReportedIn(day);
  const auto hash = HashFrom(TextIn(day, "content_hash"));
  if (!grain) *lacking = "days[].grain";
  if (!reported) *lacking = "days[].reported";
  if (!hash) *lacking = "days[].content_hash";
  if (IntegerIn(day, "revision") == 0) *lacking = "days[].revision";
  if (!lacking->empty()) return false;
  record->grain = Grain(*grain);
  record->reported = *reported;
  record->content_hash = *hash;
  record->revision = IntegerIn(day, "revision");
  record->row_count = IntegerIn(day, "rows");
  record->pruned = IsTrue(day, "pruned");
  record->clipped = IsTrue(day, "clipped");
  record->origin = Origin::FromText(TextIn(day, "origin"));
  if (metrics == kCostMetrics) return true;
  const json::object* totals = ObjectAt(day, "totals");
  if (totals == nullptr) *lacking = "days[].totals";
  if (totals == nullptr) return false;
  const auto values = MetricsIn(*totals, metrics, lacking);
  if (values) record->totals = *values;
  return values.has_value();
}

}  // namespace

std::optional<Day> DayIn(const json::object& object, const char* name, std::string* lacking) {
  const auto day = ParseDay(TextIn(object, name));
  if (day) return *day;
  *lacking = name;
  return std::nullopt;
}

std::optional<ComparedWindow> WindowIn(const json::object& day, MetricSet metrics,
                                       std::string* lacking) {
  const std::optional<Day> date = DayIn(day, "date", lacking);
  const std::optional<WindowState> state = StateFrom(TextIn(day, "state"));
  if (!state) *lacking = "days[].state";
  if (!date || !state) return std::nullopt;
  ComparedWindow window;
  window.state = *state;
  window.record.start = date->start();
  window.record.end = date->end();
  if (!AttemptIn(day, &window.record.attempt)) {
    *lacking = "days[].attempt";
    return std::nullopt;
  }
  const json::value* rows = day.if_contains("rows");
  const bool is_held = rows != nullptr && rows->is_int64();
  if (is_held && !ContentIn(day, metrics, &window.record, lacking)) return std::nullopt;
  return window;
}

std::optional<MetricValues> MetricsIn(const json::object& row, MetricSet metrics,
                                      std::string* lacking) {
  MetricValues values;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (!metrics.Has(metric)) continue;
    const json::value* value = row.if_contains(NameOf(metric));
    bool is_read = value != nullptr;
    if (is_read && value->is_int64() && !IsDecimal(metric)) {
      values.Set(metric, value->as_int64());
    } else if (is_read && value->is_string() && IsDecimal(metric)) {
      const auto parsed = ParsePicos(std::string_view(value->as_string()));
      is_read = parsed && values.SetDecimal(metric, parsed->value);
    } else {
      is_read = is_read && value->is_null();
    }
    if (is_read) continue;
    *lacking = NameOf(metric);
    return std::nullopt;
  }
  return values;
}

SeriesRef SeriesIn(const json::object& row, const std::vector<std::string>& dimensions,
                   SeriesTable* series) {
  std::vector<std::pair<std::string_view, std::string_view>> pairs;
  for (const std::string& name : dimensions) {
    const json::value* value = row.if_contains(name);
    if (value != nullptr && value->is_string()) pairs.emplace_back(name, value->as_string());
  }
  return series->Intern(pairs);
}

std::vector<UnknownMetric> UnknownMetricsIn(const json::object& row,
                                            const std::vector<std::string>& known,
                                            MetricSet metrics, SeriesRef series) {
  std::vector<UnknownMetric> unknown;
  for (const auto& member : row) {
    const std::string name(member.key());
    if (!member.value().is_string()) continue;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto metric = std::find(kMetricNames.begin(), kMetricNames.end(), name);
    const auto at = static_cast<std::size_t>(metric - kMetricNames.begin());
    if (metric != kMetricNames.end() && metrics.Has(MetricAt(at))) continue;
    unknown.push_back({series, name, std::string(member.value().as_string())});
  }
  return unknown;
}

}  // namespace cognitrack
