#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/check.h"

namespace cognitrack {
namespace {

std::vector<std::string> EnvironmentLines(const ProcessEnvironment& environment) {
  std::vector<std::string> lines;
  for (const char* name : {"PATH", "TMPDIR"}) {
    if (const char* value = std::getenv(name)) lines.push_back(std::string(name) + "=" + value);
  }
  // What is set on this machine is no part of a test.
  if (environment.count("COGNITRACK_CONFIG") == 0) lines.push_back("COGNITRACK_CONFIG=/dev/null");
  for (const auto& [name, value] : environment) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

void Redirect(const std::string& path, int descriptor) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || dup2(file, descriptor) < 0) _exit(126);
}

int ExitCodeFrom(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// The first line of a file that another process is writing.
std::string WaitForLine(const std::string& path, Process& process) {
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = ReadFile(path);
    if (const auto end = text.find('\n'); end != std::string::npos) return text.substr(0, end);
    if (!process.Running()) return text;
    poll(nullptr, 0, 5);
  }
  return "";
}

}  // namespace

std::string ProgramPath(const std::string& name) {
  const char* folder = std::getenv("COGNITRACK_BIN");
  CHECK(folder != nullptr, "COGNITRACK_BIN names the folder of the built programs");
  return std::string(folder) + "/" + name;
}

Process::Process(const std::vector<std::string>& command, const ProcessEnvironment& environment,
                 const std::string& stdout_path, const std::string& stderr_path) {
  std::vector<std::string> arguments = command;
  std::vector<std::string> variables = EnvironmentLines(environment);
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> envp = Pointers(variables);
  pid_ = fork();
  CHECK(pid_ >= 0, "a process can be started");
  if (pid_ == 0) {
    Redirect("/dev/null", STDIN_FILENO);
    Redirect(stdout_path, STDOUT_FILENO);
    Redirect(stderr_path, STDERR_FILENO);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
}

Process::~Process() {
  if (pid_ < 0) return;
  Signal(SIGKILL);
  Wait();
}

void Process::Signal(int number) const {
  if (pid_ > 0) kill(pid_, number);
}

bool Process::Running() {
  if (pid_ < 0) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) == 0) return true;
  exit_code_ = ExitCodeFrom(status);
  pid_ = -1;
  return false;
}

int Process::Wait() {
  if (pid_ < 0) return exit_code_;
  int status = 0;
  waitpid(pid_, &status, 0);
  exit_code_ = ExitCodeFrom(status);
  pid_ = -1;
  return exit_code_;
}

Finished RunProgram(const std::vector<std::string>& command,
                    const ProcessEnvironment& environment) {
  const TemporaryDirectory folder;
  Process process(command, environment, folder.File("out"), folder.File("err"));
  const int exit_code = process.Wait();
  return {exit_code, ReadFile(folder.File("out")), ReadFile(folder.File("err"))};
}

TwinProcess::TwinProcess(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {ProgramPath("cognitrack-twin"), "serve", "--listen",
                                      "127.0.0.1:0"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  process_ = std::make_unique<Process>(command, ProcessEnvironment{}, folder_.File("out"),
                                       folder_.File("err"));
  const std::string line = WaitForLine(folder_.File("out"), *process_);
  constexpr std::string_view kPrefix = "listening on ";
  CHECK(line.rfind(kPrefix, 0) == 0, "the twin says where it listens");
  base_url_ = line.substr(kPrefix.size());
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace cognitrack
