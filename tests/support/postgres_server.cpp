#include "tests/support/postgres_server.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/check.h"

namespace cognitrack {
namespace {

constexpr const char* kBinaries = "/usr/lib/postgresql/15/bin/";

constexpr const char* kCatalog =
    "SELECT string_agg(line, E'\n' ORDER BY line) FROM ("
    "  SELECT concat_ws(' ', relkind, relname, attname, format_type(atttypid, atttypmod),"
    "    attnotnull) AS line"
    "  FROM pg_class AS c LEFT JOIN pg_attribute AS a"
    "    ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped"
    "  WHERE relnamespace = 'public'::regnamespace"
    "  UNION ALL SELECT pg_get_indexdef(indexrelid)"
    "  FROM pg_index JOIN pg_class AS c ON c.oid = indrelid"
    "  WHERE relnamespace = 'public'::regnamespace"
    "  UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid))"
    "  FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    "  UNION ALL SELECT concat_ws(' ', proname, pg_get_function_identity_arguments(oid),"
    "    md5(prosrc))"
    "  FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS lines";

int FreePort() {
  const int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  CHECK(bind(socket_fd, any, size) == 0, "a port of loopback is free");
  CHECK(getsockname(socket_fd, any, &size) == 0, "a socket knows its port");
  close(socket_fd);
  return ntohs(address.sin_port);
}

// Neither program runs as root; what was started dies with this process.
std::vector<std::string> AsOrdinaryUser(std::vector<std::string> command) {
  std::vector<std::string> all = {"/usr/bin/setpriv", "--pdeathsig", "QUIT"};
  if (getuid() == 0) {
    for (const char* word : {"--reuid", "postgres", "--regid", "postgres", "--init-groups"}) {
      all.emplace_back(word);
    }
  }
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

void GiveToOrdinaryUser(const std::string& path) {
  if (getuid() != 0) return;
  const passwd* user = getpwnam("postgres");
  CHECK(user != nullptr, "Debian's postgresql-15 is installed");
  CHECK(chown(path.c_str(), user->pw_uid, user->pw_gid) == 0, "a directory can be given away");
}

struct Connection {
  explicit Connection(const std::string& uri) : connection(PQconnectdb(uri.c_str())) {}
  ~Connection() { PQfinish(connection); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  bool is_open() const { return PQstatus(connection) == CONNECTION_OK; }
  PGconn* connection;
};

// Until it takes connections.
void WaitFor(const std::string& uri, Process& process, const std::string& log) {
  for (int i = 0; i < 6'000; ++i) {
    if (Connection(uri).is_open()) return;
    CHECK(process.Running(), ReadFile(log).c_str());
    poll(nullptr, 0, 10);
  }
  CHECK(false, "the server answers within a minute");
}

}  // namespace

PostgresServer& PostgresServer::Shared() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer() : port_(FreePort()) {
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0711));
  directory_ = folder_.File("pg");
  std::filesystem::create_directory(directory_);
  GiveToOrdinaryUser(directory_);
  const Finished made = RunProgram(
      AsOrdinaryUser({std::string(kBinaries) + "initdb", "--pgdata", directory_ + "/data",
                      "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale",
                      "C.UTF-8", "--no-sync", "--no-instructions"}),
      {});
  CHECK(made.exit_code == 0, made.err.c_str());
  Start();
}

PostgresServer::~PostgresServer() { Stop(); }

void PostgresServer::Start() {
  std::vector<std::string> command = {std::string(kBinaries) + "postgres",
                                      "-D",
                                      directory_ + "/data",
                                      "-k",
                                      directory_,
                                      "-p",
                                      std::to_string(port_)};
  for (const char* setting :
       {"listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", "max_connections=50",
        "shared_buffers=64MB", "autovacuum=off", "max_wal_size=4GB",
        "max_locks_per_transaction=256", "log_min_messages=fatal"}) {
    command.emplace_back("-c");
    command.emplace_back(setting);
  }
  for (const std::string& setting : further_settings_) {
    command.emplace_back("-c");
    command.push_back(setting);
  }
  process_ = std::make_unique<Process>(AsOrdinaryUser(command), ProcessEnvironment{},
                                       folder_.File("out"), folder_.File("log"));
  WaitFor(Uri("postgres"), *process_, folder_.File("log"));
}

// SIGQUIT: the server ends its children and goes, without a checkpoint.
void PostgresServer::Stop() {
  if (process_ == nullptr) return;
  process_->Signal(SIGQUIT);
  process_->Wait();
  process_.reset();
}

void PostgresServer::UseTls(const std::string& certificate, const std::string& key) {
  Stop();
  const std::pair<const char*, const std::string*> files[] = {{"tls.crt", &certificate},
                                                              {"tls.key", &key}};
  for (const auto& [name, text] : files) {
    const std::string path = directory_ + "/" + name;
    std::ofstream(path) << *text;
    // The server takes no key that others could read.
    std::filesystem::permissions(path, std::filesystem::perms(0600));
    GiveToOrdinaryUser(path);
  }
  further_settings_ = {"ssl=on", "ssl_cert_file=" + directory_ + "/tls.crt",
                       "ssl_key_file=" + directory_ + "/tls.key"};
  Start();
}

std::string PostgresServer::CreateDatabase(const std::string& source) {
  const std::string name = "ledger_" + std::to_string(++databases_);
  Execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + source);
  return name;
}

void PostgresServer::DropDatabase(const std::string& name) {
  Execute("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

std::string PostgresServer::Uri(const std::string& database, const std::string& user) const {
  return "postgresql://" + user + "@/" + database + "?host=" + directory_ +
         "&port=" + std::to_string(port_);
}

std::string PostgresServer::TcpUri(const std::string& database, const std::string& user) const {
  return "postgresql://" + user + "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string PostgresServer::Execute(const std::string& database, const std::string& sql) {
  const Connection connection(Uri(database));
  CHECK(connection.is_open(), PQerrorMessage(connection.connection));
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexec(connection.connection, sql.c_str()), PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  CHECK(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK,
        PQresultErrorMessage(result.get()));
  if (PQntuples(result.get()) == 0 || PQnfields(result.get()) == 0) return "";
  return PQgetvalue(result.get(), 0, 0);
}

int PostgresServer::Terminate(const std::string& database) {
  return std::stoi(Execute("postgres",
                           "SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
                           "WHERE datname = '" +
                               database + "'"));
}

std::string PostgresServer::Catalog(const std::string& database) {
  return Execute(database, kCatalog);
}

PgBouncer::PgBouncer(const PostgresServer& server, int pool_size) : port_(FreePort()) {
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0711));
  const std::string users = folder_.Write("users", "\"postgres\" \"\"\n\"runner\" \"\"\n");
  std::filesystem::permissions(users, std::filesystem::perms(0644));
  const std::string settings = folder_.Write(
      "pgbouncer.ini",
      "[databases]\n* = host=" + server.directory() + " port=" + std::to_string(server.port()) +
          "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " + std::to_string(port_) +
          "\nunix_socket_dir =\nauth_type = trust\nauth_file = " + users +
          "\npool_mode = transaction\n"
          "default_pool_size = " +
          std::to_string(pool_size) + "\nmax_client_conn = 100\nserver_round_robin = 1\n");
  std::filesystem::permissions(settings, std::filesystem::perms(0644));
  process_ =
      std::make_unique<Process>(AsOrdinaryUser({"/usr/sbin/pgbouncer", settings}),
                                ProcessEnvironment{}, folder_.File("out"), folder_.File("log"));
  WaitFor(Uri("postgres"), *process_, folder_.File("log"));
}

PgBouncer::~PgBouncer() {
  process_->Signal(SIGQUIT);
  process_->Wait();
}

std::string PgBouncer::Uri(const std::string& database, const std::string& user) const {
  return "postgresql://" + user + "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

}  // namespace cognitrack
