#include "parity/export_side.h"

#include <algorithm>

#include "parity/day_list.h"

namespace cognitrack {

ExportDay::Part& ExportDay::PartOf(ShapeRef shape) {
  for (Part& part : parts) {
    if (part.shape == shape) return part;
  }
  parts.push_back({shape, {}});
  return parts.back();
}

MetricTotals ExportDay::Totals() const {
  MetricTotals totals;
  for (const Part& part : parts) totals.Add(part.totals);
  return totals;
}

ExportSide::ExportSide(RowFilter* filter, SpotGroups* groups, const SeriesTable* series,
                       std::optional<Day> from, std::optional<Day> to)
    : filter_(filter),
      groups_(groups),
      from_(from),
      to_(to),
      shapes_(series),
      whole_(series, std::nullopt) {}

void ExportSide::Tally(const ExportLine& line) {
  ExportDay& day = *current_;
  ++day.unfiltered;
  ExportDay::Part& part = day.PartOf(shapes_.Of(line.series));
  day.content += ContentOf(whole_.Of(line.series), line.metrics, line.unknown);
  if (!filter_->Passes(line.series)) return;
  ++day.rows;
  AddRow(day.projection->Of(line.series), line.metrics, &day.fingerprints, &part.totals);
  day.spots.Add(groups_->Of(line.series), line.metrics);
  if (!line.unknown.empty()) AddDecimalsTo(&day.decimals, line.unknown);
}

Status ExportSide::EndFile(const ParityFile& file, const OfferedColumns& header) {
  const std::size_t index = files_.size();
  files_.push_back(file);
  headers_.push_back(header);
  const std::vector<CoveredDay> covered = coverage_.days();
  std::vector<Day> held_twice;
  for (const CoveredDay& day : covered) {
    const auto found = pending_.find(day.day.number);
    if (found == pending_.end()) continue;
    ExportDay& held = found->second;
    held.file = index;
    held.covered = day;
    held.last_of_file = day.day == covered.back().day;
    const auto [earlier, inserted] = days_.try_emplace(day.day.number, std::move(held));
    if (inserted) continue;
    if (earlier->second.content != found->second.content) {
      return Error{ErrorCode::kBadInput,
                   file.name + ": holds " + FormatDay(day.day) + " otherwise than " +
                       files_[earlier->second.file].name +
                       " does; nothing was compared: leave one of the two files out"};
    }
    // Where one of two equal days is whole, nothing is excused by the other's early end.
    if (!day.clipped && day.complete) earlier->second.covered = day;
    held_twice.push_back(day.day);
  }
  if (!held_twice.empty()) {
    notes_.push_back(ToText(held_twice) + ": held alike by " + file.name +
                     " and by an earlier file; counted once.");
  }
  coverage_ = DayCoverage();
  left_.clear();
  pending_.clear();
  current_ = nullptr;
  return {};
}

const ExportDay* ExportSide::Find(Day day) const {
  const auto found = days_.find(day.number);
  return found == days_.end() ? nullptr : &found->second;
}

std::vector<const ExportDay*> ExportSide::Days() const {
  std::vector<const ExportDay*> days;
  days.reserve(days_.size());
  for (const auto& [number, day] : days_) days.push_back(&day);
  std::sort(days.begin(), days.end(),
            [](const ExportDay* a, const ExportDay* b) { return a->day < b->day; });
  return days;
}

Grain ExportSide::FilledOn(const ExportDay& day) const {
  Grain filled;
  for (const ExportDay::Part& part : day.parts) filled = filled.Unite(shapes_.At(part.shape));
  return filled;
}

Grain ExportSide::filled() const {
  Grain filled;
  for (const auto& [number, day] : days_) filled = filled.Unite(FilledOn(day));
  return filled;
}

Grain ExportSide::header_dimensions() const {
  Grain all;
  for (const OfferedColumns& header : headers_) all = all.Unite(header.dimensions);
  return all;
}

MetricSet ExportSide::header_metrics() const {
  MetricSet all;
  for (const OfferedColumns& header : headers_) all = all | header.metrics;
  return all;
}

bool ExportSide::has_rows() const {
  return std::any_of(days_.begin(), days_.end(),
                     [](const auto& entry) { return entry.second.unfiltered > 0; });
}

}  // namespace cognitrack
