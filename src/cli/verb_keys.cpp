#include <algorithm>

#include "cli/key_access.h"
#include "cli/key_view.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

Result<int> Show(CommandContext& context, const KeyChangeView& view) {
  context.Print(KeyChangeText(view, context.style()));
  context.PrintJson(KeyChangeJson(view));
  return 0;
}

Result<int> TakeOut(CommandContext& context, KeyState to, const std::string& what) {
  const CommandOptions& options = context.options();
  TRY(const auto store, OpenServiceStore(context, DatabaseAccess::kWrite));
  KeyRecords keys = store->keys();
  TRY(const KeyRecord before, keys.Find(*options.key_id));
  KeyChangeView view;
  view.verb = options.verb;
  TRY(view.successor, keys.TakeOut(before, to, options.reason.value_or(what)));
  TRY(view.key, keys.Find(before.id));
  view.was_in_use = view.key.state != before.state;
  return Show(context, view);
}

}  // namespace

Result<int> RunKeysList(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const auto store, OpenServiceStore(context, DatabaseAccess::kRead));
  std::vector<KeyRecord> keys;
  if (store != nullptr) {
    TRY(keys, store->keys().All());
  }
  std::erase_if(keys, [&](const KeyRecord& key) {
    if (context.settings().source_given && key.source != context.settings().source) return true;
    return !options.all_keys && key.state == KeyState::kRevoked;
  });
  context.Print(KeysText(keys, context.style(), context.width()));
  context.PrintJson(KeysJson(keys));
  return 0;
}

Result<int> RunKeysDisable(CommandContext& context) {
  return TakeOut(context, KeyState::kDisabled, "disabled by hand");
}

Result<int> RunKeysRemove(CommandContext& context) {
  return TakeOut(context, KeyState::kRevoked, "removed by hand");
}

Result<int> RunKeysEnable(CommandContext& context) {
  TRY(const auto store, OpenServiceStore(context, DatabaseAccess::kWrite));
  KeyChangeView view;
  view.verb = context.options().verb;
  TRY(view.key, store->keys().BringBack(*context.options().key_id));
  return Show(context, view);
}

}  // namespace cognitrack
