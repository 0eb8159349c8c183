// KeyRoutes: /api/keys, as the predecessor's clients ask it, over the keys that are stored here.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "api/caller.h"
#include "api/change_log.h"
#include "api/ledger_verbs.h"
#include "api/route_table.h"

namespace cognitrack {

class KeyRoutes {
 public:
  // A verb of keys, by the options that name it and its key.
  using RunVerb = std::function<Result<VerbAnswer>(const CommandOptions&, const Secret&)>;

  // What changes something is in the audit log before it is done. Both outlive it.
  KeyRoutes(RunVerb run, ChangeLog& changes) : run_(std::move(run)), changes_(changes) {}

  // Whether it answers that route.
  static bool Has(const Route& route) { return route.path.starts_with("/api/keys"); }
  // The list, or the key that the path names: 400 for an id or a parameter that is none, 404 for a
  // key that there is not, 503 where the database is away. Thread-safe.
  ServerResponse Read(const RouteMatch& match,
                      const std::vector<std::pair<std::string, std::string>>& parameters) const;
  // What the method does to a key, by the members of the body: likewise, and 400 for a key that
  // does not do, 502 where the provider cannot be asked about it. Thread-safe.
  ServerResponse Change(const RouteMatch& match, const ServerRequest& request, const Caller& caller,
                        const boost::json::object& body) const;

 private:
  ServerResponse Store(const ServerRequest& request, const Caller& caller,
                       const boost::json::object& body) const;
  ServerResponse Update(std::int64_t id, const ServerRequest& request, const Caller& caller,
                        const boost::json::object& body) const;
  ServerResponse Remove(std::int64_t id, const ServerRequest& request, const Caller& caller) const;
  // As `keys list` tells of it.
  Result<boost::json::object> Held(std::int64_t id) const;

  RunVerb run_;
  ChangeLog& changes_;
};

}  // namespace cognitrack
