#include "api/run_desk.h"

#include <atomic>
#include <utility>

namespace cognitrack {

// One pull: what its thread tells of it, and what others want of it.
class RunDesk::OwnRun : public RunObserver {
 public:
  explicit OwnRun(UtcSeconds since) : since_(since) {}

  void OnBegin(const RunRecord& run) override {
    const std::lock_guard lock(mutex_);
    view_.run = run;
    changed_.notify_all();
  }
  void OnWindow(const RunRecord& run, const WindowEvent& event) override {
    const std::lock_guard lock(mutex_);
    Take(run);
    view_.surface = event.surface;
    view_.day = event.day;
  }
  void OnEnd(const RunRecord& run) override {
    const std::lock_guard lock(mutex_);
    Take(run);
  }

  void NoteEnd() {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
    changed_.notify_all();
  }
  // Waits until it has a number, or is over; whether it has one.
  bool WaitForNumber() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return has_ended_ || view_.run.id != 0; });
    return view_.run.id != 0;
  }
  RunView View() {
    const std::lock_guard lock(mutex_);
    return view_;
  }
  UtcSeconds since() const { return since_; }

  void Cancel(const std::string& who) {
    const std::lock_guard lock(mutex_);
    if (cancelled_by_.empty()) cancelled_by_ = "cancelled by " + who;
    is_cancelled_ = true;
  }
  bool IsStopped() const { return is_cancelled_ || StopRequested(); }
  std::string StoppedBy() {
    const std::lock_guard lock(mutex_);
    return cancelled_by_;
  }

 private:
  // Issues are only ever added, and may be many.
  void Take(const RunRecord& run) {
    RunRecord& own = view_.run;
    for (std::size_t i = own.issues.size(); i < run.issues.size(); ++i) {
      own.issues.push_back(run.issues[i]);
    }
    own.chunks = run.chunks;
    own.counters = {};
    for (const RunChunk& chunk : own.chunks) own.counters.Add(chunk.counters);
  }

  const UtcSeconds since_;
  std::atomic<bool> is_cancelled_ = false;  // Asked for each window: without the lock.
  std::mutex mutex_;                        // For all below.
  std::condition_variable changed_;
  RunView view_;
  std::string cancelled_by_;
  bool has_ended_ = false;
};

void RunDesk::End() {
  std::shared_ptr<OwnRun> current;
  {
    const std::lock_guard lock(mutex_);
    current = current_;
  }
  if (current != nullptr) current->Cancel("the end of the service");
  const std::lock_guard starting(starting_);
  task_.reset();
}

RunDesk::Pull RunDesk::Run(const CommandOptions& options) {
  InProgress other;
  const std::shared_ptr<OwnRun> own = Claim(&other);
  if (own == nullptr) return {std::nullopt, other.since};
  Pull pull;
  pull.answer = Do(options, *own);
  Release();
  return pull;
}

RunDesk::Begun RunDesk::Start(const CommandOptions& options, const OnEnd& on_end) {
  const std::lock_guard starting(starting_);
  Begun begun;
  InProgress other;
  const std::shared_ptr<OwnRun> own = Claim(&other);
  if (own == nullptr) {
    begun.other = std::move(other);
    return begun;
  }
  const auto early = std::make_shared<std::optional<Result<VerbAnswer>>>();
  // The one before has given its place back, so that it is as good as over.
  task_ = verbs_.spawner().Spawn([this, options, on_end, own, early] {
    *early = Do(options, *own);
    on_end(**early);
    own->NoteEnd();
    Release();
  });
  // Without a thread it is done here.
  if (task_->WaitFor(std::chrono::milliseconds(0)) && !task_->IsDone()) task_->Wait();
  if (own->WaitForNumber()) {
    begun.run = own->View().run;
  } else {
    begun.answer = std::move(*early);
  }
  return begun;
}

std::optional<RunView> RunDesk::Find(std::int64_t run_id) {
  std::shared_ptr<OwnRun> current;
  {
    const std::lock_guard lock(mutex_);
    current = current_;
  }
  if (current == nullptr) return std::nullopt;
  RunView view = current->View();
  if (view.run.id != run_id) return std::nullopt;
  return view;
}

bool RunDesk::Cancel(std::int64_t run_id, const std::string& who) {
  const std::lock_guard lock(mutex_);
  if (current_ == nullptr || current_->View().run.id != run_id) return false;
  current_->Cancel(who);
  return true;
}

std::shared_ptr<RunDesk::OwnRun> RunDesk::Claim(InProgress* other) {
  const std::lock_guard lock(mutex_);
  if (current_ != nullptr) {
    *other = {current_->since(), current_->View().run};
    return nullptr;
  }
  current_ = std::make_shared<OwnRun>(clock_.Now());
  return current_;
}

Result<VerbAnswer> RunDesk::Do(const CommandOptions& options, OwnRun& run) {
  return verbs_.Pull(
      options, {&run, [&run] { return run.IsStopped(); }, [&run] { return run.StoppedBy(); }});
}

void RunDesk::Release() {
  const std::lock_guard lock(mutex_);
  current_.reset();
}

}  // namespace cognitrack
