#include "server/open_files.h"

#include <sys/resource.h>

#include <algorithm>

namespace cognitrack {

std::size_t RaiseOpenFiles(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = std::max(before, std::min<rlim_t>(wanted, limit.rlim_max));
  const bool is_raised = limit.rlim_cur == before || setrlimit(RLIMIT_NOFILE, &limit) == 0;
  return static_cast<std::size_t>(is_raised ? limit.rlim_cur : before);
}

}  // namespace cognitrack
