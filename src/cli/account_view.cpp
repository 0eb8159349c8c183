#include "cli/account_view.h"

#include "cli/display_text.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

std::string TimeOrNever(UtcSeconds time) { return time == 0 ? "never" : FormatTime(time); }

std::string SourcesTextOf(const ApiToken& token) {
  if (token.sources.empty()) return "all";
  std::string text;
  for (const std::string& source : token.sources) {
    text += (text.empty() ? "" : ", ") + Printable(source);
  }
  return text;
}

JsonObject AuditObject(const AuditEntry& entry) {
  JsonObject object;
  object.Set("id", entry.id);
  object.SetTime("at", entry.at);
  object.Set("actor", entry.actor);
  object.Set("address", entry.address);
  object.Set("action", entry.action);
  object.Set("target", entry.target);
  object.Set("detail", entry.detail);
  object.Set("outcome", entry.outcome);
  object.Set("hash", ToHex(entry.hash));
  return object;
}

}  // namespace

std::string_view StateOf(const Account& account) {
  if (account.disabled_at != 0) return "disabled";
  return account.password_hash.empty() ? "invited" : "active";
}

JsonObject AccountObject(const Account& account) {
  JsonObject object;
  object.Set("name", account.name);
  object.Set("role", NameOf(account.role));
  object.Set("state", StateOf(account));
  object.SetTime("created_at", account.created_at);
  object.SetTime("last_login_at", account.last_login_at);
  return object;
}

std::string AccountsJson(const std::vector<Account>& accounts) {
  JsonArray array;
  for (const Account& account : accounts) array.Add(AccountObject(account));
  return JsonObject().Set("accounts", array).ToText();
}

std::string AccountsText(const std::vector<Account>& accounts, const TextStyle& style, int width) {
  if (accounts.empty()) {
    return "There is no account yet: 'cognitrack accounts setup-link' makes the first owner's "
           "link.\n";
  }
  TextTable table;
  for (const char* head : {"Name", "Role", "State", "Made (UTC)", "Last login"}) {
    table.AddColumn(head, Align::kLeft);
  }
  for (const Account& account : accounts) {
    table.AddRow({Printable(account.name), std::string(NameOf(account.role)),
                  std::string(StateOf(account)), FormatTime(account.created_at),
                  TimeOrNever(account.last_login_at)});
  }
  return table.ToText(style, width);
}

JsonObject SessionObject(const Session& session) {
  JsonObject object;
  object.Set("id", session.id);
  object.SetTime("created_at", session.created_at);
  object.SetTime("used_at", session.used_at);
  object.SetTime("ends_at", session.created_at + kSessionLength);
  object.Set("address", session.address);
  return object;
}

JsonObject TokenObject(const ApiToken& token, const std::string& owner, UtcSeconds now) {
  JsonObject object;
  object.Set("id", token.id);
  object.Set("name", token.name);
  object.Set("account", owner);
  object.Set("role", NameOf(token.role));
  if (token.sources.empty()) {
    object.SetNull("sources");
  } else {
    object.Set("sources", TextArray(token.sources));
  }
  object.SetTime("created_at", token.created_at);
  object.SetTime("expires_at", token.expires_at);
  object.SetTime("used_at", token.used_at);
  object.Set("expired", !IsLive(token, now));
  return object;
}

std::string TokensJson(const std::vector<OwnedToken>& tokens, UtcSeconds now) {
  JsonArray array;
  for (const OwnedToken& one : tokens) array.Add(TokenObject(one.token, one.owner, now));
  return JsonObject().Set("tokens", array).ToText();
}

std::string TokensText(const std::vector<OwnedToken>& tokens, UtcSeconds now,
                       const TextStyle& style, int width) {
  if (tokens.empty()) return "There is no API token.\n";
  TextTable table;
  table.AddColumn("ID", Align::kRight);
  for (const char* head : {"Name", "Account", "Role", "Sources", "Expires (UTC)", "Last used"}) {
    table.AddColumn(head, Align::kLeft);
  }
  for (const OwnedToken& one : tokens) {
    table.AddRow({std::to_string(one.token.id), Printable(one.token.name), Printable(one.owner),
                  std::string(NameOf(one.token.role)), SourcesTextOf(one.token),
                  TimeOrNever(one.token.expires_at) + (IsLive(one.token, now) ? "" : " (over)"),
                  TimeOrNever(one.token.used_at)});
  }
  return table.ToText(style, width);
}

std::string AuditJson(const std::vector<AuditEntry>& entries, const std::optional<PageEnd>& page) {
  JsonArray array;
  for (const AuditEntry& entry : entries) array.Add(AuditObject(entry));
  JsonObject document;
  document.Set("entries", array);
  document.Set("next_after",
               entries.empty() ? std::nullopt : std::optional<std::int64_t>(entries.back().id));
  SetNext(page, &document);
  return document.ToText();
}

std::string AuditText(const std::vector<AuditEntry>& entries, const TextStyle& style, int width) {
  if (entries.empty()) return "Nothing is on record.\n";
  TextTable table;
  table.AddColumn("ID", Align::kRight);
  for (const char* head : {"At (UTC)", "Who", "From", "What", "To", "Outcome", "Detail"}) {
    table.AddColumn(head, Align::kLeft);
  }
  const auto shown = [](const std::string& text) {
    return text.empty() ? std::string(kUnknownText) : Printable(text);
  };
  for (const AuditEntry& entry : entries) {
    table.AddRow({std::to_string(entry.id), FormatTime(entry.at), shown(entry.actor),
                  shown(entry.address), shown(entry.action), shown(entry.target),
                  shown(entry.outcome), shown(entry.detail)});
  }
  return table.ToText(style, width);
}

std::string AuditVerdictJson(const AuditVerdict& verdict) {
  JsonObject document;
  document.Set("intact", verdict.faults.empty());
  document.Set("entries", verdict.entries);
  document.Set("head", verdict.head_id == 0
                           ? std::string()
                           : std::to_string(verdict.head_id) + ":" + ToHex(verdict.head));
  document.Set("faults", TextArray(verdict.faults));
  return document.ToText();
}

std::string AuditVerdictText(const AuditVerdict& verdict, const TextStyle& style) {
  if (verdict.faults.empty() && verdict.head_id == 0) return "Nothing is on record.\n";
  std::string text =
      verdict.faults.empty()
          ? style.Good("intact") + " · " + std::to_string(verdict.entries) +
                " entries, none edited, none missing\n"
          : style.Bad("damaged") + " · " + std::to_string(verdict.entries) + " entries\n";
  for (const std::string& fault : verdict.faults) text += "  " + fault + "\n";
  return text + "  head   " + std::to_string(verdict.head_id) + ":" + ToHex(verdict.head) + "\n";
}

std::string SetupLink(const std::string& address, const Secret& code,
                      const std::optional<std::string>& name) {
  return address + "/setup#code=" + code.Reveal() + (name ? "&name=" + *name : "");
}

std::string LinkText(const std::string& address, const Secret& code,
                     const std::optional<std::string>& name) {
  return "  " + SetupLink(address, code, name) + "\nor without a browser:\n  curl -s " + address +
         "/api/v1/setup -H 'Content-Type: application/json' \\\n    -d '{" + "\"token\":\"" +
         code.Reveal() + "\"" + (name ? "" : ",\"name\":\"YOUR-NAME\"") +
         ",\"password\":\"YOUR-PASSWORD\"}'\n";
}

}  // namespace cognitrack
