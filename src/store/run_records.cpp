#include "store/run_records.h"

namespace cognitrack {
namespace {

constexpr std::string_view kCounterColumns =
    "rows_read, rows_written, windows_changed, windows_unchanged, windows_parked, requests, "
    "waits_ms, throttled, retries";

void BindCounters(SqlQuery* query, int first, const RunCounters& counters) {
  query->Bind(first, counters.rows_read).Bind(first + 1, counters.rows_written);
  query->Bind(first + 2, counters.windows_changed).Bind(first + 3, counters.windows_unchanged);
  query->Bind(first + 4, counters.windows_parked).Bind(first + 5, counters.requests);
  query->Bind(first + 6, counters.waits_ms).Bind(first + 7, counters.throttled);
  query->Bind(first + 8, counters.retries);
}

RunCounters CountersIn(const SqlQuery& query, int first) {
  return {query.Integer(first),     query.Integer(first + 1), query.Integer(first + 2),
          query.Integer(first + 3), query.Integer(first + 4), query.Integer(first + 5),
          query.Integer(first + 6), query.Integer(first + 7), query.Integer(first + 8)};
}

bool Equal(const RunChunk& a, const RunChunk& b) {
  return a.number == b.number && a.start == b.start && a.end == b.end && a.done == b.done &&
         a.surface == b.surface && a.counters == b.counters;
}

bool Equal(const RunIssue& a, const RunIssue& b) {
  return a.count == b.count && a.code == b.code && a.where == b.where && a.detail == b.detail;
}

}  // namespace

Result<std::int64_t> RunRecords::Start(const RunRecord& run) {
  RunRecord started = run;
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY(started.id, Add(run));
  TRY_VOID(transaction.Commit());
  Remember(started);
  return started.id;
}

Result<std::int64_t> RunRecords::Add(const RunRecord& run) {
  RunRecord started = run;
  TRY(SqlQuery insert,
      connection_->Prepare("INSERT INTO runs (id, verb, label, source, parameters, started_at, "
                           "finished_at, outcome, exit_code, message, " +
                           std::string(kCounterColumns) + ") VALUES (" + NextId("runs", "id") +
                           ", $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
                           "$15, $16, $17, $18) RETURNING id"));
  insert.BindText(1, run.verb).BindText(2, run.label).BindText(3, run.source);
  insert.BindText(4, run.parameters).Bind(5, run.started_at).Bind(6, run.finished_at);
  insert.BindText(7, run.outcome).Bind(8, run.exit_code).BindText(9, run.message);
  BindCounters(&insert, 10, run.counters);
  TRY(const auto id, insert.RunForInteger());
  started.id = id.value_or(0);
  TRY_VOID(WriteTeam(started.id));
  TRY_VOID(WriteLists(started, {}));
  return started.id;
}

// The first team's is what the column holds by itself.
Status RunRecords::WriteTeam(std::int64_t run_id) {
  if (!team_ || *team_ == TeamId{}) return {};
  TRY(SqlQuery update, connection_->Prepare("UPDATE runs SET team_id = $2 WHERE id = $1"));
  return update.Bind(1, run_id).Bind(2, team_->value).Run();
}

Status RunRecords::Update(const RunRecord& run) {
  if (!written_.contains(run.id)) {
    TRY(std::vector<RunChunk> chunks, ChunksOf(run.id));
    TRY(std::vector<RunIssue> issues, IssuesOf(run.id));
    written_[run.id] = {std::move(chunks), std::move(issues)};
  }
  TRY(SqlTransaction transaction, connection_->BeginWriteBeside(std::nullopt));
  TRY_VOID(WriteRun(run));
  TRY_VOID(WriteLists(run, written_[run.id]));
  // What a commit whose answer was lost wrote is written once more: the same rows, by position.
  TRY_VOID(transaction.Commit());
  Remember(run);
  return {};
}

Status RunRecords::WriteRun(const RunRecord& run) {
  TRY(SqlQuery update,
      connection_->Prepare(
          "UPDATE runs SET label = $2, source = $3, parameters = $4, finished_at = $5, "
          "outcome = $6, exit_code = $7, message = $8, rows_read = $9, rows_written = $10, "
          "windows_changed = $11, windows_unchanged = $12, windows_parked = $13, requests = $14, "
          "waits_ms = $15, throttled = $16, retries = $17 WHERE id = $1 " +
          std::string(team_ ? "AND team_id = $18 " : "") + "RETURNING id"));
  update.Bind(1, run.id).BindText(2, run.label).BindText(3, run.source);
  update.BindText(4, run.parameters).Bind(5, run.finished_at).BindText(6, run.outcome);
  update.Bind(7, run.exit_code).BindText(8, run.message);
  BindCounters(&update, 9, run.counters);
  if (team_) update.Bind(18, team_->value);
  TRY(const auto id, update.RunForInteger());
  if (id) return {};
  return Error{ErrorCode::kInvariant,
               "there is no run " + std::to_string(run.id) + " in the ledger; nothing was stored"};
}

Status RunRecords::WriteLists(const RunRecord& run, const Written& written) {
  for (std::size_t i = 0; i < run.chunks.size(); ++i) {
    if (i < written.chunks.size() && Equal(written.chunks[i], run.chunks[i])) continue;
    TRY_VOID(WriteChunk(run.id, i, run.chunks[i]));
  }
  for (std::size_t i = 0; i < run.issues.size(); ++i) {
    if (i < written.issues.size() && Equal(written.issues[i], run.issues[i])) continue;
    TRY_VOID(WriteIssue(run.id, i, run.issues[i]));
  }
  return {};
}

Status RunRecords::WriteChunk(std::int64_t run_id, std::size_t position, const RunChunk& chunk) {
  TRY(SqlQuery write,
      connection_->Prepare(
          "INSERT INTO run_chunks (run_id, position, number, start_day, end_day, done, " +
          std::string(kCounterColumns) +
          ", surface) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
          "$16) ON CONFLICT (run_id, position) DO UPDATE SET number = $3, start_day = $4, "
          "end_day = $5, done = $6, rows_read = $7, rows_written = $8, windows_changed = $9, "
          "windows_unchanged = $10, windows_parked = $11, requests = $12, waits_ms = $13, "
          "throttled = $14, retries = $15, surface = $16"));
  write.Bind(1, run_id).Bind(2, static_cast<std::int64_t>(position)).Bind(3, chunk.number);
  write.Bind(4, chunk.start.number).Bind(5, chunk.end.number).Bind(6, chunk.done ? 1 : 0);
  BindCounters(&write, 7, chunk.counters);
  return write.BindText(16, chunk.surface).Run();
}

Status RunRecords::WriteIssue(std::int64_t run_id, std::size_t position, const RunIssue& issue) {
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO run_issues (run_id, position, code, place, detail, "
                           "occurrences) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (run_id, "
                           "position) DO UPDATE SET code = $3, place = $4, detail = $5, "
                           "occurrences = $6"));
  write.Bind(1, run_id).Bind(2, static_cast<std::int64_t>(position)).BindText(3, issue.code);
  write.BindText(4, issue.where).BindText(5, issue.detail).Bind(6, issue.count);
  return write.Run();
}

void RunRecords::Remember(const RunRecord& run) {
  // Only the run that is under way is updated often.
  if (run.finished_at != 0) {
    written_.erase(run.id);
    return;
  }
  Written& written = written_[run.id];
  written.chunks = run.chunks;
  for (std::size_t i = 0; i < run.issues.size(); ++i) {
    if (i >= written.issues.size()) {
      written.issues.push_back(run.issues[i]);
    } else if (!Equal(written.issues[i], run.issues[i])) {
      written.issues[i] = run.issues[i];
    }
  }
}

Result<std::vector<RunRecord>> RunRecords::List(const std::string& source, const std::string& verb,
                                                int limit, std::int64_t before) {
  TRY(SqlTransaction snapshot, connection_->BeginRead());
  TRY(SqlQuery query,
      connection_->Prepare("SELECT id, verb, label, source, parameters, started_at, finished_at, "
                           "outcome, exit_code, message, " +
                           std::string(kCounterColumns) +
                           " FROM runs WHERE ($1 = '' OR source = $1) AND ($2 = '' OR verb = $2) "
                           "AND team_id = $4 AND id < $5 "
                           "ORDER BY id DESC LIMIT $3"));
  constexpr std::int64_t kAll = std::int64_t{1} << 62;
  query.BindText(1, source).BindText(2, verb).Bind(3, limit > 0 ? limit : kAll);
  query.Bind(4, team_.value_or(TeamId{}).value).Bind(5, before > 0 ? before : kAll);
  std::vector<RunRecord> runs;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return runs;
    RunRecord run;
    run.id = query.Integer(0);
    run.verb = query.Text(1);
    run.label = query.Text(2);
    run.source = query.Text(3);
    run.parameters = query.Text(4);
    run.started_at = query.Integer(5);
    run.finished_at = query.Integer(6);
    run.outcome = query.Text(7);
    run.exit_code = static_cast<int>(query.Integer(8));
    run.message = query.Text(9);
    run.counters = CountersIn(query, 10);
    TRY(run.chunks, ChunksOf(run.id));
    TRY(run.issues, IssuesOf(run.id));
    runs.push_back(std::move(run));
  }
}

Result<std::vector<RunChunk>> RunRecords::ChunksOf(std::int64_t run_id) {
  TRY(SqlQuery query, connection_->Prepare("SELECT number, start_day, end_day, done, " +
                                           std::string(kCounterColumns) +
                                           ", surface FROM run_chunks WHERE run_id = $1 "
                                           "ORDER BY position"));
  query.Bind(1, run_id);
  std::vector<RunChunk> chunks;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return chunks;
    chunks.push_back({static_cast<int>(query.Integer(0)),
                      Day{static_cast<std::int32_t>(query.Integer(1))},
                      Day{static_cast<std::int32_t>(query.Integer(2))}, query.Integer(3) != 0,
                      CountersIn(query, 4), query.Text(13)});
  }
}

Result<std::vector<RunIssue>> RunRecords::IssuesOf(std::int64_t run_id) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT code, place, detail, occurrences FROM run_issues "
                           "WHERE run_id = $1 ORDER BY position"));
  query.Bind(1, run_id);
  std::vector<RunIssue> issues;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return issues;
    issues.push_back({query.Text(0), query.Text(1), query.Text(2), query.Integer(3)});
  }
}

void RunCounters::Add(const RunCounters& other) {
  rows_read += other.rows_read;
  rows_written += other.rows_written;
  windows_changed += other.windows_changed;
  windows_unchanged += other.windows_unchanged;
  windows_parked += other.windows_parked;
  requests += other.requests;
  waits_ms += other.waits_ms;
  throttled += other.throttled;
  retries += other.retries;
}

}  // namespace cognitrack
