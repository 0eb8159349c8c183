#include "store/window_records.h"

#include "store/metric_columns.h"

namespace cognitrack {
namespace {

// The columns that windows and window_history share, in the order of the reader below.
std::string ContentColumns() {
  return "window_start, revision, window_end, clipped, grain, reported, row_count, content_hash, "
         "source_hash, archived_hash, origin, content_since, read_at, pruned, " +
         MetricColumns(kAllMetrics);
}
constexpr int kContentColumns =
    14 + static_cast<int>(kCountMetrics) + 2 * static_cast<int>(kDecimalMetrics);

std::string AttemptColumns() { return "attempt_outcome, attempt_reason, attempt_run, attempt_at"; }

std::string SelectWindows() {
  return "SELECT " + ContentColumns() + ", " + AttemptColumns() + " FROM windows ";
}

Result<StoredWindow> ContentIn(const SqlQuery& query) {
  StoredWindow window;
  WindowRecord& record = window.record;
  record.start = query.Integer(0);
  record.revision = query.Integer(1);
  record.end = query.Integer(2);
  record.clipped = query.Integer(3) != 0;
  record.grain = Grain::FromText(query.TextView(4));
  record.reported = MetricSetFromText(query.TextView(5));
  record.row_count = query.Integer(6);
  TRY(record.content_hash, query.Hash(7));
  TRY(record.source_hash, query.Hash(8));
  TRY(window.archived_hash, query.Hash(9));
  record.origin = Origin::FromText(query.TextView(10));
  record.content_since = query.Integer(11);
  record.read_at = query.Integer(12);
  record.pruned = query.Integer(13) != 0;
  record.totals = query.Metrics(14, kAllMetrics);
  return window;
}

Result<StoredWindow> WindowIn(const SqlQuery& query) {
  TRY(StoredWindow window, ContentIn(query));
  const auto outcome = AttemptOutcomeNamed(query.TextView(kContentColumns));
  window.record.attempt = {outcome.value_or(AttemptOutcome::kNone), query.Text(kContentColumns + 1),
                           query.Integer(kContentColumns + 2), query.Integer(kContentColumns + 3)};
  return window;
}

}  // namespace

Result<StoredWindow> WindowRecords::Read(std::int64_t stream, UtcSeconds start) {
  static const std::string kSql = SelectWindows() + "WHERE stream = $1 AND window_start = $2";
  TRY(SqlQuery query, connection_->Prepare(kSql));
  TRY(const bool row, query.Bind(1, stream).Bind(2, start).Step());
  if (row) return WindowIn(query);
  StoredWindow window;
  window.record.start = start;
  return window;
}

Result<std::vector<WindowRecord>> WindowRecords::InRange(std::int64_t stream, UtcSeconds from,
                                                         UtcSeconds to) {
  static const std::string kSql =
      SelectWindows() +
      "WHERE stream = $1 AND window_start >= $2 AND window_start < $3 ORDER BY window_start";
  TRY(SqlQuery query, connection_->Prepare(kSql));
  query.Bind(1, stream).Bind(2, from).Bind(3, to);
  std::vector<WindowRecord> records;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return records;
    TRY(StoredWindow window, WindowIn(query));
    records.push_back(std::move(window.record));
  }
}

Result<std::vector<WindowRecord>> WindowRecords::WithContent(std::int64_t stream, UtcSeconds from,
                                                             UtcSeconds to,
                                                             std::optional<std::int64_t> as_of) {
  static const std::string kRange =
      "WHERE stream = $1 AND window_start >= $2 AND window_start < $3 AND revision > 0 ";
  static const std::string kNow =
      "SELECT " + ContentColumns() + " FROM windows " + kRange + "ORDER BY window_start";
  static const std::string kThen = "SELECT " + ContentColumns() + " FROM windows " + kRange +
                                   "AND revision <= $4 UNION ALL SELECT " + ContentColumns() +
                                   " FROM window_history " + kRange +
                                   "AND revision <= $4 AND until_revision > $4 "
                                   "ORDER BY window_start";
  TRY(SqlQuery query, connection_->Prepare(as_of ? kThen : kNow));
  query.Bind(1, stream).Bind(2, from).Bind(3, to);
  if (as_of) query.Bind(4, *as_of);
  std::vector<WindowRecord> records;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return records;
    TRY(StoredWindow window, ContentIn(query));
    records.push_back(std::move(window.record));
  }
}

Result<std::vector<WindowRevision>> WindowRecords::History(std::int64_t stream, UtcSeconds start) {
  static const std::string kSql =
      "SELECT " + ContentColumns() + ", until_revision, COALESCE(v.at, 0), COALESCE(v.run_id, 0) " +
      "FROM (SELECT " + ContentColumns() +
      ", until_revision FROM window_history WHERE stream = $1 AND window_start = $2 "
      "UNION ALL SELECT " +
      ContentColumns() +
      ", 0 FROM windows WHERE stream = $1 AND window_start = $2 AND revision > 0) AS w "
      "LEFT JOIN (SELECT revision AS number, run_id, at FROM revisions) AS v "
      "ON v.number = w.revision ORDER BY revision";
  TRY(SqlTransaction snapshot, connection_->BeginRead());
  TRY(const StoredWindow held, Read(stream, start));
  TRY(SqlQuery query, connection_->Prepare(kSql));
  query.Bind(1, stream).Bind(2, start);
  std::vector<WindowRevision> revisions;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return revisions;
    TRY(StoredWindow window, ContentIn(query));
    const std::int64_t until = query.Integer(kContentColumns);
    if (until == 0) window.record.attempt = held.record.attempt;
    revisions.push_back({std::move(window.record), until, query.Integer(kContentColumns + 1),
                         query.Integer(kContentColumns + 2)});
  }
}

Status WindowRecords::Write(std::int64_t stream, const StoredWindow& window) {
  static const std::string kSql =
      "INSERT INTO windows (stream, " + ContentColumns() + ", " + AttemptColumns() +
      ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, " +
      MetricParameters(kAllMetrics, 20) +
      ", $16, $17, $18, $19) ON CONFLICT (stream, window_start) DO UPDATE SET "
      "revision = $3, window_end = $4, clipped = $5, grain = $6, reported = $7, row_count = $8, "
      "content_hash = $9, source_hash = $10, archived_hash = $11, origin = $12, "
      "content_since = $13, read_at = $14, pruned = $15, attempt_outcome = $16, "
      "attempt_reason = $17, attempt_run = $18, attempt_at = $19, " +
      MetricsFromExcluded(kAllMetrics);
  const WindowRecord& record = window.record;
  TRY(SqlQuery query, connection_->Prepare(kSql));
  query.Bind(1, stream).Bind(2, record.start).Bind(3, record.revision).Bind(4, record.end);
  query.Bind(5, record.clipped ? 1 : 0).BindText(6, record.grain.ToText());
  query.BindText(7, ToText(record.reported)).Bind(8, record.row_count);
  query.BindHash(9, record.content_hash).BindHash(10, record.source_hash);
  query.BindHash(11, window.archived_hash).BindText(12, record.origin.ToText());
  query.Bind(13, record.content_since).Bind(14, record.read_at).Bind(15, record.pruned ? 1 : 0);
  query.BindText(16, NameOf(record.attempt.outcome)).BindText(17, record.attempt.reason);
  query.Bind(18, record.attempt.run_id).Bind(19, record.attempt.at);
  query.BindMetrics(20, kAllMetrics, record.totals);
  return query.Run();
}

Status WindowRecords::CopyToHistory(std::int64_t stream, UtcSeconds start,
                                    std::int64_t until_revision) {
  static const std::string kSql = "INSERT INTO window_history (stream, until_revision, " +
                                  ContentColumns() + ") SELECT stream, $3, " + ContentColumns() +
                                  " FROM windows WHERE stream = $1 AND window_start = $2";
  TRY(SqlQuery query, connection_->Prepare(kSql));
  return query.Bind(1, stream).Bind(2, start).Bind(3, until_revision).Run();
}

Status WindowRecords::Confirm(std::int64_t stream, const StoredWindow& window) {
  static constexpr std::string_view kSql =
      "UPDATE windows SET read_at = $3, clipped = $4, source_hash = $5, attempt_outcome = $6, "
      "attempt_reason = $7, attempt_run = $8, attempt_at = $9 "
      "WHERE stream = $1 AND window_start = $2";
  const WindowRecord& record = window.record;
  TRY(SqlQuery query, connection_->Prepare(kSql));
  query.Bind(1, stream).Bind(2, record.start).Bind(3, record.read_at);
  query.Bind(4, record.clipped ? 1 : 0).BindHash(5, record.source_hash);
  query.BindText(6, NameOf(record.attempt.outcome)).BindText(7, record.attempt.reason);
  return query.Bind(8, record.attempt.run_id).Bind(9, record.attempt.at).Run();
}

Status WindowRecords::WriteAttempt(std::int64_t stream, UtcSeconds start, UtcSeconds end,
                                   const Attempt& attempt) {
  static constexpr std::string_view kSql =
      "INSERT INTO windows (stream, window_start, revision, window_end, clipped, grain, reported, "
      "row_count, origin, content_since, read_at, pruned, attempt_outcome, attempt_reason, "
      "attempt_run, attempt_at) VALUES ($1, $2, 0, $3, 0, '', '', 0, 'api', 0, 0, 0, $4, $5, $6, "
      "$7) ON CONFLICT (stream, window_start) DO UPDATE SET attempt_outcome = $4, "
      "attempt_reason = $5, attempt_run = $6, attempt_at = $7";
  TRY(SqlQuery query, connection_->Prepare(kSql));
  query.Bind(1, stream).Bind(2, start).Bind(3, end).BindText(4, NameOf(attempt.outcome));
  return query.BindText(5, attempt.reason).Bind(6, attempt.run_id).Bind(7, attempt.at).Run();
}

Status WindowRecords::MarkPruned(std::int64_t stream, UtcSeconds start) {
  for (const std::string_view sql :
       {std::string_view("UPDATE windows SET pruned = 1, archived_hash = NULL "
                         "WHERE stream = $1 AND window_start = $2"),
        std::string_view("UPDATE window_history SET pruned = 1, archived_hash = NULL "
                         "WHERE stream = $1 AND window_start = $2")}) {
    TRY(SqlQuery query, connection_->Prepare(sql));
    TRY_VOID(query.Bind(1, stream).Bind(2, start).Run());
  }
  return {};
}

Result<std::int64_t> WindowRecords::Reset(std::int64_t stream, UtcSeconds from,
                                          const Attempt& attempt) {
  TRY(const std::vector<WindowRecord> records, InRange(stream, from, kLastDay.end()));
  std::int64_t asked_for = 0;
  for (const WindowRecord& record : records) {
    if (!record.has_content() || record.pruned) continue;
    ++asked_for;
    const AttemptOutcome last = record.attempt.outcome;
    if (AsksForAnotherRead(last) && last != AttemptOutcome::kReset) continue;
    TRY_VOID(WriteAttempt(stream, record.start, record.end, attempt));
  }
  return asked_for;
}

Result<std::int64_t> WindowRecords::NewRevision(std::int64_t run_id, UtcSeconds now) {
  TRY(SqlQuery query, connection_->Prepare("INSERT INTO revisions (revision, run_id, at) VALUES (" +
                                           NextId("revisions", "revision") +
                                           ", $1, $2) "
                                           "RETURNING revision"));
  TRY(const auto revision, query.Bind(1, run_id).Bind(2, now).RunForInteger());
  if (!revision) return Error{ErrorCode::kInvariant, "the database gave no revision"};
  return *revision;
}

Result<std::int64_t> WindowRecords::NextRevision() {
  TRY(SqlQuery query, connection_->Prepare("SELECT " + NextId("revisions", "revision")));
  TRY(const auto revision, query.RunForInteger());
  return revision.value_or(1);
}

Result<std::int64_t> WindowRecords::RevisionAt(UtcSeconds time) {
  TRY(SqlQuery query, connection_->Prepare("SELECT revision FROM revisions WHERE at <= $1 "
                                           "ORDER BY revision DESC LIMIT 1"));
  TRY(const auto revision, query.Bind(1, time).RunForInteger());
  return revision.value_or(0);
}

}  // namespace cognitrack
