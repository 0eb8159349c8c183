#include "store/window_scan.h"

namespace cognitrack {

Result<bool> WindowScan::Next(UtcSeconds window) {
  while (place_ != Place::kEnd) {
    if (place_ != Place::kAtRow) {
      TRY(const bool more, query_.Step());
      place_ = more ? Place::kAtRow : Place::kEnd;
      continue;
    }
    const UtcSeconds at = query_.Integer(0);
    if (at > window) return false;
    place_ = Place::kAtGivenRow;
    if (at == window) return true;
  }
  return false;
}

}  // namespace cognitrack
