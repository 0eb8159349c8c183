// Processes of the project's own programs, for tests that need the real thing: started with an
// environment of their own, output captured in files, always ended by id.
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/temporary_directory.h"

namespace cognitrack {

using ProcessEnvironment = std::map<std::string, std::string>;

// The folder of the built programs: COGNITRACK_BIN, set by ctest.
std::string ProgramPath(const std::string& name);

class Process {
 public:
  // Starts the program; it inherits nothing of the environment but PATH and TMPDIR.
  Process(const std::vector<std::string>& command, const ProcessEnvironment& environment,
          const std::string& stdout_path, const std::string& stderr_path);
  ~Process();  // Kills what still runs.
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void Signal(int number) const;
  bool Running();
  // Waits for the end; the exit code, or 128 + the signal.
  int Wait();

 private:
  pid_t pid_ = -1;
  int exit_code_ = 0;
};

struct Finished {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// Runs the program to its end.
Finished RunProgram(const std::vector<std::string>& command, const ProcessEnvironment& environment);

// A provider twin on a free port of loopback, ended with the object.
class TwinProcess {
 public:
  explicit TwinProcess(const std::vector<std::string>& arguments);
  // "http://127.0.0.1:PORT/v1".
  const std::string& base_url() const { return base_url_; }

 private:
  std::string base_url_;
  TemporaryDirectory folder_;
  std::unique_ptr<Process> process_;
};

std::string ReadFile(const std::string& path);

}  // namespace cognitrack
