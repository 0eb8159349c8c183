#include <algorithm>
#include <fstream>
#include <set>

#include "twin/csv_line.h"
#include "twin/export_source.h"

namespace cognitrack::twin {
namespace {

Error BadInput(std::string message) { return {ErrorCode::kBadInput, std::move(message)}; }

struct Column {
  enum class Kind { kStart, kEnd, kAmount, kQuantity, kValue, kIgnored };
  Kind kind = Kind::kIgnored;
  std::size_t slot = 0;  // Of a value.
  std::string name;
};

// Known columns that no row of the API carries, or that name people.
bool IsLeftOut(std::string_view name) {
  static const auto* const kNames = new std::set<std::string_view>{
      "start_time_iso",    "end_time_iso", "user_id",   "project_name",
      "organization_name", "user_email",   "api_source"};
  return kNames->count(name) != 0;
}

class Reader {
 public:
  Reader(CostRecords* records, std::vector<std::string>* ignored_columns)
      : held_(*records), ignored_columns_(ignored_columns) {}

  Status ReadFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorCode::kDisk, path + ": the file cannot be opened"};
    columns_.clear();
    std::string text;
    for (std::int64_t number = 1; std::getline(file, text); ++number) {
      std::string_view line = text;
      if (line.ends_with('\r')) line.remove_suffix(1);
      const Status status = number == 1 ? ReadHeader(line) : ReadLine(line);
      if (!status) return status.error().At(path + ':' + std::to_string(number));
    }
    return {};
  }

 private:
  Status ReadHeader(std::string_view line) {
    const auto names = SplitLine(line);
    if (!names) return BadInput("a quote in the header does not end");
    for (const std::string& name : *names) columns_.push_back(ColumnNamed(name));
    for (const std::string_view needed : {"start_time", "end_time"}) {
      if (std::find(names->begin(), names->end(), needed) == names->end()) {
        return BadInput("not a cost export: start_time and end_time are needed");
      }
    }
    return {};
  }

  Column ColumnNamed(const std::string& name) {
    if (name == "start_time") return {Column::Kind::kStart, 0, name};
    if (name == "end_time") return {Column::Kind::kEnd, 0, name};
    if (name == "amount_value") return {Column::Kind::kAmount, 0, name};
    if (name == "quantity") return {Column::Kind::kQuantity, 0, name};
    if (name == "amount_currency") return {Column::Kind::kValue, kCurrencySlot, name};
    if (name == "quantity_unit") return {Column::Kind::kValue, kUnitSlot, name};
    if (name == "organization_id") return {Column::Kind::kValue, kOrganisationSlot, name};
    if (const auto slot = EndpointOf(kCosts).SlotOf(name)) {
      return {Column::Kind::kValue, *slot, name};
    }
    if (!IsLeftOut(name)) ignored_columns_->push_back(name);
    return {Column::Kind::kIgnored, 0, name};
  }

  Status ReadLine(std::string_view line) {
    const auto cells = SplitLine(line);
    if (!cells) return BadInput("a quote does not end on its line");
    if (cells->size() != columns_.size()) {
      return BadInput(std::to_string(cells->size()) + " cells under a header of " +
                      std::to_string(columns_.size()));
    }
    CostRecord record;
    UtcSeconds end = 0;
    bool blank = true;
    for (std::size_t i = 0; i < cells->size(); ++i) {
      if ((*cells)[i].empty()) continue;
      TRY_VOID(Take(columns_[i], (*cells)[i], &record, &end));
      if (columns_[i].kind == Column::Kind::kAmount) blank = false;
    }
    if (record.start == 0 || end <= record.start) return BadInput("no time, or an end before it");
    if (held_.end == 0 || record.start < held_.start) held_.start = record.start;
    // A clipped day ends a second early; what the data covers is whole days.
    held_.end = std::max(held_.end, (end + 59) / 60 * 60);
    if (!blank) held_.records.push_back(std::move(record));
    return {};
  }

  Status Take(const Column& column, const std::string& cell, CostRecord* record, UtcSeconds* end) {
    if (column.kind == Column::Kind::kIgnored) return {};
    if (column.kind == Column::Kind::kValue) {
      record->key[column.slot] = held_.values[column.slot].Intern(cell);
      return {};
    }
    if (column.kind == Column::Kind::kAmount || column.kind == Column::Kind::kQuantity) {
      const auto number = ExactDecimal::Parse(cell);
      if (!number) return BadInput(column.name + " is no decimal: '" + cell + "'");
      if (column.kind == Column::Kind::kAmount) record->amount = *number;
      if (column.kind == Column::Kind::kQuantity) record->quantity = *number;
      return {};
    }
    const auto whole = ParseWhole(cell);
    if (!whole) return BadInput(column.name + " is no whole number: '" + cell + "'");
    (column.kind == Column::Kind::kStart ? record->start : *end) = *whole;
    return {};
  }

  CostRecords& held_;
  std::vector<std::string>* ignored_columns_;
  std::vector<Column> columns_;
};

}  // namespace

Status ReadCostExports(const std::vector<std::string>& paths, CostRecords* records,
                       std::vector<std::string>* ignored_columns) {
  Reader reader(records, ignored_columns);
  for (const std::string& path : paths) TRY_VOID(reader.ReadFile(path));
  records->Sort();
  return {};
}

}  // namespace cognitrack::twin
