#include "versions/version_state.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr char kUnchanged[] = "; nothing was changed";

void Apply(const VersionChange& change, VersionState* state) {
  switch (change.action) {
    case VersionAction::kBegin:
      state->candidate = change;
      return;
    case VersionAction::kPromote:
      state->before.push_back(state->in_force);
      state->in_force = change.version;
      state->since = change;
      state->candidate.reset();
      return;
    case VersionAction::kDrop:
      state->candidate.reset();
      return;
    case VersionAction::kBack:
      if (!state->before.empty()) state->before.pop_back();
      state->in_force = change.version;
      state->since = change;
      return;
  }
}

Error Refused(const std::string& why) { return {ErrorCode::kUsage, why + kUnchanged}; }

Status CheckBegin(VersionKind kind, const VersionState& state, const std::string& version,
                  const std::string& own) {
  const std::string name(NameOf(kind));
  if (state.candidate) {
    return Refused("a version of " + name + " is in shadow already, since " +
                   FormatTime(state.candidate->set_at) + " by " + state.candidate->set_by +
                   "; 'cognitrack shadow promote " + name + "' or 'cognitrack shadow drop " + name +
                   "' ends that first");
  }
  const std::string& in_force = state.in_force.empty() ? own : state.in_force;
  if (version == in_force) {
    return Refused("this version of " + name +
                   " is the one in force: there is nothing to compare it with");
  }
  return {};
}

}  // namespace

VersionState StateOf(VersionKind kind, const std::vector<VersionChange>& history) {
  VersionState state;
  std::for_each(history.rbegin(), history.rend(), [&](const VersionChange& change) {
    if (change.kind == kind) Apply(change, &state);
  });
  return state;
}

Status CheckAction(VersionAction action, VersionKind kind, const VersionState& state,
                   const std::string& version, const std::string& own) {
  const std::string name(NameOf(kind));
  switch (action) {
    case VersionAction::kBegin:
      return CheckBegin(kind, state, version, own);
    case VersionAction::kPromote:
    case VersionAction::kDrop:
      if (state.candidate) return {};
      return Refused("no version of " + name + " is in shadow; 'cognitrack shadow begin " + name +
                     "' begins one");
    case VersionAction::kBack:
      if (!state.before.empty()) return {};
      return Refused("the program's own version of " + name +
                     " is in force, and nothing was before it");
  }
  return {};
}

}  // namespace cognitrack
