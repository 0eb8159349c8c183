#include "store/job_records.h"

namespace cognitrack {
namespace {

const std::string kSelect =
    "SELECT job, slot, attempt, state, holder, missed, claimed_at, expires_at, finished_at, "
    "retry_at, exit_code, run_id, message FROM job_slots ";

Result<JobSlot> SlotIn(const SqlQuery& row) {
  JobSlot slot;
  slot.job = row.Text(0);
  slot.slot = row.Integer(1);
  slot.attempt = static_cast<int>(row.Integer(2));
  const auto state = JobStateNamed(row.TextView(3));
  if (!state) {
    return Error{ErrorCode::kInvariant, "the slot " + FormatTime(slot.slot) + " of the job '" +
                                            slot.job + "' is damaged: its state is '" +
                                            row.Text(3) + "'"};
  }
  slot.state = *state;
  slot.holder = row.Text(4);
  slot.missed = row.Integer(5);
  slot.claimed_at = row.Integer(6);
  slot.expires_at = row.Integer(7);
  slot.finished_at = row.Integer(8);
  slot.retry_at = row.Integer(9);
  slot.exit_code = row.OptionalInteger(10);
  slot.run_id = row.OptionalInteger(11);
  slot.message = row.Text(12);
  return slot;
}

Result<std::vector<JobSlot>> SlotsIn(SqlQuery& query) {
  std::vector<JobSlot> slots;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return slots;
    TRY(JobSlot slot, SlotIn(query));
    slots.push_back(std::move(slot));
  }
}

}  // namespace

Result<std::optional<JobSlot>> JobRecords::Newest(const std::string& job, UtcSeconds now) {
  TRY(SqlQuery query,
      connection_->Prepare(kSelect + "WHERE job = $1 AND slot <= $2 ORDER BY slot DESC LIMIT 1"));
  TRY(std::vector<JobSlot> slots, SlotsIn(query.BindText(1, job).Bind(2, now)));
  if (slots.empty()) return std::optional<JobSlot>();
  return std::optional(std::move(slots.front()));
}

Result<std::vector<JobSlot>> JobRecords::List(std::int64_t limit) {
  TRY(SqlQuery query, connection_->Prepare(kSelect + "ORDER BY slot DESC, job LIMIT $1"));
  return SlotsIn(query.Bind(1, limit));
}

Result<bool> JobRecords::Claim(const JobSlot& claim) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(const bool is_free, IsFree(claim));
  if (!is_free) return false;
  TRY(SqlQuery write,
      connection_->Prepare(
          "INSERT INTO job_slots (job, slot, attempt, state, holder, missed, claimed_at, "
          "expires_at, finished_at, retry_at, exit_code, run_id, message) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, NULL, NULL, '') "
          "ON CONFLICT (job, slot) DO UPDATE SET attempt = $3, state = $4, holder = $5, "
          "claimed_at = $7, expires_at = $8, finished_at = 0, retry_at = 0, exit_code = NULL, "
          "run_id = NULL, message = ''"));
  write.BindText(1, claim.job).Bind(2, claim.slot).Bind(3, std::int64_t{claim.attempt});
  write.BindText(4, NameOf(JobState::kRunning)).BindText(5, claim.holder).Bind(6, claim.missed);
  TRY_VOID(write.Bind(7, claim.claimed_at).Bind(8, claim.expires_at).Run());
  TRY_VOID(transaction.Commit());
  return true;
}

Result<bool> JobRecords::Keep(const JobSlot& claim, UtcSeconds expires_at) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery update,
      connection_->Prepare("UPDATE job_slots SET expires_at = $4 WHERE job = $1 AND slot = $2 AND "
                           "attempt = $3 AND state = 'running' RETURNING attempt"));
  update.BindText(1, claim.job).Bind(2, claim.slot).Bind(3, std::int64_t{claim.attempt});
  TRY(const auto attempt, update.Bind(4, expires_at).RunForInteger());
  TRY_VOID(transaction.Commit());
  return attempt.has_value();
}

Result<bool> JobRecords::Finish(const JobSlot& ended) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery update,
      connection_->Prepare("UPDATE job_slots SET state = $4, finished_at = $5, retry_at = $6, "
                           "exit_code = $7, run_id = $8, message = $9 WHERE job = $1 AND slot = $2 "
                           "AND attempt = $3 AND state = 'running' RETURNING attempt"));
  update.BindText(1, ended.job).Bind(2, ended.slot).Bind(3, std::int64_t{ended.attempt});
  update.BindText(4, NameOf(ended.state)).Bind(5, ended.finished_at).Bind(6, ended.retry_at);
  update.Bind(7, ended.exit_code).Bind(8, ended.run_id).BindText(9, ended.message);
  TRY(const auto attempt, update.RunForInteger());
  TRY_VOID(transaction.Commit());
  return attempt.has_value();
}

// The slot is the attempt before, which is over; and nobody works on another slot of the job.
Result<bool> JobRecords::IsFree(const JobSlot& claim) {
  TRY(SqlQuery query,
      connection_->Prepare(kSelect + "WHERE job = $1 AND (slot = $2 OR state = 'running')"));
  TRY(const std::vector<JobSlot> slots, SlotsIn(query.BindText(1, claim.job).Bind(2, claim.slot)));
  int attempts = 0;
  for (const JobSlot& slot : slots) {
    if (slot.IsHeld(claim.claimed_at)) return false;
    if (slot.slot != claim.slot) continue;
    attempts = slot.attempt;
    if (slot.state == JobState::kDone || slot.state == JobState::kVariance) return false;
  }
  return claim.attempt == attempts + 1;
}

}  // namespace cognitrack
