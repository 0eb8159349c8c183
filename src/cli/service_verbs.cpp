#include "cli/service_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

}  // namespace

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

}  // namespace cognitrack
