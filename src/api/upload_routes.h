// UploadRoutes: exports that are sent to the service, to be imported or compared: what the verbs do
// with a file, and their documents to the byte. Who may, and how long it may be, is known before a
// byte of it is read; what comes lies in a file without a name until it has been read.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "api/caller.h"
#include "api/change_log.h"
#include "api/ledger_verbs.h"
#include "api/route_table.h"
#include "server/upload.h"

namespace cognitrack {

struct UploadSettings {
  std::uint64_t most_bytes = std::uint64_t{256} << 20;
  std::string directory = "/tmp";
};

class UploadRoutes {
 public:
  UploadRoutes(const LedgerVerbs& verbs, ChangeLog& changes, UploadSettings settings)
      : verbs_(verbs), changes_(changes), settings_(std::move(settings)) {}

  static bool Has(const Route& route) { return IsUpload(route.method, route.path); }
  static bool IsUpload(std::string_view method, std::string_view path);

  // For who may: the upload, or why it is none. Half of the readers are used so at a time, the
  // others get 503. Thread-safe; outlives its uploads.
  std::variant<std::unique_ptr<Upload>, ServerResponse> Admit(
      const RouteMatch& match, const ServerRequest& head, const Caller& caller,
      std::vector<std::pair<std::string, std::string>> parameters,
      std::optional<std::uint64_t> length);

 private:
  class ExportUpload;

  const LedgerVerbs& verbs_;
  ChangeLog& changes_;
  UploadSettings settings_;
  std::atomic<std::size_t> uploads_ = 0;
};

}  // namespace cognitrack
