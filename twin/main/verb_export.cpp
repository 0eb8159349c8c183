#include <fstream>

#include "base/clock.h"
#include "twin/cost_export.h"
#include "twin/export_file.h"
#include "twin/main/verbs.h"

namespace cognitrack::twin {
namespace {

Error Usage(std::string message) { return {ErrorCode::kUsage, std::move(message)}; }

Result<DimensionMask> ParseGroupBy(const std::vector<std::string>& names,
                                   const Endpoint& endpoint) {
  DimensionMask mask = 0;
  for (const std::string& name : names) {
    const auto slot = endpoint.SlotOf(name);
    if (!slot) return Usage("--group-by: unknown dimension " + name);
    mask |= 1U << *slot;
  }
  return mask;
}

struct Range {
  UtcSeconds from = 0;
  UtcSeconds to = 0;
};

Result<Range> RangeOf(const ExportCommand& command, const Organisation& organisation) {
  Range range{DayOf(organisation.start()).start(), DayOf(organisation.end() - 1).end()};
  if (!command.from.empty()) {
    TRY(const Day day, ParseDayOption("--from", command.from));
    range.from = day.start();
  }
  if (!command.to.empty()) {
    TRY(const Day day, ParseDayOption("--to", command.to));
    range.to = day.end();
  }
  if (range.to <= range.from) return Usage("--to must not be before --from");
  return range;
}

Status ExportUsage(const Organisation& organisation, const ExportCommand& command,
                   const Range& range, std::ostream& out) {
  if (organisation.Find("completions") == nullptr) return Usage("the data holds no usage");
  ExportOptions options;
  options.version = *ExportVersionNamed(command.version);
  options.from = range.from;
  options.to = range.to;
  if (command.width != "1d") options.width = command.width == "1h" ? kSecondsPerHour : 60;
  options.clip_last = command.clip_last;
  if (!command.group_by.empty()) {
    TRY(options.group_by, ParseGroupBy(command.group_by, EndpointOf("completions")));
  }
  return WriteExport(organisation, options, out);
}

Status ExportCosts(const Organisation& organisation, const ExportCommand& command,
                   const Range& range, std::ostream& out) {
  if (!organisation.costs) return Usage("the data holds no costs");
  if (command.width != "1d") return Usage("--width: costs come by the day");
  CostExportOptions options;
  options.version = *CostExportVersionNamed(command.version);
  options.from = range.from;
  options.to = range.to;
  options.clip_last = command.clip_last;
  std::vector<std::string> group_by = command.group_by;
  if (group_by.empty()) group_by = {"line_item", "project_id"};
  TRY(options.group_by, ParseGroupBy(group_by, EndpointOf(kCosts)));
  return WriteCostExport(*organisation.costs, options, out);
}

}  // namespace

Status Export(const DataOptions& data, const ExportCommand& command) {
  SystemClock clock;
  TRY(const std::optional<UtcSeconds> now, ParseNow(data));
  TRY(const BilledOrganisation loaded, LoadData(data, now.value_or(clock.Now())));
  TRY(const Range range, RangeOf(command, loaded.organisation));
  std::ofstream out(command.out, std::ios::binary | std::ios::trunc);
  if (!out) return Error{ErrorCode::kDisk, command.out + ": cannot be written"};
  const bool costs = CostExportVersionNamed(command.version).has_value();
  return costs ? ExportCosts(loaded.organisation, command, range, out)
               : ExportUsage(loaded.organisation, command, range, out);
}

}  // namespace cognitrack::twin
