#include "cli/key_access.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

// Only its owner may look into it; one that is there keeps its mode.
Status MakeDirectoryOf(const std::string& file) {
  const fs::path directory = fs::path(file).parent_path();
  std::error_code error;
  if (directory.empty() || fs::is_directory(directory, error)) return {};
  fs::create_directories(directory, error);
  if (!error) fs::permissions(directory, fs::perms::owner_all, error);
  if (!error) return {};
  return Error{ErrorCode::kConfig, directory.string() +
                                       ": the directory for the key-encryption key cannot be "
                                       "made: " +
                                       error.message() +
                                       "; name a file of it with "
                                       "COGNITRACK_KEK_FILE"};
}

}  // namespace

Result<std::unique_ptr<ServiceStore>> OpenServiceStore(CommandContext& context,
                                                       DatabaseAccess access) {
  CliEnvironment& environment = context.environment();
  if (!environment.open_service_store) return std::unique_ptr<ServiceStore>();
  auto store = environment.open_service_store(context.settings().database);
  if (store || store.error().code != ErrorCode::kConfig) return store;
  {
    // Makes it, or tells what is wrong with it.
    TRY(const LedgerHandle ledger, context.OpenLedger(access));
  }
  if (access == DatabaseAccess::kRead) return std::unique_ptr<ServiceStore>();
  return environment.open_service_store(context.settings().database);
}

Result<KeyVault> OpenVault(CommandContext& context) {
  TRY(KekPlace place, KekPlace::Of(context.settings().kek));
  if (place.IsOwn()) {
    if (place.file()->empty()) {
      return Error{ErrorCode::kConfig,
                   "there is no place for the key-encryption key: set COGNITRACK_KEK_FILE, "
                   "COGNITRACK_DATA or HOME"};
    }
    TRY_VOID(MakeDirectoryOf(*place.file()));
  }
  // Told even with --quiet: who does not know of it loses every key with it.
  std::ostream& err = context.environment().err;
  return KeyVault(std::move(place), [&err](const std::string& line) { err << line << "\n"; });
}

Result<std::optional<ChosenKey>> ChooseKey(CommandContext& context) {
  const Settings& settings = context.settings();
  if (!settings.provider.admin_key.empty()) {
    return std::optional(ChosenKey{settings.provider.admin_key, "OPENAI_ADMIN_KEY"});
  }
  TRY(const auto store, OpenServiceStore(context, DatabaseAccess::kRead));
  if (store == nullptr) return std::optional<ChosenKey>();
  TRY(const std::vector<KeyRecord> keys, store->keys().All());
  TRY_VOID(RequireUsable(keys, settings.source));
  for (const KeyRecord& key : keys) {
    if (key.source != settings.source || key.state != KeyState::kActive) continue;
    TRY(const KeyVault vault, OpenVault(context));
    TRY(Secret secret, vault.Open(key));
    return std::optional(ChosenKey{std::move(secret), "key " + std::to_string(key.id)});
  }
  return std::optional<ChosenKey>();
}

std::int64_t CountSealedKeys(CommandContext& context) {
  const auto store = OpenServiceStore(context, DatabaseAccess::kRead);
  if (!store || *store == nullptr) return 0;
  const auto keys = (*store)->keys().All();
  if (!keys) return 0;
  return std::count_if(keys->begin(), keys->end(),
                       [](const KeyRecord& key) { return !key.sealed.empty(); });
}

Status RequireUsable(const std::vector<KeyRecord>& keys, const std::string& source) {
  std::string unusable;
  for (const KeyRecord& key : keys) {
    if (key.source != source || key.state == KeyState::kRevoked) continue;
    if (key.state == KeyState::kActive) return {};
    unusable +=
        (unusable.empty() ? "" : ", ") + TextOf(key) + " is " + std::string(NameOf(key.state));
    if (key.state == KeyState::kAuthFailed) unusable += ": " + key.state_reason;
  }
  if (unusable.empty()) return {};
  return Error{ErrorCode::kAuth, "no key of source " + source + " is in use: " + unusable +
                                     ". 'cognitrack keys enable ID' puts one to use, 'cognitrack "
                                     "keys add' stores another. Nothing was asked, nothing stored"};
}

}  // namespace cognitrack
