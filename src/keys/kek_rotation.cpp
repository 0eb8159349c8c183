#include "keys/kek_rotation.h"

#include "vault/kek_file.h"

namespace cognitrack {
namespace {

Result<std::string> FileOf(const KekPlace& place) {
  if (auto file = place.file()) return *std::move(file);
  return Error{ErrorCode::kConfig,
               "the key-encryption key comes from " + place.Text() +
                   ", which cannot be written. Put a new one before it there ('openssl rand "
                   "-base64 32' makes one; both in one text, apart by a blank, the new one first), "
                   "run 'cognitrack keys reseal', and take the old one out. Nothing was changed"};
}

void NoteKept(const KeyEncryptionKeys& keks, KekOutcome* outcome) {
  outcome->kept.clear();
  for (std::size_t i = 1; i < keks.all().size(); ++i) {
    outcome->kept.push_back(keks.all()[i].id());
  }
}

// Of two that begin at one time the second sees what the first made.
Result<bool> MakeNewest(KeyRecords keys, const KeyVault& vault, const std::string& file) {
  bool made = false;
  TRY_VOID(keys.WhenUnused([](const KeyRecord&) { return false; },
                           [&]() -> Status {
                             TRY(const KeyEncryptionKeys held, vault.Keks());
                             if (held.all().size() > 1) return {};
                             made = true;
                             return ReplaceKekFile(file, held.Behind(KeyEncryptionKey::Random()));
                           }));
  return made;
}

Status Retire(KeyRecords keys, const KeyVault& vault, const std::string& file,
              KekOutcome* outcome) {
  TRY(const KeyEncryptionKeys keks, vault.Keks());
  outcome->kek_id = keks.first().id();
  NoteKept(keks, outcome);
  if (outcome->kept.empty()) return {};
  const Status retired = keys.WhenUnused(
      [&](const KeyRecord& record) {
        return !record.sealed.empty() && KekIdOf(record.sealed) != outcome->kek_id;
      },
      [&]() -> Status {
        // As it stands now: whoever else rotates waits for this transaction to end.
        TRY(const KeyEncryptionKeys now, vault.Keks());
        if (now.first().id() != outcome->kek_id) {
          return Error{ErrorCode::kTryLater,
                       "the key-encryption key was rotated meanwhile; nothing was changed"};
        }
        return ReplaceKekFile(file, now.FirstOnly());
      });
  if (!retired) return retired.error().At("the old key-encryption keys");
  outcome->retired = std::move(outcome->kept);
  outcome->kept.clear();
  return {};
}

}  // namespace

Result<KekOutcome> ResealKeys(KeyRecords keys, const KeyVault& vault) {
  KekOutcome outcome;
  TRY(const KeyEncryptionKeys keks, vault.Keks());
  outcome.kek_id = keks.first().id();
  NoteKept(keks, &outcome);
  TRY(const std::vector<KeyRecord> records, keys.All());
  for (const KeyRecord& record : records) {
    if (record.sealed.empty()) continue;
    ++outcome.sealed;
    if (KekIdOf(record.sealed) == outcome.kek_id) continue;
    const Status resealed = keys.Reseal(record, vault.Rewrapping());
    if (resealed) {
      ++outcome.resealed;
      continue;
    }
    const ErrorCode code = resealed.error().code;
    if (code != ErrorCode::kInvariant && code != ErrorCode::kConfig) return resealed.error();
    outcome.failed.push_back(resealed.error().message);
  }
  return outcome;
}

Result<KekOutcome> RotateKek(KeyRecords keys, const KeyVault& vault, bool keep_old) {
  TRY(const std::string file, FileOf(vault.place()));
  TRY(const bool made, MakeNewest(keys, vault, file));
  TRY(KekOutcome outcome, ResealKeys(keys, vault));
  outcome.made = made;
  if (keep_old || !outcome.failed.empty()) return outcome;
  TRY_VOID(Retire(keys, vault, file, &outcome));
  return outcome;
}

Result<KekOutcome> RetireKeks(KeyRecords keys, const KeyVault& vault) {
  TRY(const std::string file, FileOf(vault.place()));
  KekOutcome outcome;
  TRY_VOID(Retire(keys, vault, file, &outcome));
  return outcome;
}

}  // namespace cognitrack
