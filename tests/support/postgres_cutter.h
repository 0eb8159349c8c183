// PostgresCutter: a way to a PostgreSQL server over loopback that takes everything both ways, and
// loses the server's answer to one COMMIT together with the connection.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "tests/support/postgres_server.h"

namespace cognitrack {

class PostgresCutter {
 public:
  explicit PostgresCutter(const PostgresServer& server);
  ~PostgresCutter();
  PostgresCutter(const PostgresCutter&) = delete;
  PostgresCutter& operator=(const PostgresCutter&) = delete;

  std::string Uri(const std::string& database) const;
  // From now on: the next COMMIT's answer is lost, once, after the server has given it.
  void LoseNextCommit() { armed_ = true; }
  bool fired() const { return fired_; }

 private:
  void Serve();
  void Carry(int client, int server);

  int server_port_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> armed_{false};
  std::atomic<bool> fired_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace cognitrack
