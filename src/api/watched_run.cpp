#include "api/watched_run.h"

namespace cognitrack {

void WatchedRun::Stop() {
  const std::lock_guard lock(mutex_);
  is_to_stop_ = true;
}

bool WatchedRun::IsToStop() const {
  const std::lock_guard lock(mutex_);
  return is_to_stop_ || StopRequested();
}

void WatchedRun::Finish() {
  const std::lock_guard lock(mutex_);
  sight_.is_over = true;
  ++sight_.version;
  changed_.notify_all();
}

RunSight WatchedRun::Look() const {
  const std::lock_guard lock(mutex_);
  return sight_;
}

RunSight WatchedRun::LookAfter(std::int64_t version, std::chrono::milliseconds most) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [&] { return sight_.version > version || sight_.is_over; });
  return sight_;
}

std::optional<std::int64_t> WatchedRun::WaitForId() const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return sight_.run_id != 0 || sight_.is_over; });
  if (sight_.run_id == 0) return std::nullopt;
  return sight_.run_id;
}

void WatchedRun::OnBegin(const RunRecord& run) {
  if (next_ != nullptr) next_->OnBegin(run);
  const std::lock_guard lock(mutex_);
  sight_.run_id = run.id;
  ++sight_.version;
  changed_.notify_all();
}

void WatchedRun::OnWindow(const RunRecord& run, const WindowEvent& event) {
  if (next_ != nullptr) next_->OnWindow(run, event);
  const std::lock_guard lock(mutex_);
  sight_.windows[std::string(NameOf(event.outcome))] += event.windows;
  sight_.rows_written += event.rows_written;
  if (event.outcome == WindowOutcome::kParked && sight_.issues.size() < kMostIssues) {
    sight_.issues.push_back(event);
  }
  ++sight_.version;
  changed_.notify_all();
}

void WatchedRun::OnEnd(const RunRecord& run) {
  if (next_ != nullptr) next_->OnEnd(run);
  const std::lock_guard lock(mutex_);
  sight_.record = run;
  ++sight_.version;
  changed_.notify_all();
}

}  // namespace cognitrack
