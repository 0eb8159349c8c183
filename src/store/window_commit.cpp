#include "store/window_commit.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace cognitrack {
namespace {

bool NeedsContent(WindowAction action) {
  return action == WindowAction::kStore || action == WindowAction::kReplace;
}

// The rows with one set of metrics only, in a table of their own.
Hash256 CoarseHash(const StreamRecord& stream, const Grain& grain, MetricSet shared,
                   const WindowRead& read, SeriesTable& table, bool* fits) {
  const auto coarse = CoarsenedTo(grain, shared, read, table);
  *fits = *fits && coarse.has_value();
  return coarse ? ContentHash(stream.key, *coarse, table) : Hash256{};
}

}  // namespace

Result<CommitOutcome> WindowCommit::Carry() {
  TRY(const StoredWindow before, parts_.windows.Read(stream_.id, read_.start));
  const bool had_content = before.record.has_content();
  // Where nothing is held there is nothing to compare: it is worked out while rows are stored.
  if (had_content) content_hash_ = ContentHash(stream_.key, read_, series_);
  TRY(WindowDecision decision, DecideOn(before.record));
  Content content;
  if (NeedsContent(decision.action)) {
    TRY_VOID(CheckBytes());
    TRY_VOID(Prepare(&content));
    // Others wait while content is replaced: what can be done before is.
    if (had_content) TRY_VOID(content.work->Finish());
  }
  TRY(SqlTransaction transaction, BeginFor(before.record, decision.action));
  TRY(const StoredWindow held, parts_.windows.Read(stream_.id, read_.start));
  TRY_VOID(CheckUnchanged(before.record, held.record));
  CommitOutcome outcome{decision, held.record.revision, 0};
  switch (decision.action) {
    case WindowAction::kStore:
    case WindowAction::kReplace: {
      TRY(outcome, Replace(held, &content, std::move(decision)));
      break;
    }
    case WindowAction::kConfirm:
      TRY_VOID(Confirm(held, decision));
      break;
    case WindowAction::kHoldEmpty:
      TRY_VOID(parts_.windows.WriteAttempt(stream_.id, read_.start, read_.end, decision.attempt));
      break;
    case WindowAction::kKeepApi:
    case WindowAction::kKeepPruned:
      break;
  }
  TRY_VOID(transaction.Commit());
  return outcome;
}

// What held nothing, and attempts, concern nobody but the stream. A content that is replaced may
// take archived bytes with it that another stream is about to refer to.
Result<SqlTransaction> WindowCommit::BeginFor(const WindowRecord& held, WindowAction action) {
  if (NeedsContent(action)) {
    if (held.has_content()) return parts_.connection.BeginWrite();
    TRY_VOID(parts_.connection.EnsureMonth(read_.start));
  }
  return parts_.connection.BeginWriteBeside(stream_.id);
}

Result<WindowDecision> WindowCommit::DecideOn(const WindowRecord& held) {
  bool equal = false;
  bool coarser = false;
  if (held.has_content()) {
    coarser = held.grain != read_.grain && held.grain.Contains(read_.grain);
    if (held.grain == read_.grain) {
      equal = held.content_hash == *content_hash_;
    } else if (coarser && !held.pruned) {
      TRY(equal, EqualsCoarsened(held));
    }
  }
  return Decide(held, read_, stream_.key.surface, equal, coarser, run_id_);
}

// Bytes are left out of a read that equals what is held; if it does so no more, they would be lost.
Status WindowCommit::CheckBytes() const {
  const bool left_out = read_.source_hash != Hash256{} && read_.source_bytes.empty();
  return left_out && read_.origin.from_api ? ChangedMeanwhile() : Status();
}

Result<bool> WindowCommit::EqualsCoarsened(const WindowRecord& held) {
  SeriesTable table;
  SeriesLookup lookup(&parts_.dictionary, &table);
  WindowRead held_read;
  TRY_VOID([&]() -> Status {
    TRY(SqlTransaction snapshot, parts_.connection.BeginRead());
    TRY(const std::vector<StoredRow> rows,
        parts_.facts.Of(stream_.key).ReadAll(stream_.id, held.start));
    for (const StoredRow& row : rows) {
      TRY(const SeriesRef ref, lookup.RefOf(row.series));
      held_read.rows.push_back({ref, row.metrics});
    }
    return {};
  }());
  WindowRead read;
  for (const UsageRow& row : read_.rows) {
    read.rows.push_back({table.Intern(series_.At(row.series)), row.metrics});
  }
  const MetricSet shared = held.reported & read_.reported;
  bool fits = true;
  const Hash256 ours = CoarseHash(stream_, read_.grain, shared, held_read, table, &fits);
  const Hash256 theirs = CoarseHash(stream_, read_.grain, shared, read, table, &fits);
  return fits && ours == theirs;
}

Status WindowCommit::Prepare(Content* content) {
  std::vector<SeriesRef> refs;
  refs.reserve(read_.rows.size());
  for (const UsageRow& row : read_.rows) refs.push_back(row.series);
  TRY(const std::vector<std::int64_t> ids, parts_.dictionary.EnsureIds(series_, refs));
  TRY_VOID(parts_.sources.AddProjectsOf(series_, refs, ids, stream_.source_id));

  std::vector<std::size_t> order(refs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto comes_before = [&ids](std::size_t a, std::size_t b) { return ids[a] < ids[b]; };
  if (!std::is_sorted(ids.begin(), ids.end())) {
    std::sort(order.begin(), order.end(), comes_before);
  }
  std::vector<SeriesRef> ordered_refs;
  std::unordered_map<SeriesRef, std::int64_t> id_of;
  const bool has_unknown = !read_.unknown_metrics.empty();
  content->rows.reserve(refs.size());
  ordered_refs.reserve(refs.size());
  for (const std::size_t i : order) {
    if (!content->rows.empty() && content->rows.back().series == ids[i]) {
      return Error{ErrorCode::kInvariant, FormatTime(read_.start) +
                                              ": a window was read with two rows of one series; "
                                              "nothing of the window was stored"};
    }
    content->rows.push_back({ids[i], &read_.rows[i].metrics});
    ordered_refs.push_back(refs[i]);
    if (has_unknown) id_of.emplace(refs[i], ids[i]);
  }
  for (const UnknownMetric& metric : read_.unknown_metrics) {
    const auto id = id_of.find(metric.series);
    if (id == id_of.end()) {
      return Error{ErrorCode::kInvariant, FormatTime(read_.start) + ": the metric '" + metric.name +
                                              "' belongs to no row; nothing was stored"};
    }
    content->unknown.push_back({id->second, metric.name, metric.value});
  }
  std::sort(content->unknown.begin(), content->unknown.end());
  RollUpSums* sums = nullptr;
  if (HasRollUps(stream_.key)) {
    TRY(sums, parts_.roll_ups.Begin(series_, ordered_refs, content->rows));
  }
  content->work.emplace(stream_.key, read_, series_, content->rows, sums, content_hash_);
  return {};
}

Status WindowCommit::CheckUnchanged(const WindowRecord& before, const WindowRecord& now) const {
  if (before.revision == now.revision && before.read_at == now.read_at &&
      before.pruned == now.pruned && before.attempt == now.attempt) {
    return {};
  }
  return ChangedMeanwhile();
}

Error WindowCommit::ChangedMeanwhile() const {
  return Error{ErrorCode::kTryLater, FormatTime(read_.start) +
                                         ": another writer changed this window meanwhile; nothing "
                                         "of this read was stored; run the command again"};
}

Result<CommitOutcome> WindowCommit::Replace(const StoredWindow& held, Content* content,
                                            WindowDecision decision) {
  const bool had_content = held.record.has_content();
  if (had_content) TRY_VOID(parts_.connection.session().EnsureMonth(read_.start));
  // Of content that replaces other it is the revision; beside other writers theirs may come first.
  TRY(const std::int64_t since, parts_.windows.NextRevision());
  // A window that was open at its read held a part of its day only: not worth remembering.
  const bool keep_history = had_content && held.record.end <= held.record.read_at;
  const WindowChange change{stream_.id, read_.start, since, keep_history};
  if (keep_history) {
    TRY_VOID(parts_.windows.CopyToHistory(stream_.id, read_.start, since));
  }
  ContentWork& work = *content->work;
  if (!had_content) work.Begin();
  TRY(const std::int64_t rows_written,
      parts_.facts.Of(stream_.key).Replace(change, content->rows, content->unknown, had_content));
  if (!had_content) TRY_VOID(work.Finish());
  if (HasRollUps(stream_.key)) {
    TRY(const std::int64_t ignored, parts_.roll_ups.Replace(change, &work.roll_ups(), had_content));
    static_cast<void>(ignored);
  }
  TRY_VOID(parts_.connection.session().LockOrder());
  TRY(const std::int64_t revision, parts_.windows.NewRevision(run_id_, parts_.clock.Now()));
  CHECK(revision >= since && (revision == since || !had_content), "revisions are given in order");
  TRY_VOID(parts_.archive.Keep(read_.source_hash, read_.source_bytes));

  StoredWindow window;
  window.archived_hash = read_.source_bytes.empty() ? Hash256{} : read_.source_hash;
  WindowRecord& record = window.record;
  record.start = read_.start;
  record.end = read_.end;
  record.clipped = read_.clipped;
  record.grain = read_.grain;
  record.reported = read_.reported;
  record.revision = revision;
  record.row_count = static_cast<std::int64_t>(content->rows.size());
  record.totals = work.totals();
  record.content_hash = work.content_hash();
  record.source_hash = read_.source_hash;
  record.origin = read_.origin;
  record.content_since = read_.read_at;
  record.read_at = read_.read_at;
  record.attempt = decision.attempt;
  TRY_VOID(parts_.windows.Write(stream_.id, window));
  if (had_content && !keep_history) {
    TRY_VOID(parts_.archive.ForgetUnreferenced(held.archived_hash));
  }
  return CommitOutcome{std::move(decision), revision, rows_written};
}

Status WindowCommit::Confirm(StoredWindow held, const WindowDecision& decision) {
  WindowRecord& record = held.record;
  record.read_at = std::max(record.read_at, read_.read_at);
  record.attempt = decision.attempt;
  // An equal read at a coarser grain says nothing about the bytes of the finer one that is kept.
  if (record.grain == read_.grain) {
    record.clipped = read_.clipped;
    record.source_hash = read_.source_hash;
  }
  return parts_.windows.Confirm(stream_.id, held);
}

}  // namespace cognitrack
