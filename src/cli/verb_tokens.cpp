#include "accounts/access_code.h"
#include "cli/account_view.h"
#include "cli/display_text.h"
#include "cli/system_actor.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kDefaultDays = 90;
constexpr std::int64_t kMostDays = 3'660;

Result<std::vector<OwnedToken>> OwnedTokens(ServiceStore& service) {
  TRY(const std::vector<ApiToken> tokens, service.accounts().Tokens(std::nullopt));
  std::vector<OwnedToken> owned;
  for (const ApiToken& token : tokens) {
    TRY(const std::optional<Account> account, service.accounts().WithId(token.account_id));
    owned.push_back({token, account ? account->name : std::string()});
  }
  return owned;
}

Result<ApiToken> TokenOf(const CommandOptions& options, const Account& account, UtcSeconds now) {
  ApiToken token;
  token.account_id = account.id;
  token.name = *options.token_name;
  const auto role = RoleNamed(options.role.value_or("viewer"));
  if (!role) {
    return Error{ErrorCode::kUsage, "there is no role '" + *options.role +
                                        "': viewer, operator, admin or owner; nothing was changed"};
  }
  if (*role > account.role) {
    return Error{ErrorCode::kUsage, account.name + " has the role " +
                                        std::string(NameOf(account.role)) +
                                        ": its token may have no higher one; nothing was changed"};
  }
  token.role = *role;
  token.sources = options.token_sources;
  const std::int64_t days = options.days.value_or(kDefaultDays);
  if (days < 0 || days > kMostDays) {
    return Error{ErrorCode::kUsage, "--days is 0 (never) to 3660; nothing was changed"};
  }
  token.created_at = now;
  token.expires_at = days == 0 ? 0 : now + days * kSecondsPerDay;
  return token;
}

}  // namespace

Result<int> RunTokensList(CommandContext& context) {
  TRY(const auto service, context.OpenService());
  TRY(const std::vector<OwnedToken> tokens, OwnedTokens(*service));
  const UtcSeconds now = context.clock().Now();
  context.Print(TokensText(tokens, now, context.style(), context.width()));
  context.PrintJson(TokensJson(tokens, now));
  return 0;
}

Result<int> RunTokensCreate(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const auto service, context.OpenService());
  TRY(const std::optional<Account> account, service->accounts().Find(*options.account));
  if (!account) {
    return Error{ErrorCode::kUsage,
                 "there is no account '" + *options.account + "'; nothing was changed"};
  }
  const UtcSeconds now = context.clock().Now();
  TRY(ApiToken token, TokenOf(options, *account, now));
  const Secret text = NewAccessCode(context.environment().random, kTokenPrefix);
  token.hash = AccessCodeHash(text.Reveal());
  TRY(token, service->accounts().AddToken(
                 token, SystemEntry(context, "token.create", account->name, token.name)));
  context.Print("Token " + std::to_string(token.id) + " (" + Printable(token.name) + "), " +
                std::string(NameOf(token.role)) +
                (token.expires_at == 0 ? ", for ever" : ", until " + FormatTime(token.expires_at)) +
                "; shown this once:\n  " + text.Reveal() + "\n");
  context.PrintJson(TokenObject(token, account->name, now).Set("token", text.Reveal()).ToText());
  return 0;
}

Result<int> RunTokensRevoke(CommandContext& context) {
  TRY(const auto service, context.OpenService());
  const std::int64_t id = *context.options().token_id;
  TRY_VOID(service->accounts().RemoveToken(
      id, SystemEntry(context, "token.revoke", std::to_string(id))));
  context.Print("Token " + std::to_string(id) + " is revoked\n");
  context.PrintJson(JsonObject().Set("revoked", id).ToText());
  return 0;
}

}  // namespace cognitrack
