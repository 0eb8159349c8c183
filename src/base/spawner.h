// Spawner: the port to do one piece of work beside the caller's own. What the work changes belongs
// to it alone until Wait() has returned, but for what says that two threads may share it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace cognitrack {

class Task {
 public:
  // Waits for the work that runs; work that never began does not begin any more.
  virtual ~Task() = default;
  // Returns when the work is done. Once.
  virtual void Wait() = 0;
  // Waits at most so long; whether there is no more to wait for than Wait() does itself.
  virtual bool WaitFor(std::chrono::milliseconds most) = 0;
  // Whether Wait() would return at once.
  virtual bool IsDone() const = 0;
};

class Spawner {
 public:
  virtual ~Spawner() = default;
  virtual std::unique_ptr<Task> Spawn(std::function<void()> work) = 0;
};

// A thread for each piece of work; in place where the system allows no further one.
class ThreadSpawner : public Spawner {
 public:
  std::unique_ptr<Task> Spawn(std::function<void()> work) override;
};

// The work is done inside Wait(): the order of things is the same every time, as tests and the
// simulation need it.
class InlineSpawner : public Spawner {
 public:
  std::unique_ptr<Task> Spawn(std::function<void()> work) override;
};

}  // namespace cognitrack
