#include "store/roll_ups.h"

#include <algorithm>

#include "store/metric_columns.h"

namespace cognitrack {
namespace {

constexpr std::size_t kRememberedMost = 500'000;

}  // namespace

const std::array<Grain, kRollUpKinds>& RollUpGrains() {
  static const std::array<Grain, kRollUpKinds> kGrains = {
      Grain({"batch", "model", "project_id", "service_tier"}),
      Grain({"api_key_id", "model", "project_id"}), Grain({"model", "user_id"})};
  return kGrains;
}

std::optional<int> RollUpFor(const Grain& dimensions) {
  constexpr std::array<int, kRollUpKinds> kSmallestFirst = {1, 3, 2};
  for (const int kind : kSmallestFirst) {
    if (RollUpGrains()[static_cast<std::size_t>(kind) - 1].Contains(dimensions)) return kind;
  }
  return std::nullopt;
}

Result<WindowRollUps> RollUps::Of(const SeriesTable& series, const std::vector<SeriesRef>& refs,
                                  const std::vector<NewRow>& rows) {
  TRY(const auto targets_of, EnsureTargets(series, refs, rows));
  WindowRollUps roll_ups;
  std::array<std::unordered_map<std::int64_t, std::size_t>, kRollUpKinds> places;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Targets& targets = *targets_of[i];
    for (std::size_t kind = 0; kind < kRollUpKinds; ++kind) {
      std::vector<RollUpRow>& sums = roll_ups[kind];
      const auto [place, inserted] = places[kind].try_emplace(targets[kind], sums.size());
      if (inserted) sums.push_back({targets[kind], 0, {}});
      RollUpRow& sum = sums[place->second];
      ++sum.usage_rows;
      if (!sum.metrics.Add(*rows[i].metrics)) {
        return Error{
            ErrorCode::kBadInput,
            "the sum of a metric over one day does not fit 64 bits; nothing of the day was "
            "stored"};
      }
    }
  }
  for (std::vector<RollUpRow>& sums : roll_ups) {
    std::sort(sums.begin(), sums.end(),
              [](const RollUpRow& a, const RollUpRow& b) { return a.series < b.series; });
  }
  return roll_ups;
}

Result<std::vector<const RollUps::Targets*>> RollUps::EnsureTargets(
    const SeriesTable& series, const std::vector<SeriesRef>& refs,
    const std::vector<NewRow>& rows) {
  if (targets_of_.size() > kRememberedMost) targets_of_.clear();
  std::vector<const Targets*> known(rows.size(), nullptr);
  SeriesTable coarser;
  std::vector<std::size_t> missing;
  std::vector<SeriesRef> targets;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // Places in the map stay where they are while it grows.
    if (const auto found = targets_of_.find(rows[i].series); found != targets_of_.end()) {
      known[i] = &found->second;
      continue;
    }
    missing.push_back(i);
    for (const Grain& grain : RollUpGrains()) {
      targets.push_back(coarser.Intern(series.At(refs[i]).RestrictedTo(grain)));
    }
  }
  TRY(const std::vector<std::int64_t> ids, dictionary_->EnsureIds(coarser, targets));
  for (std::size_t i = 0; i < missing.size(); ++i) {
    Targets& entry = targets_of_[rows[missing[i]].series];
    std::copy_n(ids.begin() + static_cast<std::ptrdiff_t>(i * kRollUpKinds), kRollUpKinds,
                entry.begin());
    known[missing[i]] = &entry;
  }
  return known;
}

Status RollUps::Read(int kind, std::int64_t stream, UtcSeconds start,
                     const std::function<bool(const RollUpRow&)>& row) {
  static const std::string kSql = "SELECT series, usage_rows, " + MetricColumns() +
                                  " FROM roll_ups WHERE kind = $1 AND stream = $2 "
                                  "AND window_start = $3 ORDER BY series";
  TRY(SqlQuery query, connection_->Prepare(kSql));
  query.Bind(1, kind).Bind(2, stream).Bind(3, start);
  while (true) {
    TRY(const bool more, query.Step());
    if (!more || !row({query.Integer(0), query.Integer(1), query.Metrics(2)})) return {};
  }
}

Result<std::vector<RollUpRow>> RollUps::ReadAll(int kind, std::int64_t stream, UtcSeconds start) {
  std::vector<RollUpRow> rows;
  TRY_VOID(Read(kind, stream, start, [&rows](const RollUpRow& row) {
    rows.push_back(row);
    return true;
  }));
  return rows;
}

Status RollUps::Replace(const WindowChange& change, const WindowRollUps& roll_ups,
                        bool holds_rows) {
  for (std::size_t i = 0; i < kRollUpKinds; ++i) {
    const int kind = static_cast<int>(i) + 1;
    std::vector<RollUpRow> held;
    if (holds_rows) {
      TRY(held, ReadAll(kind, change.stream, change.start));
    }
    TRY_VOID(ReplaceKind(kind, change, roll_ups[i], held));
  }
  return {};
}

Status RollUps::ReplaceKind(int kind, const WindowChange& change,
                            const std::vector<RollUpRow>& rows,
                            const std::vector<RollUpRow>& held) {
  static const std::string kWrite =
      "INSERT INTO roll_ups (kind, stream, window_start, series, usage_rows, " + MetricColumns() +
      ") VALUES ($1, $2, $3, $4, $5, " + MetricParameters(6) +
      ") ON CONFLICT (kind, stream, window_start, series) DO UPDATE SET usage_rows = $5, " +
      MetricsFromExcluded();
  TRY(SqlQuery write, connection_->Prepare(kWrite));
  TRY(SqlQuery remove, connection_->Prepare("DELETE FROM roll_ups WHERE kind = $1 AND stream = $2 "
                                            "AND window_start = $3 AND series = $4"));
  const auto run = [&](SqlQuery& query, std::int64_t series) {
    query.Bind(1, kind).Bind(2, change.stream).Bind(3, change.start).Bind(4, series);
    return query.Run();
  };
  auto old = held.begin();
  for (const RollUpRow& row : rows) {
    for (; old != held.end() && old->series < row.series; ++old) {
      TRY_VOID(run(remove, old->series));
    }
    const bool was_held = old != held.end() && old->series == row.series;
    if (!was_held || !(*old == row)) {
      write.Bind(5, row.usage_rows).BindMetrics(6, row.metrics);
      TRY_VOID(run(write, row.series));
    }
    if (was_held) ++old;
  }
  for (; old != held.end(); ++old) TRY_VOID(run(remove, old->series));
  return {};
}

}  // namespace cognitrack
