// What a pull did, surface by surface, from the chunks and issues of its run.
#pragma once

#include <string>
#include <vector>

#include "store/ledger_store.h"

namespace cognitrack {

struct SurfaceOfRun {
  std::string name;
  // kNotAsked where nothing of it was answered.
  SurfaceState state = SurfaceState::kNotAsked;
  RunCounters counters;
};

// In the surfaces' order; empty for a run without chunks.
std::vector<SurfaceOfRun> SurfacesOfRun(const RunRecord& run);

// The chunks of each number as one, with their surfaces' counters added; done where every surface
// that was not turned away is.
std::vector<RunChunk> ChunksByDays(const RunRecord& run);

// The surface that an issue's place begins with ("costs 2026-03-05"), completions where there is
// none; the rest of the place is left in `rest`.
std::string SurfaceOfPlace(const std::string& place, std::string* rest);

}  // namespace cognitrack
