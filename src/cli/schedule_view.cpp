#include "cli/schedule_view.h"

#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

std::string WhenText(const ScheduleSettings& settings) {
  if (!settings.when) return "off (COGNITRACK_SCHEDULE)";
  const std::int64_t jitter = settings.most_jitter.count();
  return Printable(settings.when->text()) + " in UTC" +
         (jitter == 0 ? "" : ", up to " + std::to_string(jitter) + " s later");
}

std::string NextText(const JobView& job) {
  if (job.is_due) return "due now";
  if (job.next_at) return FormatTime(*job.next_at);
  return job.name.starts_with("reconcile") ? "after a pull that stores costs" : "not by itself";
}

std::string StateText(const JobSlot& slot, const TextStyle& style) {
  const std::string name(NameOf(slot.state));
  if (slot.state == JobState::kFailed || slot.state == JobState::kVariance) return style.Bad(name);
  return slot.state == JobState::kDone ? style.Good(name) : style.Note(name);
}

std::string WhatText(const JobSlot& slot) {
  if (slot.state == JobState::kRunning) return "by " + Printable(slot.holder);
  std::string text = Printable(slot.message);
  if (slot.retry_at != 0) {
    text += (text.empty() ? "" : "; ") + ("tried again at " + FormatTime(slot.retry_at));
  }
  return text;
}

JsonObject SlotObject(const JobSlot& slot) {
  JsonObject object;
  object.Set("job", slot.job);
  object.SetTime("slot", slot.slot);
  object.Set("attempt", std::int64_t{slot.attempt});
  object.Set("state", NameOf(slot.state));
  object.Set("missed", slot.missed);
  object.Set("holder", slot.holder);
  object.SetTime("claimed_at", slot.claimed_at);
  object.SetTime("expires_at", slot.expires_at);
  object.SetTime("finished_at", slot.finished_at);
  object.SetTime("retry_at", slot.retry_at);
  object.Set("exit_code", slot.exit_code);
  object.Set("run_id", slot.run_id);
  object.Set("message", slot.message);
  return object;
}

}  // namespace

std::string ScheduleText(const ScheduleView& view, const TextStyle& style, int width) {
  TextTable jobs;
  jobs.AddColumn("Job", Align::kLeft);
  jobs.AddColumn("Next", Align::kLeft);
  jobs.AddColumn("Last slot", Align::kLeft);
  jobs.AddColumn("Outcome", Align::kLeft);
  for (const JobView& job : view.jobs) {
    jobs.AddRow({job.name, NextText(job), job.last ? FormatTime(job.last->slot) : "none yet",
                 job.last ? std::string(NameOf(job.last->state)) : ""});
  }
  std::string text =
      style.Bold("Schedule: " + WhenText(view.settings)) + "\n\n" + jobs.ToText(style, width);
  if (view.slots.empty()) return text;
  TextTable slots;
  slots.AddColumn("Slot", Align::kLeft);
  slots.AddColumn("Job", Align::kLeft);
  slots.AddColumn("Attempt", Align::kRight);
  slots.AddColumn("Missed", Align::kRight);
  slots.AddColumn("Run", Align::kRight);
  slots.AddColumn("Outcome", Align::kLeft);
  slots.AddColumn("What", Align::kLeft);
  for (const JobSlot& slot : view.slots) {
    slots.AddRow({FormatTime(slot.slot), Printable(slot.job), CountText(slot.attempt),
                  CountText(slot.missed), slot.run_id ? std::to_string(*slot.run_id) : "",
                  std::string(NameOf(slot.state)), WhatText(slot)});
  }
  return text + "\n" + slots.ToText(style, width);
}

std::string ScheduleJson(const ScheduleView& view) {
  JsonObject document;
  if (view.settings.when) {
    document.Set("schedule", view.settings.when->text());
  } else {
    document.SetNull("schedule");
  }
  document.Set("most_jitter_seconds", std::int64_t{view.settings.most_jitter.count()});
  JsonArray jobs;
  for (const JobView& job : view.jobs) {
    JsonObject object;
    object.Set("job", job.name);
    object.Set("jitter_seconds",
               job.timing ? std::optional(std::int64_t{job.timing->jitter.count()}) : std::nullopt);
    object.SetTime("next_at", job.next_at.value_or(0));
    object.Set("is_due", job.is_due);
    if (job.last) {
      object.Set("last", SlotObject(*job.last));
    } else {
      object.SetNull("last");
    }
    jobs.Add(object);
  }
  document.Set("jobs", jobs);
  JsonArray slots;
  for (const JobSlot& slot : view.slots) slots.Add(SlotObject(slot));
  document.Set("slots", slots);
  return document.ToText();
}

std::string SlotRunsText(const std::vector<SlotRun>& runs, const TextStyle& style) {
  if (runs.empty()) return "Nothing is due.\n";
  std::string text;
  for (const SlotRun& run : runs) {
    text += style.Bold(Printable(run.slot.job) + ", slot " + FormatTime(run.slot.slot)) + ": ";
    text += run.was_lost ? style.Bad("taken over by another process") : StateText(run.slot, style);
    if (run.slot.missed > 0) text += " (stands in for " + CountText(run.slot.missed) + " missed)";
    const std::string what = run.was_lost ? "" : WhatText(run.slot);
    text += (what.empty() ? "" : "\n  " + what) + "\n";
  }
  return text;
}

std::string SlotRunsJson(const std::vector<SlotRun>& runs) {
  JsonArray array;
  for (const SlotRun& run : runs) {
    JsonObject object = SlotObject(run.slot);
    object.Set("was_lost", run.was_lost);
    array.Add(object);
  }
  return JsonObject().Set("slots", array).ToText();
}

}  // namespace cognitrack
