// PostgresServer: a PostgreSQL of the tests' own: Debian's binaries in a temporary directory, as a
// user that is not root, on a Unix socket there and a free port of loopback, without fsync. One
// server a test process, started with its first use and ended with the process, however that ends.
// Every test makes databases of its own. Superuser is "postgres", without a password.
//
// PgBouncer: a pooler before it, in transaction mode, on loopback.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {

class PostgresServer {
 public:
  // The server of this process.
  static PostgresServer& Shared();
  // A server apart, for a test that stops it.
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // A new, empty database (or a copy of `source`), by name.
  std::string CreateDatabase(const std::string& source = "template0");
  void DropDatabase(const std::string& name);

  // "postgresql://user@/database?host=…&port=…", over the socket.
  std::string Uri(const std::string& database, const std::string& user = "postgres") const;
  // The same over loopback.
  std::string TcpUri(const std::string& database, const std::string& user = "postgres") const;
  int port() const { return port_; }
  const std::string& directory() const { return directory_; }

  // Runs SQL as the superuser and gives the first value of the last answer, "" without one.
  std::string Execute(const std::string& database, const std::string& sql);
  // Ends every other connection to a database; gives how many there were.
  int Terminate(const std::string& database);
  // What its schema "public" is made of: columns, indexes, constraints and functions, one a line.
  std::string Catalog(const std::string& database);

  void Stop();  // At once, as a crash would; committed work stays.
  void Start();
  // Starts anew, and from then on shows this certificate to whoever asks for TLS. PEM.
  void UseTls(const std::string& certificate, const std::string& key);

 private:
  TemporaryDirectory folder_;
  std::string directory_;  // The user's own, below folder_.
  int port_ = 0;
  int databases_ = 0;
  std::vector<std::string> further_settings_;
  std::unique_ptr<Process> process_;
};

class PgBouncer {
 public:
  // Before every database of `server`, with `pool_size` connections to each at most.
  explicit PgBouncer(const PostgresServer& server, int pool_size = 2);
  ~PgBouncer();
  std::string Uri(const std::string& database, const std::string& user = "postgres") const;

 private:
  TemporaryDirectory folder_;
  int port_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace cognitrack
