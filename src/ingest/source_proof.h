// SourceProof: whether what a pull reads belongs to the source that it is to be stored under. Until
// that is known nothing may be stored; it is proven once a run, by the project ids of any surface.
#pragma once

#include <optional>

#include "ingest/pull.h"
#include "ingest/pull_target.h"
#include "ingest/query_reading.h"

namespace cognitrack {

class SourceProof {
 public:
  // `source_given`: --source was on the command line, which settles what ids cannot. All must
  // outlive this.
  SourceProof(const PullTarget& target, const PullEnvironment& environment, bool source_given)
      : target_(target),
        environment_(environment),
        source_given_(source_given),
        proven_(!target.projects_known()) {}

  bool proven() const { return proven_; }
  // Nothing that was read told whose it is; nothing contradicts the source either.
  void TakeAsProven() { proven_ = true; }
  // Why the source cannot be this one.
  const std::optional<Error>& refusal() const { return refusal_; }

  // Looks at an answer. May read one more day from the provider, which `counters` then tell. An
  // Error is the database's.
  Status Look(const QueryAnswer& answer, ProjectIds* projects, RunCounters* counters);

 private:
  Result<bool> SeesWhatIsHeld(const QueryAnswer& answer, ProjectIds* projects,
                              RunCounters* counters);

  const PullTarget& target_;
  const PullEnvironment& environment_;
  bool source_given_;
  bool proven_;
  std::optional<Error> refusal_;
};

}  // namespace cognitrack
