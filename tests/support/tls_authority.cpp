#include "tests/support/tls_authority.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/check.h"

namespace cognitrack {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr const char* kFrom = "20200101000000Z";
constexpr const char* kUntil = "20991231235959Z";

Key NewKey() {
  char curve[] = "P-256";  // OpenSSL's macro casts constness away.
  Key key(EVP_EC_gen(curve), EVP_PKEY_free);
  CHECK(key != nullptr, "OpenSSL makes keys");
  return key;
}

std::string TextIn(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string TextOf(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()), BIO_free);
  CHECK(PEM_write_bio_X509(memory.get(), certificate) == 1, "a certificate has a text");
  return TextIn(memory.get());
}

std::string TextOf(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()), BIO_free);
  CHECK(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "a key has a text");
  return TextIn(memory.get());
}

void Extend(X509* certificate, int kind, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()), X509_EXTENSION_free);
  CHECK(X509_add_ext(certificate, extension.get(), -1) == 1, "a certificate takes an extension");
}

// Not signed yet.
Certificate NewCertificate(const std::string& name, int serial, EVP_PKEY* key) {
  Certificate certificate(X509_new(), X509_free);
  X509* const made = certificate.get();
  X509_set_version(made, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made), serial);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(made), kFrom);
  ASN1_TIME_set_string_X509(X509_getm_notAfter(made), kUntil);
  X509_set_pubkey(made, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

void Sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  CHECK(X509_sign(certificate, key, EVP_sha256()) > 0, "a certificate can be signed");
}

}  // namespace

TestAuthority::TestAuthority(const std::string& name)
    : key_(NewKey()), certificate_(NewCertificate(name, 1, key_.get())) {
  Extend(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  Sign(certificate_.get(), certificate_.get(), key_.get());
}

std::string TestAuthority::certificate() const { return TextOf(certificate_.get()); }

TestCertificate TestAuthority::Issue(const std::string& host) const {
  const Key key = NewKey();
  const Certificate certificate = NewCertificate(host, 2, key.get());
  Extend(certificate.get(), NID_subject_alt_name, "DNS:" + host);
  Sign(certificate.get(), certificate_.get(), key_.get());
  return {TextOf(certificate.get()), TextOf(key.get())};
}

}  // namespace cognitrack
