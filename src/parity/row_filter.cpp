#include "parity/row_filter.h"

#include <map>

namespace cognitrack {

bool RowFilter::Find(SeriesRef ref) {
  const Series& series = series_->At(ref);
  std::map<std::string_view, bool> passed;
  for (const auto& [name, wanted] : conditions_) {
    const std::string* value = series.Find(name);
    const bool agrees = value == nullptr ? wanted.empty() : *value == wanted;
    passed[name] = passed[name] || agrees;
  }
  bool all = true;
  for (const auto& [name, agrees] : passed) all = all && agrees;
  if (answers_.size() <= ref) answers_.resize(series_->size(), kNotYet);
  answers_[ref] = all ? kYes : kNo;
  return all;
}

std::vector<UnknownMetric> RowFilter::Passing(const std::vector<UnknownMetric>& metrics) {
  if (empty()) return metrics;
  std::vector<UnknownMetric> passed;
  for (const UnknownMetric& metric : metrics) {
    if (Passes(metric.series)) passed.push_back(metric);
  }
  return passed;
}

Grain RowFilter::dimensions() const {
  std::vector<std::string> names;
  for (const auto& condition : conditions_) names.push_back(condition.first);
  return Grain(std::move(names));
}

std::string RowFilter::OptionsText() const {
  std::string text;
  for (const auto& [name, value] : conditions_) {
    text += (text.empty() ? "--filter " : " --filter ") + name + "=" + value;
  }
  return text;
}

std::string RowFilter::ToText() const {
  std::string text;
  for (const auto& [name, value] : conditions_) {
    if (!text.empty()) text += ", ";
    text += name + (value.empty() ? " is blank" : " = " + value);
  }
  return text;
}

}  // namespace cognitrack
