// RunRoutes: pulls that somebody begins, watches and cancels over HTTP.
#pragma once

#include <atomic>
#include <boost/json/object.hpp>
#include <functional>

#include "api/caller.h"
#include "api/change_log.h"
#include "api/ledger_verbs.h"
#include "api/route_table.h"
#include "api/run_desk.h"

namespace cognitrack {

class RunRoutes {
 public:
  // Streams at a time; who comes then gets 503.
  static constexpr int kMostStreams = 32;

  // `is_draining` outlives this, as all of it does.
  RunRoutes(const LedgerVerbs& verbs, RunDesk& runs, ChangeLog& changes, Clock& clock,
            const std::function<bool()>& is_draining)
      : verbs_(verbs), runs_(runs), changes_(changes), clock_(clock), is_draining_(is_draining) {}

  // Whether it answers that route.
  static bool Has(const Route& route);

  // 202 once it is in progress, and `run_id` its number. 409 where another one is. Thread-safe.
  ServerResponse Start(const ServerRequest& request, const Caller& caller,
                       const boost::json::object& body, std::int64_t* run_id);
  // 202, at once: the run ends between two windows. 409 for one that cannot be cancelled here.
  ServerResponse Cancel(const RouteMatch& match, const ServerRequest& request,
                        const Caller& caller);
  // Its events until it ends; outlives its answers.
  ServerResponse Events(const RouteMatch& match, const ServerRequest& request);

 private:
  ServerResponse StartRecorded(const CommandOptions& options, const AuditEntry& entry,
                               std::int64_t* run_id);
  ServerResponse NotBegun(const CommandOptions& options, const Result<VerbAnswer>& answer);
  ServerResponse NotInProgressHere(std::int64_t run_id);
  // Who works on a source, as the ledger's leases name it; "another process" where they do not say.
  std::string HolderOf(const std::string& source);

  const LedgerVerbs& verbs_;
  RunDesk& runs_;
  ChangeLog& changes_;
  Clock& clock_;
  const std::function<bool()>& is_draining_;
  std::atomic<int> streams_ = 0;
};

}  // namespace cognitrack
