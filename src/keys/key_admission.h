// KeyAdmission: whether a key may stand under a source. Facts belong to one organisation: a key of
// another would mix two of them, and one that is stored twice would be its own spare.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "keys/key_probe.h"
#include "keys/key_vault.h"
#include "store/ledger_store.h"

namespace cognitrack {

enum class Kinship {
  kFirst,    // Nothing is known of the source yet.
  kSame,     // The same organisation, proven by a project or by its name.
  kUnknown,  // Nothing contradicts, and nothing proves it.
};

// `record`'s source, provider and id say where it is to stand; `sources` are the ledger's, `keys`
// all that are stored. kUsage, with advice, where the key belongs to another organisation than the
// source, or to that of another source.
Result<Kinship> KinshipOf(const KeyFindings& findings, const KeyRecord& record,
                          const std::vector<SourceRecord>& sources,
                          const std::vector<KeyRecord>& keys);

// kUsage where the secret is that of another stored key, as far as they can be opened.
Status RefuseKnown(const Secret& secret, std::int64_t own_id, const std::vector<KeyRecord>& keys,
                   const KeyVault& vault);

}  // namespace cognitrack
