#include "cli/key_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const OptionSpec kId{"ID", "", "Which key, as 'keys list' numbers them", &O::key_id, true};
const OptionSpec kBy{"--by", "NAME", "Who does it; the login name by default", &O::signed_by};
const OptionSpec kNoCheck{"--no-check", "", "Ask the provider nothing about the key", &O::no_check};
const OptionSpec kReason{"--reason", "TEXT", "Why; shown by 'keys list'", &O::reason};
const ExitSpec kRefused{77, "the key is of the wrong kind, or the provider refuses it"};
const ExitSpec kNotOpened{78, "the key-encryption key is not there, or others may read its file"};
const ExitSpec kUnreachable{69, "the provider cannot be reached"};

VerbSpec ListVerb(std::string_view group) {
  return {
      "keys list",
      group,
      "The stored keys: whose, in which state, used when",
      "A stored key is what pulls use where OPENAI_ADMIN_KEY is not set. Of the secret only the "
      "last four characters are ever shown.",
      {{"--all", "", "Those that were removed, too", &O::all_keys}},
      {"cognitrack keys list", "cognitrack keys list --source acme"},
      {}};
}

VerbSpec AddVerb(std::string_view group) {
  return {
      "keys add",
      group,
      "Store an admin key of an organisation, sealed",
      "The key is asked for without showing it, or read from standard input; it is never an "
      "argument, which others on the machine could read. The provider is asked what it may read "
      "and "
      "whose it is; a key of another organisation than the source's is refused. The first key of a "
      "source is active, a further one a spare, which takes over when the active one is refused.",
      {{"--label", "TEXT", "A name for it", &O::label},
       {"--spare", "", "A spare, even where the source has no active key", &O::as_spare},
       kNoCheck,
       kBy},
      {"cognitrack keys add", "cognitrack keys add --source acme --label 'of the finance team'",
       "pass show openai-admin | cognitrack keys add"},
      {{64, "it belongs to another organisation, or is stored already"},
       kUnreachable,
       kRefused,
       kNotOpened}};
}

VerbSpec CheckVerb(std::string_view group) {
  return {"keys check",
          group,
          "Ask the provider about a key: whose it is, what it may read",
          "Reads a little of every surface and list, stores none of it, and says what the key may "
          "do beyond reading usage. A key that the provider refuses is marked auth_failed, and a "
          "spare of its source takes over. Without an ID every key that is in use.",
          {{"ID", "", "Which key; all that are in use by default", &O::key_id}},
          {"cognitrack keys check", "cognitrack keys check 2"},
          {{0, "every key may read usage"}, kUnreachable, kRefused, kNotOpened}};
}

VerbSpec RotateVerb(std::string_view group) {
  return {"keys rotate",
          group,
          "Exchange the secret of a stored key, which keeps its number",
          "The new secret is asked for as by 'keys add', and must be of the same organisation. "
          "Facts, cursors and settings belong to the source and stay as they are. Revoke the old "
          "one at the provider afterwards.",
          {kId, kNoCheck, kBy},
          {"cognitrack keys rotate 1"},
          {{64, "it belongs to another organisation, or is stored already"},
           kUnreachable,
           kRefused,
           kNotOpened}};
}

VerbSpec DisableVerb(std::string_view group) {
  return {
      "keys disable",
      group,
      "Take a key out of use, for a while",
      "A pull that uses it lets go of it at the end of the page that is under way. Where it was "
      "active, the oldest spare of its source takes over.",
      {kId, kReason},
      {"cognitrack keys disable 1 --reason 'suspected leak'"},
      {}};
}

VerbSpec EnableVerb(std::string_view group) {
  return {"keys enable",
          group,
          "Put a key to use again that was disabled or refused",
          "It becomes active where its source has no active key, else a spare.",
          {kId},
          {"cognitrack keys enable 1"},
          {}};
}

VerbSpec RemoveVerb(std::string_view group) {
  return {
      "keys remove",
      group,
      "Forget the secret of a key, for good",
      "Its sealed bytes are emptied and its number is never given again; facts that were pulled "
      "with it stay. Revoke it at the provider, too: backups still hold it, sealed.",
      {kId, kReason},
      {"cognitrack keys remove 1 --reason 'left the company'"},
      {}};
}

VerbSpec ResealVerb(std::string_view group) {
  return {"keys reseal",
          group,
          "Put every stored key under the first key-encryption key at hand",
          "For key-encryption keys from the environment or a command: put a new one before the old "
          "one, run this, take the old one out. Record by record; run again after an interruption.",
          {},
          {"cognitrack keys reseal"},
          {{70, "a key could not be opened; the others are done"}, kNotOpened}};
}

VerbSpec RotateKekVerb(std::string_view group) {
  return {
      "keys rotate-kek",
      group,
      "A new key-encryption key in the place of the old one",
      "For a key-encryption key in a file. The new one is written before the old one, stored "
      "keys are put under it one by one, and when none needs the old one it is taken out. May be "
      "interrupted at any moment; run again it goes on. Backups from before need the old one.",
      {{"--keep-old", "", "Leave the old one in the file until 'keys retire-kek'", &O::keep_old}},
      {"cognitrack keys rotate-kek", "cognitrack keys rotate-kek --keep-old"},
      {{70, "a key could not be opened; the others are done, the old one stays"}, kNotOpened}};
}

VerbSpec RetireKekVerb(std::string_view group) {
  return {"keys retire-kek",
          group,
          "Take old key-encryption keys out of the file",
          "Refused while a stored key needs one of them.",
          {},
          {"cognitrack keys retire-kek"},
          {{75, "a stored key still needs it"}, kNotOpened}};
}

}  // namespace

std::vector<VerbSpec> KeyVerbs(std::string_view group) {
  return {ListVerb(group),      AddVerb(group),      CheckVerb(group),  RotateVerb(group),
          DisableVerb(group),   EnableVerb(group),   RemoveVerb(group), ResealVerb(group),
          RotateKekVerb(group), RetireKekVerb(group)};
}

}  // namespace cognitrack
