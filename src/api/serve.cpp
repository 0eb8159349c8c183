#include "api/serve.h"

#include <algorithm>
#include <atomic>
#include <filesystem>

#include "accounts/access_code.h"
#include "api/alert_watch.h"
#include "api/api.h"
#include "api/service_scheduler.h"
#include "cli/account_view.h"
#include "cli/json_document.h"
#include "cli/service_address.h"
#include "cli/system_actor.h"
#include "cli/version.h"
#include "server/http_server.h"
#include "server/open_files.h"

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

// Null: without TLS.
Result<std::shared_ptr<TlsContext>> LoadTls(const ServiceSettings& service) {
  if (!service.tls_certificate) return std::shared_ptr<TlsContext>();
  auto loaded = TlsContext::Load({*service.tls_certificate, *service.tls_key});
  if (loaded) return *std::move(loaded);
  return Error{loaded.error().code, loaded.error().message + "; nothing was opened"};
}

void TellOfReload(const Status& reloaded, Log& log) {
  if (reloaded) {
    log.Write(LogLevel::kInfo, "certificate_reloaded", {});
  } else {
    log.Write(LogLevel::kError, "certificate_not_reloaded",
              {{"error", reloaded.error().message + "; the one before stays in force"}});
  }
}

// The first verb that writes makes the schema, and says whether it is this program's. Gives whether
// the ledger holds nothing.
Result<bool> PrepareLedger(CommandContext& context) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(const std::vector<SourceRecord> sources, store->Sources());
  return sources.empty();
}

void Announce(CommandContext& context, const std::string& url, bool is_empty) {
  const std::string& ledger = context.settings().database_text;
  context.Print("Listening on " + url + " (ledger: " + ledger +
                (is_empty ? ", which is empty)\n" : ")\n"));
  context.PrintJson(JsonObject()
                        .Set("listening", url)
                        .Set("database", ledger)
                        .Set("is_empty", is_empty)
                        .ToText());
  context.environment().out.flush();
}

LogFormat FormatOf(const ServiceSettings& service, const CliEnvironment& environment) {
  return service.log_format.value_or(environment.err_is_terminal ? LogFormat::kText
                                                                 : LogFormat::kJson);
}

// What passwords and tokens would go over in the clear is said, not refused: the network may be a
// container's, or a tunnel.
void WarnOfPlainHttp(const ServiceSettings& service, Log& log) {
  if (service.tls_certificate || IsLoopback(service.listen) || !service.proxies.empty()) return;
  log.Write(LogLevel::kWarning, "plain_http",
            {{"text",
              "others than this machine reach this service without TLS, where passwords and "
              "tokens can be read on the way: set COGNITRACK_TLS_CERTIFICATE, or put a "
              "proxy with TLS before it and name it in COGNITRACK_PROXIES"}});
}

// The head of the audit log, to be held against it later; and as long as there is nobody, the way
// in.
Status AnnounceAccounts(CommandContext& context, const std::string& url, LogFormat format,
                        Log& log) {
  if (!context.environment().open_service_store) return {};
  TRY(const auto service, context.OpenService());
  TRY(const AuditVerdict audit, service->audit().Verify(0, {}));
  if (audit.head_id != 0) {
    log.Write(LogLevel::kInfo, "audit_head",
              {{"head", std::to_string(audit.head_id) + ":" + ToHex(audit.head)}});
  }
  if (!audit.faults.empty()) {
    log.Write(LogLevel::kError, "audit_damaged", {{"error", audit.faults.front()}});
  }
  TRY(const bool is_any, service->accounts().IsThereAny());
  if (is_any) return {};
  const Secret code = NewAccessCode(context.environment().random);
  const AccountLink link{AccessCodeHash(code.Reveal()), std::nullopt,
                         context.clock().Now() + kLinkLength};
  TRY_VOID(service->accounts().AddLink(link, false, SystemEntry(context, "setup.link", "")));
  if (format == LogFormat::kJson) {
    log.Write(LogLevel::kWarning, "no_account",
              {{"text", "this machine may read; the link makes the first owner, once"},
               {"link", SetupLink(url, code, std::nullopt)},
               {"url", url + "/api/v1/setup"},
               {"token", code.Reveal()},
               {"until", FormatTime(link.expires_at)}});
    return {};
  }
  context.environment().err << "There is no account yet: this machine may read. Make the first "
                               "owner until "
                            << FormatTime(link.expires_at) << ", once:\n"
                            << LinkText(url, code, std::nullopt) << std::flush;
  return {};
}

// What can be written beside the ledger's file; nothing of a ledger that is none.
std::optional<std::uint64_t> DiskFree(const DatabaseLocation& database, const FreeBytes& free) {
  if (database.kind != DatabaseLocation::Kind::kSqlite) return std::nullopt;
  const std::string directory = std::filesystem::path(database.path).parent_path().string();
  const Result<std::uint64_t> bytes = free(directory.empty() ? "." : directory);
  return bytes ? std::optional<std::uint64_t>(*bytes) : std::nullopt;
}

// Beside the ledger's file, where there is room for a ledger; else the system's place.
std::string UploadDirectory(const DatabaseLocation& database) {
  if (database.kind != DatabaseLocation::Kind::kSqlite) {
    std::error_code none;
    const std::string directory = std::filesystem::temp_directory_path(none).string();
    return none ? "/tmp" : directory;
  }
  const std::string directory = std::filesystem::path(database.path).parent_path().string();
  return directory.empty() ? "." : directory;
}

// Each connection is an open file, and what else is open (databases, the provider, logs) has some,
// too.
ServerLimits LimitsHere() {
  constexpr std::size_t kOthers = 256;
  ServerLimits limits;
  const std::size_t files = RaiseOpenFiles(limits.connections + kOthers);
  limits.connections =
      std::clamp<std::size_t>(files, kOthers + 64, limits.connections + kOthers) - kOthers;
  return limits;
}

// Has pulls told to `telemetry` for as long as it lives.
class WatchedPulls {
 public:
  WatchedPulls(CliEnvironment& environment, ServiceTelemetry& telemetry)
      : environment_(environment) {
    environment_.run_observer = &telemetry;
    Observe([&telemetry](const HttpRequest& request, const HttpResponse& response,
                         std::chrono::milliseconds took) {
      telemetry.OnProviderRequest(request, response, took);
    });
  }
  ~WatchedPulls() {
    environment_.run_observer = nullptr;
    Observe({});
  }
  WatchedPulls(const WatchedPulls&) = delete;
  WatchedPulls& operator=(const WatchedPulls&) = delete;

 private:
  void Observe(ObservedTransport::Observer observer) {
    if (environment_.provider_transport == nullptr) return;
    environment_.provider_transport->Observe(std::move(observer));
  }
  CliEnvironment& environment_;
};

}  // namespace

Result<int> Serve(CommandContext& context) {
  TRY(const ServiceSettings service, context.settings().service);
  TRY(const AlertSettings alerts, context.settings().alerts);
  TRY_VOID(CheckListening(context, service));
  if (!context.settings().schedule) return context.settings().schedule.error();
  TRY(const std::shared_ptr<TlsContext> tls, LoadTls(service));
  TRY(const bool is_empty, PrepareLedger(context));
  CliEnvironment& environment = context.environment();
  environment.setting_values = context.settings().values;
  Clock& clock = context.clock();
  LedgerPool pool(
      [&] { return environment.open_ledger(context.settings().database, DatabaseAccess::kRead); },
      static_cast<std::size_t>(service.readers), kPatienceForReader, clock);
  Log log(environment.err, FormatOf(service, environment), service.log_level, clock);
  ServiceTelemetry telemetry(log, clock, environment.random);
  const WatchedPulls watched(environment, telemetry);
  const auto on_failure = [&telemetry](std::string_view verb, const Error& error) {
    telemetry.OnVerbFailed(verb, error);
  };
  const LedgerVerbs verbs(environment, pool, context.options(), on_failure);
  LedgerGauges gauges(pool, context.settings().prices_file, clock,
                      [&telemetry](const Error& error) { telemetry.OnVerbFailed("", error); });
  std::atomic<HttpServer*> listening = nullptr;
  const ServiceState state{
      [&pool] { return pool.occupancy(); },
      [&listening] {
        const HttpServer* server = listening;
        return server == nullptr ? 0 : server->connections();
      },
      [&] { return DiskFree(context.settings().database, environment.free_bytes); },
      StopRequested,
  };
  const MetricsPage metrics(telemetry.instruments(), gauges, state);
  ServiceDesk::Opener open_service;
  if (environment.open_service_store) open_service = [&context] { return context.OpenService(); };
  Api api(verbs, open_service, {service.api_token, service.cron_secret}, clock, environment.random,
          {telemetry, state, metrics},
          {service.upload_bytes, UploadDirectory(context.settings().database)});
  const UploadDesk uploads = {
      [](const ServerRequest& head) { return UploadRoutes::IsUpload(head.method, head.path); },
      [&api](const ServerRequest& head, std::optional<std::uint64_t> length) {
        return api.Admit(head, length);
      }};
  // One more than the readers: a pull holds a thread for minutes.
  TRY(const std::unique_ptr<HttpServer> server,
      HttpServer::Listen(
          service.listen, LimitsHere(), service.readers + 1,
          [&api](const ServerRequest& request) { return api.Answer(request); },
          [&telemetry](const Rejection& rejection) { telemetry.OnRejected(rejection); },
          {tls, [&log](const Status& reloaded) { TellOfReload(reloaded, log); }, service.proxies},
          uploads));
  listening = server.get();
  const std::string url = SchemeOf(service) + "://" + server->address();
  if (const Status told = AnnounceAccounts(context, url, FormatOf(service, environment), log);
      !told) {
    log.Write(LogLevel::kError, "accounts_failed", {{"error", told.error().message}});
  }
  Announce(context, url, is_empty);
  WarnOfPlainHttp(service, log);
  log.Write(LogLevel::kInfo, "service_started",
            {{"version", std::string(kVersion)},
             {"listening", url},
             {"database", context.settings().database_text}});
  TRY(const std::unique_ptr<Task> scheduler, StartScheduler(context, verbs, api.daily_pull(), log));
  AlertWatch(verbs, telemetry, clock, alerts.exports_folder.has_value()).Run();
  log.Write(LogLevel::kInfo, "service_stopping", {});
  server->Drain(kPatienceForRequests);
  if (scheduler) scheduler->Wait();
  api.EndPulls();
  listening = nullptr;
  log.Write(LogLevel::kInfo, "service_stopped", {});
  return 0;
}

}  // namespace cognitrack
