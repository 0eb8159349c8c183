// UsageRoutes: /api/usage, as the predecessor's clients ask it.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <utility>
#include <vector>

#include "api/daily_pull.h"
#include "api/ledger_verbs.h"
#include "api/route_table.h"

namespace cognitrack {

class UsageRoutes {
 public:
  UsageRoutes(const LedgerVerbs& verbs, DailyPull& pulls) : verbs_(verbs), pulls_(pulls) {}

  // Whether it answers that route.
  static bool Has(const Route& route) { return route.path == "/api/usage"; }
  // 400 for a parameter that is none, or has a value that it may not have. Thread-safe.
  ServerResponse Events(const std::vector<std::pair<std::string, std::string>>& parameters);
  // Likewise of a member of the body.
  ServerResponse Pull(const boost::json::object& body);

 private:
  const LedgerVerbs& verbs_;
  DailyPull& pulls_;
};

// A problem with the member that the predecessor's clients read the reason from.
void AddErrorMember(ServerResponse* response);

}  // namespace cognitrack
