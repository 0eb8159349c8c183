// Where a PostgreSQL database is, and whether the way there is safe: over a network only with TLS
// that proves who the server is (sslmode=verify-full). A Unix socket and loopback need none.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace cognitrack {

struct PostgresTarget {
  std::vector<std::pair<std::string, std::string>> options;  // Of libpq, by keyword.
  std::string name;  // "postgresql://host:port/database": what messages call it.
};

// `address` is a libpq URI or connection string; what it leaves open comes from libpq's
// environment, service and password files. sslmode becomes verify-full where nothing else was asked
// for; anything weaker is kConfig for a host that is not this one. Nothing is connected.
Result<PostgresTarget> PostgresTargetOf(const std::string& address);

// Whether a host, as libpq takes it, is this machine: empty, a socket's directory, loopback.
bool IsThisHost(const std::string& host);

}  // namespace cognitrack
