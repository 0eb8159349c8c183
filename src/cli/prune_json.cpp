#include <map>

#include "cli/json_document.h"
#include "cli/prune_view.h"
#include "cli/run_report.h"

namespace cognitrack {
namespace {

JsonObject WindowObject(const PlannedPrune& planned) {
  JsonObject object;
  object.SetDay("date", planned.day);
  object.Set("surface", planned.surface);
  object.Set("rows", planned.rows);
  object.Set("history_rows", planned.weight.history_rows);
  object.Set("archived_bytes", planned.weight.archived_bytes);
  object.Set("proven_by", planned.proven_by);
  return object;
}

JsonArray StayArray(const PrunePlan& plan) {
  JsonArray array;
  for (const auto& [key, staying] : plan.stay) {
    JsonObject object;
    object.Set("surface", Surfaces()[key.first].name);
    object.Set("reason", NameOf(key.second));
    object.SetDay("from", staying.first);
    object.SetDay("to", staying.last);
    object.Set("windows", staying.windows);
    object.Set("rows", staying.rows);
    array.Add(object);
  }
  return array;
}

}  // namespace

std::string PruneJson(const PruneView& view) {
  const PruneSummary& summary = view.summary;
  JsonObject document;
  document.Set("verb", "prune");
  document.Set("source", summary.run.source);
  document.Set("label", summary.run.label);
  document.Set("dry_run", view.dry_run);
  document.Set("retention_on", view.is_on);
  document.Set("keep_days", std::int64_t{view.keep_days});
  document.SetDay("keep_from", summary.keep_from);
  SetRunSummary(summary.run, &document);
  document.Set("history_rows", summary.history_rows);
  document.Set("archived_bytes", summary.archived_bytes);
  document.Set("windows_left", summary.left);
  document.Set("rows_held", summary.rows_held);
  JsonObject plan;
  plan.Set("windows", static_cast<std::int64_t>(summary.plan.go.size()));
  plan.Set("rows", summary.plan.rows());
  JsonArray go;
  for (const PlannedPrune& planned : summary.plan.go) go.Add(WindowObject(planned));
  plan.Set("go", go);
  plan.Set("stay", StayArray(summary.plan));
  plan.Set("pruned_before", summary.plan.pruned_before);
  if (summary.refusal) {
    plan.Set("refused", summary.refusal->message);
  } else {
    plan.SetNull("refused");
  }
  document.Set("plan", plan);
  return document.ToText();
}

}  // namespace cognitrack
