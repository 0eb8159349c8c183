#include "store/version_records.h"

#include "base/hash.h"
#include "store/dialect.h"

namespace cognitrack {
namespace {

std::optional<std::int64_t> NumberOf(const std::optional<Day>& day) {
  return day ? std::optional(std::int64_t{day->number}) : std::nullopt;
}

std::optional<Day> DayIn(const SqlQuery& query, int column) {
  const auto number = query.OptionalInteger(column);
  return number ? std::optional(Day{static_cast<std::int32_t>(*number)}) : std::nullopt;
}

Error Damaged(const std::string& which, const std::string& word) {
  return {ErrorCode::kInvariant, which + " of the versions is damaged: it says '" + word + "'"};
}

}  // namespace

Result<std::int64_t> VersionRecords::Add(const VersionChange& change,
                                         const std::optional<KeptPriceBook>& book) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  if (book) TRY_VOID(Keep(*book));
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO version_changes (id, kind, action, version, reason, "
                           "set_by, comparison_run, run_id, set_at) VALUES (" +
                           NextId("version_changes", "id") +
                           ", $1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"));
  write.BindText(1, NameOf(change.kind)).BindText(2, NameOf(change.action));
  write.BindText(3, change.version).BindText(4, change.reason).BindText(5, change.set_by);
  write.Bind(6, change.comparison_run).Bind(7, change.run_id).Bind(8, change.set_at);
  TRY(const std::optional<std::int64_t> id, write.RunForInteger());
  TRY_VOID(transaction.Commit());
  return id.value_or(0);
}

Result<std::vector<VersionChange>> VersionRecords::All() {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT id, kind, action, version, reason, set_by, comparison_run, "
                           "run_id, set_at FROM version_changes ORDER BY id DESC"));
  std::vector<VersionChange> changes;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return changes;
    VersionChange change;
    change.id = query.Integer(0);
    const std::string which = "entry " + std::to_string(change.id);
    const auto kind = VersionKindNamed(query.TextView(1));
    if (!kind) return Damaged(which, query.Text(1));
    const auto action = VersionActionNamed(query.TextView(2));
    if (!action) return Damaged(which, query.Text(2));
    change.kind = *kind;
    change.action = *action;
    change.version = query.Text(3);
    change.reason = query.Text(4);
    change.set_by = query.Text(5);
    change.comparison_run = query.OptionalInteger(6);
    change.run_id = query.Integer(7);
    change.set_at = query.Integer(8);
    changes.push_back(std::move(change));
  }
}

Result<KeptPriceBook> VersionRecords::Book(const std::string& sha256) {
  TRY(SqlQuery query, connection_->Prepare("SELECT name, body FROM price_books WHERE sha256 = $1"));
  TRY(const bool row, query.BindText(1, sha256).Step());
  if (!row) {
    return Error{ErrorCode::kConfig, "the ledger keeps no price book " + sha256 +
                                         "; 'cognitrack shadow back pricing' goes back to the one "
                                         "before, --prices FILE does without it"};
  }
  KeptPriceBook book{sha256, query.Text(0), std::string(query.Blob(1))};
  if (ToHex(Sha256(book.text)) == sha256) return book;
  return Error{ErrorCode::kDisk, "the price book " + sha256 +
                                     " is damaged: it has another hash; restore the database from "
                                     "a backup, or give the book with --prices FILE"};
}

// The first name stays: the same bytes are the same book.
Status VersionRecords::Keep(const KeptPriceBook& book) {
  TRY(SqlQuery write, connection_->Prepare("INSERT INTO price_books (sha256, name, body) VALUES "
                                           "($1, $2, $3) ON CONFLICT (sha256) DO NOTHING"));
  return write.BindText(1, book.sha256).BindText(2, book.name).BindBlob(3, book.text).Run();
}

Status VersionRecords::SaveComparison(const VersionComparison& comparison,
                                      const std::string& document) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  std::optional<std::int64_t> source_id;
  if (comparison.source) {
    TRY(SqlQuery find,
        connection_->Prepare("SELECT id FROM sources WHERE name = $1 AND team_id = $2"));
    find.BindText(1, *comparison.source).Bind(2, team_.value);
    TRY(source_id, find.RunForInteger());
    if (!source_id) {
      return Error{ErrorCode::kConfig, "the ledger holds no source '" + *comparison.source +
                                           "'; the comparison was not recorded"};
    }
  }
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO version_comparisons (run_id, kind, in_force, candidate, "
                           "source_id, from_day, to_day, after_revision, to_revision, compared, "
                           "differing, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
                           "$11, $12)"));
  write.Bind(1, comparison.run_id).BindText(2, NameOf(comparison.kind));
  write.BindText(3, comparison.in_force).BindText(4, comparison.candidate).Bind(5, source_id);
  write.Bind(6, NumberOf(comparison.from)).Bind(7, NumberOf(comparison.to));
  write.Bind(8, comparison.after_revision).Bind(9, comparison.to_revision);
  write.Bind(10, comparison.compared).Bind(11, comparison.differing).BindText(12, document);
  TRY_VOID(write.Run());
  return transaction.Commit();
}

Result<std::vector<VersionComparison>> VersionRecords::Comparisons() {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT c.run_id, c.kind, c.in_force, c.candidate, s.name, c.from_day, "
                           "c.to_day, c.after_revision, c.to_revision, c.compared, c.differing "
                           "FROM version_comparisons AS c LEFT JOIN sources AS s ON "
                           "s.id = c.source_id WHERE s.team_id = $1 OR (c.source_id IS NULL AND "
                           "NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = c.run_id "
                           "AND runs.team_id <> $1)) "
                           "ORDER BY c.run_id DESC"));
  query.Bind(1, team_.value);
  std::vector<VersionComparison> comparisons;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return comparisons;
    VersionComparison one;
    one.run_id = query.Integer(0);
    const auto kind = VersionKindNamed(query.TextView(1));
    if (!kind) return Damaged("comparison " + std::to_string(one.run_id), query.Text(1));
    one.kind = *kind;
    one.in_force = query.Text(2);
    one.candidate = query.Text(3);
    if (!query.IsNull(4)) one.source = query.Text(4);
    one.from = DayIn(query, 5);
    one.to = DayIn(query, 6);
    one.after_revision = query.Integer(7);
    one.to_revision = query.Integer(8);
    one.compared = query.Integer(9);
    one.differing = query.Integer(10);
    comparisons.push_back(std::move(one));
  }
}

Result<std::string> VersionRecords::Document(std::int64_t run_id) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT document FROM version_comparisons WHERE run_id = $1"));
  TRY(const bool row, query.Bind(1, run_id).Step());
  if (row) return query.Text(0);
  return Error{ErrorCode::kConfig, "run " + std::to_string(run_id) + " compared no versions"};
}

}  // namespace cognitrack
