// ChangeLog: what a route does to the ledger, in the audit log: that it begins before it does, and
// how it ended after. What cannot be recorded is not done.
#pragma once

#include <functional>

#include "accounts/audit_entry.h"
#include "api/login_desk.h"
#include "api/service_desk.h"
#include "server/message.h"

namespace cognitrack {

class ChangeLog {
 public:
  // `say` is told of an end that could not be recorded.
  ChangeLog(ServiceDesk& desk, LoginDesk::Say say) : desk_(desk), say_(std::move(say)) {}

  // What `act` answers; 503 where the log cannot take that it begins. Thread-safe.
  ServerResponse Recorded(const AuditEntry& entry, const std::function<ServerResponse()>& act);

  // The parts of it, for what ends later. An Error: nothing must be done.
  Status Begin(AuditEntry entry);
  // `failure`: why; empty: it is done.
  void End(AuditEntry entry, const std::string& failure);
  static ServerResponse Unrecordable(const Error& error);

 private:
  ServiceDesk& desk_;
  LoginDesk::Say say_;
};

}  // namespace cognitrack
