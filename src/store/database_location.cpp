#include "store/database_location.h"

namespace cognitrack {
namespace {

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

}  // namespace

Result<DatabaseLocation> ParseDatabaseLocation(std::string_view text) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (StartsWith(text, kSqlite) && text.size() > kSqlite.size()) {
    return DatabaseLocation{DatabaseLocation::Kind::kSqlite,
                            std::string(text.substr(kSqlite.size()))};
  }
  if (StartsWith(text, "postgres://") || StartsWith(text, "postgresql://")) {
    return DatabaseLocation{DatabaseLocation::Kind::kPostgres, std::string(text)};
  }
  // The text may hold a password: it is not repeated.
  return Error{
      ErrorCode::kConfig,
      "the database (--db or COGNITRACK_DB) is 'sqlite:PATH' or 'postgresql://…', and what "
      "was given is neither; nothing was opened"};
}

}  // namespace cognitrack
