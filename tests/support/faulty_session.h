// FaultySession: an SqlSession whose n-th call fails, once or from then on, or whose n-th commit
// happens while its answer is lost. The session below is shared, so that a "process" can die and
// the next one find what was committed.
#pragma once

#include <functional>
#include <memory>

#include "store/sql_session.h"

namespace cognitrack {

struct FaultPlan {
  enum class Kind { kNone, kFailOnce, kFailFromThere, kReplyLost, kDisturb };
  Kind kind = Kind::kNone;
  int at = 0;     // The call (kReplyLost: the commit) that fails, counted from 1.
  int calls = 0;  // Made so far.
  int commits = 0;
  bool fired = false;                  // The fault happened.
  std::function<void()> disturb = {};  // kDisturb: done before the call, which then goes on.

  // Counts a call; true where it is to fail.
  bool Fails();
  Error Injected() const;
};

// `plan` and `below` outlive the session.
std::unique_ptr<SqlSession> MakeFaultySession(SqlSession* below, FaultPlan* plan);

}  // namespace cognitrack
