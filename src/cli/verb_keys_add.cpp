#include <algorithm>
#include <array>

#include "cli/key_access.h"
#include "cli/key_view.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

// By which code a check of several keys ends.
constexpr std::array kByWeight = {ErrorCode::kInvariant,   ErrorCode::kConfig,
                                  ErrorCode::kAuth,        ErrorCode::kProviderContract,
                                  ErrorCode::kUnavailable, ErrorCode::kTryLater};

Result<Secret> ReadSecret(CommandContext& context, const std::string& question) {
  constexpr std::string_view kBlanks = " \t\r\n";
  if (!context.environment().read_secret) {
    return Error{ErrorCode::kUsage,
                 "the key is read from standard input, or asked for at a terminal; there is "
                 "neither"};
  }
  TRY(const Secret given, context.environment().read_secret(question));
  const std::string& text = given.Reveal();
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return Secret();
  return Secret(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

Result<KeyFindings> Probe(CommandContext& context, const Secret& secret) {
  if (context.settings().pull_fault) return *context.settings().pull_fault;
  ProviderSettings settings = context.settings().provider;
  settings.admin_key = secret;
  settings.reading = context.environment().readings.front().number;
  TRY(const auto usage, context.environment().make_provider("openai", settings));
  TRY(const auto names, context.environment().make_names_provider("openai", settings));
  return ProbeKey(*usage, *names, context.clock().Now());
}

Status RequireRight(const KeyFindings& findings) {
  if (findings.MayReadUsage()) return {};
  // A provider that knows no surface at all is none, or has another address.
  return Error{findings.IsRefused() ? ErrorCode::kAuth : ErrorCode::kProviderContract,
               "the key may read no usage at all; " + findings.FirstRefusal()};
}

// What the provider says about the secret, where it is asked, fills in the record: an error where
// it may not stand there.
Status Admit(CommandContext& context, const Secret& secret, KeyRecord stored,
             const std::vector<KeyRecord>& keys, KeyChangeView* view) {
  if (context.options().no_check) return {};
  TRY(view->findings, Probe(context, secret));
  TRY_VOID(RequireRight(*view->findings));
  std::vector<SourceRecord> sources;
  {
    TRY(const LedgerHandle ledger, context.OpenLedger(DatabaseAccess::kRead));
    TRY(sources, ledger->Sources());
  }
  // What is known of a key that is exchanged tells of the source like that of any other one.
  stored.id = 0;
  TRY(view->kinship, KinshipOf(*view->findings, stored, sources, keys));
  view->key.organisation = view->findings->organisation;
  view->key.project_ids = view->findings->project_ids;
  view->key.checked_at = context.clock().Now();
  return {};
}

std::string ByWhom(const CommandContext& context) {
  return context.options().signed_by.value_or(context.settings().login);
}

Result<int> Show(CommandContext& context, const KeyChangeView& view) {
  context.Print(KeyChangeText(view, context.style()));
  context.PrintJson(KeyChangeJson(view));
  return 0;
}

void CheckOne(CommandContext& context, const KeyVault& vault, KeyRecords keys,
              KeyCheckView* check) {
  const auto secret = vault.Open(check->key);
  if (!secret) {
    check->error = secret.error();
    return;
  }
  auto findings = Probe(context, *secret);
  if (findings) check->findings = *std::move(findings);
  Status right = check->findings ? RequireRight(*check->findings) : Status(findings.error());
  if (!right) {
    const std::string reason = ShortReason(right.error().message);
    check->error = Error{right.error().code, reason};
    if (right.error().code != ErrorCode::kAuth) return;
    auto successor = keys.TakeOut(check->key, KeyState::kAuthFailed, reason);
    if (successor) check->successor = *std::move(successor);
  } else {
    check->key.organisation = check->findings->organisation;
    check->key.project_ids = check->findings->project_ids;
    if (const Status noted = keys.NoteCheck(check->key); !noted) check->error = noted.error();
  }
  if (auto held = keys.Find(check->key.id)) check->key = *std::move(held);
}

int ExitCodeOfChecks(const std::vector<KeyCheckView>& checks) {
  for (const ErrorCode code : kByWeight) {
    for (const KeyCheckView& check : checks) {
      if (check.error && check.error->code == code) return ExitCodeOf(code);
    }
  }
  return 0;
}

}  // namespace

Result<int> RunKeysAdd(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const Secret secret,
      ReadSecret(context, "Admin key of " + context.settings().source + " (not shown): "));
  TRY_VOID(CheckKind(secret));
  TRY(const auto store, OpenServiceStore(context, DatabaseAccess::kWrite));
  TRY(const KeyVault vault, OpenVault(context));
  KeyRecords keys = store->keys();
  TRY(const std::vector<KeyRecord> held, keys.All());
  TRY_VOID(RefuseKnown(secret, 0, held, vault));
  KeyChangeView view;
  view.verb = options.verb;
  view.key.source = context.settings().source;
  view.key.provider = "openai";
  view.key.label = options.label.value_or("");
  view.key.last_four = LastFourOf(secret);
  view.key.added_by = ByWhom(context);
  TRY_VOID(Admit(context, secret, view.key, held, &view));
  TRY(view.key, keys.Add(view.key, options.as_spare, vault.Sealing(secret, keys)));
  return Show(context, view);
}

Result<int> RunKeysRotate(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const auto store, OpenServiceStore(context, DatabaseAccess::kWrite));
  TRY(const KeyVault vault, OpenVault(context));
  KeyRecords keys = store->keys();
  TRY(const KeyRecord before, keys.Find(*options.key_id));
  TRY(const Secret secret,
      ReadSecret(context, "New secret of " + TextOf(before) + " (not shown): "));
  TRY_VOID(CheckKind(secret));
  TRY(const std::vector<KeyRecord> held, keys.All());
  TRY_VOID(RefuseKnown(secret, before.id, held, vault));
  KeyChangeView view;
  view.verb = options.verb;
  view.key = before;
  view.key.last_four = LastFourOf(secret);
  view.key.added_by = ByWhom(context);
  TRY_VOID(Admit(context, secret, before, held, &view));
  TRY(view.key, keys.Exchange(view.key, vault.Sealing(secret, keys)));
  return Show(context, view);
}

Result<int> RunKeysCheck(CommandContext& context) {
  const auto& id = context.options().key_id;
  TRY(const auto store, OpenServiceStore(context, DatabaseAccess::kWrite));
  TRY(const KeyVault vault, OpenVault(context));
  KeyRecords keys = store->keys();
  std::vector<KeyRecord> chosen;
  if (id) {
    TRY(KeyRecord one, keys.Find(*id));
    if (one.state == KeyState::kRevoked) {
      return Error{ErrorCode::kUsage, TextOf(one) + " was removed, and its secret with it"};
    }
    chosen.push_back(std::move(one));
  } else {
    TRY(chosen, keys.All());
    std::erase_if(chosen, [&context](const KeyRecord& key) {
      if (context.settings().source_given && key.source != context.settings().source) return true;
      return key.state != KeyState::kActive && key.state != KeyState::kSpare;
    });
  }
  std::vector<KeyCheckView> checks;
  for (KeyRecord& key : chosen) {
    KeyCheckView check;
    check.key = std::move(key);
    CheckOne(context, vault, keys, &check);
    checks.push_back(std::move(check));
  }
  const int exit_code = ExitCodeOfChecks(checks);
  context.Print(KeyChecksText(checks, context.style()));
  context.PrintJson(KeyChecksJson(checks, exit_code));
  return exit_code;
}

}  // namespace cognitrack
