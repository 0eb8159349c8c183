// Versions: what the ledger reads and prices by. A new one is kept in shadow beside the one in
// force, compared, and then promoted or dropped; what was decided is appended, never rewritten.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace cognitrack {

enum class VersionKind {
  kPricing,  // A price book of one's own above the program's.
  kIngest,   // A reading of the provider's answers: how their bytes become rows.
};
// "pricing", "ingest".
std::string_view NameOf(VersionKind kind);
std::optional<VersionKind> VersionKindNamed(std::string_view name);

enum class VersionAction {
  kBegin,    // The version is the candidate from now on.
  kPromote,  // The candidate is in force from now on.
  kDrop,     // The candidate is one no more.
  kBack,     // What was in force before is so again.
};
// "begin", "promote", "drop", "back".
std::string_view NameOf(VersionAction action);
std::optional<VersionAction> VersionActionNamed(std::string_view name);

// One entry of the versions' history.
struct VersionChange {
  std::int64_t id = 0;
  VersionKind kind = VersionKind::kPricing;
  VersionAction action = VersionAction::kBegin;
  // The candidate that it is about; of kBack, what is in force from then on. Pricing: the SHA-256
  // of the book's file, lower-case hex. Ingest: the reading's number. Empty: the program's own.
  std::string version;
  std::string reason;
  std::string set_by;
  std::optional<std::int64_t> comparison_run;  // That it stands on.
  std::int64_t run_id = 0;
  UtcSeconds set_at = 0;
  bool operator==(const VersionChange&) const = default;
};

// A price book of one's own, as its file was.
struct KeptPriceBook {
  std::string sha256;  // Of `text`, lower-case hex.
  std::string name;    // What the file was called.
  std::string text;
  bool operator==(const KeptPriceBook&) const = default;
};

// What one comparison of two versions covers, and how much it found. Its document tells what.
struct VersionComparison {
  std::int64_t run_id = 0;
  VersionKind kind = VersionKind::kPricing;
  // The two sides. Pricing: the digest of the whole book, the program's own files included.
  // Ingest: the reading's number.
  std::string in_force;
  std::string candidate;
  std::optional<std::string> source;  // Nothing: all of them.
  std::optional<Day> from;            // Nothing: all days.
  std::optional<Day> to;              // Inclusive.
  // The windows whose content is newer than the one revision, and no newer than the other.
  std::int64_t after_revision = 0;
  std::int64_t to_revision = 0;
  std::int64_t compared = 0;   // Windows that both sides were asked about.
  std::int64_t differing = 0;  // Pricing: lines; ingest: windows.
  bool operator==(const VersionComparison&) const = default;
};

}  // namespace cognitrack
