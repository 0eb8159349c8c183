#include "net/certificate_pin.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

#include "base/hash.h"

namespace cognitrack {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<BIO, decltype(&BIO_free)>;

Error NoCertificate(const std::string& path) {
  ERR_clear_error();
  return {ErrorCode::kConfig, path + ": there is no certificate in PEM that can be read"};
}

}  // namespace

Result<std::string> PinOf(const std::string& certificate_file) {
  const File file(BIO_new_file(certificate_file.c_str(), "r"), BIO_free);
  if (file == nullptr) return NoCertificate(certificate_file);
  const Certificate certificate(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr),
                                X509_free);
  if (certificate == nullptr) return NoCertificate(certificate_file);
  unsigned char* bytes = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &bytes);
  if (size <= 0) return NoCertificate(certificate_file);
  const Hash256 hash =
      Sha256({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)});
  OPENSSL_free(bytes);
  std::array<unsigned char, 64> text{};  // 44 characters and what ends a text in C.
  EVP_EncodeBlock(text.data(), hash.bytes.data(), static_cast<int>(hash.bytes.size()));
  return "sha256//" + std::string(reinterpret_cast<const char*>(text.data()));
}

}  // namespace cognitrack
