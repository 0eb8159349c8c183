#include "tests/support/tls_client.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>

#include "base/check.h"

namespace cognitrack {
namespace {

std::string Reason(SSL* session) {
  const long verdict = SSL_get_verify_result(session);
  if (verdict != X509_V_OK) return X509_verify_cert_error_string(verdict);
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason == nullptr ? "the connection ended" : reason;
}

void Trust(const std::string& pem, SSL_CTX* context) {
  BIO* const memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* const authority = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  CHECK(authority != nullptr, "a test trusts a certificate");
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority);
  X509_free(authority);
  BIO_free(memory);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
}

}  // namespace

TlsClient::TlsClient(const std::string& address, const TlsClientChoice& choice)
    : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free), connection_(nullptr, BIO_free_all) {
  ERR_clear_error();
  if (!choice.trusted.empty()) Trust(choice.trusted, context_.get());
  if (choice.most != 0) SSL_CTX_set_max_proto_version(context_.get(), choice.most);
  SSL_CTX_set_security_level(context_.get(), 0);  // What is too old is the server's to refuse.
  connection_.reset(BIO_new_ssl_connect(context_.get()));
  std::string name = choice.name;  // OpenSSL's macros cast constness away.
  std::string place = address;
  SSL_ctrl(session(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  SSL_set1_host(session(), choice.name.c_str());
  SSL_set_alpn_protos(session(), reinterpret_cast<const unsigned char*>(choice.protocols.data()),
                      static_cast<unsigned int>(choice.protocols.size()));
  BIO_set_conn_hostname(connection_.get(), place.data());
  if (BIO_do_connect(connection_.get()) == 1 && BIO_do_handshake(connection_.get()) == 1) {
    const timeval patience{20, 0};
    const int socket = static_cast<int>(BIO_get_fd(connection_.get(), nullptr));
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return;
  }
  failure_ = Reason(session());
}

SSL* TlsClient::session() const {
  SSL* session = nullptr;
  BIO_get_ssl(connection_.get(), &session);
  return session;
}

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(session(), &name, &size);
  return std::string(reinterpret_cast<const char*>(name), size);
}

std::string TlsClient::server_name() const {
  X509* const certificate = SSL_get1_peer_certificate(session());
  if (certificate == nullptr) return "";
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  X509_free(certificate);
  return name.data();
}

bool TlsClient::Send(std::string_view bytes) {
  return BIO_write(connection_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
         static_cast<int>(bytes.size());
}

std::string TlsClient::ReadTo(std::string_view text) {
  std::size_t at = unread_.find(text);
  while (at == std::string::npos && Fill()) at = unread_.find(text);
  const std::size_t end = at == std::string::npos ? unread_.size() : at + text.size();
  std::string read = unread_.substr(0, end);
  unread_.erase(0, end);
  return read;
}

std::string TlsClient::ReadToEnd(bool* is_clean) {
  while (Fill()) continue;
  *is_clean = (SSL_get_shutdown(session()) & SSL_RECEIVED_SHUTDOWN) != 0;
  return std::move(unread_);
}

bool TlsClient::Fill() {
  std::array<char, 4'096> bytes{};
  const int count = BIO_read(connection_.get(), bytes.data(), static_cast<int>(bytes.size()));
  if (count <= 0) return false;
  unread_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

}  // namespace cognitrack
