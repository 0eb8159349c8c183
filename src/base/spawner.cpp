#include "base/spawner.h"

#include <atomic>
#include <system_error>
#include <thread>
#include <utility>

namespace cognitrack {
namespace {

class ThreadTask : public Task {
 public:
  explicit ThreadTask(std::function<void()> work)
      : thread_([this, work = std::move(work)] {
          work();
          done_ = true;
        }) {}
  void Wait() override { thread_.join(); }
  bool IsDone() const override { return done_; }

 private:
  std::atomic<bool> done_{false};
  std::jthread thread_;  // Joins where nobody waited.
};

class InlineTask : public Task {
 public:
  explicit InlineTask(std::function<void()> work) : work_(std::move(work)) {}
  void Wait() override { work_(); }
  bool IsDone() const override { return false; }

 private:
  std::function<void()> work_;
};

}  // namespace

std::unique_ptr<Task> ThreadSpawner::Spawn(std::function<void()> work) {
  try {
    return std::make_unique<ThreadTask>(work);
  } catch (const std::system_error&) {
    // Where the system allows no further thread, the work is done in place.
    return std::make_unique<InlineTask>(std::move(work));
  }
}

std::unique_ptr<Task> InlineSpawner::Spawn(std::function<void()> work) {
  return std::make_unique<InlineTask>(std::move(work));
}

}  // namespace cognitrack
