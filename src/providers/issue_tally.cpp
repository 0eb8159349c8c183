#include "providers/issue_tally.h"

namespace cognitrack {

void IssueTally::Add(std::string_view code, std::string_view where, std::string example,
                     std::int64_t count) {
  std::pair<std::string, std::string> key(code, where);
  const auto [at, inserted] = issues_.try_emplace(std::move(key));
  PullIssue& issue = at->second;
  if (inserted) {
    issue = {std::string(code), std::string(where), std::move(example), count};
  } else {
    issue.count += count;
  }
}

std::vector<PullIssue> IssueTally::Take() {
  std::vector<PullIssue> taken;
  for (auto& [key, issue] : issues_) taken.push_back(std::move(issue));
  issues_.clear();
  return taken;
}

}  // namespace cognitrack
