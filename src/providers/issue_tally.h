// IssueTally: gathers what is worth reporting while pages are read, one issue for each kind and
// place, with the first example and a count.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "providers/usage_provider.h"

namespace cognitrack {

class IssueTally {
 public:
  // `example` is kept of the first call for that code and place.
  void Add(std::string_view code, std::string_view where, std::string example,
           std::int64_t count = 1);
  // Everything added, by code and place; the tally is then empty.
  std::vector<PullIssue> Take();

 private:
  std::map<std::pair<std::string, std::string>, PullIssue> issues_;
};

}  // namespace cognitrack
