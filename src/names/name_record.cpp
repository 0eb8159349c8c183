#include "names/name_record.h"

namespace cognitrack {

std::string_view NameOf(NameKind kind) {
  switch (kind) {
    case NameKind::kProject:
      return "project";
    case NameKind::kApiKey:
      return "api_key";
    case NameKind::kUser:
      return "user";
    case NameKind::kServiceAccount:
      return "service_account";
    case NameKind::kAdminApiKey:
      return "admin_api_key";
  }
  return "";
}

std::optional<NameKind> NameKindNamed(std::string_view name) {
  for (const NameKind kind : kNameKinds) {
    if (NameOf(kind) == name) return kind;
  }
  return std::nullopt;
}

const NameVersion& NameRecord::At(UtcSeconds time) const {
  if (history.empty() || current.since <= time) return current;
  const NameVersion* version = &history.front();
  for (const NameVersion& older : history) {
    if (older.since <= time) version = &older;
  }
  return *version;
}

}  // namespace cognitrack
