#include "ingest/pull_shadow.h"

namespace cognitrack {

Status PullShadow::Begin() {
  if (!compare_) return {};
  TRY(before_, store_.RevisionAt(kLastDay.end()));
  return {};
}

void PullShadow::End() {
  const RunRecord& run = journal_.run();
  if (!compare_ || run.counters.windows_changed == 0) return;
  for (RunIssue& issue : compare_({run.source, run.id, before_})) {
    journal_.AddIssue(issue.code, std::move(issue.where), std::move(issue.detail), issue.count);
  }
}

}  // namespace cognitrack
