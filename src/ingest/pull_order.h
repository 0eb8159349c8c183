// PullOrder: a planned pull, ready to be carried out: the run as it is recorded, and its queries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/pull.h"

namespace cognitrack {

// A query of the plan or the rest of one, and the chunk of the run that it belongs to.
struct OrderedQuery {
  PlannedQuery query;
  std::size_t chunk = 0;  // Index into PullOrder::run.chunks.
};

struct PullOrder {
  RunRecord run;  // verb, label, source, parameters, chunks: by days, then by surface.
  bool source_given = false;
  std::vector<OrderedQuery> queries;  // One a chunk at most, in their order.
  bool revives_pruned = false;        // Pruned days are stored again.
  bool sets_history = false;          // Each surface's history begins with its first chunk.
  std::string title;                  // For progress.
  std::string advice;                 // What to do about days that were not stored.
  std::string advice_when_stopped;    // "continue with --resume".
};

// Makes chunks and queries of a plan, in its order; days that begin together share a number.
void OrderPlan(const std::vector<PlannedQuery>& plan, PullOrder* order);

// `"surfaces":["completions","costs"]`, or `"surfaces":"all"`: a member of a run's parameters.
std::string SurfacesParameter(const std::vector<const Surface*>& surfaces);

// The run with `"key":"…"` among its parameters, in the place of one that is there; as it is for no
// key. The key's name needs no escaping.
RunRecord WithKey(RunRecord run, const std::string& key);
// That key's name; "" where the run does not say.
std::string KeyOf(const RunRecord& run);

// The surfaces of those names, in their own order; all of them for no name. kUsage for a name that
// is none.
Result<std::vector<const Surface*>> ChosenSurfaces(const std::vector<std::string>& names);

// Of completions the text itself; of another surface "costs 2026-03-05".
std::string PlaceIn(std::string_view surface, const std::string& text);

}  // namespace cognitrack
