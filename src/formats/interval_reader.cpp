#include "formats/interval_reader.h"

#include <algorithm>
#include <utility>

#include "formats/export_cells.h"
#include "formats/input_error.h"

namespace cognitrack {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kKept = 1'024;

std::size_t PlaceOf(std::string_view key) {
  std::uint64_t hash = 0;
  for (const char c : key.substr(0, 16)) {
    hash = hash * 31 + static_cast<unsigned char>(c);
  }
  return hash % kKept;
}

std::size_t ColumnOf(const ExportHeader& header, ColumnRole role) {
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    if (header.columns[i].role == role) return i;
  }
  return kNone;
}

std::vector<std::size_t> Present(std::vector<std::size_t> columns) {
  columns.erase(std::remove(columns.begin(), columns.end(), kNone), columns.end());
  return columns;
}

}  // namespace

IntervalReader::IntervalReader(std::string file, const ExportHeader& header)
    : file_(std::move(file)),
      start_(ColumnOf(header, ColumnRole::kStart)),
      end_(ColumnOf(header, ColumnRole::kEnd)),
      start_iso_(ColumnOf(header, ColumnRole::kStartIso)),
      end_iso_(ColumnOf(header, ColumnRole::kEndIso)),
      runs_(Present({start_, end_, start_iso_, end_iso_})),
      kept_(kKept) {
  for (const ExportColumn& column : header.columns) names_.push_back(column.name);
}

Result<IntervalReader::Interval> IntervalReader::Read(const CsvRecord& record) {
  key_.clear();
  runs_.ForEachPiece(record, [&](std::string_view piece, bool) {
    key_.append(piece);
    key_.push_back('\n');
  });
  Kept& kept = kept_[PlaceOf(key_)];
  if (kept.key == key_) return kept.interval;
  TRY(const Interval interval, Parse(record));
  kept = {key_, interval};
  return interval;
}

Result<IntervalReader::Interval> IntervalReader::Parse(const CsvRecord& record) const {
  const std::size_t start_column = start_ != kNone ? start_ : start_iso_;
  const std::size_t end_column = end_ != kNone ? end_ : end_iso_;
  TRY(const std::optional<UtcSeconds> start, ParseOne(record, start_, start_iso_));
  if (!start) {
    return ErrorAt(record, start_column,
                   "there is no start_time in this row; remove total and comment rows");
  }
  // The end of the last day is an end, but no start.
  if (DayOf(*start) > kLastDay) return OutOfRange(record, start_column);
  TRY(const std::optional<UtcSeconds> end, ParseOne(record, end_, end_iso_));
  const Interval interval{*start, end ? *end : *start + kSecondsPerDay};
  if (interval.end <= interval.start) {
    return ErrorAt(record, end_column,
                   names_[end_column] + " is not after the row's start; export the file again");
  }
  return interval;
}

// The time of the epoch or the ISO cell, nothing where both are absent or blank.
Result<std::optional<UtcSeconds>> IntervalReader::ParseOne(const CsvRecord& record,
                                                           std::size_t epoch,
                                                           std::size_t iso) const {
  std::optional<UtcSeconds> time;
  if (epoch != kNone && !record.cells[epoch].empty()) {
    time = ReadEpoch(record.cells[epoch]);
    if (!time) {
      return ErrorAt(record, epoch,
                     names_[epoch] + " is " + Quoted(record.cells[epoch]) +
                         ", no time in seconds since 1970; export the file again");
    }
    if (!IsWithinLedger(*time)) return OutOfRange(record, epoch);
  }
  if (iso == kNone || record.cells[iso].empty()) return time;
  const std::optional<UtcSeconds> iso_time = ReadIso(record.cells[iso]);
  if (!iso_time) {
    return ErrorAt(record, iso,
                   names_[iso] + " is " + Quoted(record.cells[iso]) +
                       ", no time as 2026-03-05T00:00:00+00:00; keep a spreadsheet from changing "
                       "the column, or export the file again");
  }
  if (!IsWithinLedger(*iso_time)) return OutOfRange(record, iso);
  if (time && *time != *iso_time) {
    return ErrorAt(record, iso,
                   names_[iso] + " is " + Quoted(record.cells[iso]) + ", but " + names_[epoch] +
                       " is " + Quoted(record.cells[epoch]) + ", that is " + FormatTime(*time) +
                       "; export the file again");
  }
  return iso_time;
}

Error IntervalReader::OutOfRange(const CsvRecord& record, std::size_t column) const {
  return ErrorAt(record, column,
                 names_[column] + " is " + Quoted(record.cells[column]) +
                     ", outside 2020 to 2100; export the file again");
}

Error IntervalReader::ErrorAt(const CsvRecord& record, std::size_t column,
                              const std::string& reason) const {
  return InputErrorAt(file_, record.line, static_cast<std::int64_t>(column) + 1, reason);
}

}  // namespace cognitrack
