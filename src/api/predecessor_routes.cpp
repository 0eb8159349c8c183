#include "api/predecessor_routes.h"

namespace cognitrack {
namespace {

constexpr std::string_view kGet = "GET";
constexpr std::string_view kPost = "POST";
constexpr std::string_view kPut = "PUT";
constexpr std::string_view kDelete = "DELETE";

}  // namespace

std::vector<Route> PredecessorsRoutes() {
  return {
      {kGet,
       "/api/usage",
       Access::kViewer,
       "The predecessor's: rows of completions, the newest first, with whole totals",
       "",
       {},
       {},
       {},
       {{"limit", "integer", "How many rows: 1 and more, 1000 at most (100)"},
        {"offset", "integer", "How many to pass over (0)"},
        {"source", "string", "The organisation; the provider's name by default"}}},
      {kPost,
       "/api/usage",
       Access::kOperator,
       "The predecessor's: pulls today and so many days before it",
       "",
       {},
       {"daysBack", "source"}},
      {kGet,
       "/api/keys",
       Access::kViewer,
       "The predecessor's: the stored keys, masked",
       "",
       {},
       {},
       {},
       {{"source", "string", "Those of one organisation; all by default"}}},
      {kPost,
       "/api/keys",
       Access::kAdmin,
       "The predecessor's: stores an admin key, sealed",
       "",
       {},
       {"provider", "apiKey", "usageMode", "organizationId", "projectId", "source"}},
      {kGet, "/api/keys/{ID}", Access::kViewer, "The predecessor's: one key, masked", "", {}},
      {kPut,
       "/api/keys/{ID}",
       Access::kAdmin,
       "The predecessor's: exchanges the secret of a key",
       "",
       {},
       {"apiKey", "usageMode", "organizationId", "projectId"}},
      {kDelete,
       "/api/keys/{ID}",
       Access::kAdmin,
       "The predecessor's: forgets the secret of a key, for good",
       "",
       {}},
      {kGet,
       "/api/cron/daily-usage",
       Access::kCron,
       "Pulls what is missing or may have changed, as a timer does",
       "ingest",
       {}},
      {kPost,
       "/api/cron/daily-usage",
       Access::kCron,
       "Pulls what is missing or may have changed, as a timer does",
       "ingest",
       {}},
  };
}

}  // namespace cognitrack
