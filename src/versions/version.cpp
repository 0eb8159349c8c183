#include "versions/version.h"

#include <array>

namespace cognitrack {
namespace {

constexpr std::array kKinds = {VersionKind::kPricing, VersionKind::kIngest};
constexpr std::array kActions = {VersionAction::kBegin, VersionAction::kPromote,
                                 VersionAction::kDrop, VersionAction::kBack};

}  // namespace

std::string_view NameOf(VersionKind kind) {
  switch (kind) {
    case VersionKind::kPricing:
      return "pricing";
    case VersionKind::kIngest:
      return "ingest";
  }
  return "pricing";
}

std::optional<VersionKind> VersionKindNamed(std::string_view name) {
  for (const VersionKind kind : kKinds) {
    if (NameOf(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string_view NameOf(VersionAction action) {
  switch (action) {
    case VersionAction::kBegin:
      return "begin";
    case VersionAction::kPromote:
      return "promote";
    case VersionAction::kDrop:
      return "drop";
    case VersionAction::kBack:
      return "back";
  }
  return "begin";
}

std::optional<VersionAction> VersionActionNamed(std::string_view name) {
  for (const VersionAction action : kActions) {
    if (NameOf(action) == name) return action;
  }
  return std::nullopt;
}

}  // namespace cognitrack
