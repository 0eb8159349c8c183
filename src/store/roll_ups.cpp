#include "store/roll_ups.h"

#include <algorithm>

#include "store/batch.h"
#include "store/metric_columns.h"

namespace cognitrack {
namespace {

// Bounds the memory of a process that sees ever new series.
constexpr std::size_t kRememberedMost = 500'000;
constexpr int kFirstOfBatch = 5;

// What the rows of each kind are looked for by most, first.
using Names = std::array<std::string_view, 4>;
constexpr std::array<Names, kRollUpKinds> kPlacedBy = {
    Names{"project_id", "model", "service_tier", "batch"},
    Names{"project_id", "api_key_id", "model", ""}, Names{"user_id", "model", "", ""},
    Names{"model", "service_tier", "batch", ""}, Names{"project_id", "", "", ""}};

std::string PlaceOf(const Series& series, const Names& names) {
  std::string place;
  for (const std::string_view name : names) {
    const std::string* value = name.empty() ? nullptr : series.Find(name);
    if (value != nullptr) place.append(*value);
    place.push_back('\0');
  }
  return place;
}

constexpr std::string_view kOfRange =
    " WHERE kind = $4 AND stream = $1 AND window_start >= $2 AND window_start < $3";

// The first parameters of a scan.
void BindRange(int kind, const WindowRange& range, SqlQuery* query) {
  query->Bind(1, range.stream).Bind(2, range.from).Bind(3, range.to).Bind(4, kind);
}

}  // namespace

const std::array<Grain, kRollUpKinds>& RollUpGrains() {
  static const std::array<Grain, kRollUpKinds> kGrains = {
      Grain({"batch", "model", "project_id", "service_tier"}),
      Grain({"api_key_id", "model", "project_id"}), Grain({"model", "user_id"}),
      Grain({"batch", "model", "service_tier"}), Grain({"project_id"})};
  return kGrains;
}

std::optional<int> RollUpFor(const Grain& dimensions) {
  constexpr std::array<int, kRollUpKinds> kSmallestFirst = {5, 4, 1, 3, 2};
  for (const int kind : kSmallestFirst) {
    if (RollUpGrains()[static_cast<std::size_t>(kind) - 1].Contains(dimensions)) return kind;
  }
  return std::nullopt;
}

Result<RollUpSums*> RollUps::Begin(const SeriesTable& series, const std::vector<SeriesRef>& refs,
                                   const std::vector<NewRow>& rows) {
  TRY(std::vector<Targets> targets_of, EnsureTargets(series, refs, rows));
  sums_.Begin(std::move(targets_of));
  return &sums_;
}

void RollUps::Forget() {
  targets_of_.clear();
  sums_.Forget();
}

Result<std::vector<RollUps::Targets>> RollUps::EnsureTargets(const SeriesTable& series,
                                                             const std::vector<SeriesRef>& refs,
                                                             const std::vector<NewRow>& rows) {
  if (targets_of_.size() > kRememberedMost) Forget();
  std::vector<Targets> known(rows.size());
  SeriesTable coarser;
  std::vector<std::size_t> missing;
  std::array<std::vector<SeriesRef>, kRollUpKinds> targets;
  std::vector<std::pair<std::string_view, std::string_view>> pairs;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (const auto found = targets_of_.find(rows[i].series); found != targets_of_.end()) {
      known[i] = found->second;
      continue;
    }
    missing.push_back(i);
    for (std::size_t k = 0; k < kRollUpKinds; ++k) {
      pairs.clear();
      for (const DimensionValue& pair : series.At(refs[i]).values()) {
        if (RollUpGrains()[k].Has(pair.name)) pairs.emplace_back(pair.name, pair.value);
      }
      targets[k].push_back(coarser.Intern(pairs));
    }
  }
  for (std::size_t k = 0; k < kRollUpKinds && !missing.empty(); ++k) {
    TRY(const IdOfRef ids, EnsureIds(k, coarser, targets[k]));
    for (std::size_t i = 0; i < missing.size(); ++i) {
      known[missing[i]][k] = sums_.NumberOf(k, ids.at(targets[k][i]));
    }
  }
  for (const std::size_t i : missing) targets_of_[rows[i].series] = known[i];
  return known;
}

// A kind's new series get their ids together, and what is looked for together gets them side by
// side: so few blocks hold it.
Result<RollUps::IdOfRef> RollUps::EnsureIds(std::size_t kind, const SeriesTable& coarser,
                                            std::vector<SeriesRef> targets) {
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  std::vector<std::pair<std::string, SeriesRef>> places;
  for (const SeriesRef ref : targets) {
    places.emplace_back(PlaceOf(coarser.At(ref), kPlacedBy[kind]), ref);
  }
  std::sort(places.begin(), places.end());
  std::transform(places.begin(), places.end(), targets.begin(),
                 [](const auto& place) { return place.second; });
  TRY(const std::vector<std::int64_t> ids,
      dictionary_->EnsureIds(coarser, targets, SeriesDictionary::IdOrder::kAsGiven));
  IdOfRef id_of;
  for (std::size_t i = 0; i < targets.size(); ++i) id_of.emplace(targets[i], ids[i]);
  return id_of;
}

Result<RollUpScan> RollUps::Scan(int kind, const WindowRange& range) {
  static const std::string kRows = "SELECT window_start, series, usage_rows, " +
                                   MetricColumns(kTokenMetrics) + " FROM roll_ups" +
                                   std::string(kOfRange) + " ORDER BY window_start, series";
  return ScanOr(kRows, kind, range);
}

Result<RollUpScan> RollUps::Sums(int kind, const WindowRange& range) {
  static const std::string kSums =
      "SELECT window_start, 0, SUM(usage_rows), " + MetricSums(kTokenMetrics) + " FROM roll_ups" +
      std::string(kOfRange) + " GROUP BY window_start ORDER BY window_start";
  return ScanOr(kSums, kind, range);
}

Result<RollUpScan> RollUps::ScanOr(const std::string& rows, int kind, const WindowRange& range) {
  static const std::string kBlocks = "SELECT window_start, packed FROM roll_up_blocks" +
                                     std::string(kOfRange) + " ORDER BY window_start, block";
  TRY(SqlQuery blocks, connection_->PrepareScan(kBlocks));
  BindRange(kind, range, &blocks);
  const auto open_rows = [this, rows, kind, range](UtcSeconds from) -> Result<SqlQuery> {
    TRY(SqlQuery query, connection_->PrepareScan(rows));
    BindRange(kind, {range.stream, from, range.to}, &query);
    return query;
  };
  return RollUpScan(std::move(blocks), std::nullopt, open_rows);
}

Result<RollUpScan> RollUps::Probe(int kind, const WindowRange& range,
                                  std::span<const std::int64_t> series) {
  // For each window, each block or series is looked up.
  static const std::string kWindows =
      " FROM (SELECT stream AS of_stream, window_start AS starts FROM windows WHERE stream = $1 "
      "AND window_start >= $2 AND window_start < $3) AS w CROSS JOIN ";
  static const std::string kBlocks =
      "SELECT r.window_start, r.packed" + kWindows +
      "roll_up_blocks AS r WHERE r.kind = $4 AND r.stream = w.of_stream AND r.window_start = "
      "w.starts AND r.block IN (";
  static const std::string kRows =
      "SELECT r.window_start, r.series, r.usage_rows, " + MetricColumns(kTokenMetrics) + kWindows +
      "roll_ups AS r WHERE r.kind = $4 AND r.stream = w.of_stream AND r.window_start = w.starts "
      "AND r.series IN (";
  const auto query_of = [this, kind](const std::string& select, const WindowRange& of,
                                     std::span<const std::int64_t> list) -> Result<SqlQuery> {
    const std::size_t size = BatchSizeFor(list.size());
    TRY(SqlQuery query,
        connection_->PrepareScan(select + Batch(kFirstOfBatch, size) + ") ORDER BY w.starts"));
    BindRange(kind, of, &query);
    BindBatch(&query, kFirstOfBatch, list, size);
    return query;
  };
  std::vector<std::int64_t> wanted(series.begin(), series.end());
  std::vector<std::int64_t> blocks;
  for (const std::int64_t id : wanted) blocks.push_back(BlockOf(id));
  std::sort(blocks.begin(), blocks.end());
  blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
  TRY(SqlQuery query, query_of(kBlocks, range, blocks));
  const auto open_rows = [query_of, wanted, range](UtcSeconds from) {
    return query_of(kRows, {range.stream, from, range.to}, wanted);
  };
  return RollUpScan(std::move(query), wanted, open_rows);
}

Result<std::int64_t> RollUps::Replace(const WindowChange& change, WindowRollUps* roll_ups,
                                      bool holds_rows) {
  std::int64_t written = 0;
  for (std::size_t i = 0; i < kRollUpKinds; ++i) {
    WindowRollUp& kind = (*roll_ups)[i];
    if (holds_rows) {
      TRY(const std::int64_t removed,
          RemoveOthers(static_cast<int>(i) + 1, change, kind.rows, &kind.blocks));
      written += removed;
    }
    written += static_cast<std::int64_t>(kind.blocks.size());
  }
  TRY(SqlQuery insert,
      connection_->PrepareRows("roll_up_blocks", "kind, stream, window_start, block, packed"));
  insert.Bind(2, change.stream).Bind(3, change.start);
  for (std::size_t i = 0; i < kRollUpKinds; ++i) {
    insert.Bind(1, static_cast<std::int64_t>(i) + 1);
    for (const RollUpBlock& block : (*roll_ups)[i].blocks) {
      TRY_VOID(insert.Bind(4, block.number).BindText(5, block.packed).Run());
    }
  }
  TRY_VOID(insert.Finish());
  return written;
}

Result<RollUps::Held> RollUps::ReadHeld(int kind, const WindowChange& change) {
  static const std::string kWindow = " WHERE kind = $1 AND stream = $2 AND window_start = $3 ";
  Held held;
  TRY(SqlQuery blocks, connection_->Prepare("SELECT block, packed FROM roll_up_blocks" + kWindow +
                                            "ORDER BY block"));
  blocks.Bind(1, kind).Bind(2, change.stream).Bind(3, change.start);
  while (true) {
    TRY(const bool more, blocks.Step());
    if (!more) break;
    held.blocks.push_back({blocks.Integer(0), blocks.Text(1)});
  }
  TRY(SqlQuery rows,
      connection_->Prepare("SELECT series, usage_rows, " + MetricColumns(kTokenMetrics) +
                           " FROM roll_ups" + kWindow + "ORDER BY series"));
  rows.Bind(1, kind).Bind(2, change.stream).Bind(3, change.start);
  while (true) {
    TRY(const bool more, rows.Step());
    if (!more) return held;
    held.rows.push_back({rows.Integer(0), rows.Integer(1), rows.Metrics(2, kTokenMetrics)});
  }
}

Result<std::int64_t> RollUps::RemoveOthers(int kind, const WindowChange& change,
                                           const std::vector<const RollUpRow*>& rows,
                                           std::vector<RollUpBlock>* blocks) {
  static const std::string kWindow = " WHERE kind = $1 AND stream = $2 AND window_start = $3";
  static const std::string kRemove =
      "DELETE FROM roll_up_blocks" + kWindow + " AND block IN (" + Batch(4) + ")";
  static const std::string kRemoveRows = "DELETE FROM roll_ups" + kWindow;
  TRY(const Held held, ReadHeld(kind, change));
  const auto equals = [](const RollUpRow& a, const RollUpRow* b) { return a == *b; };
  if (held.blocks.empty() &&
      std::equal(held.rows.begin(), held.rows.end(), rows.begin(), rows.end(), equals)) {
    blocks->clear();
    return 0;
  }
  TRY(SqlQuery remove_rows, connection_->Prepare(kRemoveRows));
  TRY_VOID(remove_rows.Bind(1, kind).Bind(2, change.stream).Bind(3, change.start).Run());
  std::vector<std::int64_t> gone;
  for (const RollUpBlock& block : held.blocks) {
    if (std::erase(*blocks, block) == 0) gone.push_back(block.number);
  }
  TRY(SqlQuery remove, connection_->Prepare(kRemove));
  remove.Bind(1, kind).Bind(2, change.stream).Bind(3, change.start);
  TRY_VOID(RunInBatches(&remove, 4, gone));
  return static_cast<std::int64_t>(held.rows.size() + gone.size());
}

}  // namespace cognitrack
