#include "store/database_location.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::string_view kHidden = "***";

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool IsUri(std::string_view text) {
  return StartsWith(text, "postgres://") || StartsWith(text, "postgresql://");
}

// "host=db dbname=ledger": a keyword that says where, then "=".
bool IsConnectionString(std::string_view text) {
  for (const std::string_view keyword : {"host", "hostaddr", "dbname", "service", "user", "port"}) {
    if (!StartsWith(text, keyword)) continue;
    const std::size_t next = text.find_first_not_of(' ', keyword.size());
    if (next != std::string_view::npos && text[next] == '=') return true;
  }
  return false;
}

// The end of a connection string's value that begins at `at`: a blank, or the closing quote.
std::size_t EndOfValue(const std::string& text, std::size_t at) {
  const bool is_quoted = at < text.size() && text[at] == '\'';
  for (std::size_t i = at + (is_quoted ? 1 : 0); i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == (is_quoted ? '\'' : ' ')) {
      return is_quoted ? i + 1 : i;
    }
  }
  return text.size();
}

// Every "password=…" of a URI's query or of a connection string, sslpassword included.
void HidePasswordSettings(bool is_uri, std::string* text) {
  constexpr std::string_view kKeyword = "password";
  for (std::size_t at = text->find(kKeyword); at != std::string::npos;
       at = text->find(kKeyword, at)) {
    at += kKeyword.size();
    std::size_t value = text->find_first_not_of(' ', at);
    if (value == std::string::npos || (*text)[value] != '=') continue;
    value = std::min(text->find_first_not_of(' ', value + 1), text->size());
    const std::size_t end =
        is_uri ? std::min(text->find('&', value), text->size()) : EndOfValue(*text, value);
    text->replace(value, end - value, kHidden);
    at = value;
  }
}

// From the first colon to the last "@": a password may hold both where somebody forgot to write
// them as %XX.
void HideUserPassword(std::string* text) {
  const std::size_t start = text->find("//") + 2;
  const std::size_t end = text->rfind('@');
  const std::size_t colon = text->find(':', start);
  if (end == std::string::npos || colon >= end) return;
  text->replace(colon + 1, end - colon - 1, kHidden);
}

}  // namespace

Result<DatabaseLocation> ParseDatabaseLocation(std::string_view text) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (StartsWith(text, kSqlite) && text.size() > kSqlite.size()) {
    return DatabaseLocation{DatabaseLocation::Kind::kSqlite,
                            std::string(text.substr(kSqlite.size()))};
  }
  if (IsUri(text) || IsConnectionString(text)) {
    return DatabaseLocation{DatabaseLocation::Kind::kPostgres, std::string(text)};
  }
  // The text may hold a password: it is not repeated.
  return Error{
      ErrorCode::kConfig,
      "the database (--db or COGNITRACK_DB) is 'sqlite:PATH' or 'postgresql://…', and what "
      "was given is neither; nothing was opened"};
}

std::string WithoutPassword(const DatabaseLocation& location) {
  if (location.kind == DatabaseLocation::Kind::kSqlite) return "sqlite:" + location.path;
  std::string text = location.path;
  const bool is_uri = IsUri(text);
  if (is_uri) HideUserPassword(&text);
  HidePasswordSettings(is_uri, &text);
  return text;
}

}  // namespace cognitrack
