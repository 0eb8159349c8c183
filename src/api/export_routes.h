// ExportRoutes: exports as the verb writes them, byte for byte, streamed in constant memory while
// they are read. Each stands in the audit log: that it begins, and how it ended.
#pragma once

#include <atomic>

#include "api/change_log.h"
#include "api/ledger_verbs.h"
#include "api/route_table.h"

namespace cognitrack {

class ExportRoutes {
 public:
  ExportRoutes(const LedgerVerbs& verbs, ChangeLog& changes) : verbs_(verbs), changes_(changes) {}

  static bool Has(const Route& route) {
    return route.verb == "export" || route.verb == "export reconciliation";
  }
  // A problem for what fails before the first byte; later the stream ends without its end. At most
  // half of the readers are used so, the others get 503: who takes a long time keeps nobody from
  // asking. Thread-safe; outlives its answers.
  ServerResponse Answer(const Route& route, const CommandOptions& options, AuditEntry entry);

 private:
  class Stream;

  const LedgerVerbs& verbs_;
  ChangeLog& changes_;
  std::atomic<std::size_t> streams_ = 0;
};

}  // namespace cognitrack
