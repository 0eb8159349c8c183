// The part of WindowCommit that writes the rows of a content anew which the window lost by damage.
#include "store/window_commit.h"

namespace cognitrack {

Result<MendOutcome> WindowCommit::Mend(bool dry_run) {
  Content content;
  TRY_VOID(Prepare(&content));
  TRY_VOID(content.work->Finish());
  const Hash256 content_hash = content.work->content_hash();
  TRY(SqlTransaction transaction, parts_.connection.BeginWrite());
  TRY(const StoredWindow held, parts_.windows.Read(stream_.id, read_.start));
  const Hash256 recorded = held.record.content_hash;
  if (!held.record.has_content() || held.record.pruned) {
    return Error{ErrorCode::kInvariant,
                 FormatTime(read_.start) + ": there are no rows of this window to be mended"};
  }
  MendOutcome outcome;
  if (content_hash != recorded) {
    TRY(const Hash256 hash, HeldHash(held.record.grain, held.record.reported));
    outcome.state = hash == recorded ? MendState::kDiffers : MendState::kLost;
    return outcome;
  }
  TRY(const bool changed, Rewrite(held, &content, &outcome.rows_written));
  TRY(const Hash256 hash, HeldHash(read_.grain, read_.reported));
  if (hash != recorded) {
    return Error{ErrorCode::kDisk,
                 FormatTime(read_.start) +
                     ": the rows were written anew and still are not those of the record: the "
                     "dictionary of series is damaged; restore the database from a backup; "
                     "nothing of this window was changed"};
  }
  if (!changed) return outcome;
  outcome.state = MendState::kMended;
  if (!dry_run) TRY_VOID(transaction.Commit());
  return outcome;
}

Result<bool> WindowCommit::Rewrite(StoredWindow held, Content* content,
                                   std::int64_t* rows_written) {
  WindowRecord& record = held.record;
  const WindowChange change{stream_.id, read_.start, record.revision, false};
  TRY_VOID(parts_.connection.session().EnsureMonth(read_.start));
  TRY(*rows_written,
      parts_.facts.Of(stream_.key).Replace(change, content->rows, content->unknown, true));
  std::int64_t roll_ups_written = 0;
  if (HasRollUps(stream_.key)) {
    TRY(roll_ups_written, parts_.roll_ups.Replace(change, &content->work->roll_ups(), true));
  }
  const auto count = static_cast<std::int64_t>(content->rows.size());
  const bool is_told_wrong = record.totals != content->work->totals() ||
                             record.row_count != count || record.reported != read_.reported;
  if (is_told_wrong) {
    record.totals = content->work->totals();
    record.row_count = count;
    record.reported = read_.reported;
    TRY_VOID(parts_.windows.Write(stream_.id, held));
  }
  return *rows_written > 0 || roll_ups_written > 0 || is_told_wrong;
}

Result<Hash256> WindowCommit::HeldHash(const Grain& grain, MetricSet reported) {
  SeriesTable table;
  SeriesLookup lookup(&parts_.dictionary, &table);
  FactRows& facts = parts_.facts.Of(stream_.key);
  WindowRead read;
  read.grain = grain;
  read.reported = reported;
  TRY(const std::vector<StoredRow> rows, facts.ReadAll(stream_.id, read_.start));
  TRY(const auto unknown, facts.ReadUnknown(stream_.id, read_.start, std::nullopt));
  const Status readable = [&]() -> Status {
    for (const StoredRow& row : rows) {
      TRY(const SeriesRef ref, lookup.RefOf(row.series));
      read.rows.push_back({ref, row.metrics});
    }
    for (const StoredUnknown& metric : unknown) {
      TRY(const SeriesRef ref, lookup.RefOf(metric.series));
      read.unknown_metrics.push_back({ref, metric.name, metric.value});
    }
    return {};
  }();
  if (readable) return ContentHash(stream_.key, read, table);
  if (readable.error().code == ErrorCode::kDisk) return Hash256{};  // A series is damaged.
  return readable.error();
}

}  // namespace cognitrack
