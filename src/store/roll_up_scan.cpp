#include "store/roll_up_scan.h"

#include <algorithm>

namespace cognitrack {

RollUpScan::RollUpScan(SqlQuery blocks, std::optional<std::vector<std::int64_t>> wanted,
                       OpenRows open_rows)
    : blocks_(std::move(blocks)), wanted_(std::move(wanted)), open_rows_(std::move(open_rows)) {
  if (wanted_) std::sort(wanted_->begin(), wanted_->end());
}

Status RollUpScan::Read(UtcSeconds window, const std::function<bool(const RollUpRow&)>& row) {
  met_damage_ = false;
  bool is_packed = false;
  bool goes_on = true;
  while (goes_on) {
    TRY(const bool more, blocks_.Next(window));
    if (!more) break;
    is_packed = true;
    met_damage_ = !Unpack(blocks_.row().TextView(1), wanted_ ? &*wanted_ : nullptr,
                          [&](const RollUpRow& read) { return goes_on = row(read); });
    if (met_damage_) {
      return Error{ErrorCode::kDisk,
                   FormatTime(window) +
                       ": the database is damaged: a roll-up of this window cannot be read; "
                       "'cognitrack doctor' checks the rest, 'cognitrack rebuild' mends it"};
    }
  }
  return is_packed ? Status() : ReadRows(window, row);
}

Status RollUpScan::ReadRows(UtcSeconds window, const std::function<bool(const RollUpRow&)>& row) {
  if (!rows_) {
    TRY(SqlQuery query, open_rows_(window));
    rows_.emplace(std::move(query));
  }
  while (true) {
    TRY(const bool more, rows_->Next(window));
    if (!more) return {};
    const SqlQuery& at = rows_->row();
    if (!row({at.Integer(1), at.Integer(2), at.Metrics(3, kTokenMetrics)})) return {};
  }
}

}  // namespace cognitrack
