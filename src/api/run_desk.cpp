#include "api/run_desk.h"

namespace cognitrack {

RunDesk::Pull RunDesk::Run(const CommandOptions& options) {
  {
    const std::lock_guard lock(mutex_);
    if (running_since_) return {std::nullopt, *running_since_};
    running_since_ = clock_.Now();
  }
  Pull pull;
  pull.answer = verbs_.Run(options);
  const std::lock_guard lock(mutex_);
  running_since_.reset();
  return pull;
}

}  // namespace cognitrack
