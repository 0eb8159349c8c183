#include "base/spawner.h"

#include <atomic>
#include <semaphore>
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
          end_.release();
        }) {}
  void Wait() override { thread_.join(); }
  bool WaitFor(std::chrono::milliseconds most) override {
    if (!done_ && !end_.try_acquire_for(most)) return false;
    end_.release();
    return true;
  }
  bool IsDone() const override { return done_; }

 private:
  std::atomic<bool> done_{false};
  std::counting_semaphore<> end_{0};
  std::jthread thread_;  // Joins where nobody waited.
};

class InlineTask : public Task {
 public:
  explicit InlineTask(std::function<void()> work) : work_(std::move(work)) {}
  void Wait() override { work_(); }
  bool WaitFor(std::chrono::milliseconds) override { return true; }
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
