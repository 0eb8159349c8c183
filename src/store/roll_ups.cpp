#include "store/roll_ups.h"

#include <algorithm>

#include "store/batch.h"
#include "store/metric_columns.h"

namespace cognitrack {
namespace {

// Bounds the memory of a process that sees ever new series.
constexpr std::size_t kRememberedMost = 500'000;
constexpr std::uint32_t kNoPlace = UINT32_MAX;

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

Result<WindowRollUps> RollUps::Of(const SeriesTable& series, const std::vector<SeriesRef>& refs,
                                  const std::vector<NewRow>& rows) {
  TRY(const auto targets_of, EnsureTargets(series, refs, rows));
  WindowRollUps roll_ups;
  for (std::size_t k = 0; k < kRollUpKinds; ++k) {
    Kind& kind = kinds_[k];
    kind.sums.clear();
    kind.place_of.assign(kind.ids.size(), kNoPlace);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!AddTo(&kind, targets_of[i][k], *rows[i].metrics)) {
        return Error{
            ErrorCode::kBadInput,
            "the sum of a metric over one day does not fit 64 bits; nothing of the day was "
            "stored"};
      }
    }
    for (const RollUpRow& sum : kind.sums) roll_ups[k].push_back(&sum);
    std::sort(roll_ups[k].begin(), roll_ups[k].end(),
              [](const RollUpRow* a, const RollUpRow* b) { return a->series < b->series; });
  }
  return roll_ups;
}

bool RollUps::AddTo(Kind* kind, std::uint32_t number, const MetricValues& metrics) {
  std::uint32_t& place = kind->place_of[number];
  if (place == kNoPlace) {
    place = static_cast<std::uint32_t>(kind->sums.size());
    kind->sums.push_back({kind->ids[number], 0, {}});
  }
  RollUpRow& sum = kind->sums[place];
  ++sum.usage_rows;
  return sum.metrics.Add(metrics);
}

std::uint32_t RollUps::NumberIn(Kind* kind, std::int64_t id) {
  const auto [at, inserted] =
      kind->number_of.try_emplace(id, static_cast<std::uint32_t>(kind->ids.size()));
  if (inserted) kind->ids.push_back(id);
  return at->second;
}

void RollUps::Forget() {
  targets_of_.clear();
  kinds_ = {};
}

Result<std::vector<RollUps::Targets>> RollUps::EnsureTargets(const SeriesTable& series,
                                                             const std::vector<SeriesRef>& refs,
                                                             const std::vector<NewRow>& rows) {
  if (targets_of_.size() > kRememberedMost) Forget();
  std::vector<Targets> known(rows.size());
  SeriesTable coarser;
  std::vector<std::size_t> missing;
  std::vector<SeriesRef> targets;
  std::vector<std::pair<std::string_view, std::string_view>> pairs;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (const auto found = targets_of_.find(rows[i].series); found != targets_of_.end()) {
      known[i] = found->second;
      continue;
    }
    missing.push_back(i);
    for (const Grain& grain : RollUpGrains()) {
      pairs.clear();
      for (const DimensionValue& pair : series.At(refs[i]).values()) {
        if (grain.Has(pair.name)) pairs.emplace_back(pair.name, pair.value);
      }
      targets.push_back(coarser.Intern(pairs));
    }
  }
  TRY(const std::vector<std::int64_t> ids, dictionary_->EnsureIds(coarser, targets));
  for (std::size_t i = 0; i < missing.size(); ++i) {
    Targets& entry = targets_of_[rows[missing[i]].series];
    for (std::size_t k = 0; k < kRollUpKinds; ++k) {
      entry[k] = NumberIn(&kinds_[k], ids[i * kRollUpKinds + k]);
    }
    known[missing[i]] = entry;
  }
  return known;
}

Result<RowScan<RollUpRow>> RollUps::Scan(int kind, const WindowRange& range) {
  static const std::string kSql = "SELECT window_start, series, usage_rows, " +
                                  MetricColumns(kTokenMetrics) +
                                  " FROM roll_ups WHERE kind = $4 AND stream = $1 AND "
                                  "window_start >= $2 AND window_start < $3 "
                                  "ORDER BY window_start, series";
  TRY(SqlQuery query, connection_->PrepareScan(kSql));
  return ScanOf(std::move(query), kind, range);
}

Result<RowScan<RollUpRow>> RollUps::Sums(int kind, const WindowRange& range) {
  static const std::string kSql = "SELECT window_start, 0, SUM(usage_rows), " +
                                  MetricSums(kTokenMetrics) +
                                  " FROM roll_ups WHERE kind = $4 AND stream = $1 AND "
                                  "window_start >= $2 AND window_start < $3 "
                                  "GROUP BY window_start ORDER BY window_start";
  TRY(SqlQuery query, connection_->Prepare(kSql));
  return ScanOf(std::move(query), kind, range);
}

Result<RowScan<RollUpRow>> RollUps::Probe(int kind, const WindowRange& range,
                                          std::span<const std::int64_t> series) {
  // For each window, each series is looked up.
  static const std::string kSql =
      "SELECT r.window_start, r.series, r.usage_rows, " + MetricColumns(kTokenMetrics) +
      " FROM (SELECT stream AS of_stream, window_start AS starts FROM windows WHERE stream = $1 "
      "AND window_start >= $2 AND window_start < $3) AS w CROSS JOIN roll_ups AS r "
      "WHERE r.kind = $4 AND r.stream = w.of_stream AND r.window_start = w.starts "
      "AND r.series IN (";
  const std::size_t size = BatchSizeFor(series.size());
  TRY(SqlQuery query, connection_->PrepareScan(kSql + Batch(5, size) + ") ORDER BY w.starts"));
  BindBatch(&query, 5, series, size);
  return ScanOf(std::move(query), kind, range);
}

RowScan<RollUpRow> RollUps::ScanOf(SqlQuery query, int kind, const WindowRange& range) {
  query.Bind(1, range.stream).Bind(2, range.from).Bind(3, range.to).Bind(4, kind);
  return {WindowScan(std::move(query)), [](const SqlQuery& row) -> RollUpRow {
            return {row.Integer(1), row.Integer(2), row.Metrics(3, kTokenMetrics)};
          }};
}

Result<std::vector<RollUpRow>> RollUps::ReadAll(int kind, std::int64_t stream, UtcSeconds start) {
  static const std::string kSql = "SELECT series, usage_rows, " + MetricColumns(kTokenMetrics) +
                                  " FROM roll_ups WHERE kind = $1 AND stream = $2 "
                                  "AND window_start = $3 ORDER BY series";
  TRY(SqlQuery query, connection_->Prepare(kSql));
  query.Bind(1, kind).Bind(2, stream).Bind(3, start);
  std::vector<RollUpRow> rows;
  while (true) {
    TRY(const bool more, query.Step());
    if (!more) return rows;
    rows.push_back({query.Integer(0), query.Integer(1), query.Metrics(2, kTokenMetrics)});
  }
}

Result<std::int64_t> RollUps::Replace(const WindowChange& change, const WindowRollUps& roll_ups,
                                      bool holds_rows) {
  std::int64_t written = 0;
  WindowRollUps fresh = roll_ups;
  for (std::size_t i = 0; i < kRollUpKinds; ++i) {
    if (holds_rows) {
      TRY(fresh[i], RemoveOthers(static_cast<int>(i) + 1, change, roll_ups[i], &written));
    }
    written += static_cast<std::int64_t>(fresh[i].size());
  }
  TRY_VOID(Insert(change, fresh));
  return written;
}

Status RollUps::Insert(const WindowChange& change, const WindowRollUps& roll_ups) {
  static const std::string kColumns =
      "kind, stream, window_start, series, usage_rows, " + MetricColumns(kTokenMetrics);
  TRY(SqlQuery insert, connection_->PrepareRows("roll_ups", kColumns));
  insert.Bind(2, change.stream).Bind(3, change.start);
  for (std::size_t i = 0; i < kRollUpKinds; ++i) {
    insert.Bind(1, static_cast<std::int64_t>(i) + 1);
    for (const RollUpRow* row : roll_ups[i]) {
      insert.Bind(4, row->series).Bind(5, row->usage_rows);
      insert.BindMetrics(6, kTokenMetrics, row->metrics);
      TRY_VOID(insert.Run());
    }
  }
  return insert.Finish();
}

Result<std::vector<const RollUpRow*>> RollUps::RemoveOthers(
    int kind, const WindowChange& change, const std::vector<const RollUpRow*>& rows,
    std::int64_t* removed) {
  static const std::string kRemove =
      "DELETE FROM roll_ups WHERE kind = $1 AND stream = $2 AND window_start = $3 AND series IN (" +
      Batch(4) + ")";
  TRY(const std::vector<RollUpRow> held, ReadAll(kind, change.stream, change.start));
  std::vector<std::int64_t> gone;
  std::vector<const RollUpRow*> fresh;
  auto old = held.begin();
  for (const RollUpRow* row : rows) {
    for (; old != held.end() && old->series < row->series; ++old) gone.push_back(old->series);
    const bool was_held = old != held.end() && old->series == row->series;
    const bool equal = was_held && *old == *row;
    if (!equal) fresh.push_back(row);
    if (was_held && !equal) gone.push_back(old->series);
    if (was_held) ++old;
  }
  for (; old != held.end(); ++old) gone.push_back(old->series);
  *removed += static_cast<std::int64_t>(gone.size());
  TRY(SqlQuery remove, connection_->Prepare(kRemove));
  remove.Bind(1, kind).Bind(2, change.stream).Bind(3, change.start);
  TRY_VOID(RunInBatches(&remove, 4, gone));
  return fresh;
}

}  // namespace cognitrack
