#include "twin/cost_export.h"

#include <algorithm>
#include <ostream>

#include "twin/cost_rows.h"
#include "twin/csv_line.h"

namespace cognitrack::twin {
namespace {

using Columns = std::vector<std::string_view>;

constexpr std::size_t kTimeColumns = 4;
constexpr std::string_view kOrganisationName = "Acme";

// "project_name" as the first of them is called, and the others by their number.
std::string ProjectName(std::uint32_t project) {
  return project == 1 ? "Default project" : "Project " + std::to_string(project);
}

class Writer {
 public:
  Writer(const CostRecords& costs, const CostExportOptions& options, std::ostream& out)
      : held_(costs),
        options_(options),
        out_(out),
        columns_(ColumnsOf(options.version)),
        is_recent_(options.version >= CostExportVersion::kC4) {
    const Endpoint& endpoint = EndpointOf(kCosts);
    for (std::size_t slot = 0; slot < endpoint.dimensions.size(); ++slot) {
      const bool asked = (options.group_by >> slot & 1U) != 0;
      if (asked && Has(endpoint.dimensions[slot])) group_by_ |= 1U << slot;
    }
  }

  Status Write() {
    const auto [first, last] = held_.RecordsIn(options_.from, options_.to);
    if (first == last && is_recent_) columns_.resize(kTimeColumns);
    for (std::size_t i = 0; i < columns_.size(); ++i) out_ << (i == 0 ? "" : ",") << columns_[i];
    out_ << '\n';
    for (UtcSeconds at = options_.from; at < options_.to; at += kSecondsPerDay) {
      const bool clipped = options_.clip_last && at + kSecondsPerDay >= options_.to;
      WriteDay(at, at + kSecondsPerDay - (clipped ? 1 : 0));
    }
    out_.flush();
    if (!out_) return Error{ErrorCode::kDisk, "the export could not be written"};
    return {};
  }

 private:
  bool Has(std::string_view column) const {
    return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
  }

  void WriteDay(UtcSeconds from, UtcSeconds to) {
    const RecordFilter all({}, held_.values);
    const std::vector<CostRow> rows = SumCosts(held_, from, to, group_by_, all, nullptr);
    if (rows.empty()) WriteLine(from, to, nullptr);
    for (const CostRow& row : rows) WriteLine(from, to, &row);
  }

  void WriteLine(UtcSeconds from, UtcSeconds to, const CostRow* row) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out_ << ',';
      const std::string time = TimeCell(columns_[i], from, to, row != nullptr);
      out_ << (time.empty() && row != nullptr ? Cell(CellOf(columns_[i], *row)) : time);
    }
    out_ << '\n';
  }

  // Empty for what is no column of times.
  std::string TimeCell(std::string_view column, UtcSeconds from, UtcSeconds to,
                       bool has_costs) const {
    const std::size_t iso_size = has_costs && is_recent_ ? 19 : std::string::npos;
    if (column == "start_time") return std::to_string(from);
    if (column == "end_time") return std::to_string(to);
    if (column == "start_time_iso") return IsoTime(from).substr(0, iso_size);
    if (column == "end_time_iso") return IsoTime(to).substr(0, iso_size);
    return "";
  }

  std::string CellOf(std::string_view column, const CostRow& row) const {
    const auto value = [&](std::size_t slot) { return held_.values[slot].At(row.key[slot]); };
    if (column == "amount_value") {
      return is_recent_ ? row.amount.TextOf36Places() : row.amount.Text();
    }
    if (column == "amount_currency") return value(kCurrencySlot);
    if (column == "quantity") return row.quantity ? QuantityCell(*row.quantity) : "";
    if (column == "quantity_unit") return value(kUnitSlot);
    if (column == "organization_id") return value(kOrganisationSlot);
    if (column == "organization_name") return std::string(kOrganisationName);
    const Endpoint& endpoint = EndpointOf(kCosts);
    const std::size_t project = *endpoint.SlotOf("project_id");
    if (column == "project_name") {
      return row.key[project] == 0 ? "" : ProjectName(row.key[project]);
    }
    const auto slot = endpoint.SlotOf(column);
    return slot ? value(*slot) : "";
  }

  // Whole ones as exports write counts.
  static std::string QuantityCell(const ExactDecimal& quantity) {
    const std::string text = quantity.Text();
    return text.find('.') == std::string::npos ? text + ".0" : text;
  }

  const CostRecords& held_;
  const CostExportOptions options_;
  std::ostream& out_;
  Columns columns_;
  bool is_recent_;
  DimensionMask group_by_ = 0;
};

Columns Without(const Columns& columns, std::initializer_list<std::string_view> names) {
  Columns rest;
  for (const std::string_view column : columns) {
    if (std::find(names.begin(), names.end(), column) == names.end()) rest.push_back(column);
  }
  return rest;
}

}  // namespace

std::optional<CostExportVersion> CostExportVersionNamed(std::string_view name) {
  if (name == "c1") return CostExportVersion::kC1;
  if (name == "c2") return CostExportVersion::kC2;
  if (name == "c3") return CostExportVersion::kC3;
  if (name == "c4") return CostExportVersion::kC4;
  if (name == "c5") return CostExportVersion::kC5;
  return std::nullopt;
}

const std::vector<std::string_view>& ColumnsOf(CostExportVersion version) {
  static const auto* const kC5 = new Columns{
      "start_time",      "end_time",   "start_time_iso",  "end_time_iso", "amount_value",
      "amount_currency", "quantity",   "quantity_unit",   "line_item",    "user_id",
      "api_key_id",      "project_id", "organization_id", "project_name", "organization_name",
      "user_email",      "api_source"};
  static const auto* const kC4 = new Columns(Without(*kC5, {"api_source"}));
  static const auto* const kC2 = new Columns(
      Without(*kC4, {"quantity", "quantity_unit", "user_id", "api_key_id", "user_email"}));
  static const auto* const kC3 = new Columns(Without(*kC2, {"project_name"}));
  static const auto* const kC1 = new Columns(Without(*kC2, {"start_time_iso", "end_time_iso"}));
  if (version == CostExportVersion::kC1) return *kC1;
  if (version == CostExportVersion::kC2) return *kC2;
  if (version == CostExportVersion::kC3) return *kC3;
  return version == CostExportVersion::kC4 ? *kC4 : *kC5;
}

Status WriteCostExport(const CostRecords& costs, const CostExportOptions& options,
                       std::ostream& out) {
  return Writer(costs, options, out).Write();
}

}  // namespace cognitrack::twin
