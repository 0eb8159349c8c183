// KeyAccess: how verbs get at stored keys and at the key that the provider is asked with.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/command_context.h"
#include "keys/key_vault.h"
#include "store/service_store.h"

namespace cognitrack {

// The tables beside the ledger. A writer makes the ledger where there is none yet; a reader gets
// null then.
Result<std::unique_ptr<ServiceStore>> OpenServiceStore(CommandContext& context,
                                                       DatabaseAccess access);

// Seals and opens stored keys; the data directory is made where it is missing.
Result<KeyVault> OpenVault(CommandContext& context);

// A key that a provider is asked with, and what it is called where a run tells of it:
// "OPENAI_ADMIN_KEY", which comes before any stored one, or "key 3".
struct ChosenKey {
  Secret secret;
  std::string name;
};
// Nothing where none was set and the source has none; kAuth where it has keys, and none of them is
// in use.
Result<std::optional<ChosenKey>> ChooseKey(CommandContext& context);

// How many stored keys hold a secret, as far as can be told: 0 in a ledger of an older schema.
std::int64_t CountSealedKeys(CommandContext& context);

// kAuth where stored keys of the source are all out of use, which tells why.
Status RequireUsable(const std::vector<KeyRecord>& keys, const std::string& source);

}  // namespace cognitrack
