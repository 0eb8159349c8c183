// TlsContext: what a server proves who it is with: a certificate with its chain, and its key, out
// of PEM files that may be exchanged while it runs. TLS 1.2 and 1.3, ciphers with forward secrecy
// and authenticated encryption only, HTTP/1.1 by ALPN.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX.

namespace cognitrack {

struct TlsFiles {
  std::string certificate;  // The server's own first, then those that lead to the authority.
  std::string key;
};

class TlsContext {
 public:
  // kConfig, naming the file, where one cannot be read or is no PEM, the key is of another
  // certificate, wants a passphrase, or may be read by everybody or written by others than its
  // owner.
  static Result<std::shared_ptr<TlsContext>> Load(TlsFiles files);

  // Reads the files anew: for handshakes from now on. After an error what was there stays in force.
  // Thread-safe.
  Status Reload();

  // Thread-safe; stays what it is for whoever holds it.
  std::shared_ptr<ssl_ctx_st> current() const;

 private:
  explicit TlsContext(TlsFiles files) : files_(std::move(files)) {}

  TlsFiles files_;
  mutable std::mutex mutex_;
  std::shared_ptr<ssl_ctx_st> current_;
};

}  // namespace cognitrack
