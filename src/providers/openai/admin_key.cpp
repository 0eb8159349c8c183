#include "providers/openai/admin_key.h"

#include <algorithm>
#include <string>

namespace cognitrack {

Status CheckAdminKey(const Secret& key) {
  const std::string& text = key.Reveal();
  if (text.empty()) {
    return Error{ErrorCode::kAuth,
                 "no admin key is given: set OPENAI_ADMIN_KEY to one (sk-admin-…), which an "
                 "organisation owner makes under Settings › Organization › Admin keys"};
  }
  const auto is_printable = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!std::all_of(text.begin(), text.end(), is_printable)) {
    return Error{
        ErrorCode::kAuth,
        "the admin key holds a blank, a line break or a character that is not ASCII: was it "
        "copied whole and alone?"};
  }
  return {};
}

}  // namespace cognitrack
