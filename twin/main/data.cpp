#include <iostream>

#include "twin/export_source.h"
#include "twin/main/verbs.h"

namespace cognitrack::twin {

Result<Day> ParseDayOption(const std::string& option, const std::string& text) {
  const auto day = ParseDay(text);
  if (!day) return day.error().At(option);
  return *day;
}

Result<std::optional<UtcSeconds>> ParseNow(const DataOptions& options) {
  if (options.now.empty()) return std::optional<UtcSeconds>();
  const auto time = ParseTime(options.now);
  if (!time) return Error{ErrorCode::kUsage, "--now: " + time.error().message};
  return std::optional<UtcSeconds>(*time);
}

Result<BilledOrganisation> LoadData(const DataOptions& options, UtcSeconds now) {
  if (!options.bill.empty() && options.profile != "money") {
    return Error{ErrorCode::kUsage, "--bill needs --profile money"};
  }
  BilledOrganisation loaded;
  if (!options.exports.empty()) {
    std::vector<std::string> ignored;
    TRY(loaded.organisation, ReadExports(options.exports, &ignored));
    for (const std::string& column : ignored) {
      std::cerr << "cognitrack-twin: column '" << column << "' is not served: it holds text\n";
    }
    return loaded;
  }
  if (options.days < 1 || options.rows_per_day < 1) {
    return Error{ErrorCode::kUsage, "say which data: --export FILE…, or --seed N --days N"};
  }
  SeededOptions seeded;
  seeded.seed = options.seed;
  seeded.days = options.days;
  seeded.rows_per_day = options.rows_per_day;
  seeded.volume = options.volume;
  if (options.profile == "plain") seeded.profile = Profile::kPlain;
  Day last = DayOf(now) - 1;
  if (!options.end.empty()) {
    TRY(last, ParseDayOption("--end", options.end));
  }
  seeded.first_day = last - (options.days - 1);
  if (options.profile == "money") return MakeBilledOrganisation(seeded, options.bill);
  loaded.organisation = MakeSeededOrganisation(seeded);
  return loaded;
}

}  // namespace cognitrack::twin
