#include "accounts/role.h"

#include <array>
#include <utility>

namespace cognitrack {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 4> kNames = {{
    {Role::kViewer, "viewer"},
    {Role::kOperator, "operator"},
    {Role::kAdmin, "admin"},
    {Role::kOwner, "owner"},
}};

}  // namespace

std::string_view NameOf(Role role) {
  for (const auto& [known, name] : kNames) {
    if (known == role) return name;
  }
  return "viewer";
}

std::optional<Role> RoleNamed(std::string_view name) {
  for (const auto& [role, known] : kNames) {
    if (known == name) return role;
  }
  return std::nullopt;
}

}  // namespace cognitrack
