#include "ingest/surface_answers.h"

#include <algorithm>
#include <utility>

namespace cognitrack {

void SurfaceAnswers::NoteTurnedAway(const Surface& surface, TurnedAway turned_away) {
  turned_away_.emplace(&surface, std::move(turned_away));
}

std::optional<Error> SurfaceAnswers::WhyNothing(const std::vector<RunChunk>& chunks) const {
  if (turned_away_.empty()) return std::nullopt;
  const bool none = std::all_of(chunks.begin(), chunks.end(), [this](const RunChunk& chunk) {
    return !chunk.done && turned_away_.count(FindSurface(chunk.surface)) != 0;
  });
  if (!none) return std::nullopt;
  const auto refused =
      std::find_if(turned_away_.begin(), turned_away_.end(),
                   [](const auto& entry) { return entry.second.state == SurfaceState::kRefused; });
  if (refused != turned_away_.end()) {
    return Error{ErrorCode::kAuth, "the key may read none of the surfaces that were asked for; " +
                                       std::string(refused->first->name) + ": " +
                                       refused->second.why.message};
  }
  const auto& [surface, first] = *turned_away_.begin();
  return Error{ErrorCode::kProviderContract,
               "the provider knows none of the surfaces that were asked for; " +
                   std::string(surface->name) + ": " + first.why.message};
}

std::vector<const Surface*> SurfacesIn(const std::vector<RunChunk>& chunks) {
  std::vector<const Surface*> surfaces;
  for (const Surface& surface : Surfaces()) {
    const bool is_there =
        std::any_of(chunks.begin(), chunks.end(),
                    [&surface](const RunChunk& chunk) { return chunk.surface == surface.name; });
    if (is_there) surfaces.push_back(&surface);
  }
  return surfaces;
}

}  // namespace cognitrack
