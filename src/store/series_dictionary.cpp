#include "store/series_dictionary.h"

#include <algorithm>
#include <unordered_set>

#include "store/batch.h"

namespace cognitrack {
namespace {

// Bounds the memory of a process that sees ever new series; what was forgotten is looked up again.
constexpr std::size_t kRememberedMost = 500'000;
// To look one series up costs about as much as to read so many in order.
constexpr std::int64_t kReadsOfALookUp = 4;

constexpr std::string_view kAddColumns =
    "id, hash, api_key_id, api_source, batch, model, project_id, service_tier, user_id, "
    "other_values";
constexpr std::string_view kRead =
    "SELECT api_key_id, api_source, batch, model, project_id, service_tier, user_id, other_values, "
    "hash, id FROM series";
constexpr int kOtherValuesColumn = static_cast<int>(kKnownDimensions.size());
constexpr int kHashColumn = kOtherValuesColumn + 1;
constexpr int kIdColumn = kHashColumn + 1;
constexpr std::int64_t kLongestRun = 2'048;
constexpr std::string_view kReadValues = "SELECT series, name, value FROM series_values";

constexpr int kFirstDimension = 3;  // The parameter of kKnownDimensions[0] in kAddColumns.
constexpr int kOtherValues = kFirstDimension + static_cast<int>(kKnownDimensions.size());

std::int64_t OtherValuesOf(const Series& series) {
  return std::count_if(series.values().begin(), series.values().end(),
                       [](const DimensionValue& pair) { return !IsKnownDimension(pair.name); });
}

Error IsDamaged(std::int64_t id) {
  return {ErrorCode::kDisk, "the database is damaged: the dimensions of series " +
                                std::to_string(id) +
                                " are not those that were stored; restore it from a backup"};
}

Error IsMissing(std::int64_t id) {
  return {ErrorCode::kDisk, "the database is damaged: a usage row has the series " +
                                std::to_string(id) +
                                ", which does not exist; restore it from a backup"};
}

// Each once, in order.
std::vector<SeriesRef> WithoutIds(const std::vector<SeriesRef>& refs,
                                  const std::vector<std::int64_t>& ids) {
  std::vector<SeriesRef> missing;
  std::unordered_set<SeriesRef> seen;
  for (std::size_t i = 0; i < refs.size(); ++i) {
    if (ids[i] == 0 && seen.insert(refs[i]).second) missing.push_back(refs[i]);
  }
  return missing;
}

Series SeriesOf(const std::vector<std::pair<std::string_view, std::string_view>>& pairs) {
  std::vector<DimensionValue> values;
  for (const auto& [name, value] : pairs) values.push_back({std::string(name), std::string(value)});
  return Series(std::move(values));
}

}  // namespace

Result<std::vector<std::int64_t>> SeriesDictionary::EnsureIds(const SeriesTable& series,
                                                              const std::vector<SeriesRef>& refs,
                                                              IdOrder order) {
  std::vector<std::int64_t> ids(refs.size(), 0);
  TRY(std::vector<SeriesRef> missing, FindIds(series, refs, &ids));
  if (missing.empty()) return ids;
  if (order == IdOrder::kAsGiven) missing = WithoutIds(refs, ids);
  TRY_VOID(AddAll(series, std::move(missing)));
  for (std::size_t i = 0; i < refs.size(); ++i) {
    if (ids[i] == 0) ids[i] = id_of_.at(series.HashAt(refs[i]));
  }
  return ids;
}

// Ids that are known are filled in; the series that have none come back, each once.
Result<std::vector<SeriesRef>> SeriesDictionary::FindIds(const SeriesTable& series,
                                                         const std::vector<SeriesRef>& refs,
                                                         std::vector<std::int64_t>* ids) {
  if (id_of_.size() > kRememberedMost) {
    id_of_.clear();
    knows_all_ = false;
  }
  std::vector<SeriesRef> missing;
  for (std::size_t i = 0; i < refs.size(); ++i) {
    const auto found = id_of_.find(series.HashAt(refs[i]));
    if (found == id_of_.end()) {
      missing.push_back(refs[i]);
    } else {
      (*ids)[i] = found->second;
    }
  }
  std::sort(missing.begin(), missing.end(),
            [&series](SeriesRef a, SeriesRef b) { return series.HashAt(a) < series.HashAt(b); });
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  TRY_VOID(Learn(series, &missing));
  for (std::size_t i = 0; i < refs.size(); ++i) {
    if ((*ids)[i] != 0) continue;
    const auto found = id_of_.find(series.HashAt(refs[i]));
    if (found != id_of_.end()) (*ids)[i] = found->second;
  }
  return missing;
}

// Looks series up and remembers their ids; those that have none stay in `unknown`.
Status SeriesDictionary::Learn(const SeriesTable& series, std::vector<SeriesRef>* unknown) {
  if (unknown->empty()) return {};
  TRY(SqlTransaction snapshot, connection_->BeginRead());
  TRY(const std::int64_t greatest, GreatestId());
  // A ledger that was empty when it was opened is known as it grows.
  const auto most = kReadsOfALookUp * static_cast<std::int64_t>(unknown->size());
  knows_all_ = knows_all_ && greatest - looked_until_ <= most;
  TRY_VOID(knows_all_ ? LearnAdded() : LearnAsked(series, *unknown));
  looked_until_ = greatest;
  std::erase_if(*unknown, [&](SeriesRef ref) { return id_of_.contains(series.HashAt(ref)); });
  return {};
}

Status SeriesDictionary::LearnAsked(const SeriesTable& series,
                                    const std::vector<SeriesRef>& unknown) {
  const std::size_t size = BatchSizeFor(unknown.size());
  TRY(SqlQuery find,
      connection_->Prepare("SELECT hash, id FROM series WHERE hash IN (" + Batch(1, size) + ")"));
  for (std::size_t start = 0; start < unknown.size(); start += size) {
    for (std::size_t i = 0; i < size; ++i) {
      const int parameter = static_cast<int>(i) + 1;
      if (start + i < unknown.size()) {
        find.BindBlob(parameter, series.HashAt(unknown[start + i]).view());
      } else {
        find.Bind(parameter, std::optional<std::int64_t>());
      }
    }
    while (true) {
      TRY(const bool row, find.Step());
      if (!row) break;
      TRY(const Hash128 hash, Hash128From(find.Blob(0)));
      id_of_.emplace(hash, find.Integer(1));
    }
    find.Reset();
  }
  return {};
}

// What other processes added since series were looked for: ids only grow.
Status SeriesDictionary::LearnAdded() {
  TRY(SqlQuery added, connection_->Prepare("SELECT hash, id FROM series WHERE id > $1"));
  added.Bind(1, looked_until_);
  while (true) {
    TRY(const bool row, added.Step());
    if (!row) return {};
    TRY(const Hash128 hash, Hash128From(added.Blob(0)));
    id_of_.emplace(hash, added.Integer(1));
  }
}

Result<std::int64_t> SeriesDictionary::GreatestId() {
  TRY(SqlQuery last, connection_->Prepare("SELECT COALESCE(MAX(id), 0) FROM series"));
  TRY(const auto greatest, last.RunForInteger());
  return greatest.value_or(0);
}

Status SeriesDictionary::AddAll(const SeriesTable& series, std::vector<SeriesRef> missing) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY_VOID(LearnAdded());
  std::erase_if(missing, [&](SeriesRef ref) { return id_of_.contains(series.HashAt(ref)); });
  TRY(const std::int64_t greatest, GreatestId());
  looked_until_ = greatest;
  TRY_VOID(AddRows(series, missing, greatest + 1));
  TRY_VOID(AddOtherValues(series, missing, greatest + 1));
  TRY_VOID(transaction.Commit());
  for (const SeriesRef ref : missing) id_of_.emplace(series.HashAt(ref), ++looked_until_);
  return {};
}

Status SeriesDictionary::AddRows(const SeriesTable& series, const std::vector<SeriesRef>& missing,
                                 std::int64_t first_id) {
  TRY(SqlQuery add, connection_->PrepareRows("series", kAddColumns));
  for (std::size_t i = 0; i < missing.size(); ++i) {
    const Series& values = series.At(missing[i]);
    add.Bind(1, first_id + static_cast<std::int64_t>(i));
    add.BindBlob(2, series.HashAt(missing[i]).view());
    for (std::size_t k = 0; k < kKnownDimensions.size(); ++k) {
      const int parameter = kFirstDimension + static_cast<int>(k);
      const std::string* value = values.Find(kKnownDimensions[k]);
      if (value != nullptr) {
        add.BindText(parameter, *value);
      } else {
        add.Bind(parameter, std::optional<std::int64_t>());
      }
    }
    TRY_VOID(add.Bind(kOtherValues, OtherValuesOf(values)).Run());
  }
  return add.Finish();
}

Status SeriesDictionary::AddOtherValues(const SeriesTable& series,
                                        const std::vector<SeriesRef>& missing,
                                        std::int64_t first_id) {
  TRY(SqlQuery add, connection_->PrepareRows("series_values", "series, name, value"));
  for (std::size_t i = 0; i < missing.size(); ++i) {
    add.Bind(1, first_id + static_cast<std::int64_t>(i));
    for (const DimensionValue& pair : series.At(missing[i]).values()) {
      if (IsKnownDimension(pair.name)) continue;
      TRY_VOID(add.BindText(2, pair.name).BindText(3, pair.value).Run());
    }
  }
  return add.Finish();
}

Result<Series> SeriesDictionary::Read(std::int64_t id) {
  Series found;
  TRY_VOID(
      ReadAll(std::span(&id, 1), [&found](std::int64_t, const Series& series) { found = series; }));
  return found;
}

Status SeriesDictionary::ReadAll(std::span<const std::int64_t> ids,
                                 const std::function<void(std::int64_t, const Series&)>& series) {
  for (std::size_t start = 0; start < ids.size(); start += kLargestBatch) {
    const auto batch = ids.subspan(start, std::min(kLargestBatch, ids.size() - start));
    std::vector<std::int64_t> missing(batch.begin(), batch.end());
    TRY_VOID(Select({0, 0, batch}, [&](const Held& held) -> Status {
      const Series found = SeriesOf(held.pairs);
      if (held.hash != found.Hash().view()) return IsDamaged(held.id);
      series(held.id, found);
      std::erase(missing, held.id);
      return {};
    }));
    if (!missing.empty()) return IsMissing(missing.front());
  }
  return {};
}

Status SeriesDictionary::ReadRun(std::int64_t id, std::int64_t count, SeriesTable* table,
                                 SeriesRefs* refs) {
  bool is_there = false;
  TRY_VOID(Select({id, id + count, {}}, [&](const Held& held) -> Status {
    const SeriesRef ref = table->Intern(held.pairs);
    is_there = is_there || held.id == id;
    if (held.hash == table->HashAt(ref).view()) {
      refs->emplace(held.id, ref);
    } else if (held.id == id) {
      return IsDamaged(id);
    }
    return {};
  }));
  return is_there ? Status() : IsMissing(id);
}

Result<std::vector<std::int64_t>> SeriesDictionary::Damaged() {
  std::vector<std::int64_t> damaged;
  std::vector<std::int64_t> batch;
  const auto check = [&] {
    return Select({0, 0, batch}, [&damaged](const Held& held) -> Status {
      if (held.hash != SeriesOf(held.pairs).Hash().view()) damaged.push_back(held.id);
      return {};
    });
  };
  TRY(SqlQuery all, connection_->PrepareScan("SELECT id FROM series ORDER BY id"));
  for (bool more = true; more;) {
    TRY(more, all.Step());
    if (more) batch.push_back(all.Integer(0));
    if (batch.size() < kLargestBatch && more) continue;
    TRY_VOID(check());
    batch.clear();
  }
  std::sort(damaged.begin(), damaged.end());
  return damaged;
}

Status SeriesDictionary::Select(const Ids& ids, const std::function<Status(const Held&)>& held) {
  TRY(SqlQuery row, Question(kRead, "id", ids));
  std::optional<OtherValues> others;
  Pairs pairs;
  while (true) {
    TRY(const bool more, row.Step());
    if (!more) return {};
    pairs.clear();
    for (std::size_t i = 0; i < kKnownDimensions.size(); ++i) {
      const int column = static_cast<int>(i);
      if (!row.IsNull(column)) pairs.emplace_back(kKnownDimensions[i], row.TextView(column));
    }
    const std::int64_t id = row.Integer(kIdColumn);
    if (row.Integer(kOtherValuesColumn) != 0) {
      if (!others) {
        TRY(others, SelectOtherValues(ids));
      }
      for (const DimensionValue& other : (*others)[id]) {
        pairs.emplace_back(other.name, other.value);
      }
    }
    TRY_VOID(held({id, row.Blob(kHashColumn), pairs}));
  }
}

Result<SqlQuery> SeriesDictionary::Question(std::string_view select, std::string_view column,
                                            const Ids& ids) {
  std::string sql(select);
  sql.append(" WHERE ").append(column);
  if (ids.list.empty()) {
    sql.append(" >= $1 AND ").append(column).append(" < $2 ORDER BY ").append(column);
    TRY(SqlQuery query, connection_->Prepare(sql));
    query.Bind(1, ids.from).Bind(2, ids.to);
    return query;
  }
  const std::size_t size = ids.list.size() == 1 ? 1 : BatchSizeFor(ids.list.size());
  sql.append(" IN (").append(Batch(1, size)).append(")");
  TRY(SqlQuery query, connection_->Prepare(sql));
  BindBatch(&query, 1, ids.list, size);
  return query;
}

Result<SeriesDictionary::OtherValues> SeriesDictionary::SelectOtherValues(const Ids& ids) {
  OtherValues values;
  TRY(SqlQuery query, Question(kReadValues, "series", ids));
  while (true) {
    TRY(const bool more, query.Step());
    if (!more) return values;
    // A name that has a column can stand here by damage only; the hash then tells.
    if (IsKnownDimension(query.TextView(1))) continue;
    values[query.Integer(0)].push_back({query.Text(1), query.Text(2)});
  }
}

Result<std::optional<std::vector<std::int64_t>>> SeriesDictionary::WithValue(
    const std::string& dimension, const std::vector<std::optional<std::string>>& values,
    const std::optional<Grain>& within, std::int64_t most) {
  std::vector<std::int64_t> ids;
  std::string nothing_else;
  if (within) {
    nothing_else = " AND other_values = 0";
    for (const std::string_view name : kKnownDimensions) {
      if (!within->Has(name)) nothing_else += " AND " + std::string(name) + " IS NULL";
    }
  }
  for (const auto& value : values) {
    TRY(SqlQuery query, connection_->Prepare("SELECT id FROM series WHERE " + dimension +
                                             (value ? " = $1" : " IS NULL") + nothing_else));
    if (value) query.BindText(1, *value);
    while (true) {
      TRY(const bool row, query.Step());
      if (!row) break;
      ids.push_back(query.Integer(0));
      if (static_cast<std::int64_t>(ids.size()) > most) return {std::nullopt};
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return {std::move(ids)};
}

Result<SeriesRef> SeriesLookup::RefOf(std::int64_t id) {
  const auto found = ref_of_.find(id);
  if (found != ref_of_.end()) return found->second;
  const bool goes_on = id >= run_end_ && id < run_end_ + run_length_;
  run_length_ = goes_on ? std::min(2 * run_length_, kLongestRun) : 1;
  run_end_ = id + run_length_;
  TRY_VOID(dictionary_->ReadRun(id, run_length_, table_, &ref_of_));
  return ref_of_.at(id);
}

}  // namespace cognitrack
