// NameListing: one list of ids as the provider gave it, and what it means for the names that are
// held. Pure: the store carries the decision out, in one transaction a listing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "names/name_record.h"

namespace cognitrack {

// One id in a list.
struct SeenName {
  std::string id;
  NameFacts facts;
  std::optional<UtcSeconds> last_used_at;
};

enum class EmailUse {
  kHide,  // Replaced before anything leaves the parser.
  kKeep,  // Asked for: --with-emails.
};

struct NameListing {
  NameKind kind = NameKind::kProject;
  // "": the whole organisation. Else the list of one project; other projects' ids are not meant.
  std::string project_id;
  UtcSeconds read_at = 0;
  EmailUse emails = EmailUse::kHide;
  // Whole: who is missing in it is no longer listed. Else ids were only mentioned, as owners of
  // keys are: the unknown ones are kept as not listed, the others stay as they are.
  bool whole = true;
  std::vector<SeenName> seen;  // Each id once.
};

enum class NameChange {
  kUnchanged,
  kNew,
  kRenamed,
  kArchived,    // A project that was active.
  kChanged,     // Another fact.
  kReappeared,  // Listed again.
  kGone,        // No longer listed: the id stays, with its last name.
};
inline constexpr std::size_t kNameChangeCount = 7;
// "unchanged", "new", "renamed", "archived", "changed", "reappeared", "gone".
std::string_view NameOf(NameChange change);

struct NameDecision {
  NameChange change = NameChange::kUnchanged;
  NameRecord next;        // What is held from now on; its history is not filled in.
  bool replaces = false;  // The held version becomes history, until next.current.since.
  bool writes = false;    // Anything differs from what is held.
};

// What it means that the listing has `seen`; `held` is null where the id is not held. An e-mail
// address that one side leaves out is no change: it is filled in or kept, without history. Versions
// never overlap: a clock that went back does not make one begin before the one it replaces, and one
// that lasted no second is not kept.
NameDecision DecideSeen(const NameRecord* held, const SeenName& seen, const NameListing& listing);

// What it means that the listing, which is whole, lacks a held id. Nothing, where the id belongs to
// another kind or project.
NameDecision DecideUnseen(const NameRecord& held, const NameListing& listing);

// How many ids of a listing changed how.
struct NameTally {
  std::int64_t seen = 0;
  std::array<std::int64_t, kNameChangeCount> changes = {};

  void Count(NameChange change) { ++changes[static_cast<std::size_t>(change)]; }
  std::int64_t Of(NameChange change) const { return changes[static_cast<std::size_t>(change)]; }
  // All but the unchanged.
  std::int64_t changed() const;
  void Add(const NameTally& other);
  bool operator==(const NameTally&) const = default;
};

}  // namespace cognitrack
