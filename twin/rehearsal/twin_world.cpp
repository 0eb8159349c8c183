#include "twin/rehearsal/twin_world.h"

#include <algorithm>
#include <fstream>
#include <limits>

#include "twin/cost_export.h"
#include "twin/endpoint.h"
#include "twin/export_file.h"
#include "usage/surface.h"

namespace cognitrack::twin {
namespace {

constexpr int kRowsPerDay = 30;

// What the organisation uses beside tokens, as the twin bills it.
const char kServicePrices[] =
    "provider,model,tier,from,unit,source\n"
    "openai,dall-e-3 1024x1024,standard,2020-01-01,40000,rehearsal\n"
    "openai,tts-1,standard,2020-01-01,15,rehearsal\n"
    "openai,whisper-1,standard,2020-01-01,100,rehearsal\n"
    "openai,vector_stores,standard,2020-01-01,100000,rehearsal\n"
    "openai,code_interpreter_sessions,standard,2020-01-01,30000,rehearsal\n"
    "openai,file_search_calls,standard,2020-01-01,2500,rehearsal\n"
    "openai,web_search_calls,standard,2020-01-01,10000,rehearsal\n";

// "completions" of "http://127.0.0.1:1/v1/organization/usage/completions?start_time=…".
std::string SurfaceIn(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  return std::string(path.substr(path.rfind('/') + 1));
}

UsageApiOptions OptionsOf(const std::vector<Fault>& faults, std::uint64_t seed, FaultLog log) {
  UsageApiOptions options;
  options.faults = faults;
  options.fault_seed = seed;
  options.fault_log = std::move(log);
  return options;
}

// As the API leaves out: every third record of the day, or every one.
template <typename Records>
void LoseDay(Day day, bool all, Records* records) {
  const auto [first, last] = records->RecordsIn(day.start(), day.end());
  for (std::size_t i = last; i > first; --i) {
    if (!all && (i - 1 - first) % 3 != 1) continue;
    records->records.erase(records->records.begin() + static_cast<std::ptrdiff_t>(i - 1));
  }
}

std::ofstream Created(const std::string& file) {
  return std::ofstream(file, std::ios::binary | std::ios::trunc);
}

Status Written(std::ofstream& out, const std::string& file) {
  out.close();
  if (out) return {};
  return Error{ErrorCode::kDisk, file + ": cannot be written"};
}

}  // namespace

Result<std::unique_ptr<RehearsalWorld>> TwinWorld::Make(const WorldOptions& options, Clock& clock) {
  std::vector<Fault> faults;
  if (!options.faults.empty()) {
    TRY(faults, ParseFaults(options.faults));
  }
  SeededOptions seeded;
  seeded.seed = options.seed;
  seeded.first_day = options.first_day;
  seeded.days = options.days;
  seeded.rows_per_day = kRowsPerDay;
  TRY(BilledOrganisation billed, MakeBilledOrganisation(seeded, ""));
  return std::unique_ptr<RehearsalWorld>(std::make_unique<TwinWorld>(
      std::move(billed.organisation), std::move(faults), options.seed, clock));
}

TwinWorld::TwinWorld(Organisation organisation, std::vector<Fault> faults, std::uint64_t seed,
                     Clock& clock)
    : organisation_(std::move(organisation)),
      faults_(std::move(faults)),
      api_(organisation_, clock,
           OptionsOf(faults_, seed,
                     [this](std::string_view kind, std::string_view) {
                       const std::string& url = transport_.urls.back();
                       shown_.push_back(
                           {std::string(kind), url, SurfaceIn(url), transport_.urls.size() - 1});
                     })),
      transport_(api_) {}

std::vector<std::string> TwinWorld::surfaces() const {
  std::vector<std::string> names;
  for (const SurfaceRecords& records : organisation_.surfaces) {
    names.emplace_back(records.surface);
  }
  if (organisation_.costs) {
    names.emplace_back(cognitrack::kCosts);
    names.emplace_back(kCostsByKey);
  }
  // What it turns away to the end cannot be held.
  std::erase_if(names, [this](const std::string& name) {
    return std::any_of(faults_.begin(), faults_.end(), [this, &name](const Fault& fault) {
      const bool turns_away =
          fault.kind == FaultKind::kRefusedSurface || fault.kind == FaultKind::kUnknownSurface;
      return turns_away && fault.last == std::numeric_limits<std::int64_t>::max() &&
             fault.Concerns(name) && WasShown(fault);
    });
  });
  return names;
}

Result<std::vector<RehearsalExport>> TwinWorld::WriteExports(const std::string& directory,
                                                             Day first, Day last) {
  const Organisation shown = AsItStands();
  const std::string usage = directory + "/usage.csv";
  ExportOptions usage_options;
  usage_options.from = first.start();
  usage_options.to = last.end();
  std::ofstream usage_out = Created(usage);
  TRY_VOID(WriteExport(shown, usage_options, usage_out));
  TRY_VOID(Written(usage_out, usage));
  const std::string costs = directory + "/costs.csv";
  const Endpoint& endpoint = EndpointOf(cognitrack::kCosts);
  CostExportOptions cost_options;
  cost_options.from = first.start();
  cost_options.to = last.end();
  for (const char* name : {"line_item", "project_id"}) {
    cost_options.group_by |= 1U << *endpoint.SlotOf(name);
  }
  std::ofstream costs_out = Created(costs);
  TRY_VOID(WriteCostExport(*shown.costs, cost_options, costs_out));
  TRY_VOID(Written(costs_out, costs));
  return std::vector<RehearsalExport>{{usage, "usage"}, {costs, "costs"}};
}

Status TwinWorld::WritePrices(const std::string& file) {
  std::ofstream out = Created(file);
  out << kServicePrices;
  return Written(out, file);
}

bool TwinWorld::WasShown(const Fault& fault) const {
  return std::any_of(shown_.begin(), shown_.end(), [&fault](const ShownFault& one) {
    return one.kind == Describe(fault.kind).name;
  });
}

Organisation TwinWorld::AsItStands() const {
  Organisation shown = organisation_;
  for (const Fault& fault : faults_) {
    const bool all = fault.kind == FaultKind::kEmptiedDay;
    const auto day = ParseDay(fault.argument);
    const bool was_shown = std::any_of(
        shown_.begin(), shown_.end(),
        [&fault](const ShownFault& one) { return one.kind == Describe(fault.kind).name; });
    if ((!all && fault.kind != FaultKind::kShrunkDay) || !day || !was_shown) continue;
    for (SurfaceRecords& records : shown.surfaces) {
      if (fault.Concerns(records.surface)) LoseDay(*day, all, &records);
    }
    if (fault.Concerns(cognitrack::kCosts)) LoseDay(*day, all, &*shown.costs);
  }
  return shown;
}

}  // namespace cognitrack::twin
