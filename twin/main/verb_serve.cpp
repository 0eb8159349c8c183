#include <csignal>
#include <fstream>
#include <iostream>

#include "base/clock.h"
#include "twin/main/verbs.h"
#include "twin/server.h"

namespace cognitrack::twin {
namespace {

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

}  // namespace

Status Serve(const DataOptions& data, const ServeOptions& options) {
  SystemClock clock;
  UsageApiOptions api_options;
  TRY(api_options.now, ParseNow(data));
  TRY(BilledOrganisation loaded, LoadData(data, api_options.now.value_or(clock.Now())));
  const Organisation organisation = std::move(loaded.organisation);
  loaded.bill = {};  // Served by its costs; millions of lines need not be held twice.
  if (!api_options.now && organisation.end() > clock.Now()) api_options.now = organisation.end();
  TRY(api_options.faults, ParseFaults(options.faults));
  api_options.faults.insert(api_options.faults.begin(), loaded.faults.begin(), loaded.faults.end());
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

}  // namespace cognitrack::twin
