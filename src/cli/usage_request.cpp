#include "cli/usage_request.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "cli/nearest_name.h"

namespace cognitrack {
namespace {

struct FilterText {
  std::string dimension;
  std::string value;
  bool exclude = false;
};

Result<FilterText> SplitFilter(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || text.substr(0, 2) == "!=") {
    return Error{ErrorCode::kUsage,
                 "--filter '" + text + "' has not the form K=V, K!=V or K= (unattributed)"};
  }
  FilterText filter;
  filter.exclude = text[equals - 1] == '!';
  filter.dimension = text.substr(0, filter.exclude ? equals - 1 : equals);
  filter.value = text.substr(equals + 1);
  return filter;
}

// The dimensions that may be asked for: the provider's, and those that a window holds besides.
Result<std::set<std::string>> DimensionsOf(const LedgerView& view, LedgerStore& store) {
  std::set<std::string> names;
  if (const Surface* surface = FindSurface(view.surface)) {
    names.insert(surface->dimensions.begin(), surface->dimensions.end());
    names.insert(surface->unasked.begin(), surface->unasked.end());
  }
  // Exports of costs may be grouped by these, too.
  if (HoldsMoney(view.surface)) names.insert({"api_key_id", "user_id"});
  TRY(const std::vector<WindowRecord> records,
      store.Windows(view.stream->id, kFirstDay.start(), kLastDay.end()));
  for (const WindowRecord& record : records) {
    names.insert(record.grain.names().begin(), record.grain.names().end());
  }
  return names;
}

// What one day is told by.
std::string_view DimensionOfADay(const std::string& name) {
  const Surface* surface = FindSurface(name);
  if (surface == nullptr) return "model";
  const auto& dimensions = surface->dimensions;
  const bool has_model =
      std::find(dimensions.begin(), dimensions.end(), "model") != dimensions.end();
  return has_model ? "model" : "project_id";
}

Status CheckDimension(const std::string& name, const std::set<std::string>& known) {
  if (known.count(name) > 0) return {};
  std::string message = "there is no dimension '" + name + "'";
  const std::vector<std::string> candidates(known.begin(), known.end());
  if (const auto nearest = NearestName(name, candidates)) {
    message += "; did you mean '" + *nearest + "'?";
  } else {
    message += "; there are:";
    for (const std::string& candidate : candidates) message += " " + candidate;
  }
  return Error{ErrorCode::kUsage, message};
}

}  // namespace

Result<std::vector<DimensionFilter>> ParseFilters(const std::vector<std::string>& texts) {
  std::vector<DimensionFilter> filters;
  for (const std::string& text : texts) {
    TRY(const FilterText parsed, SplitFilter(text));
    std::optional<std::string> value;
    if (parsed.value == "''") {
      value = "";
    } else if (!parsed.value.empty()) {
      value = parsed.value;
    }
    const auto same = std::find_if(filters.begin(), filters.end(), [&](const auto& filter) {
      return filter.dimension == parsed.dimension && filter.exclude == parsed.exclude;
    });
    if (same != filters.end()) {
      same->values.push_back(value);
    } else {
      filters.push_back({parsed.dimension, {value}, parsed.exclude});
    }
  }
  return filters;
}

Result<std::vector<std::pair<std::string, std::string>>> ParseEqualities(
    const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& text : texts) {
    TRY(FilterText parsed, SplitFilter(text));
    if (parsed.exclude) {
      return Error{ErrorCode::kUsage,
                   "--filter '" + text + "': parity knows K=V and K= only, not K!=V"};
    }
    pairs.emplace_back(std::move(parsed.dimension), std::move(parsed.value));
  }
  return pairs;
}

Result<std::int64_t> ResolveAsOf(const std::string& text, LedgerStore& store) {
  std::int64_t revision = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, revision);
  if (error == std::errc() && stop == end && revision >= 0) return revision;
  if (const Result<Day> day = ParseDay(text)) return store.RevisionAt(day->end() - 1);
  const Result<UtcSeconds> time = ParseTime(text);
  if (!time) {
    return Error{ErrorCode::kUsage, "--as-of '" + text +
                                        "' is neither a revision (a number), nor a day "
                                        "(2026-03-05), nor a time (2026-03-05T14:00:00Z)"};
  }
  return store.RevisionAt(*time);
}

Result<UsageQuery> MakeUsageQuery(const CommandOptions& options, const LedgerView& view,
                                  LedgerStore& store) {
  UsageQuery query;
  query.stream = view.stream->id;
  query.from = options.day ? options.day : options.from;
  query.to = options.day ? options.day : options.to;
  query.group_by = GroupByOf(options, view.surface);
  TRY(query.filters, ParseFilters(options.filters));
  if (options.as_of) {
    TRY(query.as_of, ResolveAsOf(*options.as_of, store));
  }
  TRY(const std::set<std::string> dimensions, DimensionsOf(view, store));
  for (const std::string& name : query.group_by) {
    if (name == kGroupByDay) continue;
    TRY_VOID(CheckDimension(name, dimensions));
  }
  for (const DimensionFilter& filter : query.filters) {
    TRY_VOID(CheckDimension(filter.dimension, dimensions));
  }
  return query;
}

std::vector<std::string> GroupByOf(const CommandOptions& options, const std::string& surface) {
  std::vector<std::string> names;
  for (const std::string& name : SplitLists(options.group_by)) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.empty()) names.emplace_back(options.day ? DimensionOfADay(surface) : kGroupByDay);
  const bool by_currency = std::find(names.begin(), names.end(), kCurrency) != names.end();
  if (HoldsMoney(surface) && !by_currency) names.emplace_back(kCurrency);
  return names;
}

}  // namespace cognitrack
