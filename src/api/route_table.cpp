#include "api/route_table.h"

#include <algorithm>

#include "accounts/role.h"
#include "api/predecessor_routes.h"

namespace cognitrack {
namespace {

constexpr std::string_view kGet = "GET";
constexpr std::string_view kPost = "POST";
constexpr std::string_view kDelete = "DELETE";

// Of /api/v1 and of those who look after the service.
std::vector<Route> OwnRoutes() {
  return {
      {kGet, "/healthz", Access::kEverybody, "Whether the process answers", "", {}},
      {kGet,
       "/readyz",
       Access::kEverybody,
       "Whether the service can do its work, check by check: 503 where it cannot",
       "",
       {}},
      {kGet, "/metrics", Access::kScraper, "What is measured, for Prometheus", "", {}},
      {kGet, "/openapi.json", Access::kEverybody, "This interface, as OpenAPI 3.1", "", {}},
      {kGet,
       "/api/v1/usage",
       Access::kViewer,
       "Tokens and requests, by any grouping",
       "usage",
       {"--source", "--surface", "--from", "--to", "--group-by", "--filter", "--as-of", "--limit",
        "--cursor"}},
      {kGet,
       "/api/v1/costs",
       Access::kViewer,
       "Money as the provider billed it, by any grouping",
       "costs",
       {"--source", "--surface", "--from", "--to", "--group-by", "--filter", "--as-of", "--limit",
        "--cursor"}},
      {kGet,
       "/api/v1/windows",
       Access::kViewer,
       "What is held, day by day: state, gaps, the last attempt",
       "windows",
       {"--source", "--surface", "--from", "--to", "--day", "--history", "--limit", "--cursor"}},
      {kGet,
       "/api/v1/cursors",
       Access::kViewer,
       "How far each surface is read, with lag and gaps",
       "cursors",
       {"--source"}},
      {kGet,
       "/api/v1/runs",
       Access::kViewer,
       "The newest runs",
       "runs",
       {"--source", "--verb", "--limit", "--cursor"}},
      {kGet,
       "/api/v1/runs/{ID}",
       Access::kViewer,
       "One run, with its chunks and issues",
       "runs",
       {}},
      {kPost,
       "/api/v1/runs",
       Access::kOperator,
       "Begins a pull: what is missing or may have changed, or days that are named",
       "",
       {},
       {"source", "surface", "from", "to", "days", "label"}},
      {kGet,
       "/api/v1/runs/{ID}/events",
       Access::kViewer,
       "A run while it is done, as server-sent events, until it ends",
       "",
       {}},
      {kPost,
       "/api/v1/runs/{ID}/cancel",
       Access::kOperator,
       "Has a run end between two of its windows; what is stored stays",
       "",
       {}},
      {kGet,
       "/api/v1/sources",
       Access::kViewer,
       "The organisations whose facts are held",
       "sources",
       {}},
      {kGet,
       "/api/v1/keys",
       Access::kViewer,
       "The stored keys of providers, without their secrets",
       "keys list",
       {"--source", "--all"}},
      {kPost,
       "/api/v1/keys",
       Access::kAdmin,
       "Store an admin key, sealed",
       "keys add",
       {},
       {"secret", "source", "label", "spare", "no_check"},
       "--by"},
      {kPost,
       "/api/v1/keys/{ID}/check",
       Access::kAdmin,
       "Ask the provider what a key may read",
       "keys check",
       {}},
      {kPost,
       "/api/v1/keys/{ID}/rotate",
       Access::kAdmin,
       "Exchange the secret of a key",
       "keys rotate",
       {},
       {"secret", "no_check"},
       "--by"},
      {kPost,
       "/api/v1/keys/{ID}/disable",
       Access::kAdmin,
       "Take a key out of use, for a while",
       "keys disable",
       {},
       {"reason"}},
      {kPost,
       "/api/v1/keys/{ID}/enable",
       Access::kAdmin,
       "Put a key to use again",
       "keys enable",
       {}},
      {kDelete,
       "/api/v1/keys/{ID}",
       Access::kAdmin,
       "Forget the secret of a key, for good",
       "keys remove",
       {},
       {"reason"}},
      {kGet,
       "/api/v1/export",
       Access::kViewer,
       "The ledger's rows as a file: the provider's columns, or FOCUS",
       "export",
       {"--source", "--surface", "--format", "--from", "--to", "--filter", "--as-of"}},
      {kGet,
       "/api/v1/reconciliation",
       Access::kViewer,
       "Usage and bill side by side, line by line, each with its cause",
       "export reconciliation",
       {"--source", "--format", "--from", "--to"}},
      {kGet, "/api/v1/names", Access::kViewer, "What ids are called", "names list", {"--source"}},
      {kGet, "/api/v1/flags", Access::kViewer, "Which flags hold where, and why", "flags", {}},
      {kGet,
       "/api/v1/flags/history",
       Access::kViewer,
       "Every entry of the flags, newest first",
       "flags history",
       {}},
      {kGet,
       "/api/v1/parity",
       Access::kViewer,
       "The parity checks that were made",
       "parity list",
       {"--limit", "--cursor"}},
      {kGet,
       "/api/v1/parity/{ID}",
       Access::kViewer,
       "The document of one parity check",
       "parity show",
       {}},
      {kGet,
       "/api/v1/bill/{run}",
       Access::kViewer,
       "The document of one check of the bill",
       "parity costs",
       {}},
      {kGet,
       "/api/v1/allocation/statement",
       Access::kViewer,
       "What a month's costs are by business unit and cost centre",
       "allocation statement",
       {"--source", "--month"}},
      {kPost,
       "/api/v1/flags/{NAME}",
       Access::kOperator,
       "Turns a flag on or off, for one source or everywhere",
       "flags set",
       {},
       {"value", "reason", "source"},
       "--by"},
      {kDelete,
       "/api/v1/flags/{NAME}",
       Access::kOperator,
       "Takes a scope's own entry back",
       "flags reset",
       {},
       {"reason", "source"},
       "--by"},
      {kPost,
       "/api/v1/imports",
       Access::kOperator,
       "Imports an export of the provider's dashboard, which is the body",
       "import",
       {"--source", "--merge"},
       {},
       {},
       {{"name", "string", "What the documents call the file (export.csv)"}}},
      {kPost,
       "/api/v1/parity",
       Access::kOperator,
       "Compares an export, which is the body, with the ledger, and records it",
       "parity",
       {"--source", "--from", "--to", "--dimensions", "--filter"},
       {},
       {},
       {{"name", "string", "What the documents call the file (export.csv)"}}},
      {kPost,
       "/api/v1/parity/{run}/sign",
       Access::kOperator,
       "Signs a parity check, once, under one's own name",
       "parity sign",
       {},
       {"note"},
       "--by"},
      {kPost,
       "/api/v1/setup",
       Access::kEverybody,
       "Takes up a one-time link: makes the first owner, or sets a password",
       "",
       {},
       {"token", "name", "password"}},
      {kPost,
       "/api/v1/login",
       Access::kEverybody,
       "Begins a session",
       "",
       {},
       {"name", "password"}},
      {kPost, "/api/v1/logout", Access::kViewer, "Ends the session that asks", "", {}},
      {kGet, "/api/v1/me", Access::kViewer, "Who asks, and what may be asked", "", {}},
      {kPost,
       "/api/v1/password",
       Access::kViewer,
       "Changes one's own password, and ends one's other sessions",
       "",
       {},
       {"current_password", "new_password"}},
      {kGet, "/api/v1/sessions", Access::kViewer, "One's own sessions", "", {}},
      {kDelete, "/api/v1/sessions/{ID}", Access::kViewer, "Ends one of them", "", {}},
      {kGet, "/api/v1/accounts", Access::kAdmin, "The accounts", "accounts list", {}},
      {kPost,
       "/api/v1/accounts",
       Access::kAdmin,
       "Makes an account, and the one-time link by which it is taken up",
       "",
       {},
       {"name", "role"}},
      {kDelete, "/api/v1/accounts/{NAME}", Access::kAdmin, "Removes an account", "", {}},
      {kPost,
       "/api/v1/accounts/{NAME}/role",
       Access::kAdmin,
       "Gives an account another role",
       "",
       {},
       {"role"}},
      {kPost,
       "/api/v1/accounts/{NAME}/disable",
       Access::kAdmin,
       "Keeps an account out, and what it has made in",
       "",
       {}},
      {kPost, "/api/v1/accounts/{NAME}/enable", Access::kAdmin, "Lets it in again", "", {}},
      {kPost,
       "/api/v1/accounts/{NAME}/link",
       Access::kAdmin,
       "Makes a one-time link that sets a new password, and ends the account's sessions",
       "",
       {}},
      {kGet, "/api/v1/accounts/{NAME}/sessions", Access::kAdmin, "An account's sessions", "", {}},
      {kDelete, "/api/v1/accounts/{NAME}/sessions", Access::kAdmin, "Ends them all", "", {}},
      {kGet, "/api/v1/tokens", Access::kViewer, "API tokens: one's own; an admin's: all", "", {}},
      {kPost,
       "/api/v1/tokens",
       Access::kViewer,
       "Makes an API token, which is shown this once",
       "",
       {},
       {"name", "role", "sources", "days"}},
      {kDelete, "/api/v1/tokens/{ID}", Access::kViewer, "Revokes a token", "", {}},
      {kGet,
       "/api/v1/audit",
       Access::kAdmin,
       "What was changed, by whom, oldest first",
       "audit list",
       {"--after", "--limit"}},
      {kGet,
       "/api/v1/audit/verification",
       Access::kAdmin,
       "Whether the chain of the audit log is whole",
       "audit verify",
       {}},
      {kGet,
       "/api/v1/settings",
       Access::kAdmin,
       "The settings in force, secrets masked, and where each comes from",
       "config print",
       {}},
      {kGet, "/api/v1/version", Access::kViewer, "The version of the service", "version", {}},
      {kGet, "/api/v1/alerts", Access::kViewer, "What stands open", "alerts list", {}},
      {kGet,
       "/api/v1/alerts/history",
       Access::kViewer,
       "Alerts that stood and those that stand, newest first",
       "alerts history",
       {"--limit", "--cursor"}},
      {kGet,
       "/api/v1/budgets",
       Access::kViewer,
       "How much may be spent, and how much was",
       "budgets list",
       {}},
      {kGet,
       "/api/v1/schedule",
       Access::kViewer,
       "When the jobs of the scheduler are due next, and what became of their last slots",
       "schedule list",
       {"--limit"}},
  };
}

}  // namespace

const std::vector<Route>& Routes() {
  static const std::vector<Route> kRoutes = [] {
    std::vector<Route> routes = OwnRoutes();
    for (Route& route : PredecessorsRoutes()) routes.push_back(std::move(route));
    return routes;
  }();
  return kRoutes;
}

std::string_view NameOf(Access access) {
  switch (access) {
    case Access::kEverybody:
      return "everybody";
    case Access::kViewer:
      return NameOf(Role::kViewer);
    case Access::kOperator:
      return NameOf(Role::kOperator);
    case Access::kAdmin:
      return NameOf(Role::kAdmin);
    case Access::kOwner:
      return NameOf(Role::kOwner);
    case Access::kScraper:
      return "scraper";
    case Access::kCron:
      return "cron";
  }
  return "owner";
}

std::string ParameterOf(std::string_view option) {
  std::string name(option.substr(option.find_first_not_of('-')));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string OptionOfField(std::string_view field) {
  std::string option = "--" + std::string(field);
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

bool Makes(const Route& route) {
  if (route.method != kPost || route.path.find('{') != std::string_view::npos) return false;
  return !route.verb.empty() || route.path == "/api/keys";
}

const OptionSpec* OptionOf(const Route& route, std::string_view option) {
  const auto find = [option](const std::vector<OptionSpec>& options) -> const OptionSpec* {
    const auto found = std::find_if(options.begin(), options.end(),
                                    [option](const auto& spec) { return spec.name == option; });
    return found == options.end() ? nullptr : &*found;
  };
  const VerbSpec* verb = FindVerb(route.verb);
  const OptionSpec* own = verb == nullptr ? nullptr : find(verb->options);
  if (own == nullptr) own = find(CommonOptions());
  if (own != nullptr || option.rfind("--", 0) == 0) return own;
  return OptionOf(route, "--" + std::string(option));
}

}  // namespace cognitrack
