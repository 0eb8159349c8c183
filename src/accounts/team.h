// TeamId: whose sources, accounts and tokens are meant. A store is opened for one team and sees
// nothing of another.
#pragma once

#include <cstdint>

namespace cognitrack {

struct TeamId {
  std::int64_t value = 1;  // The team `default`, which every database has.
  bool operator==(const TeamId&) const = default;
};

}  // namespace cognitrack
