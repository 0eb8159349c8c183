#include "telemetry/process_usage.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace cognitrack {
namespace {

// The fields of /proc/self/stat from the third on: the second, the program's name in parentheses,
// may hold blanks.
std::vector<double> StatFields() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
  std::string state;
  fields >> state;
  return {std::istream_iterator<double>(fields), {}};
}

double BootTime() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    double seconds = 0;
    if (word == "btime" && file >> seconds) return seconds;
  }
  return 0;
}

std::int64_t OpenFds() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  std::int64_t count = 0;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) ++count;
  return count - 1;  // The directory's own.
}

}  // namespace

std::optional<ProcessUsage> ReadProcessUsage() {
  // Positions behind the third field, which proc(5) counts from 1.
  constexpr std::size_t kUserTicks = 14 - 4, kSystemTicks = 15 - 4, kStartTicks = 22 - 4;
  constexpr std::size_t kVirtualBytes = 23 - 4, kResidentPages = 24 - 4;
  const std::vector<double> fields = StatFields();
  if (fields.size() <= kResidentPages) return std::nullopt;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  ProcessUsage usage;
  usage.cpu_seconds = (fields[kUserTicks] + fields[kSystemTicks]) / ticks;
  usage.virtual_bytes = static_cast<std::int64_t>(fields[kVirtualBytes]);
  usage.resident_bytes =
      static_cast<std::int64_t>(fields[kResidentPages]) * std::int64_t{sysconf(_SC_PAGESIZE)};
  usage.started_at = BootTime() + fields[kStartTicks] / ticks;
  usage.open_fds = OpenFds();
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    usage.max_fds = static_cast<std::int64_t>(limit.rlim_cur);
  }
  return usage;
}

}  // namespace cognitrack
