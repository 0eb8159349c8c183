#include "vault/kek_command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <vector>

namespace cognitrack {
namespace {

constexpr std::chrono::milliseconds kStep{20};

Error Failed(const std::string& program, const std::string& why) {
  return Error{ErrorCode::kConfig,
               "COGNITRACK_KEK_COMMAND: " + program + " " + why + ". Nothing was opened"};
}

std::vector<std::string> WordsOf(const std::string& command) {
  std::istringstream stream(command);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// A child that is gone when this is: nothing of it is left behind, whatever happens.
class Child {
 public:
  ~Child() {
    if (output_ >= 0) close(output_);
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  Status Start(const std::vector<std::string>& words) {
    std::array<int, 2> pipe_ends{-1, -1};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return Failed(words[0], std::strerror(errno));
    output_ = pipe_ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int failed =
        posix_spawnp(&pid_, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    if (failed == 0) return {};
    pid_ = -1;
    return Failed(words[0], std::string("cannot be started: ") + std::strerror(failed));
  }

  // Everything that it says until it has ended. `steps_left` bounds the waiting.
  Result<Secret> Read(const std::string& program, std::size_t most, std::int64_t* steps_left) {
    std::string text(most + 1, '\0');
    std::size_t length = 0;
    while (true) {
      pollfd waiting{output_, POLLIN, 0};
      const int ready = poll(&waiting, 1, static_cast<int>(kStep.count()));
      if (ready == 0 && --*steps_left <= 0) return Failed(program, "takes too long");
      if (ready <= 0) continue;
      const ssize_t count = read(output_, text.data() + length, text.size() - length);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return Failed(program, std::strerror(errno));
      if (count == 0) break;
      length += static_cast<std::size_t>(count);
      if (length > most) return Failed(program, "prints more than a key-encryption key");
    }
    text.resize(length);
    return Secret(std::move(text));
  }

  Status End(const std::string& program, std::int64_t* steps_left) {
    int status = 0;
    while (waitpid(pid_, &status, WNOHANG) == 0) {
      if (--*steps_left <= 0) return Failed(program, "does not end");
      poll(nullptr, 0, static_cast<int>(kStep.count()));
    }
    pid_ = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return Failed(program, WIFEXITED(status)
                               ? "ended with exit code " + std::to_string(WEXITSTATUS(status))
                               : "was ended by signal " + std::to_string(WTERMSIG(status)));
  }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace

Result<KeyEncryptionKeys> KeksOfCommand(const std::string& command, KekCommandLimits limits) {
  const std::vector<std::string> words = WordsOf(command);
  if (words.empty()) return Failed("it", "names no program");
  Child child;
  TRY_VOID(child.Start(words));
  std::int64_t steps_left = limits.time / kStep;
  TRY(const Secret text, child.Read(words[0], limits.bytes, &steps_left));
  TRY_VOID(child.End(words[0], &steps_left));
  auto keys = KeyEncryptionKeys::Parse(text.Reveal());
  if (!keys) return keys.error().At("COGNITRACK_KEK_COMMAND: " + words[0]);
  return keys;
}

}  // namespace cognitrack
