#include "api/serve.h"

#include <mutex>

#include "api/api.h"
#include "api/service_scheduler.h"
#include "cli/json_document.h"
#include "server/http_server.h"

namespace cognitrack {
namespace {

constexpr std::chrono::milliseconds kPatienceForReader{2'000};
constexpr std::chrono::milliseconds kPatienceForRequests{30'000};

bool IsLoopback(const std::string& address) {
  return address.rfind("127.", 0) == 0 || address.rfind("[::1]", 0) == 0;
}

Status CheckListening(const ServiceSettings& service) {
  if (IsLoopback(service.listen) || !service.api_token.empty()) return {};
  return Error{
      ErrorCode::kConfig,
      "'" + service.listen +
          "' is no address of this machine alone (127.0.0.1:PORT, [::1]:PORT), and no token "
          "is set: set COGNITRACK_API_TOKEN (at least 32 characters) to listen on another; "
          "nothing was opened"};
}

// The first verb that writes makes the schema, and says whether it is this program's. Gives whether
// the ledger holds nothing.
Result<bool> PrepareLedger(CommandContext& context) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(const std::vector<SourceRecord> sources, store->Sources());
  return sources.empty();
}

void Announce(CommandContext& context, const std::string& address, bool is_empty) {
  const std::string& ledger = context.settings().database_text;
  context.Print("Listening on http://" + address + " (ledger: " + ledger +
                (is_empty ? ", which is empty)\n" : ")\n"));
  context.PrintJson(JsonObject()
                        .Set("listening", "http://" + address)
                        .Set("database", ledger)
                        .Set("is_empty", is_empty)
                        .ToText());
  context.environment().out.flush();
}

}  // namespace

Result<int> Serve(CommandContext& context) {
  TRY(const ServiceSettings service, context.settings().service);
  TRY_VOID(CheckListening(service));
  if (!context.settings().schedule) return context.settings().schedule.error();
  TRY(const bool is_empty, PrepareLedger(context));
  CliEnvironment& environment = context.environment();
  environment.setting_values = context.settings().values;
  Clock& clock = context.clock();
  LedgerPool pool(
      [&] { return environment.open_ledger(context.settings().database, DatabaseAccess::kRead); },
      static_cast<std::size_t>(service.readers), kPatienceForReader, clock);
  const LedgerVerbs verbs(environment, pool, context.options());
  std::mutex log_mutex;
  const auto log = [&](std::string_view line) {
    const std::lock_guard lock(log_mutex);
    environment.err << FormatTime(clock.Now()) << " " << line << std::endl;
  };
  Api api(verbs, {service.api_token, service.cron_secret}, clock, log);
  // One more than the readers: a pull holds a thread for minutes.
  TRY(const std::unique_ptr<HttpServer> server,
      HttpServer::Listen(service.listen, ServerLimits{}, service.readers + 1,
                         [&api](const ServerRequest& request) { return api.Answer(request); }));
  Announce(context, server->address(), is_empty);
  TRY(const std::unique_ptr<Task> scheduler, StartScheduler(context, verbs, api.daily_pull(), log));
  while (clock.Sleep(std::chrono::hours(1))) {
  }
  log("stopping, once the requests in progress are answered");
  server->Drain(kPatienceForRequests);
  if (scheduler) scheduler->Wait();
  return 0;
}

}  // namespace cognitrack
