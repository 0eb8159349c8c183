#include "store/sqlite/sqlite_error.h"

#include <sqlite3.h>

namespace cognitrack {
namespace {

struct Meaning {
  ErrorCode code;
  std::string_view advice;
};

constexpr std::string_view kRolledBack = "the step that was under way left nothing behind";

Meaning MeaningOf(int code, std::string_view detail) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return {ErrorCode::kDisk, "the disk is full; free some space and run the command again"};
    case SQLITE_IOERR:
      return {ErrorCode::kDisk,
              "the disk failed to read or write; whatever was committed before stands and recovers "
              "by itself at the next start; check the disk, then run the command again"};
    case SQLITE_CORRUPT:
      return {ErrorCode::kDisk,
              "the database is damaged; restore it from a backup, or move it away and fetch its "
              "days again"};
    case SQLITE_NOTADB:
      return {ErrorCode::kDisk,
              "the file is no SQLite database, or its first page is damaged; name the right file "
              "with --db, or restore it from a backup"};
    case SQLITE_READONLY:
      return {
          ErrorCode::kConfig,
          "the file, its directory or its file system may not be written by this user; mend the "
          "permissions or name another place with --db"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {ErrorCode::kConfig,
              "the file cannot be opened; check that its directory exists and that this user may "
              "read and write it"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kTryLater,
              "another process keeps the database locked; run the command again when it is done"};
    case SQLITE_NOMEM:
      return {ErrorCode::kTryLater, "there is not enough memory; run the command again"};
    case SQLITE_ERROR:
      if (detail == "integer overflow") {
        return {ErrorCode::kBadInput, "a sum does not fit 64 bits; ask for a shorter range"};
      }
      break;
    default:
      break;
  }
  return {ErrorCode::kInvariant, "this should not happen; please report it with this message"};
}

}  // namespace

Error SqliteErrorOf(int code, std::string_view detail, std::string_view path,
                    std::string_view doing) {
  const Meaning meaning = MeaningOf(code, detail);
  std::string message(path);
  message.append(": ").append(doing).append(": ").append(detail);
  message.append(" (SQLite ").append(std::to_string(code)).append("): ");
  message.append(meaning.advice).append("; ").append(kRolledBack);
  return Error{meaning.code, std::move(message)};
}

std::string Abbreviated(std::string_view sql) {
  std::string text;
  int words = 0;
  for (const char c : sql) {
    const bool blank = c == ' ' || c == '\n' || c == '\t';
    if (!blank) {
      text.push_back(c);
    } else if (!text.empty() && text.back() != ' ') {
      if (++words == 8) return text + " …";
      text.push_back(' ');
    }
  }
  return text;
}

}  // namespace cognitrack
