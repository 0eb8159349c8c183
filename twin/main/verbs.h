// The verbs of cognitrack-twin, and what they need to know which organisation is meant.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "twin/billed_organisation.h"

namespace cognitrack::twin {

struct DataOptions {
  std::vector<std::string> exports;
  std::uint64_t seed = 1;
  int days = 0;
  std::string end;
  std::string now;
  int rows_per_day = 40;
  std::string profile = "cached-heavy";
  std::int64_t volume = 1;
  std::string bill;
};

struct ServeOptions {
  std::string listen = "127.0.0.1:0";
  std::string faults;
  std::string amounts = "number";
  std::string fault_log;
  std::uint64_t fault_seed = 1;
  int requests_per_minute = 0;
  bool render_ahead = false;
  bool reverse_rows = false;
};

struct ExportCommand {
  std::string version = "u4";
  std::string out;
  std::string from;
  std::string to;
  std::string width = "1d";
  bool clip_last = false;
  std::vector<std::string> group_by;
};

struct BillCommand {
  bool json = false;
};

// The bill is empty but for the profile `money`.
Result<BilledOrganisation> LoadData(const DataOptions& options, UtcSeconds now);
// Nothing where it was not given.
Result<std::optional<UtcSeconds>> ParseNow(const DataOptions& options);
Result<Day> ParseDayOption(const std::string& option, const std::string& text);

Status Serve(const DataOptions& data, const ServeOptions& options);
Status Export(const DataOptions& data, const ExportCommand& command);
Status PrintBill(const DataOptions& data, const BillCommand& command);

}  // namespace cognitrack::twin
