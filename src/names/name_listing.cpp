#include "names/name_listing.h"

#include <algorithm>

#include "names/email_text.h"

namespace cognitrack {
namespace {

using Name = std::optional<std::string>;

bool IsHidden(const std::string& name) {
  return name.find(kHiddenEmail) != std::string::npos && WithoutEmails(name) == name;
}

// Equal, or the same text with an address once shown and once hidden.
bool IsSameName(const Name& a, const Name& b) {
  if (a == b) return true;
  if (!a || !b || (!IsHidden(*a) && !IsHidden(*b))) return false;
  return WithoutEmails(*a) == WithoutEmails(*b);
}

bool IsSameButForEmails(const NameFacts& held, const NameFacts& seen) {
  if (held.email && seen.email && *held.email != *seen.email) return false;
  NameFacts alike = seen;
  alike.email = held.email;
  if (IsSameName(held.name, seen.name)) alike.name = held.name;
  return alike == held;
}

// What was seen, with the addresses that are held and were not asked for this time.
NameFacts Merged(const NameFacts& held, const NameFacts& seen, EmailUse emails) {
  NameFacts facts = seen;
  if (emails == EmailUse::kKeep) return facts;
  facts.email = held.email;
  if (IsSameName(held.name, seen.name)) facts.name = held.name;
  return facts;
}

NameChange ChangeOf(const NameVersion& held, const NameFacts& seen) {
  if (!held.listed) return NameChange::kReappeared;
  if (IsSameButForEmails(held.facts, seen)) return NameChange::kUnchanged;
  if (!IsSameName(held.facts.name, seen.name)) return NameChange::kRenamed;
  const bool archived = seen.archived_at && !held.facts.archived_at;
  return archived ? NameChange::kArchived : NameChange::kChanged;
}

// Ends the held version, but for one that lasted no second.
void Replace(const NameRecord& held, UtcSeconds read_at, NameDecision* decision) {
  decision->next.current.since = std::max(read_at, held.current.since);
  decision->replaces = decision->next.current.since > held.current.since;
}

}  // namespace

std::string_view NameOf(NameChange change) {
  switch (change) {
    case NameChange::kUnchanged:
      return "unchanged";
    case NameChange::kNew:
      return "new";
    case NameChange::kRenamed:
      return "renamed";
    case NameChange::kArchived:
      return "archived";
    case NameChange::kChanged:
      return "changed";
    case NameChange::kReappeared:
      return "reappeared";
    case NameChange::kGone:
      return "gone";
  }
  return "";
}

NameDecision DecideSeen(const NameRecord* held, const SeenName& seen, const NameListing& listing) {
  NameDecision decision;
  NameRecord& next = decision.next;
  if (held == nullptr) {
    decision.change = NameChange::kNew;
    decision.writes = true;
    next.kind = listing.kind;
    next.id = seen.id;
    next.first_seen_at = listing.read_at;
    next.seen_at = listing.read_at;
    next.last_used_at = seen.last_used_at;
    next.current = {seen.facts, listing.whole, listing.read_at, 0};
    return decision;
  }
  next = *held;
  if (!listing.whole) return decision;
  decision.change = ChangeOf(held->current, seen.facts);
  next.seen_at = std::max(held->seen_at, listing.read_at);
  next.last_used_at = seen.last_used_at;
  next.current.facts = Merged(held->current.facts, seen.facts, listing.emails);
  next.current.listed = true;
  if (decision.change != NameChange::kUnchanged) Replace(*held, listing.read_at, &decision);
  decision.writes = next != *held;
  return decision;
}

NameDecision DecideUnseen(const NameRecord& held, const NameListing& listing) {
  NameDecision decision;
  decision.next = held;
  const bool is_meant = listing.whole && held.kind == listing.kind &&
                        held.current.facts.project_id == listing.project_id;
  if (!is_meant || !held.current.listed) return decision;
  decision.change = NameChange::kGone;
  decision.writes = true;
  decision.next.current.listed = false;
  Replace(held, listing.read_at, &decision);
  return decision;
}

std::int64_t NameTally::changed() const {
  std::int64_t sum = 0;
  for (std::size_t i = 1; i < changes.size(); ++i) sum += changes[i];
  return sum;
}

void NameTally::Add(const NameTally& other) {
  seen += other.seen;
  for (std::size_t i = 0; i < changes.size(); ++i) changes[i] += other.changes[i];
}

}  // namespace cognitrack
