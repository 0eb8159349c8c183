// Accounts, sessions, tokens and the audit log as documents and as tables. Nothing that lets
// anybody in is in them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/account.h"
#include "accounts/audit_entry.h"
#include "base/secret.h"
#include "cli/json_document.h"
#include "cli/page_cursor.h"
#include "cli/text_style.h"
#include "store/audit_records.h"

namespace cognitrack {

// "active", "disabled", "invited" (no password yet).
std::string_view StateOf(const Account& account);
JsonObject AccountObject(const Account& account);
std::string AccountsJson(const std::vector<Account>& accounts);
std::string AccountsText(const std::vector<Account>& accounts, const TextStyle& style, int width);

JsonObject SessionObject(const Session& session);

// `owner`: the name of its account.
JsonObject TokenObject(const ApiToken& token, const std::string& owner, UtcSeconds now);
struct OwnedToken {
  ApiToken token;
  std::string owner;
};
std::string TokensJson(const std::vector<OwnedToken>& tokens, UtcSeconds now);
std::string TokensText(const std::vector<OwnedToken>& tokens, UtcSeconds now,
                       const TextStyle& style, int width);

// `page`: where they are one of a longer list.
std::string AuditJson(const std::vector<AuditEntry>& entries,
                      const std::optional<PageEnd>& page = std::nullopt);
std::string AuditText(const std::vector<AuditEntry>& entries, const TextStyle& style, int width);
std::string AuditVerdictJson(const AuditVerdict& verdict);
std::string AuditVerdictText(const AuditVerdict& verdict, const TextStyle& style);

// A one-time link, for a browser; the code stands behind '#', which browsers send to nobody.
std::string SetupLink(const std::string& address, const Secret& code,
                      const std::optional<std::string>& name);
// How somebody takes up a one-time link at that service: it, and what to send without a browser.
// `name`: nothing where the link makes the first owner, who chooses one.
std::string LinkText(const std::string& address, const Secret& code,
                     const std::optional<std::string>& name);

}  // namespace cognitrack
