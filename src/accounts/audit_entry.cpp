#include "accounts/audit_entry.h"

namespace cognitrack {

Hash256 AuditHash(const AuditEntry& entry) {
  Blake2bHasher hasher;
  hasher.AddBytes(entry.previous.view());
  hasher.AddInteger(entry.id);
  hasher.AddInteger(entry.at);
  for (const std::string* text : {&entry.actor, &entry.address, &entry.action, &entry.target,
                                  &entry.detail, &entry.outcome}) {
    hasher.AddText(*text);
  }
  return hasher.Finish();
}

}  // namespace cognitrack
