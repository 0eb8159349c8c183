// with_postgres COMMAND…: runs the command while a PostgreSQL server of the tests' own is up, with
// COGNITRACK_BENCH_DB naming an empty database of it, and ends with the command's exit code.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/support/postgres_server.h"

namespace cognitrack {
namespace {

int Main(char** command) {
  PostgresServer& server = PostgresServer::Shared();
  const std::string uri = server.Uri(server.CreateDatabase());
  setenv("COGNITRACK_BENCH_DB", uri.c_str(), 1);
  const pid_t child = fork();
  if (child == 0) {
    execvp(command[0], command);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) { return argc < 2 ? 64 : cognitrack::Main(argv + 1); }
