#include "cli/account_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const OptionSpec kName{"NAME", "", "The account", &O::account, true};
const OptionSpec kRole{"ROLE", "", "viewer, operator, admin or owner", &O::role, true};
const ExitSpec kWrong{64, "there is no such account, or it may not be done; nothing was changed"};

std::vector<VerbSpec> OfAccounts(std::string_view group) {
  return {
      {"accounts list",
       group,
       "Who may ask the service",
       "Each account with its role: a viewer reads, an operator also sets flags and signs, an "
       "admin "
       "also says who may, an owner also makes owners. As long as there is none, this machine may "
       "read.",
       {},
       {"cognitrack accounts list"},
       {}},
      {"accounts setup-link",
       group,
       "A one-time link that makes the first owner",
       "For the first start, when the link that 'serve' printed was lost or is over. It holds for "
       "15 minutes, once; one that was made before does not hold any more.",
       {},
       {"cognitrack accounts setup-link"},
       {{64, "there is an account already; nothing was changed"}}},
      {"accounts add",
       group,
       "Make an account, and the link that sets its password",
       "The link holds for three days, once, and is shown this once.",
       {kName, kRole},
       {"cognitrack accounts add ann@example.com admin"},
       {kWrong}},
      {"accounts role",
       group,
       "Give an account another role",
       "Its sessions end; its tokens may no more than it may itself. The last owner stays one.",
       {kName, kRole},
       {"cognitrack accounts role ann@example.com viewer"},
       {kWrong}},
      {"accounts disable",
       group,
       "Keep an account out",
       "Its sessions end at once and its tokens rest; nothing of it is lost. The last owner stays.",
       {kName},
       {"cognitrack accounts disable ann@example.com"},
       {kWrong}},
      {"accounts enable",
       group,
       "Let an account in again",
       "With its password and its tokens as they were.",
       {kName},
       {"cognitrack accounts enable ann@example.com"},
       {kWrong}},
      {"accounts remove",
       group,
       "Remove an account",
       "With its sessions and tokens. What it did stays in the audit log. The last owner stays.",
       {kName},
       {"cognitrack accounts remove ann@example.com"},
       {kWrong}},
      {"accounts password",
       group,
       "A one-time link that sets a new password",
       "For somebody who is locked out. The account's sessions end; the old password holds until "
       "the link is used, which must be within 15 minutes.",
       {kName},
       {"cognitrack accounts password ann@example.com"},
       {kWrong}}};
}

std::vector<VerbSpec> OfTokens(std::string_view group) {
  return {
      {"tokens list",
       group,
       "The API tokens",
       "Each with its account, what it may ask, when it ends and when it was used last.",
       {},
       {"cognitrack tokens list"},
       {}},
      {"tokens create",
       group,
       "Make an API token for a program",
       "It is shown this once and sent as 'Authorization: Bearer ct_…'. It may no more than its "
       "account, and nothing once that is disabled or removed.",
       {{"NAME", "", "What the token is for", &O::token_name, true},
        {"--account", "NAME", "Whose it is", &O::account, true},
        {"--role", "ROLE", "What it may: viewer, operator, admin or owner (viewer)", &O::role},
        {"--for-source", "NAME…", "It may ask about these sources only (all)", &O::token_sources},
        {"--days", "N", "It ends after so many days (90); 0: never", &O::days}},
       {"cognitrack tokens create nightly-report --account ann@example.com --days 30"},
       {kWrong}},
      {"tokens revoke",
       group,
       "Take a token back",
       "At once and for good.",
       {{"ID", "", "Which one, as 'tokens list' numbers them", &O::token_id, true}},
       {"cognitrack tokens revoke 3"},
       {{64, "there is no such token; nothing was changed"}}}};
}

std::vector<VerbSpec> OfAudit(std::string_view group) {
  return {
      {"audit list",
       group,
       "What was changed, by whom",
       "Logins, changes of accounts and tokens, and what was done to the ledger, over the "
       "service and from the command line. Oldest first from --after on; without it the newest.",
       {{"--after", "ID", "Only entries after this one", &O::after},
        {"--limit", "N", "How many, 1000 at most (50)", &O::limit}},
       {"cognitrack audit list", "cognitrack audit list --after 1200 --limit 1000 --json"},
       {}},
      {"audit verify",
       group,
       "Whether the audit log is as it was written",
       "Each entry holds the hash of the one before it: an edit, a gap and a cut show. Whoever "
       "can write the database can make the whole log anew: note the head now and then at "
       "another place (each start of 'serve' logs it), and give it with --head.",
       {{"--head", "ID:HASH", "A head that was noted once: the log must still hold it",
         &O::audit_head}},
       {"cognitrack audit verify"},
       {{1, "an entry was edited, is missing, or was cut off"}}}};
}

}  // namespace

std::vector<VerbSpec> AccountVerbs(std::string_view group) {
  std::vector<VerbSpec> verbs = OfAccounts(group);
  for (VerbSpec& verb : OfTokens(group)) verbs.push_back(std::move(verb));
  for (VerbSpec& verb : OfAudit(group)) verbs.push_back(std::move(verb));
  return verbs;
}

}  // namespace cognitrack
