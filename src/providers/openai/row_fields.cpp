#include "providers/openai/row_fields.h"

#include <cstring>

#include "usage/grain.h"

namespace cognitrack {
namespace {

RowField FieldOf(std::string_view name) {
  RowField field;
  field.name = name;
  for (const char c : name) {
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) field.is_plain = false;
  }
  if (name == "object") {
    field.role = FieldRole::kRowKind;
  } else if (const auto metric = MetricNamed(name, kTokenMetrics)) {
    field.role = FieldRole::kMetric;
    field.metric = *metric;
  } else if (IsKnownDimension(name)) {
    field.role = FieldRole::kDimension;
  }
  return field;
}

}  // namespace

RowField* RowFields::Expected(std::size_t position, const char* name, const char* end) {
  if (position >= expected_.size()) return nullptr;
  RowField& field = fields_[expected_[position]];
  const std::size_t length = field.name.size();
  if (!field.is_plain || static_cast<std::size_t>(end - name) <= length) return nullptr;
  if (std::memcmp(name, field.name.data(), length) != 0 || name[length] != '"') return nullptr;
  return &field;
}

RowField* RowFields::Named(std::string_view name, std::size_t position) {
  const std::size_t index = IndexOf(name);
  if (position >= expected_.size()) expected_.resize(position + 1, index);
  expected_[position] = index;
  return &fields_[index];
}

std::size_t RowFields::IndexOf(std::string_view name) {
  const auto [at, inserted] = index_of_.try_emplace(std::string(name), fields_.size());
  if (inserted) {
    fields_.push_back(FieldOf(name));
    fields_.back().number = static_cast<std::uint32_t>(at->second);
  }
  return at->second;
}

}  // namespace cognitrack
