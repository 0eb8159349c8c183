#include "vault/sealed_secret.h"

#include <sodium.h>

#include <array>
#include <optional>

#include "base/check.h"
#include "base/hash.h"

namespace cognitrack {
namespace {

// form (1) · id of the KEK (8) · nonce (24) · wrapped data key (32 + 16) · nonce (24) ·
// secret (n + 16).
constexpr char kForm = 1;
constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kDataKey = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kWrapAt = 1 + kIdBytes;
constexpr std::size_t kBodyAt = kWrapAt + kNonce + kDataKey + kTag;
constexpr std::size_t kShortest = kBodyAt + kNonce + kTag;
static_assert(kDataKey == kKekBytes);

unsigned char* Bytes(char* text) { return reinterpret_cast<unsigned char*>(text); }
const unsigned char* Bytes(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}

// A key on the stack for as long as one call takes.
class DataKey {
 public:
  DataKey() = default;
  DataKey(const DataKey&) = delete;
  DataKey& operator=(const DataKey&) = delete;
  ~DataKey() { sodium_memzero(bytes_.data(), bytes_.size()); }
  unsigned char* bytes() { return bytes_.data(); }

 private:
  std::array<unsigned char, kDataKey> bytes_{};
};

void AppendNumber(std::uint64_t number, std::string* text) {
  for (int shift = 0; shift < 64; shift += 8) {
    text->push_back(static_cast<char>((number >> shift) & 0xFF));
  }
}

// What both parts are bound to; `kek_id` is of the wrapped data key alone, so that another KEK can
// wrap it without touching the secret.
std::string BoundTo(std::string_view purpose, const SealedPlace& place, std::string_view kek_id) {
  std::string text;
  for (const std::string_view part : {purpose, std::string_view(place.source), kek_id}) {
    AppendNumber(part.size(), &text);
    text += part;
  }
  AppendNumber(static_cast<std::uint64_t>(place.key_id), &text);
  AppendNumber(static_cast<std::uint64_t>(place.version), &text);
  return text;
}

// Nonce and sealed bytes.
void AppendSealed(const unsigned char* bytes, std::size_t length, const std::string& bound_to,
                  const unsigned char* key, std::string* out) {
  const std::size_t at = out->size();
  out->resize(at + kNonce + length + kTag);
  unsigned char* const nonce = Bytes(out->data() + at);
  randombytes_buf(nonce, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonce, nullptr, bytes, length,
                                             Bytes(bound_to.data()), bound_to.size(), nullptr,
                                             nonce, key);
}

// `out` has room for what is sealed, which is kNonce + kTag shorter. False: it is not genuine.
bool Unseal(std::string_view sealed, const std::string& bound_to, const unsigned char* key,
            unsigned char* out) {
  const unsigned char* const nonce = Bytes(sealed.data());
  return crypto_aead_xchacha20poly1305_ietf_decrypt(out, nullptr, nullptr, nonce + kNonce,
                                                    sealed.size() - kNonce, Bytes(bound_to.data()),
                                                    bound_to.size(), nonce, key) == 0;
}

std::string WrapBound(const SealedPlace& place, std::string_view kek_id) {
  return BoundTo("cognitrack data key 1", place, kek_id);
}
std::string SecretBound(const SealedPlace& place) {
  return BoundTo("cognitrack provider key 1", place, "");
}

void AppendWrapped(DataKey* key, const SealedPlace& place, const KeyEncryptionKey& kek,
                   std::string* out) {
  out->push_back(kForm);
  std::array<unsigned char, kIdBytes> id{};
  CHECK(sodium_hex2bin(id.data(), id.size(), kek.id().data(), kek.id().size(), nullptr, nullptr,
                       nullptr) == 0,
        "an id is hexadecimal");
  out->append(reinterpret_cast<const char*>(id.data()), id.size());
  AppendSealed(key->bytes(), kDataKey, WrapBound(place, kek.id()), kek.bytes(), out);
}

Error CannotOpen(const SealedPlace& place, const std::string& kek_id, ErrorCode code,
                 const std::string& why) {
  return Error{code, "key " + std::to_string(place.key_id) + " of " + place.source +
                         " cannot be opened (key-encryption key " +
                         (kek_id.empty() ? "unknown" : kek_id) + "): " + why};
}

Status UnwrapDataKey(std::string_view sealed, const SealedPlace& place,
                     const KeyEncryptionKeys& keks, DataKey* key) {
  const std::string id = KekIdOf(sealed);
  if (id.empty()) {
    return CannotOpen(place, id, ErrorCode::kInvariant,
                      "what is stored is no sealed key; enter it again with 'cognitrack keys "
                      "rotate " +
                          std::to_string(place.key_id) + "'");
  }
  const KeyEncryptionKey* const kek = keks.Find(id);
  if (kek == nullptr) {
    return CannotOpen(place, id, ErrorCode::kConfig,
                      "that one is not at hand, only " + keks.first().id() +
                          "; put it back where COGNITRACK_KEK_FILE, COGNITRACK_KEK or "
                          "COGNITRACK_KEK_COMMAND says (docs/KEYS.md)");
  }
  const std::string_view wrapped = sealed.substr(kWrapAt, kBodyAt - kWrapAt);
  if (Unseal(wrapped, WrapBound(place, id), kek->bytes(), key->bytes())) return {};
  return CannotOpen(place, id, ErrorCode::kInvariant,
                    "what is stored is not what was sealed there: it was changed, or belongs to "
                    "another key; enter it again with 'cognitrack keys rotate " +
                        std::to_string(place.key_id) + "'");
}

}  // namespace

std::string Seal(const Secret& secret, const SealedPlace& place, const KeyEncryptionKey& kek) {
  DataKey key;
  randombytes_buf(key.bytes(), kDataKey);
  std::string sealed;
  AppendWrapped(&key, place, kek, &sealed);
  AppendSealed(Bytes(secret.Reveal().data()), secret.Reveal().size(), SecretBound(place),
               key.bytes(), &sealed);
  return sealed;
}

std::string KekIdOf(std::string_view sealed) {
  if (sealed.size() < kShortest || sealed.front() != kForm) return "";
  return ToHex(sealed.substr(1, kIdBytes));
}

Result<Secret> OpenSealed(std::string_view sealed, const SealedPlace& place,
                          const KeyEncryptionKeys& keks) {
  DataKey key;
  TRY_VOID(UnwrapDataKey(sealed, place, keks, &key));
  const std::string_view body = sealed.substr(kBodyAt);
  std::string secret(body.size() - kNonce - kTag, '\0');
  if (Unseal(body, SecretBound(place), key.bytes(), Bytes(secret.data()))) {
    return Secret(std::move(secret));
  }
  return CannotOpen(place, KekIdOf(sealed), ErrorCode::kInvariant,
                    "what is stored was changed after it was sealed; enter it again with "
                    "'cognitrack keys rotate " +
                        std::to_string(place.key_id) + "'");
}

Result<std::string> Rewrap(std::string_view sealed, const SealedPlace& place,
                           const KeyEncryptionKeys& keks) {
  DataKey key;
  TRY_VOID(UnwrapDataKey(sealed, place, keks, &key));
  std::string rewrapped;
  AppendWrapped(&key, place, keks.first(), &rewrapped);
  rewrapped += sealed.substr(kBodyAt);
  return rewrapped;
}

}  // namespace cognitrack
