// ReadingSpec: one of an adapter's readings: a way from the provider's bytes to rows, known by its
// number. A new one is compiled in beside the old until the ledger says that it is in force.
#pragma once

#include <string_view>

namespace cognitrack {

struct ReadingSpec {
  int number = 1;
  std::string_view text;  // What is particular to it, in a few words.
};

}  // namespace cognitrack
