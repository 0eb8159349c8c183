#include "providers/openai/personal_data.h"

#include "names/email_text.h"

namespace cognitrack {

bool IsPersonalField(std::string_view name) { return name.find("email") != std::string_view::npos; }

std::string WithoutPersonalData(std::string_view text,
                                const std::vector<std::string_view>& values) {
  std::string kept;
  const char* from = text.data();
  for (const std::string_view value : values) {
    kept.append(from, value.data());
    kept.append("\"").append(kHiddenEmail).append("\"");
    from = value.data() + value.size();
  }
  return kept.append(from, text.data() + text.size());
}

}  // namespace cognitrack
