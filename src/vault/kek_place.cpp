#include "vault/kek_place.h"

#include "vault/kek_command.h"
#include "vault/kek_file.h"

namespace cognitrack {

Result<KekPlace> KekPlace::Of(KekSettings settings) {
  const int set = static_cast<int>(settings.file.has_value()) +
                  static_cast<int>(!settings.value.empty()) +
                  static_cast<int>(settings.command.has_value());
  if (set > 1) {
    return Error{ErrorCode::kConfig,
                 "only one of COGNITRACK_KEK_FILE, COGNITRACK_KEK and COGNITRACK_KEK_COMMAND can "
                 "say where the key-encryption key is, and " +
                     std::to_string(set) + " are set; nothing was opened"};
  }
  return KekPlace(std::move(settings));
}

Result<std::optional<KeyEncryptionKeys>> KekPlace::Read() const {
  if (!settings_.value.empty()) {
    auto keys = KeyEncryptionKeys::Parse(settings_.value.Reveal());
    if (!keys) return keys.error().At("COGNITRACK_KEK");
    return std::optional<KeyEncryptionKeys>(*std::move(keys));
  }
  if (settings_.command) {
    TRY(KeyEncryptionKeys keys, KeksOfCommand(*settings_.command));
    return std::optional<KeyEncryptionKeys>(std::move(keys));
  }
  TRY(auto keys, ReadKekFile(*file()));
  if (!keys && settings_.file) {
    return Error{ErrorCode::kConfig,
                 *settings_.file +
                     ": there is no such file, and COGNITRACK_KEK_FILE says that the "
                     "key-encryption key is in it. Nothing was opened, nothing made"};
  }
  return keys;
}

std::string KekPlace::Text() const {
  if (!settings_.value.empty()) return "COGNITRACK_KEK";
  if (settings_.command) return "COGNITRACK_KEK_COMMAND";
  return "the file " + *file();
}

std::optional<std::string> KekPlace::file() const {
  if (settings_.file) return settings_.file;
  if (IsOwn()) return settings_.own_file;
  return std::nullopt;
}

bool KekPlace::IsOwn() const {
  return !settings_.file && settings_.value.empty() && !settings_.command;
}

}  // namespace cognitrack
