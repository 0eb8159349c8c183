#include "accounts/access_code.h"
#include "cli/account_view.h"
#include "cli/display_text.h"
#include "cli/service_address.h"
#include "cli/system_actor.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

Result<Account> Named(ServiceStore& service, const std::string& name) {
  TRY(const std::optional<Account> account, service.accounts().Find(name));
  if (account) return *account;
  return Error{ErrorCode::kUsage, "there is no account '" + name +
                                      "' ('cognitrack accounts list' lists them); nothing was "
                                      "changed"};
}

Result<Role> RoleOf(const CommandOptions& options) {
  if (const auto role = RoleNamed(*options.role)) return *role;
  return Error{ErrorCode::kUsage, "there is no role '" + *options.role +
                                      "': viewer, operator, admin or owner; nothing was changed"};
}

std::string AddressOf(CommandContext& context) {
  const auto service = context.settings().service;
  return service ? SchemeOf(*service) + "://" + service->listen : "http://127.0.0.1:8790";
}

// The link, this once.
void ShowLink(CommandContext& context, const std::string& what, const Secret& code,
              const AccountLink& link, const std::optional<std::string>& name) {
  context.Print(what + " until " + FormatTime(link.expires_at) + ", once:\n" +
                LinkText(AddressOf(context), code, name));
  JsonObject document;
  if (name) {
    document.Set("account", *name);
  } else {
    document.SetNull("account");
  }
  document.Set("token", code.Reveal());
  document.SetTime("expires_at", link.expires_at);
  context.PrintJson(document.ToText());
}

// A change of one account, and what is said of it.
template <typename Change>
Result<int> Changed(CommandContext& context, std::string_view action, const std::string& detail,
                    const std::string& said, const Change& change) {
  TRY(const auto service, context.OpenService());
  TRY(const Account account, Named(*service, *context.options().account));
  TRY_VOID(
      change(service->accounts(), account, SystemEntry(context, action, account.name, detail)));
  context.Print(Printable(account.name) + " " + said + "\n");
  TRY(const std::optional<Account> after, service->accounts().WithId(account.id));
  JsonObject document;
  document.Set("verb", context.options().verb);
  document.Set("account", AccountObject(after.value_or(account)));
  document.Set("removed", !after.has_value());
  context.PrintJson(document.ToText());
  return 0;
}

}  // namespace

Result<int> RunAccountsList(CommandContext& context) {
  TRY(const auto service, context.OpenService());
  TRY(const std::vector<Account> accounts, service->accounts().All());
  context.Print(AccountsText(accounts, context.style(), context.width()));
  context.PrintJson(AccountsJson(accounts));
  return 0;
}

Result<int> RunAccountsSetupLink(CommandContext& context) {
  TRY(const auto service, context.OpenService());
  const Secret code = NewAccessCode(context.environment().random);
  const AccountLink link{AccessCodeHash(code.Reveal()), std::nullopt,
                         context.clock().Now() + kLinkLength};
  TRY_VOID(service->accounts().AddLink(link, false, SystemEntry(context, "setup.link", "")));
  ShowLink(context, "The first owner is made by this,", code, link, std::nullopt);
  return 0;
}

Result<int> RunAccountsAdd(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const Role role, RoleOf(options));
  TRY(const auto service, context.OpenService());
  const Secret code = NewAccessCode(context.environment().random);
  const AccountLink link{AccessCodeHash(code.Reveal()), std::nullopt,
                         context.clock().Now() + kInvitationLength};
  TRY(const Account account, service->accounts().Add(*options.account, role, link,
                                                     SystemEntry(context, "account.create",
                                                                 *options.account, NameOf(role))));
  ShowLink(context, account.name + " (" + std::string(NameOf(role)) + ") sets a password by this,",
           code, link, account.name);
  return 0;
}

Result<int> RunAccountsPassword(CommandContext& context) {
  TRY(const auto service, context.OpenService());
  TRY(const Account account, Named(*service, *context.options().account));
  const Secret code = NewAccessCode(context.environment().random);
  const AccountLink link{AccessCodeHash(code.Reveal()), account.id,
                         context.clock().Now() + kLinkLength};
  TRY_VOID(
      service->accounts().AddLink(link, true, SystemEntry(context, "account.link", account.name)));
  ShowLink(context, account.name + " sets a new password by this,", code, link, account.name);
  return 0;
}

Result<int> RunAccountsRole(CommandContext& context) {
  TRY(const Role role, RoleOf(context.options()));
  const std::string name(NameOf(role));
  return Changed(context, "account.role", name, "has the role " + name + "; its sessions ended",
                 [&](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                   return accounts.SetRole(account.id, role, std::move(entry));
                 });
}

Result<int> RunAccountsDisable(CommandContext& context) {
  return Changed(context, "account.disable", "", "is kept out; its sessions ended",
                 [](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                   return accounts.SetDisabled(account.id, true, std::move(entry));
                 });
}

Result<int> RunAccountsEnable(CommandContext& context) {
  return Changed(context, "account.enable", "", "may come in again",
                 [](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                   return accounts.SetDisabled(account.id, false, std::move(entry));
                 });
}

Result<int> RunAccountsRemove(CommandContext& context) {
  return Changed(context, "account.remove", "", "is removed, with its sessions and tokens",
                 [](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                   return accounts.Remove(account.id, std::move(entry));
                 });
}

}  // namespace cognitrack
