// BaseUrl: the address of a provider's API as the operator gave it, checked. Everything that is
// ever asked starts with it, so that a key is sent to no other origin.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cognitrack {

struct BaseUrl {
  std::string text;  // "https://api.openai.com/v1": without a slash at its end.
  std::string path;  // "/v1", or "" where there is none.
};

// kConfig unless it is https, or http on a loopback address (127.0.0.0/8, ::1, localhost), with a
// host, a port from 1 to 65535 or none, no user, query or fragment, and nothing but printable
// ASCII.
Result<BaseUrl> ParseBaseUrl(std::string_view text);

}  // namespace cognitrack
