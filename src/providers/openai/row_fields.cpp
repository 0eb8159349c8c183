#include "providers/openai/row_fields.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "providers/openai/personal_data.h"
#include "usage/grain.h"

namespace cognitrack {
namespace {

constexpr std::array<std::string_view, 3> kIgnored = {"organization_id", "organization_name",
                                                      "project_name"};

bool IsAmong(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsDimensionOf(const Surface& surface, std::string_view name) {
  return IsAmong(surface.dimensions, name) || IsAmong(surface.unasked, name) ||
         IsKnownDimension(name);
}

}  // namespace

RowField RowFields::FieldOf(std::string_view name) const {
  RowField field;
  field.name = name;
  for (const char c : name) {
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) field.is_plain = false;
  }
  if (name == "object") {
    field.role = FieldRole::kRowKind;
  } else if (const auto metric = MetricNamed(name, surface_->metrics)) {
    field.role = IsDecimal(*metric) ? FieldRole::kDecimal : FieldRole::kMetric;
    field.metric = *metric;
  } else if (name == "amount" && surface_->metrics.Has(Metric::kAmountValue)) {
    field.role = FieldRole::kAmount;
    field.metric = Metric::kAmountValue;
  } else if (IsDimensionOf(*surface_, name)) {
    field.role = FieldRole::kDimension;
    field.may_be_bool = name == "batch";
  } else if (IsPersonalField(name)) {
    field.role = FieldRole::kPersonal;
  } else if (IsAmong(kIgnored, name)) {
    field.role = FieldRole::kIgnored;
  }
  return field;
}

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
