#include "api/change_log.h"

#include "api/problem.h"

namespace cognitrack {

ServerResponse ChangeLog::Recorded(const AuditEntry& entry,
                                   const std::function<ServerResponse()>& act) {
  if (const Status begun = Begin(entry); !begun) return Unrecordable(begun.error());
  ServerResponse response = act();
  End(entry, response.status < 300 ? "" : "answered " + std::to_string(response.status));
  return response;
}

Status ChangeLog::Begin(AuditEntry entry) {
  if (!desk_.is_there()) return {};  // A ledger without a service's tables has no log.
  entry.outcome = "begun";
  const auto recorded =
      desk_.Write([&](ServiceStore& store) { return store.audit().Record(entry); });
  if (!recorded) return recorded.error();
  return {};
}

void ChangeLog::End(AuditEntry entry, const std::string& failure) {
  if (!desk_.is_there()) return;
  entry.outcome = failure.empty() ? "done" : "failed";
  entry.detail = failure;
  const auto recorded =
      desk_.Write([&](ServiceStore& store) { return store.audit().Record(entry); });
  if (!recorded)
    say_("the audit log could not take how a change ended: " + recorded.error().message);
}

ServerResponse ChangeLog::Unrecordable(const Error& error) {
  return ProblemOf(503, std::string(NameOf(error.code)),
                   "the audit log cannot take this change; nothing was changed");
}

}  // namespace cognitrack
