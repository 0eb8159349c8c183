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
          {{"--url", "URL", "The service (COGNITRACK_LISTEN by default)", &O::url},
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
          {{"--url", "URL", "The service (COGNITRACK_LISTEN by default)", &O::url}},
          {"cognitrack health", "cognitrack health --url https://ledger.example.com"},
          {{0, "it is ready"},
           {69, "nothing answers there, or it cannot read its ledger"},
           {78, "the address is wrong"}}};
}

VerbSpec ScheduleListVerb(std::string_view group) {
  return {"schedule list",
          group,
          "When jobs are due next, and what became of their last slots",
          "'serve' runs the jobs by itself; 'schedule run --due' does it for a timer. Each time at "
          "which a job is due is a slot, which one process works on, however many there are.",
          {{"--limit", "N", "So many slots (20)", &O::limit}},
          {"cognitrack schedule list"},
          {{78, "COGNITRACK_SCHEDULE is none"}}};
}

VerbSpec ScheduleRunVerb(std::string_view group) {
  return {"schedule run",
          group,
          "Run a job now, or what is due",
          "With --due it runs what is due and ends, for a systemd timer or a crontab that comes by "
          "every few minutes: a slot that was missed is caught up once, a failed one tried again. "
          "With a job's name that job is run, whatever is due.",
          {{"JOB", "", "daily_usage or reconcile", &O::job},
           {"--due", "", "Whatever is due now; nothing, where nothing is", &O::due}},
          {"cognitrack schedule run --due", "cognitrack schedule run daily_usage"},
          {{0, "it was done, or nothing was due"},
           {1, "'reconcile' found a difference between usage and bill"},
           {69, "the database or the provider cannot be reached"},
           {75, "another process is at work on it, or it was told to stop"},
           {77, "there is no provider's key, or it is refused"}}};
}

VerbSpec RehearseVerb(std::string_view group) {
  return {"rehearse",
          group,
          "Some days of the service in seconds, against a made-up provider",
          "Scheduler, ingest and parity as they are, on virtual time, in a temporary database: "
          "nothing of yours is read or written, nobody is asked. After the last hour the made-up "
          "provider writes its exports, and parity is made against them. --faults makes the "
          "provider, the process or the clock misbehave (docs/SCHEDULE.md); each fault must be "
          "noticed.",
          {{"--hours", "N", "How long, from 24 to 720 (48)", &O::hours},
           {"--seed", "N", "Another made-up organisation, other chances (1)", &O::seed},
           {"--faults", "SPEC", "KIND@N, separated by commas", &O::faults},
           {"--keep", "", "Leave the temporary database, and say where it is", &O::keep}},
          {"cognitrack rehearse --hours 48",
           "cognitrack rehearse --faults 429-no-hint@5-8,503@20,restart@2,clock-jump@2"},
          {{0, "every figure agrees, every fault was noticed"},
           {1, "a figure differs, or a fault was not noticed"}}};
}

}  // namespace

std::vector<VerbSpec> ServiceVerbs(std::string_view group) {
  return {ServeVerb(group),        HealthVerb(group),      CronTriggerVerb(group),
          ScheduleListVerb(group), ScheduleRunVerb(group), RehearseVerb(group)};
}

}  // namespace cognitrack
