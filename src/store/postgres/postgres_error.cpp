#include "store/postgres/postgres_error.h"

#include <array>

namespace cognitrack {
namespace {

struct Meaning {
  std::string_view sign;  // An SQLSTATE, or the class that it begins with; or words of libpq's.
  ErrorCode code;
  std::string_view advice;
};

// The first that fits.
constexpr std::array<Meaning, 27> kMeanings = {{
    {"", ErrorCode::kUnavailable,
     "the connection was lost or could not be made; check that the server runs and can be reached, "
     "and that database, user and password are right, then run the command again"},
    {"57014", ErrorCode::kTryLater,
     "it took longer than a statement may; run the command again when the database has less to do"},
    {"57P0", ErrorCode::kUnavailable,
     "the server ended the connection or is starting; run the command again"},
    {"55P03", ErrorCode::kTryLater,
     "another process is writing to this ledger; run the command again when it is done"},
    {"40", ErrorCode::kTryLater, "another transaction was in the way; run the command again"},
    {"25P03", ErrorCode::kTryLater,
     "the transaction waited for this program for too long; run the command again"},
    {"25006", ErrorCode::kConfig,
     "this server takes no writes; name the primary in --db, or let libpq find it with "
     "target_session_attrs=read-write"},
    {"53100", ErrorCode::kDisk,
     "the server's disk is full; free some space and run the command again"},
    {"53", ErrorCode::kTryLater,
     "the server is short of memory or connections; run the command again later"},
    {"54", ErrorCode::kBadInput, "this is more than the server takes at once"},
    {"58", ErrorCode::kDisk,
     "the server's disk failed to read or write; look at the server's log, then run the command "
     "again"},
    {"XX001", ErrorCode::kDisk, "the database is damaged; restore it from a backup"},
    {"XX002", ErrorCode::kDisk, "an index is damaged; its owner can mend it with REINDEX"},
    {"28", ErrorCode::kConfig,
     "the server refuses this user or its password; name others in --db, PGPASSWORD or a password "
     "file"},
    {"3D000", ErrorCode::kConfig, "there is no such database; create it first (docs/POSTGRES.md)"},
    {"3F000", ErrorCode::kConfig,
     "the search path names no schema that exists; create one or mend the path (docs/POSTGRES.md)"},
    {"42501", ErrorCode::kConfig,
     "this role may not do that; grant it what it needs, or let the role that owns the schema run "
     "'cognitrack migrate up' (docs/POSTGRES.md)"},
    {"42P01", ErrorCode::kConfig,
     "a table of the schema is missing; check the search path, or restore the database from a "
     "backup"},
    {"42703", ErrorCode::kConfig,
     "a column of the schema is missing; restore the database from a backup"},
    {"22003", ErrorCode::kBadInput, "a number does not fit 64 bits; ask for a shorter range"},
    {"22021", ErrorCode::kBadInput, "a text holds what the database's encoding cannot keep"},
    {"22P05", ErrorCode::kBadInput, "a text holds what the database's encoding cannot keep"},
    {"08P01", ErrorCode::kUnavailable,
     "the server or a pooler before it does not understand this program; see docs/POSTGRES.md"},
    {"08", ErrorCode::kUnavailable, "the connection was lost; run the command again"},
    {"0A000", ErrorCode::kConfig, "the server cannot do that; PostgreSQL 15 or newer is needed"},
    {"23514", ErrorCode::kInvariant,
     "the rows of a month have no partition; please report it with this message"},
    {"25P02", ErrorCode::kInvariant, "a statement before it failed; please report it"},
}};

// What libpq says where TLS ends a connection before the server has said anything; but for a server
// that went away, nobody but an administrator mends that. libpq tells these apart by its words
// alone, in English unless the program asks for another language, which it does not. The first that
// fits.
constexpr std::array<Meaning, 6> kOfTls = {{
    {"certificate verify failed", ErrorCode::kConfig,
     "the server's certificate has run out or is signed by no authority that this program was told "
     "to trust; name a file with the certificate of the server's authority as sslrootcert=FILE "
     "(docs/POSTGRES.md); no password was sent"},
    {"does not match host name", ErrorCode::kConfig,
     "the server's certificate is for another name; connect by a name that stands in it "
     "(docs/POSTGRES.md); no password was sent"},
    {"root certificate file", ErrorCode::kConfig,
     "there is nothing to tell the server's authority by; name a file with its certificate as "
     "sslrootcert=FILE (docs/POSTGRES.md); no password was sent"},
    {"server does not support SSL", ErrorCode::kConfig,
     "the server has TLS turned off, so that it cannot prove who it is; turn it on there (ssl = "
     "on, with a certificate) or name another server (docs/POSTGRES.md); no password was sent"},
    {"failed: SSL error: unexpected eof", ErrorCode::kUnavailable,
     "the connection was lost; run the command again"},
    // A signature that does not hold has as many words as there are kinds of keys.
    {"failed: SSL error: ", ErrorCode::kConfig,
     "no TLS could be agreed on: the authority in sslrootcert has the right name and another key, "
     "as after a renewal, or the server has no version of TLS that this host takes "
     "(docs/POSTGRES.md); no password was sent"},
}};

const Meaning* MeaningOf(std::string_view state, std::string_view detail) {
  for (const Meaning& meaning : kOfTls) {
    if (state.empty() && detail.find(meaning.sign) != std::string_view::npos) return &meaning;
  }
  for (const Meaning& meaning : kMeanings) {
    const bool fits =
        meaning.sign.empty() ? state.empty() : state.substr(0, meaning.sign.size()) == meaning.sign;
    if (fits) return &meaning;
  }
  return nullptr;
}

}  // namespace

Error PostgresErrorOf(std::string_view state, std::string_view detail, std::string_view database,
                      std::string_view doing) {
  const Meaning* meaning = MeaningOf(state, detail);
  while (!detail.empty() && detail.back() == '\n') detail.remove_suffix(1);
  std::string message(database);
  message.append(": ").append(doing).append(": ");
  for (const char c : detail) {
    if (c != '\t') message.push_back(c == '\n' ? ' ' : c);
  }
  if (!state.empty()) message.append(" (SQLSTATE ").append(state).append(")");
  message.append(": ");
  message.append(meaning ? meaning->advice
                         : "this should not happen; please report it with this message");
  message.append("; the step that was under way left nothing behind");
  return Error{meaning ? meaning->code : ErrorCode::kInvariant, std::move(message)};
}

}  // namespace cognitrack
