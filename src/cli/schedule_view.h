// What is scheduled and what became of it, as text and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/settings.h"
#include "cli/text_style.h"
#include "jobs/scheduler.h"

namespace cognitrack {

// One job, as its schedule and its slots say.
struct JobView {
  std::string name;
  std::optional<JobTiming> timing;
  std::optional<UtcSeconds> next_at;  // Nothing: when another job has ended, or never.
  bool is_due = false;
  std::optional<JobSlot> last;
};

struct ScheduleView {
  ScheduleSettings settings;
  std::vector<JobView> jobs;
  std::vector<JobSlot> slots;  // Newest first.
};

std::string ScheduleText(const ScheduleView& view, const TextStyle& style, int width);
std::string ScheduleJson(const ScheduleView& view);
std::string SlotRunsText(const std::vector<SlotRun>& runs, const TextStyle& style);
std::string SlotRunsJson(const std::vector<SlotRun>& runs);

}  // namespace cognitrack
