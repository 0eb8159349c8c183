// SurfaceAnswers: what the provider made of the surfaces of one pull: those that answered, and
// those that it turned away because the key may not read them or because it does not know them. The
// latter are no failure, unless nothing else was asked for.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "ingest/pull_order.h"

namespace cognitrack {

class SurfaceAnswers {
 public:
  struct TurnedAway {
    SurfaceState state = SurfaceState::kRefused;
    Error why;
  };

  void NoteAnswered(const Surface& surface) { answered_.insert(surface.name); }
  bool HasAnswered(const Surface& surface) const { return answered_.count(surface.name) != 0; }
  void NoteTurnedAway(const Surface& surface, TurnedAway turned_away);
  // In the surfaces' order.
  const std::map<const Surface*, TurnedAway>& turned_away() const { return turned_away_; }

  // Why nothing could be read: every surface of `chunks` was turned away. kAuth where the key may
  // not read one of them, else kProviderContract. Nothing where one of them answered or was read by
  // the run that this one continues.
  std::optional<Error> WhyNothing(const std::vector<RunChunk>& chunks) const;

 private:
  std::set<std::string_view> answered_;
  std::map<const Surface*, TurnedAway> turned_away_;  // By their place in the table.
};

// The surfaces of some chunks, in their own order.
std::vector<const Surface*> SurfacesIn(const std::vector<RunChunk>& chunks);

}  // namespace cognitrack
