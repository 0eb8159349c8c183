#include "api/run_desk.h"

namespace cognitrack {

RunDesk::~RunDesk() {
  const std::lock_guard lock(mutex_);
  if (current_ != nullptr) current_->Stop();
}

RunDesk::Pull RunDesk::Run(const CommandOptions& options) {
  const auto [own, other] = TakePlace();
  if (own == nullptr) return {other, std::nullopt};
  return {nullptr, Do(options, own)};
}

RunDesk::Begun RunDesk::Start(const CommandOptions& options) {
  const auto [own, other] = TakePlace();
  if (own == nullptr) return {other, std::nullopt, std::nullopt};
  const auto outcome = std::make_shared<std::optional<Error>>();
  {
    const std::lock_guard lock(task_mutex_);
    task_.reset();  // Of a pull that has given its place up.
    task_ = verbs_.spawner().Spawn([this, options, run = own, outcome] {
      const Result<VerbAnswer> answer =
          verbs_.Run(options, {run.get(), [run] { return run->IsToStop(); }});
      if (!answer) *outcome = answer.error();
      const std::lock_guard place(mutex_);
      current_.reset();
      run->Finish();
    });
  }
  if (const auto id = own->WaitForId()) return {nullptr, id, std::nullopt};
  const Error none{ErrorCode::kInvariant, "nothing was to be recorded: no run was begun"};
  return {nullptr, std::nullopt, outcome->value_or(none)};
}

std::shared_ptr<WatchedRun> RunDesk::Find(std::int64_t run_id) {
  const std::lock_guard lock(mutex_);
  const bool is_it = current_ != nullptr && current_->Look().run_id == run_id && run_id != 0;
  return is_it ? current_ : nullptr;
}

std::pair<std::shared_ptr<WatchedRun>, std::shared_ptr<WatchedRun>> RunDesk::TakePlace() {
  const std::lock_guard lock(mutex_);
  if (current_ != nullptr) return {nullptr, current_};
  current_ = std::make_shared<WatchedRun>(verbs_.observer(), clock_.Now());
  return {current_, nullptr};
}

Result<VerbAnswer> RunDesk::Do(const CommandOptions& options,
                               const std::shared_ptr<WatchedRun>& run) {
  Result<VerbAnswer> answer = verbs_.Run(options, {run.get(), [run] { return run->IsToStop(); }});
  const std::lock_guard lock(mutex_);
  current_.reset();
  run->Finish();
  return answer;
}

}  // namespace cognitrack
