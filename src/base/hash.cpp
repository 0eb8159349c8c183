#include "base/hash.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <new>

namespace cognitrack {
namespace {

static_assert(sizeof(crypto_generichash_state) <= 384);

crypto_generichash_state* StateIn(std::array<std::uint8_t, 384>& bytes) {
  return std::launder(reinterpret_cast<crypto_generichash_state*>(bytes.data()));
}

const unsigned char* Unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

template <std::size_t N>
Result<HashOf<N>> HashFrom(std::string_view bytes) {
  if (bytes.size() != N) {
    return Error{ErrorCode::kInvariant, "a stored hash has " + std::to_string(bytes.size()) +
                                            " bytes instead of " + std::to_string(N)};
  }
  HashOf<N> hash;
  std::memcpy(hash.bytes.data(), bytes.data(), N);
  return hash;
}

template <std::size_t N>
HashOf<N> Blake2b(std::string_view bytes) {
  HashOf<N> hash;
  crypto_generichash(hash.bytes.data(), N, Unsigned(bytes), bytes.size(), nullptr, 0);
  return hash;
}

}  // namespace

std::string ToHex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

Result<Hash128> Hash128From(std::string_view bytes) { return HashFrom<16>(bytes); }
Result<Hash256> Hash256From(std::string_view bytes) { return HashFrom<32>(bytes); }

Hash128 Blake2b128(std::string_view bytes) { return Blake2b<16>(bytes); }
Hash256 Blake2b256(std::string_view bytes) { return Blake2b<32>(bytes); }

Hash256 KeyedBlake2b256(const Hash256& key, std::string_view bytes) {
  Hash256 hash;
  crypto_generichash(hash.bytes.data(), hash.bytes.size(), Unsigned(bytes), bytes.size(),
                     key.bytes.data(), key.bytes.size());
  return hash;
}

Blake2bHasher::Blake2bHasher() {
  new (state_.data()) crypto_generichash_state;
  crypto_generichash_init(StateIn(state_), nullptr, 0, 32);
}

void Blake2bHasher::AddBytes(std::string_view bytes) {
  crypto_generichash_update(StateIn(state_), Unsigned(bytes), bytes.size());
}

void Blake2bHasher::AddText(std::string_view text) {
  AddInteger(static_cast<std::int64_t>(text.size()));
  AddBytes(text);
}

void Blake2bHasher::AddInteger(std::int64_t value) {
  std::array<char, 8> bytes;
  auto rest = static_cast<std::uint64_t>(value);
  for (char& byte : bytes) {
    byte = static_cast<char>(rest & 0xFF);
    rest >>= 8;
  }
  AddBytes({bytes.data(), bytes.size()});
}

Hash256 Blake2bHasher::Finish() {
  Hash256 hash;
  crypto_generichash_final(StateIn(state_), hash.bytes.data(), hash.bytes.size());
  return hash;
}

struct Sha256Hasher::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
};

Sha256Hasher::Sha256Hasher() : context_(std::make_unique<Context>()) {
  CHECK(EVP_DigestInit_ex(context_->evp, EVP_sha256(), nullptr) == 1, "OpenSSL offers SHA-256");
}

Sha256Hasher::~Sha256Hasher() { EVP_MD_CTX_free(context_->evp); }

void Sha256Hasher::AddBytes(std::string_view bytes) {
  EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size());
}

Hash256 Sha256Hasher::Finish() {
  Hash256 hash;
  EVP_DigestFinal_ex(context_->evp, hash.bytes.data(), nullptr);
  return hash;
}

Hash256 Sha256(std::string_view bytes) {
  Sha256Hasher hasher;
  hasher.AddBytes(bytes);
  return hasher.Finish();
}

}  // namespace cognitrack
