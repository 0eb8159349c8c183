#include "accounts/account.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::size_t kLongestName = 64;

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
         c == '@' || c == '+';
}

}  // namespace

Status CheckAccountName(const std::string& name) {
  if (!name.empty() && name.size() <= kLongestName &&
      std::all_of(name.begin(), name.end(), IsNameCharacter)) {
    return {};
  }
  return Error{ErrorCode::kUsage,
               "the name of an account is 1 to 64 characters out of a-z, 0-9 and . - _ @ + (small "
               "letters); nothing was changed"};
}

bool IsLive(const Session& session, UtcSeconds now) {
  return now >= session.created_at && now - session.created_at < kSessionLength &&
         now - session.used_at < kSessionIdle;
}

bool IsLive(const ApiToken& token, UtcSeconds now) {
  return token.expires_at == 0 || now < token.expires_at;
}

}  // namespace cognitrack
