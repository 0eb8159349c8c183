#include "ingest/run_journal.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "ingest/issue_codes.h"

namespace cognitrack {
namespace {

constexpr std::array kByWeight = {
    ErrorCode::kInvariant, ErrorCode::kDisk, ErrorCode::kConfig,           ErrorCode::kUsage,
    ErrorCode::kBadInput,  ErrorCode::kAuth, ErrorCode::kProviderContract, ErrorCode::kUnavailable,
    ErrorCode::kTryLater};

}  // namespace

Status RunJournal::Begin(RunRecord run) {
  run_ = std::move(run);
  run_.started_at = clock_.Now();
  run_.outcome = outcome::kRunning;
  TRY(run_.id, store_.StartRun(run_));
  if (observer_ != nullptr) observer_->OnBegin(run_);
  return {};
}

void RunJournal::NoteWindow(const WindowEvent& event) {
  if (observer_ != nullptr) observer_->OnWindow(run_, event);
}

void RunJournal::AddParked(const std::string& surface, std::string where, const std::string& reason,
                           std::int64_t count, std::optional<Day> day) {
  NoteWindow({surface, WindowOutcome::kParked, count, 0, where, reason, day});
  AddIssue(issue::kWindowParked, std::move(where), reason, count);
}

void RunJournal::AddIssue(std::string_view code, std::string where, std::string detail,
                          std::int64_t count) {
  run_.issues.push_back({std::string(code), std::move(where), std::move(detail), count});
}

Status RunJournal::Save() { return store_.UpdateRun(run_); }

Status RunJournal::Finish(std::string_view outcome, int exit_code, std::string message) {
  run_.finished_at = clock_.Now();
  run_.outcome = outcome;
  run_.exit_code = exit_code;
  run_.message = std::move(message);
  TRY_VOID(store_.UpdateRun(run_));
  if (observer_ != nullptr) observer_->OnEnd(run_);
  return {};
}

ErrorCode WorstOf(const std::vector<ErrorCode>& codes) {
  CHECK(!codes.empty(), "a run that failed has a failure");
  for (const ErrorCode code : kByWeight) {
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) return code;
  }
  return codes.front();
}

}  // namespace cognitrack
