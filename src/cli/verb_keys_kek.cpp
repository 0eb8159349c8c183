#include "cli/key_access.h"
#include "cli/key_view.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

template <typename Work>
Result<int> Rotate(CommandContext& context, Work work) {
  TRY(const auto store, OpenServiceStore(context, DatabaseAccess::kWrite));
  TRY(const KeyVault vault, OpenVault(context));
  TRY(const KekOutcome outcome, work(store->keys(), vault));
  context.Print(KekText(outcome, vault.place().Text(), context.style()));
  context.PrintJson(KekJson(outcome, context.options().verb));
  return outcome.failed.empty() ? 0 : ExitCodeOf(ErrorCode::kInvariant);
}

}  // namespace

Result<int> RunKeysReseal(CommandContext& context) { return Rotate(context, ResealKeys); }

Result<int> RunKeysRotateKek(CommandContext& context) {
  const bool keep_old = context.options().keep_old;
  return Rotate(context, [keep_old](KeyRecords keys, const KeyVault& vault) {
    return RotateKek(keys, vault, keep_old);
  });
}

Result<int> RunKeysRetireKek(CommandContext& context) { return Rotate(context, RetireKeks); }

}  // namespace cognitrack
