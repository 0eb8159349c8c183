#include "twin/usage_query.h"

#include <algorithm>
#include <charconv>
#include <span>

namespace cognitrack::twin {
namespace {

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::optional<std::string> Decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = HexDigit(text[i + 1]);
    const auto low = HexDigit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    decoded += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return decoded;
}

template <typename Number>
std::optional<Number> ParseInteger(std::string_view text) {
  Number value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

ApiError BadParameter(std::string_view name, std::string message) {
  ApiError error;
  error.message = std::move(message);
  error.param = name;
  return error;
}

struct Width {
  std::string_view name;
  UtcSeconds seconds;
  int default_limit;
  int limit_max;
  int page_max;  // Buckets a page, whatever the limit.
};
constexpr Width kWidths[] = {{"1d", kSecondsPerDay, 7, 31, 31},
                             {"1h", kSecondsPerHour, 24, 168, 168},
                             {"1m", 60, 60, 1'440, 1'440}};
constexpr Width kWidthsOfCosts[] = {{"1d", kSecondsPerDay, 7, 180, 31}};

std::span<const Width> WidthsOf(const Endpoint& endpoint) {
  if (endpoint.bills) return kWidthsOfCosts;
  return kWidths;
}

// "'1m', '1h', '1d'".
std::string Listed(std::vector<std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    text += (text.empty() ? "'" : ", '") + std::string(name) + '\'';
  }
  return text;
}

constexpr UtcSeconds kTimeMax = 4'102'444'800 + 366 * kSecondsPerDay;  // The end of 2100.

class Parser {
 public:
  explicit Parser(const Endpoint& endpoint)
      : endpoint_(endpoint), width_(&WidthsOf(endpoint).front()) {}

  // Nothing where the parameter was understood.
  std::optional<ApiError> Take(const std::string& full_name, const std::string& value) {
    std::string name = full_name;
    if (name.ends_with("[]")) name.resize(name.size() - 2);
    if (name == "group_by") return TakeGroupBy(value);
    const EndpointFilter* filter = FilterNamed(name);
    if (filter != nullptr && !filter->is_flag) return TakeFilter(*filter, value);
    if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) {
      return BadParameter(name, "The parameter '" + name + "' was given more than once.");
    }
    seen_.push_back(name);
    if (filter != nullptr) return TakeFlag(*filter, value);
    return TakeScalar(full_name, value);
  }

  std::variant<UsageQuery, ApiError> Finish() {
    if (!has_start_) return BadParameter("start_time", "Missing required parameter: 'start_time'.");
    if (query_.end && *query_.end <= query_.start) {
      return BadParameter("end_time", "'end_time' must be after 'start_time'.");
    }
    const Width& width = *width_;
    query_.width = width.seconds;
    query_.limit = limit_.value_or(width.default_limit);
    if (query_.limit < 1) {
      return BadParameter("limit", "Invalid limit provided: " + std::to_string(query_.limit) +
                                       ". Limit must be greater than or equal to 1.");
    }
    if (query_.limit > width.limit_max) {
      return BadParameter("limit", "Invalid limit provided: " + std::to_string(query_.limit) +
                                       ". Limit must be less than or equal to " +
                                       std::to_string(width.limit_max) + ".");
    }
    query_.limit = std::min(query_.limit, width.page_max);
    if (auto error = RefuseEarlyDays()) return *std::move(error);
    return std::move(query_);
  }

 private:
  const EndpointFilter* FilterNamed(std::string_view name) const {
    for (const EndpointFilter& filter : endpoint_.filters) {
      if (filter.parameter == name) return &filter;
    }
    return nullptr;
  }

  std::optional<ApiError> TakeFilter(const EndpointFilter& filter, const std::string& value) {
    const auto& known = filter.values;
    if (!known.empty() && std::find(known.begin(), known.end(), value) == known.end()) {
      return BadParameter(filter.parameter, "Invalid value for '" + std::string(filter.parameter) +
                                                "': '" + value + "'. Supported values are: " +
                                                Listed({known.begin(), known.end()}) + ".");
    }
    Narrow(filter, value);
    return std::nullopt;
  }

  std::optional<ApiError> TakeFlag(const EndpointFilter& filter, const std::string& value) {
    const std::string name(filter.parameter);
    if (value != "true" && value != "false") {
      return BadParameter(name, "'" + name + "' must be 'true' or 'false'.");
    }
    Narrow(filter, value);
    return std::nullopt;
  }

  void Narrow(const EndpointFilter& filter, const std::string& value) {
    query_.filter_text += std::string(filter.parameter) + '=' + value + '\n';
    for (UsageFilter& held : query_.filters) {
      if (held.slot == filter.slot) return held.values.push_back(value);
    }
    query_.filters.push_back({filter.slot, {value}});
  }

  std::optional<ApiError> TakeGroupBy(const std::string& value) {
    const auto slot = endpoint_.SlotOf(value);
    if (!slot) return BadParameter("group_by", "Invalid value for 'group_by': '" + value + "'.");
    query_.group_by |= 1U << *slot;
    return std::nullopt;
  }

  // Some groupings are to be had for younger days only.
  std::optional<ApiError> RefuseEarlyDays() const {
    const auto first_day = SurfaceAsked(endpoint_, query_.group_by).first_day;
    if (!first_day || query_.start >= first_day->start()) return std::nullopt;
    ApiError error =
        BadParameter("start_time", "This grouping is only supported for a 'start_time' of " +
                                       std::to_string(first_day->start()) + " or later.");
    error.code = "invalid_request_error";
    return error;
  }

  std::optional<ApiError> TakeScalar(const std::string& name, const std::string& value) {
    if (name == "start_time" || name == "end_time") return TakeTime(name, value);
    if (name == "bucket_width") return TakeWidth(value);
    if (name == "page") {
      query_.page = value;
      return std::nullopt;
    }
    if (name == "limit") {
      limit_ = ParseInteger<int>(value);
      if (limit_) return std::nullopt;
      return BadParameter(name, "Invalid limit provided: '" + value + "'. It must be an integer.");
    }
    return BadParameter(name, "Unknown parameter: '" + name + "'.");
  }

  std::optional<ApiError> TakeTime(const std::string& name, const std::string& value) {
    const auto time = ParseInteger<UtcSeconds>(value);
    if (!time || *time < 0 || *time > kTimeMax) {
      return BadParameter(name, "'" + name + "' must be a Unix time in seconds.");
    }
    if (name == "end_time") {
      query_.end = *time;
    } else {
      query_.start = *time - *time % 60;
      has_start_ = true;
    }
    return std::nullopt;
  }

  std::optional<ApiError> TakeWidth(const std::string& value) {
    std::vector<std::string_view> names;
    for (const Width& width : WidthsOf(endpoint_)) {
      names.insert(names.begin(), width.name);
      if (width.name != value) continue;
      width_ = &width;
      return std::nullopt;
    }
    return BadParameter("bucket_width", "Invalid value for 'bucket_width': '" + value +
                                            "'. Supported values are: " + Listed(names) + ".");
  }

  const Endpoint& endpoint_;
  UsageQuery query_;
  std::vector<std::string> seen_;
  const Width* width_;
  std::optional<int> limit_;
  bool has_start_ = false;
};

}  // namespace

std::optional<RequestTarget> ParseTarget(std::string_view target) {
  RequestTarget parsed;
  const std::size_t question = target.find('?');
  const auto path = Decode(target.substr(0, question));
  if (!path) return std::nullopt;
  parsed.path = *path;
  if (question == std::string_view::npos) return parsed;
  std::string_view rest = target.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = Decode(pair.substr(0, equals));
    const auto value = Decode(pair.substr(std::min(pair.size(), equals + 1)));
    if (!name || !value) return std::nullopt;
    parsed.parameters.emplace_back(*name, *value);
  }
  return parsed;
}

std::variant<UsageQuery, ApiError> ParseUsageQuery(const Endpoint& endpoint,
                                                   const RequestTarget& target) {
  Parser parser(endpoint);
  std::string identity = std::string(endpoint.path) + '\n';
  for (const auto& [name, value] : target.parameters) {
    if (auto error = parser.Take(name, value)) return *std::move(error);
    if (name != "page") identity += std::to_string(value.size()) + ':' + name + '=' + value + '\n';
  }
  auto finished = parser.Finish();
  if (auto* query = std::get_if<UsageQuery>(&finished)) query->identity = std::move(identity);
  return finished;
}

}  // namespace cognitrack::twin
