#include "api/serve.h"

#include <mutex>

#include "accounts/access_code.h"
#include "api/api.h"
#include "cli/account_view.h"
#include "cli/json_document.h"
#include "cli/system_actor.h"
#include "server/http_server.h"

namespace cognitrack {
namespace {

constexpr std::chrono::milliseconds kPatienceForReader{2'000};
constexpr std::chrono::milliseconds kPatienceForRequests{30'000};

bool IsLoopback(const std::string& address) {
  return address.rfind("127.", 0) == 0 || address.rfind("[::1]", 0) == 0;
}

// Whether there is somebody who can prove who they are.
bool AreThereAccounts(CommandContext& context) {
  const auto service = context.OpenService();
  if (!service) return false;
  const auto any = (*service)->accounts().IsThereAny();
  return any && *any;
}

Status CheckListening(CommandContext& context, const ServiceSettings& service) {
  if (IsLoopback(service.listen) || !service.api_token.empty()) return {};
  if (AreThereAccounts(context)) return {};
  return Error{
      ErrorCode::kConfig,
      "'" + service.listen +
          "' is no address of this machine alone (127.0.0.1:PORT, [::1]:PORT), and no token "
          "is set, nor is there an account: start it on this machine first and make one, or set "
          "COGNITRACK_API_TOKEN (at least 32 characters); nothing was opened"};
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

// The head of the audit log, to be held against it later; and as long as there is nobody, the way
// in.
Status AnnounceAccounts(CommandContext& context, const std::string& address, const Api::Log& log) {
  if (!context.environment().open_service_store) return {};
  TRY(const auto service, context.OpenService());
  TRY(const AuditVerdict audit, service->audit().Verify(0, {}));
  if (audit.head_id != 0) {
    log("audit log: head " + std::to_string(audit.head_id) + ":" + ToHex(audit.head));
  }
  if (!audit.faults.empty()) {
    log("audit log: DAMAGED: " + audit.faults.front() + "; 'cognitrack audit verify' tells more");
  }
  TRY(const bool is_any, service->accounts().IsThereAny());
  if (is_any) return {};
  const Secret code = NewAccessCode(context.environment().random);
  const AccountLink link{AccessCodeHash(code.Reveal()), std::nullopt,
                         context.clock().Now() + kLinkLength};
  TRY_VOID(service->accounts().AddLink(link, false, SystemEntry(context, "setup.link", "")));
  context.environment().err << "There is no account yet: this machine may read. Make the first "
                               "owner until "
                            << FormatTime(link.expires_at) << ", once:\n"
                            << LinkText("http://" + address, code, std::nullopt) << std::flush;
  return {};
}

}  // namespace

Result<int> Serve(CommandContext& context) {
  TRY(const ServiceSettings service, context.settings().service);
  TRY_VOID(CheckListening(context, service));
  TRY(const bool is_empty, PrepareLedger(context));
  CliEnvironment& environment = context.environment();
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
  ServiceDesk::Opener open_service;
  if (environment.open_service_store) open_service = [&context] { return context.OpenService(); };
  Api api(verbs, open_service, {service.api_token, service.cron_secret}, clock, environment.random,
          log);
  // One more than the readers: a pull holds a thread for minutes.
  TRY(const std::unique_ptr<HttpServer> server,
      HttpServer::Listen(service.listen, ServerLimits{}, service.readers + 1,
                         [&api](const ServerRequest& request) { return api.Answer(request); }));
  if (const Status told = AnnounceAccounts(context, server->address(), log); !told) {
    log("accounts: " + told.error().message);
  }
  Announce(context, server->address(), is_empty);
  while (clock.Sleep(std::chrono::hours(1))) {
  }
  log("stopping, once the requests in progress are answered");
  server->Drain(kPatienceForRequests);
  return 0;
}

}  // namespace cognitrack
