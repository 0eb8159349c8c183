#include "cli/service_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

VerbSpec ServeVerb(std::string_view group) {
  return {
      "serve",
      group,
      "The ledger over HTTP, until it is told to stop",
      "Answers the same questions as the command line, with the same documents, under /api/v1; "
      "/openapi.json lists them. The cron's route pulls. Without COGNITRACK_API_TOKEN only this "
      "machine may read, and nothing else is listened on than loopback. SIGTERM ends it after "
      "the requests in progress.",
      {{"--listen", "ADDRESS", "IP address and port (COGNITRACK_LISTEN); port 0 is a free one",
        &O::listen}},
      {"cognitrack serve", "cognitrack serve --listen 127.0.0.1:8790"},
      {{0, "it was told to stop"},
       {69, "the database cannot be reached, or the port is taken"},
       {78, "a setting of the service is wrong, or the ledger has an older schema"}}};
}

VerbSpec CronTriggerVerb(std::string_view group) {
  return {"cron trigger",
          group,
          "Ask a running service to pull, as its cron does",
          "For hands, and for a timer on another machine. It waits until the pull is done and ends "
          "with the exit code that 'ingest' would give there. A secret in an argument can be read "
          "by everybody on this machine: CRON_SECRET is the better place for it.",
          {{"--url", "URL", "The service (http:// and COGNITRACK_LISTEN by default)", &O::url},
           {"--cron-secret", "TEXT", "Its secret (CRON_SECRET by default)", &O::cron_secret}},
          {"cognitrack cron trigger", "cognitrack cron trigger --url https://ledger.example.com"},
          {{0, "everything that was asked for is stored"},
           {69, "the service or the provider cannot be reached, or it is stopping"},
           {75, "a pull is in progress already; none was started"},
           {77, "the secret is another one, or the provider's key is refused"},
           {78, "no secret is set here or there, or the address is wrong"}}};
}

VerbSpec HealthVerb(std::string_view group) {
  return {"health",
          group,
          "Whether a running service is ready to answer",
          "Asks its /readyz, which asks its ledger: for a container's health check, a script that "
          "waits, and hands. It waits five seconds at most.",
          {{"--url", "URL", "The service (http:// and COGNITRACK_LISTEN by default)", &O::url}},
          {"cognitrack health", "cognitrack health --url https://ledger.example.com"},
          {{0, "it is ready"},
           {69, "nothing answers there, or it cannot read its ledger"},
           {78, "the address is wrong"}}};
}

}  // namespace

std::vector<VerbSpec> ServiceVerbs(std::string_view group) {
  return {ServeVerb(group), HealthVerb(group), CronTriggerVerb(group)};
}

}  // namespace cognitrack
