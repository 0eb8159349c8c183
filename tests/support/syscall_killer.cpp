#include "tests/support/syscall_killer.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/check.h"

namespace cognitrack {
namespace {

constexpr std::array kWrites = {
    SYS_write,     SYS_pwrite64,  SYS_writev,   SYS_fsync,  SYS_fdatasync,
    SYS_ftruncate, SYS_renameat2, SYS_unlinkat, SYS_linkat, SYS_sendto,
#ifdef SYS_rename
    SYS_rename,    SYS_unlink,    SYS_link,
#endif
};

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

pid_t StartTraced(std::vector<std::string> arguments, const ProcessEnvironment& environment) {
  std::vector<std::string> variables = {std::string("PATH=/usr/bin:/bin")};
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> envp = Pointers(variables);
  const pid_t pid = fork();
  CHECK(pid >= 0, "a process can be started");
  if (pid == 0) {
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  return pid;
}

bool IsAboutToWrite(pid_t pid) {
  struct __ptrace_syscall_info call = {};
  const auto size = ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof call, &call);
  if (size <= 0 || call.op != PTRACE_SYSCALL_INFO_ENTRY) return false;
  return std::find(kWrites.begin(), kWrites.end(), static_cast<long>(call.entry.nr)) !=
         kWrites.end();
}

}  // namespace

bool KillAtWrite(const std::vector<std::string>& command, const ProcessEnvironment& environment,
                 int number) {
  const pid_t pid = StartTraced(command, environment);
  int status = 0;
  waitpid(pid, &status, 0);
  ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  long pass_on = 0;
  while (WIFSTOPPED(status)) {
    const bool at_call = WSTOPSIG(status) == (SIGTRAP | 0x80);
    if (at_call && IsAboutToWrite(pid) && --number == 0) {
      kill(pid, SIGKILL);
      waitpid(pid, &status, 0);
      return true;
    }
    pass_on = at_call || WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
    ptrace(PTRACE_SYSCALL, pid, nullptr, pass_on);
    waitpid(pid, &status, 0);
  }
  return false;
}

}  // namespace cognitrack
