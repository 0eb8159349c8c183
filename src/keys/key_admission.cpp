#include "keys/key_admission.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "ingest/source_identity.h"

namespace cognitrack {
namespace {

// What the ledger knows of each source's projects, and what its keys were seen to read.
std::vector<SourceRecord> WithProjectsOfKeys(std::vector<SourceRecord> sources,
                                             const std::vector<KeyRecord>& keys,
                                             std::int64_t own_id) {
  for (const KeyRecord& key : keys) {
    if (key.id == own_id || key.project_ids.empty()) continue;
    auto found = std::find_if(sources.begin(), sources.end(),
                              [&key](const SourceRecord& s) { return s.name == key.source; });
    if (found == sources.end()) {
      SourceRecord made;
      made.name = key.source;
      made.provider = key.provider;
      found = sources.insert(sources.end(), std::move(made));
    }
    found->project_ids.insert(found->project_ids.end(), key.project_ids.begin(),
                              key.project_ids.end());
  }
  return sources;
}

Error AnotherOrganisation(const KeyRecord& record, const std::string& proof) {
  return Error{ErrorCode::kUsage,
               "this key belongs to another organisation than source " + record.source + ": " +
                   proof +
                   ". Give that organisation a source of its own with --source NAME. "
                   "Nothing was stored"};
}

}  // namespace

Result<Kinship> KinshipOf(const KeyFindings& findings, const KeyRecord& record,
                          const std::vector<SourceRecord>& sources,
                          const std::vector<KeyRecord>& keys) {
  bool is_first = FindSource(record.source, sources) == nullptr;
  bool is_named_alike = false;
  for (const KeyRecord& key : keys) {
    if (key.id == record.id || key.provider != record.provider) continue;
    const bool is_own = key.source == record.source;
    is_first = is_first && !is_own;
    if (findings.organisation.empty() || key.organisation.empty()) continue;
    const bool is_same = key.organisation == findings.organisation;
    if (is_own && !is_same) {
      return AnotherOrganisation(record, "the provider calls its organisation " +
                                             findings.organisation + ", and that of " +
                                             TextOf(key) + " " + key.organisation);
    }
    is_named_alike = is_named_alike || (is_own && is_same);
  }
  const std::set<std::string> ids(findings.project_ids.begin(), findings.project_ids.end());
  TRY(const SourceMatch match, MatchSource(record.source, record.provider, ids,
                                           WithProjectsOfKeys(sources, keys, record.id)));
  if (is_named_alike || match == SourceMatch::kSame) return Kinship::kSame;
  if (match == SourceMatch::kDisjoint) {
    return AnotherOrganisation(
        record, "it sees project " + *ids.begin() + ", and none of those of the source");
  }
  return is_first ? Kinship::kFirst : Kinship::kUnknown;
}

Status RefuseKnown(const Secret& secret, std::int64_t own_id, const std::vector<KeyRecord>& keys,
                   const KeyVault& vault) {
  const auto keks = vault.Keks();
  if (!keks) return {};
  const Hash256 given = Blake2b256(secret.Reveal());
  for (const KeyRecord& key : keys) {
    if (key.sealed.empty()) continue;
    const auto opened = OpenSealed(key.sealed, PlaceOf(key), *keks);
    if (!opened || Blake2b256(opened->Reveal()) != given) continue;
    return Error{ErrorCode::kUsage, key.id == own_id ? "this is the secret that " + TextOf(key) +
                                                           " has already; nothing was changed"
                                                     : "this secret is stored already, as " +
                                                           TextOf(key) + "; nothing was stored"};
  }
  return {};
}

}  // namespace cognitrack
