#include "server/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace cognitrack {
namespace {

// Of the group it may be read, as Debian's ssl-cert has it.
constexpr mode_t kNotOfAKey = S_IWGRP | S_IXGRP | S_IRWXO;
constexpr const char* kCiphers12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
// A length, and so many letters; as it stands in the extension.
constexpr std::array<unsigned char, 9> kHttp11 = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
constexpr unsigned char kSessions[] = "cognitrack";

Error Failure(const std::string& path, const std::string& why) {
  return {ErrorCode::kConfig, path + ": " + why};
}

// The newest words of OpenSSL, which are then forgotten.
std::string Reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  const std::string text = reason == nullptr ? "it cannot be read" : reason;
  ERR_clear_error();
  return text;
}

Status CheckFile(const std::string& path, mode_t forbidden) {
  struct stat facts = {};
  if (stat(path.c_str(), &facts) != 0) return Failure(path, std::strerror(errno));
  if (!S_ISREG(facts.st_mode)) return Failure(path, "this is no file");
  if ((facts.st_mode & forbidden) == 0) return {};
  return Failure(path,
                 "others than its owner may read or write this key: chmod 640 it, or 600, and ask "
                 "yourself who has seen it");
}

// A passphrase would be asked for at a terminal, which a service does not have.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*for_writing*/, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

// HTTP/1.1 where it is among what the client speaks; who speaks none of ours is told so.
int ChooseProtocol(SSL* /*session*/, const unsigned char** chosen, unsigned char* chosen_size,
                   const unsigned char* offered, unsigned int offered_size, void* /*unused*/) {
  unsigned char* found = nullptr;
  const int outcome =
      SSL_select_next_proto(&found, chosen_size, kHttp11.data(),
                            static_cast<unsigned int>(kHttp11.size()), offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Status UseFiles(const TlsFiles& files, SSL_CTX* context) {
  TRY_VOID(CheckFile(files.certificate, 0));
  TRY_VOID(CheckFile(files.key, kNotOfAKey));
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    return Failure(files.certificate, "no certificate in PEM: " + Reason());
  }
  bool was_asked = false;
  SSL_CTX_set_default_passwd_cb(context, NoPassphrase);
  SSL_CTX_set_default_passwd_cb_userdata(context, &was_asked);
  const bool is_key =
      SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  if (!is_key && was_asked) {
    ERR_clear_error();
    return Failure(files.key, "this key wants a passphrase, which nobody is there to give");
  }
  if (!is_key || SSL_CTX_check_private_key(context) != 1) {
    return Failure(files.key,
                   "no key of the certificate in " + files.certificate + ": " + Reason());
  }
  return {};
}

Result<std::shared_ptr<SSL_CTX>> MakeContext(const TlsFiles& files) {
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (context == nullptr) return Failure(files.certificate, Reason());
  SSL_CTX* const made = context.get();
  SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(made, kCiphers12);
  SSL_CTX_set_options(made, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS);
  // Clients keep what resumes a session; the server keeps nothing of them.
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(made, kSessions, sizeof kSessions - 1);
  SSL_CTX_set_alpn_select_cb(made, ChooseProtocol, nullptr);
  TRY_VOID(UseFiles(files, made));
  return context;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::Load(TlsFiles files) {
  std::shared_ptr<TlsContext> context(new TlsContext(std::move(files)));
  TRY_VOID(context->Reload());
  return context;
}

Status TlsContext::Reload() {
  TRY(std::shared_ptr<SSL_CTX> made, MakeContext(files_));
  const std::lock_guard lock(mutex_);
  current_ = std::move(made);
  return {};
}

std::shared_ptr<SSL_CTX> TlsContext::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

}  // namespace cognitrack
