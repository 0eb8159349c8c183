#include "store/ledger_anonymiser.h"

#include <utility>
#include <vector>

namespace cognitrack {
namespace {

constexpr std::string_view kFromApi = "api";

std::string And(const std::string& where) { return where.empty() ? "" : " AND " + where; }

}  // namespace

Result<AnonymisedLedger> LedgerAnonymiser::Run() {
  // In memory, and gone with the connection: the texts that are replaced touch no disk.
  TRY_VOID(
      Execute("CREATE TEMPORARY TABLE anonymised_texts (original TEXT PRIMARY KEY, "
              "replacement TEXT NOT NULL)"));
  for (const LedgerText& text : LedgerTexts()) TRY_VOID(CarryOut(text));
  TRY_VOID(Execute("UPDATE runs SET parameters = '{}'"));
  TRY_VOID(ReplaceOrigins("windows"));
  TRY_VOID(ReplaceOrigins("window_history"));
  TRY_VOID(ReplaceSeries());
  TRY(const std::vector<StreamRecord> streams, parts_.streams.All());
  for (const StreamRecord& stream : streams) TRY_VOID(HashContents(stream));
  TRY_VOID(Execute("DROP TABLE anonymised_texts"));
  return std::move(done_);
}

Status LedgerAnonymiser::CarryOut(const LedgerText& text) {
  switch (text.fate) {
    case TextFate::kKept:
    case TextFate::kRemade:
      return {};
    case TextFate::kReplaced:
      return Replace(text);
    case TextFate::kEmptied:
      return Execute("UPDATE " + text.table + " SET " + text.column + " = ''");
    case TextFate::kNulled:
      return Execute("UPDATE " + text.table + " SET " + text.column + " = NULL");
    case TextFate::kRemoved:
      break;
  }
  TRY(SqlQuery count, parts_.connection.PrepareOnce("SELECT COUNT(*) FROM " + text.table));
  TRY(const auto rows, count.RunForInteger());
  done_.removed_rows[text.table] += rows.value_or(0);
  return Execute("DELETE FROM " + text.table);
}

Status LedgerAnonymiser::Replace(const LedgerText& text) {
  TRY(const std::vector<std::string> originals, TextsIn(text.table, text.column, text.where));
  std::vector<std::pair<std::string, std::string>> replacements;
  for (const std::string& original : originals) {
    TRY(std::string pseudonym, pseudonyms_.Of(text.kind, original));
    replacements.emplace_back(original, std::move(pseudonym));
  }
  done_.replaced[text.table + "." + text.column] += static_cast<std::int64_t>(originals.size());
  return WriteReplacements(text.table, text.column, text.where, replacements);
}

Status LedgerAnonymiser::ReplaceOrigins(const std::string& table) {
  TRY(const std::vector<std::string> originals,
      TextsIn(table, "origin", "origin <> '" + std::string(kFromApi) + "'"));
  std::vector<std::pair<std::string, std::string>> replacements;
  for (const std::string& original : originals) {
    Origin origin = Origin::FromText(original);
    TRY(origin.file_sha256, pseudonyms_.Of(TextKind::kFileHash, origin.file_sha256));
    replacements.emplace_back(original, origin.ToText());
  }
  done_.replaced[table + ".origin"] += static_cast<std::int64_t>(originals.size());
  return WriteReplacements(table, "origin", "", replacements);
}

Result<std::vector<std::string>> LedgerAnonymiser::TextsIn(const std::string& table,
                                                           const std::string& column,
                                                           const std::string& where) {
  TRY(SqlQuery query,
      parts_.connection.PrepareOnce("SELECT DISTINCT " + column + " FROM " + table + " WHERE " +
                                    column + " <> ''" + And(where) + " ORDER BY 1"));
  std::vector<std::string> texts;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return texts;
    texts.push_back(query.Text(0));
  }
}

Status LedgerAnonymiser::WriteReplacements(
    const std::string& table, const std::string& column, const std::string& where,
    const std::vector<std::pair<std::string, std::string>>& replacements) {
  if (replacements.empty()) return {};
  TRY_VOID(Execute("DELETE FROM anonymised_texts"));
  {
    TRY(SqlQuery add, parts_.connection.PrepareOnce(
                          "INSERT INTO anonymised_texts (original, replacement) VALUES ($1, $2)"));
    for (const auto& [original, replacement] : replacements) {
      TRY_VOID(add.BindText(1, original).BindText(2, replacement).Run());
    }
  }
  return Execute("UPDATE " + table + " SET " + column +
                 " = (SELECT replacement FROM anonymised_texts WHERE original = " + table + "." +
                 column + ") WHERE " + column + " IN (SELECT original FROM anonymised_texts)" +
                 And(where));
}

Status LedgerAnonymiser::ReplaceSeries() {
  std::vector<std::int64_t> ids;
  {
    TRY(SqlQuery query, parts_.connection.PrepareOnce("SELECT id FROM series ORDER BY id"));
    while (true) {
      TRY(const bool row, query.Step());
      if (!row) break;
      ids.push_back(query.Integer(0));
    }
  }
  for (const std::int64_t id : ids) {
    TRY(const Series series, parts_.dictionary.Read(id));
    TRY(const Series replaced, Replaced(series));
    if (replaced == series) continue;
    TRY_VOID(Write(id, replaced));
    ++done_.replaced["series"];
  }
  return {};
}

Result<Series> LedgerAnonymiser::Replaced(const Series& series) {
  std::vector<DimensionValue> values = series.values();
  for (DimensionValue& pair : values) {
    TRY(pair.value, pseudonyms_.Of(TextKindOf(pair.name), pair.value));
  }
  return Series(std::move(values));
}

Status LedgerAnonymiser::Write(std::int64_t id, const Series& series) {
  TRY(SqlQuery write,
      parts_.connection.Prepare(
          "UPDATE series SET hash = $2, api_key_id = $3, api_source = $4, batch = $5, model = $6, "
          "project_id = $7, service_tier = $8, user_id = $9 WHERE id = $1"));
  TRY(SqlQuery write_value, parts_.connection.Prepare("UPDATE series_values SET value = $3 WHERE "
                                                      "series = $1 AND name = $2"));
  constexpr int kFirstDimension = 3;
  write.Bind(1, id).BindBlob(2, series.Hash().view());
  for (std::size_t i = 0; i < kKnownDimensions.size(); ++i) {
    const int parameter = kFirstDimension + static_cast<int>(i);
    const std::string* value = series.Find(kKnownDimensions[i]);
    if (value == nullptr) {
      write.Bind(parameter, std::optional<std::int64_t>());
    } else {
      write.BindText(parameter, *value);
    }
  }
  TRY_VOID(write.Run());
  for (const DimensionValue& pair : series.values()) {
    if (IsKnownDimension(pair.name)) continue;
    TRY_VOID(write_value.Bind(1, id).BindText(2, pair.name).BindText(3, pair.value).Run());
  }
  return {};
}

Status LedgerAnonymiser::HashContents(const StreamRecord& stream) {
  TRY(const std::vector<WindowRecord> held,
      parts_.windows.WithContent(stream.id, kFirstDay.start() - 1, kLastDay.end() + 1,
                                 std::nullopt));
  for (const WindowRecord& record : held) {
    TRY(const std::vector<WindowRevision> revisions,
        parts_.windows.History(stream.id, record.start));
    for (const WindowRevision& revision : revisions) {
      TRY_VOID(HashContent(stream, revision.record, revision.until_revision == 0));
    }
  }
  return {};
}

// What a pruned window held cannot be hashed anew: its rows are gone, and with them the proof.
Status LedgerAnonymiser::HashContent(const StreamRecord& stream, const WindowRecord& record,
                                     bool is_held) {
  Hash256 hash;
  if (!record.pruned) {
    const auto as_of = is_held ? std::nullopt : std::optional<std::int64_t>(record.revision);
    FactRows& rows = parts_.facts.Of(stream.key);
    SeriesTable table;
    SeriesLookup lookup(&parts_.dictionary, &table);
    WindowRead read;
    read.grain = record.grain;
    read.reported = record.reported;
    std::vector<StoredRow> stored;
    TRY_VOID(rows.Read(stream.id, record.start, as_of, [&stored](const StoredRow& row) {
      stored.push_back(row);
      return true;
    }));
    for (const StoredRow& row : stored) {
      TRY(const SeriesRef ref, lookup.RefOf(row.series));
      read.rows.push_back({ref, row.metrics});
    }
    TRY(const auto unknown, rows.ReadUnknown(stream.id, record.start, as_of));
    for (const StoredUnknown& metric : unknown) {
      TRY(const SeriesRef ref, lookup.RefOf(metric.series));
      read.unknown_metrics.push_back({ref, metric.name, metric.value});
    }
    hash = ContentHash(stream.key, read, table);
  }
  TRY(SqlQuery write, parts_.connection.Prepare(
                          is_held ? "UPDATE windows SET content_hash = $4 WHERE stream = $1 AND "
                                    "window_start = $2 AND revision = $3"
                                  : "UPDATE window_history SET content_hash = $4 WHERE stream = "
                                    "$1 AND window_start = $2 AND revision = $3"));
  write.Bind(1, stream.id).Bind(2, record.start).Bind(3, record.revision);
  return write.BindHash(4, hash).Run();
}

Status LedgerAnonymiser::Execute(const std::string& statement) {
  TRY(SqlQuery query, parts_.connection.PrepareOnce(statement));
  return query.Run();
}

}  // namespace cognitrack
