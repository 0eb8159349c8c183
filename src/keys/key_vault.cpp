#include "keys/key_vault.h"

#include "vault/kek_file.h"

namespace cognitrack {
namespace {

Error NoKek(const std::string& place, const std::string& needed) {
  return Error{ErrorCode::kConfig,
               "there is no key-encryption key in " + place + (needed.empty() ? "" : ", and ") +
                   needed +
                   "; put it back there, or say where it is with COGNITRACK_KEK_FILE, "
                   "COGNITRACK_KEK or COGNITRACK_KEK_COMMAND (docs/KEYS.md). Nothing was changed"};
}

}  // namespace

Result<KeyEncryptionKeys> KeyVault::Keks() const {
  TRY(auto keks, place_.Read());
  if (!keks) return NoKek(place_.Text(), "");
  return *std::move(keks);
}

Result<Secret> KeyVault::Open(const KeyRecord& record) const {
  const auto keks = Keks();
  if (!keks) {
    return keks.error().At("key " + std::to_string(record.id) + " of " + record.source +
                           " cannot be opened (key-encryption key " + record.kek_id + ")");
  }
  return OpenSealed(record.sealed, PlaceOf(record), *keks);
}

SealRecord KeyVault::Sealing(const Secret& secret, KeyRecords keys) const {
  return [this, &secret, keys](KeyRecord* record) -> Status {
    TRY(const KeyEncryptionKeys keks, KeksToSeal(keys));
    record->sealed = Seal(secret, PlaceOf(*record), keks.first());
    record->kek_id = keks.first().id();
    return {};
  };
}

SealRecord KeyVault::Rewrapping() const {
  return [this](KeyRecord* record) -> Status {
    TRY(const KeyEncryptionKeys keks, Keks());
    TRY(record->sealed, Rewrap(record->sealed, PlaceOf(*record), keks));
    record->kek_id = keks.first().id();
    return {};
  };
}

Result<KeyEncryptionKeys> KeyVault::KeksToSeal(KeyRecords keys) const {
  TRY(auto held, place_.Read());
  if (held) return *std::move(held);
  TRY(const std::vector<KeyRecord> records, keys.All());
  for (const KeyRecord& record : records) {
    if (record.sealed.empty()) continue;
    return NoKek(place_.Text(), TextOf(record) + " needs " + record.kek_id);
  }
  const KeyEncryptionKeys made(KeyEncryptionKey::Random());
  const std::string path = *place_.file();
  const Status written = MakeKekFile(path, made);
  if (!written && written.error().code == ErrorCode::kTryLater) return Keks();
  if (!written) return written.error();
  say_("note: a key-encryption key (" + made.first().id() + ") was made in " + path +
       ", mode 0600. Keep a copy of it, apart from the database and its backups: without it no "
       "stored key can be opened, and whoever has both can open them all");
  return made;
}

SealedPlace PlaceOf(const KeyRecord& record) { return {record.source, record.id, record.version}; }

std::string TextOf(const KeyRecord& record) {
  return "key " + std::to_string(record.id) + " of " + record.source +
         (record.last_four.empty() ? "" : " (…" + record.last_four + ")");
}

std::string LastFourOf(const Secret& secret) {
  constexpr std::size_t kShortest = 20;
  const std::string& text = secret.Reveal();
  return text.size() < kShortest ? "" : text.substr(text.size() - 4);
}

}  // namespace cognitrack
