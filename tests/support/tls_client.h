// A blocking TLS client for tests of a server. Waits for what the server does, at most 20 seconds,
// so that a test fails rather than hangs.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

namespace cognitrack {

struct TlsClientChoice {
  std::string trusted;             // PEM; empty: whoever it is.
  std::string name = "localhost";  // Asked for, and where somebody is trusted proven.
  std::string protocols = "";      // Offered by ALPN, as on the wire: "\x08http/1.1".
  int most = 0;                    // TLS1_2_VERSION; 0: the newest.
};

class TlsClient {
 public:
  // Connects to "127.0.0.1:8080" and shakes hands.
  explicit TlsClient(const std::string& address, const TlsClientChoice& choice = {});

  // Why there is no connection; empty: there is one.
  const std::string& failure() const { return failure_; }
  std::string version() const { return SSL_get_version(session()); }
  std::string cipher() const { return SSL_get_cipher_name(session()); }
  std::string protocol() const;  // Chosen by ALPN.
  // The common name of the server's certificate.
  std::string server_name() const;

  bool Send(std::string_view bytes);
  // What comes until that text has, with it, or until the end.
  std::string ReadTo(std::string_view text);
  // What comes until the end; `is_clean`: which was announced.
  std::string ReadToEnd(bool* is_clean);

 private:
  SSL* session() const;
  bool Fill();

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<BIO, decltype(&BIO_free_all)> connection_;
  std::string failure_;
  std::string unread_;
};

}  // namespace cognitrack
