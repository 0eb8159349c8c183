#include "base/error.h"

namespace cognitrack {

Error Error::At(std::string_view where) const {
  return Error{code, std::string(where) + ": " + message};
}

int ExitCodeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return 64;
    case ErrorCode::kBadInput:
      return 65;
    case ErrorCode::kUnavailable:
      return 69;
    case ErrorCode::kInvariant:
      return 70;
    case ErrorCode::kDisk:
      return 74;
    case ErrorCode::kTryLater:
      return 75;
    case ErrorCode::kProviderContract:
      return 76;
    case ErrorCode::kAuth:
      return 77;
    case ErrorCode::kConfig:
      return 78;
  }
  return 70;
}

std::string_view NameOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kBadInput:
      return "bad_input";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kInvariant:
      return "invariant";
    case ErrorCode::kDisk:
      return "disk";
    case ErrorCode::kTryLater:
      return "try_later";
    case ErrorCode::kProviderContract:
      return "provider_contract";
    case ErrorCode::kAuth:
      return "auth";
    case ErrorCode::kConfig:
      return "config";
  }
  return "invariant";
}

}  // namespace cognitrack
