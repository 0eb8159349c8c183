#include "store/postgres/postgres_address.h"

#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <memory>

namespace cognitrack {
namespace {

struct OptionsDeleter {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, OptionsDeleter>;

// What libpq is told unless the address says otherwise. A peer that is gone without a word is
// noticed within a minute or so.
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"application_name", "cognitrack"}, {"connect_timeout", "10"}, {"keepalives_idle", "30"},
    {"keepalives_interval", "10"},      {"keepalives_count", "3"}, {"tcp_user_timeout", "60000"}};

std::map<std::string, std::string> ValuesIn(const PQconninfoOption* options) {
  std::map<std::string, std::string> values;
  for (; options != nullptr && options->keyword != nullptr; ++options) {
    if (options->val != nullptr && *options->val != '\0') values[options->keyword] = options->val;
  }
  return values;
}

std::string ValueOf(const std::map<std::string, std::string>& values, const std::string& keyword) {
  const auto found = values.find(keyword);
  return found == values.end() ? "" : found->second;
}

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

bool IsAllHere(const std::map<std::string, std::string>& values) {
  // A numeric address takes the place of a name where both are given.
  std::vector<std::string> hosts = SplitAtCommas(ValueOf(values, "host"));
  const std::vector<std::string> addresses = SplitAtCommas(ValueOf(values, "hostaddr"));
  if (hosts.size() < addresses.size()) hosts.resize(addresses.size());
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (!addresses[i].empty()) hosts[i] = addresses[i];
  }
  return std::all_of(hosts.begin(), hosts.end(), IsThisHost);
}

std::string NameOf(const std::map<std::string, std::string>& values) {
  std::string host = ValueOf(values, "host");
  if (host.empty()) host = ValueOf(values, "hostaddr");
  std::string port = ValueOf(values, "port");
  std::string database = ValueOf(values, "dbname");
  if (database.empty()) database = ValueOf(values, "user");
  if (host.empty()) return "postgresql:///" + database;
  if (host.front() == '/') return "postgresql:///" + database + "?host=" + host + "&port=" + port;
  return "postgresql://" + host + ":" + port + "/" + database;
}

// The address over libpq's own defaults, those of a service included: they are read when a
// connection begins, which sends nothing yet.
Result<std::map<std::string, std::string>> Effective(
    const std::map<std::string, std::string>& given) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : given) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  const std::unique_ptr<PGconn, decltype(&PQfinish)> probe(
      PQconnectStartParams(keywords.data(), values.data(), 0), PQfinish);
  const Options options(PQconninfo(probe.get()));
  std::map<std::string, std::string> effective = ValuesIn(options.get());
  if (!effective.empty()) return effective;
  return Error{ErrorCode::kConfig,
               "the settings of libpq (PG… variables, service file) cannot be read; mend them or "
               "name the database with --db postgresql://…; nothing was opened"};
}

}  // namespace

bool IsThisHost(const std::string& host) {
  if (host.empty() || host.front() == '/' || host.front() == '@') return true;
  if (host == "localhost" || host == "::1") return true;
  if (host.rfind("127.", 0) != 0) return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

Result<PostgresTarget> PostgresTargetOf(const std::string& address) {
  char* complaint = nullptr;
  const Options parsed(PQconninfoParse(address.c_str(), &complaint));
  PQfreemem(complaint);
  if (parsed == nullptr) {
    // What libpq says may quote a password.
    return Error{ErrorCode::kConfig,
                 "the database's address is no libpq URI or connection string (it is not repeated "
                 "here, for it may hold a password); special characters in a URI are written as "
                 "%XX; nothing was opened"};
  }
  std::map<std::string, std::string> given = ValuesIn(parsed.get());
  TRY(const auto effective, Effective(given));
  const std::string mode = ValueOf(effective, "sslmode");
  if (!IsAllHere(effective)) {
    if (mode != "prefer" && mode != "verify-full") {
      return Error{ErrorCode::kConfig,
                   NameOf(effective) + ": sslmode=" + mode +
                       " does not prove who the server is, and the host is not this one; use "
                       "sslmode=verify-full, with sslrootcert=FILE where the server's authority is "
                       "not in ~/.postgresql/root.crt (docs/POSTGRES.md); nothing was sent"};
    }
    given["sslmode"] = "verify-full";
  }
  for (const auto& [keyword, value] : kDefaults) {
    if (ValueOf(effective, keyword).empty()) given[keyword] = value;
  }
  // GSS encryption would take the place of TLS, and text is UTF-8 whatever the locale.
  given["gssencmode"] = "disable";
  given["client_encoding"] = "UTF8";
  PostgresTarget target;
  target.name = NameOf(effective);
  target.options.assign(given.begin(), given.end());
  return target;
}

}  // namespace cognitrack
