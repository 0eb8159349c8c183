// TestAuthority: an authority of a test's own that issues certificates to servers of the tests, so
// that TLS can be tried with real sockets. Valid from 2020 to 2099; texts are PEM.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace cognitrack {

struct TestCertificate {
  std::string certificate;
  std::string key;
};

class TestAuthority {
 public:
  // Another one of the same name has another key, as after a renewal.
  explicit TestAuthority(const std::string& name = "An authority of the tests");

  // What clients trust.
  std::string certificate() const;
  // For a server of that name.
  TestCertificate Issue(const std::string& host) const;

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  std::unique_ptr<X509, decltype(&X509_free)> certificate_;
};

}  // namespace cognitrack
