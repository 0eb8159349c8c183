// cognitrack-twin: a provider to test against, and the exports that match it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>

#include "base/clock.h"
#include "twin/export_file.h"
#include "twin/export_source.h"
#include "twin/seeded_organisation.h"
#include "twin/server.h"

namespace cognitrack::twin {
namespace {

// What both verbs need to know which organisation is meant.
struct DataOptions {
  std::vector<std::string> exports;
  std::uint64_t seed = 1;
  int days = 0;
  std::string end;
  std::string now;
  int rows_per_day = 40;
  std::string profile = "cached-heavy";
  std::int64_t volume = 1;
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

Error Usage(std::string message) { return {ErrorCode::kUsage, std::move(message)}; }

Result<Day> ParseOption(const std::string& option, const std::string& text) {
  const auto day = ParseDay(text);
  if (!day) return day.error().At(option);
  return *day;
}

Result<std::optional<UtcSeconds>> ParseNow(const DataOptions& options) {
  if (options.now.empty()) return std::optional<UtcSeconds>();
  const auto time = ParseTime(options.now);
  if (!time) return Usage("--now: " + time.error().message);
  return std::optional<UtcSeconds>(*time);
}

Result<Organisation> LoadOrganisation(const DataOptions& options, UtcSeconds now) {
  if (!options.exports.empty()) {
    std::vector<std::string> ignored;
    TRY(Organisation organisation, ReadExports(options.exports, &ignored));
    for (const std::string& column : ignored) {
      std::cerr << "cognitrack-twin: column '" << column << "' is not served: it holds text\n";
    }
    return organisation;
  }
  if (options.days < 1 || options.rows_per_day < 1) {
    return Usage("say which data: --export FILE…, or --seed N --days N");
  }
  SeededOptions seeded;
  seeded.seed = options.seed;
  seeded.days = options.days;
  seeded.rows_per_day = options.rows_per_day;
  seeded.volume = options.volume;
  if (options.profile == "plain") seeded.profile = Profile::kPlain;
  if (options.profile == "money") seeded.profile = Profile::kMoney;
  Day last = DayOf(now) - 1;
  if (!options.end.empty()) {
    TRY(last, ParseOption("--end", options.end));
  }
  seeded.first_day = last - (options.days - 1);
  return MakeSeededOrganisation(seeded);
}

Status WaitForSignal(UsageApi& api, const std::string& address) {
  // Blocked before any thread starts, so that only this one sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  TRY(const std::unique_ptr<Server> server, Server::Start(api, address));
  const std::string host = address.substr(0, address.rfind(':'));
  std::cout << "listening on http://" << host << ':' << server->port() << "/v1" << std::endl;
  int received = 0;
  sigwait(&signals, &received);
  server->Stop();
  return {};
}

void Announce(std::string_view surface, std::size_t records, UtcSeconds start, UtcSeconds end) {
  std::cerr << "cognitrack-twin: " << surface << ": " << records << " records from "
            << FormatTime(start) << " to " << FormatTime(end) << '\n';
}

Status Serve(const DataOptions& data, const ServeOptions& options) {
  SystemClock clock;
  UsageApiOptions api_options;
  TRY(api_options.now, ParseNow(data));
  TRY(const Organisation organisation,
      LoadOrganisation(data, api_options.now.value_or(clock.Now())));
  if (!api_options.now && organisation.end() > clock.Now()) api_options.now = organisation.end();
  TRY(api_options.faults, ParseFaults(options.faults));
  api_options.fault_seed = options.fault_seed;
  api_options.requests_per_minute = options.requests_per_minute;
  if (options.reverse_rows) api_options.row_order = RowOrder::kReversed;
  if (options.amounts == "text") api_options.amounts = AmountForm::kText;
  std::ofstream log;
  if (!options.fault_log.empty()) {
    log.open(options.fault_log, std::ios::app);
    if (!log) return Error{ErrorCode::kDisk, options.fault_log + ": cannot be written"};
    api_options.fault_log = [&log](std::string_view kind, std::string_view target) {
      log << kind << '\t' << target << std::endl;
    };
  }
  UsageApi api(organisation, clock, std::move(api_options));
  if (options.render_ahead) api.RenderAhead();
  for (const SurfaceRecords& records : organisation.surfaces) {
    Announce(records.surface, records.records.size(), records.start, records.end);
  }
  if (const auto& costs = organisation.costs) {
    Announce(kCosts, costs->records.size(), costs->start, costs->end);
  }
  return WaitForSignal(api, options.listen);
}

Result<DimensionMask> ParseGroupBy(const std::vector<std::string>& names) {
  if (names.empty()) return kAllDimensions;
  DimensionMask mask = 0;
  for (const std::string& name : names) {
    const auto found = std::find(kDimensionNames.begin(), kDimensionNames.end(), name);
    if (found == kDimensionNames.end()) return Usage("--group-by: unknown dimension " + name);
    mask |= 1U << static_cast<std::uint32_t>(found - kDimensionNames.begin());
  }
  return mask;
}

Status Export(const DataOptions& data, const ExportCommand& command) {
  SystemClock clock;
  TRY(const std::optional<UtcSeconds> now, ParseNow(data));
  TRY(const Organisation organisation, LoadOrganisation(data, now.value_or(clock.Now())));
  ExportOptions options;
  options.version = *ExportVersionNamed(command.version);
  options.from = DayOf(organisation.start()).start();
  options.to = DayOf(organisation.end() - 1).end();
  if (!command.from.empty()) {
    TRY(const Day day, ParseOption("--from", command.from));
    options.from = day.start();
  }
  if (!command.to.empty()) {
    TRY(const Day day, ParseOption("--to", command.to));
    options.to = day.end();
  }
  if (options.to <= options.from) return Usage("--to must not be before --from");
  if (command.width != "1d") options.width = command.width == "1h" ? kSecondsPerHour : 60;
  options.clip_last = command.clip_last;
  TRY(options.group_by, ParseGroupBy(command.group_by));
  std::ofstream out(command.out, std::ios::binary | std::ios::trunc);
  if (!out) return Error{ErrorCode::kDisk, command.out + ": cannot be written"};
  return WriteExport(organisation, options, out);
}

void AddDataOptions(CLI::App* verb, DataOptions* data) {
  auto* exports = verb->add_option("--export", data->exports,
                                   "usage and cost exports to serve as one organisation");
  verb->add_option("--seed", data->seed, "which made-up organisation")->excludes(exports);
  verb->add_option("--days", data->days, "how many days of it")->excludes(exports);
  verb->add_option("--end", data->end, "its last day; default: the day before --now")
      ->excludes(exports);
  verb->add_option("--now", data->now,
                   "the time it is for the twin, such as 2026-03-05T12:00:00Z; default: the clock");
  verb->add_option("--rows-per-day", data->rows_per_day, "distinct keys on a day with use");
  verb->add_option("--profile", data->profile, "how its input is made up")
      ->check(CLI::IsMember({"cached-heavy", "plain", "money"}));
  verb->add_option("--volume", data->volume, "multiplies its requests and tokens")
      ->check(CLI::Range(1, 1'000'000));
}

std::string FaultHelp() {
  std::string text =
      "Faults: KIND[/SURFACE][@N|@N-M|@N+][~PERCENT][=ARGUMENT], separated by commas. Without @ a\n"
      "fault fires on the first request that it can change; with ~ on any of them, with that "
      "chance.\n";
  for (const FaultDescription& fault : FaultCatalogue()) {
    text += "  " + std::string(fault.name);
    text += std::string(fault.name.size() < 20 ? 20 - fault.name.size() : 1, ' ');
    text += std::string(fault.meaning) + '\n';
  }
  return text;
}

int Run(int argc, char** argv) {
  CLI::App app("A twin of a provider's organisation usage API, for tests.", "cognitrack-twin");
  app.require_subcommand(1);
  DataOptions data;
  ServeOptions serving;
  ExportCommand exporting;

  CLI::App* serve = app.add_subcommand(
      "serve", "serve GET /v1/organization/usage/…, …/costs and the lists of ids");
  serve->add_option("--listen", serving.listen, "loopback address and port; 0 picks a port");
  AddDataOptions(serve, &data);
  serve->add_option("--faults", serving.faults, "how to misbehave; see below");
  serve->add_option("--fault-log", serving.fault_log, "a file that gets one line a fault shown");
  serve->add_option("--fault-seed", serving.fault_seed, "for faults with a chance");
  serve->add_option("--rpm", serving.requests_per_minute, "429 above so many requests a minute");
  serve->add_flag("--render-ahead", serving.render_ahead, "render every day before listening");
  serve->add_flag("--reverse-rows", serving.reverse_rows,
                  "list the rows of a bucket the other way round: equal content, other bytes");
  serve->add_option("--amounts", serving.amounts, "how amount.value is written")
      ->check(CLI::IsMember({"number", "text"}));
  serve->footer(FaultHelp());

  CLI::App* write = app.add_subcommand("export", "write the export that matches the same data");
  AddDataOptions(write, &data);
  write->add_option("--version", exporting.version, "the header version")
      ->check(CLI::IsMember({"u1", "u2", "u3", "u4"}));
  write->add_option("--out", exporting.out, "the file to write")->required();
  write->add_option("--from", exporting.from, "first day; default: the data's");
  write->add_option("--to", exporting.to, "last day; default: the data's");
  write->add_option("--width", exporting.width, "bucket width")
      ->check(CLI::IsMember({"1d", "1h", "1m"}));
  write->add_flag("--clip-last", exporting.clip_last, "the last bucket ends one second early");
  write->add_option("--group-by", exporting.group_by, "fill only these dimensions")->delimiter(',');

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : ExitCodeOf(ErrorCode::kUsage);
  }
  const Status status = serve->parsed() ? Serve(data, serving) : Export(data, exporting);
  if (status) return 0;
  std::cerr << "cognitrack-twin: " << status.error().message << '\n';
  return ExitCodeOf(status.error().code);
}

}  // namespace
}  // namespace cognitrack::twin

int main(int argc, char** argv) { return cognitrack::twin::Run(argc, argv); }
