#include "store/usage_statement.h"

#include <algorithm>

namespace cognitrack {
namespace {

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text.append(", ");
    text.append(part);
  }
  return text;
}

}  // namespace

// CROSS JOIN keeps the order: the few windows first, then each one's rows, then their series.
UsageStatement::UsageStatement(const UsageQuery& query, const Grain& grain, UtcSeconds from,
                               UtcSeconds to, const UsageStatementTables& tables)
    : query_(query) {
  for (const std::string& name : query.group_by) {
    inside_.push_back(name == kGroupByDay || grain.Has(name));
    if (!inside_.back()) continue;
    groups_.push_back(name == kGroupByDay ? "w.window_start / " + std::to_string(kSecondsPerDay)
                                          : ValueOf(name));
  }
  from_where_ = " FROM " + tables.windows + " AS w CROSS JOIN " + tables.rows +
                " AS r CROSS JOIN series AS s WHERE w.stream = " + Parameter(query.stream) +
                " AND w.window_start >= " + Parameter(from) + " AND w.window_start < " +
                Parameter(to) + " AND w.revision > 0 AND w.grain = " + Parameter(grain.ToText()) +
                " AND r.stream = w.stream AND r.window_start = w.window_start"
                " AND s.id = r.series";
  if (tables.roll_up) from_where_ += " AND r.kind = " + Parameter(*tables.roll_up);
  if (query.as_of) {
    const std::string as_of = Parameter(*query.as_of);
    from_where_ += " AND w.revision <= " + as_of + " AND r.since <= " + as_of;
    if (tables.windows == "window_history") from_where_ += " AND w.until_revision > " + as_of;
    if (tables.rows.find("history") != std::string::npos) {
      from_where_ += " AND r.until_revision > " + as_of;
    }
  }
  for (const DimensionFilter& filter : query.filters) {
    from_where_ += " AND " + ConditionOf(filter);
  }
}

std::string UsageStatement::Text(const std::string& results, const std::string& more_groups) const {
  std::vector<std::string> groups = groups_;
  if (!more_groups.empty()) groups.push_back(more_groups);
  std::string text = "SELECT " + Joined(groups) + (groups.empty() ? "" : ", ") + results;
  text += from_where_;
  if (!groups.empty()) text += " GROUP BY " + Joined(groups);
  return text;
}

void UsageStatement::Bind(SqlQuery* query) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    if (const auto* value = std::get_if<std::int64_t>(&parameters_[i])) {
      query->Bind(number, *value);
    } else {
      query->BindText(number, std::get<std::string>(parameters_[i]));
    }
  }
}

std::vector<GroupValue> UsageStatement::GroupIn(const SqlQuery& query) const {
  std::vector<GroupValue> group;
  group.reserve(inside_.size());
  int column = 0;
  for (std::size_t i = 0; i < inside_.size(); ++i) {
    if (!inside_[i]) {
      group.push_back({GroupValue::Kind::kNotGrouped, ""});
      continue;
    }
    if (query_.group_by[i] == kGroupByDay) {
      const Day day{static_cast<std::int32_t>(query.Integer(column))};
      group.push_back({GroupValue::Kind::kValue, FormatDay(day)});
    } else if (query.IsNull(column)) {
      group.push_back({GroupValue::Kind::kUnattributed, ""});
    } else {
      group.push_back({GroupValue::Kind::kValue, query.Text(column)});
    }
    ++column;
  }
  return group;
}

std::string UsageStatement::Parameter(std::int64_t value) {
  parameters_.emplace_back(value);
  return "$" + std::to_string(parameters_.size());
}

std::string UsageStatement::Parameter(const std::string& text) {
  parameters_.emplace_back(text);
  return "$" + std::to_string(parameters_.size());
}

std::string UsageStatement::ValueOf(const std::string& dimension) {
  if (IsKnownDimension(dimension)) return "s." + dimension;
  return "(SELECT v.value FROM series_values AS v WHERE v.series = s.id AND v.name = " +
         Parameter(dimension) + ")";
}

std::string UsageStatement::ConditionOf(const DimensionFilter& filter) {
  const std::string value = ValueOf(filter.dimension);
  std::vector<std::string> texts;
  bool unattributed = false;
  for (const auto& wanted : filter.values) {
    if (wanted) {
      texts.push_back(Parameter(*wanted));
    } else {
      unattributed = true;
    }
  }
  const std::string among = texts.empty() ? "1 = 0" : value + " IN (" + Joined(texts) + ")";
  const std::string matches = value + " IS NULL AND 1 = " + (unattributed ? "1" : "0") + " OR " +
                              value + " IS NOT NULL AND " + among;
  return filter.exclude ? "NOT (" + matches + ")" : "(" + matches + ")";
}

}  // namespace cognitrack
