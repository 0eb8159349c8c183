#include "store/integrity.h"

#include <unordered_map>

namespace cognitrack {
namespace {

// Of any window, damaged ones too.
const UtcSeconds kEarliest = kFirstDay.start() - 1;
const UtcSeconds kLatest = kLastDay.end() + 1;
// Bounds the memory; what was forgotten is looked up again.
constexpr std::size_t kRememberedMost = 500'000;

std::string Place(const StreamRecord& stream, UtcSeconds start) {
  return "stream " + std::to_string(stream.id) + " (" + stream.key.surface + " " +
         stream.key.width + "), " + FormatTime(start);
}

std::string Difference(const MetricValues& held, const MetricValues& summed) {
  std::string text;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    const auto said = held.Units(metric);
    const auto found = summed.Units(metric);
    if (said == found) continue;
    if (!text.empty()) text += ", ";
    text += std::string(NameOf(metric)) + " is " + (said ? TextOf(metric, *said) : "not reported") +
            " and the rows give " + (found ? TextOf(metric, *found) : "nothing");
  }
  return text;
}

std::string Named(const Series& series) {
  std::string text;
  for (const DimensionValue& pair : series.values()) {
    if (!text.empty()) text += ", ";
    text += pair.name + "=" + pair.value;
  }
  return text.empty() ? "no dimension" : text;
}

}  // namespace

Result<std::vector<IntegrityFinding>> IntegrityCheck::Run() {
  TRY(SqlTransaction snapshot, parts_.connection.BeginRead());
  TRY_VOID(CheckDatabase());
  TRY_VOID(CheckOrphans());
  TRY_VOID(CheckSeries());
  TRY(const std::vector<StreamRecord> streams, parts_.streams.All());
  for (const StreamRecord& stream : streams) TRY_VOID(CheckStream(stream));
  return std::move(findings_);
}

Status IntegrityCheck::CheckStream(const StreamRecord& stream) {
  TRY(const auto windows, parts_.windows.WithContent(stream.id, kEarliest, kLatest, std::nullopt));
  TRY(Scans scans, Open(stream));
  for (const WindowRecord& record : windows) {
    if (unreadable_.contains({stream.id, record.start})) continue;
    day_ = DayOf(record.start);
    if (!table_ || table_->size() > kRememberedMost) {
      table_.emplace();
      lookup_.emplace(&parts_.dictionary, &*table_);
    }
    TRY_VOID(record.pruned ? CheckPruned(stream, record, &scans)
                           : CheckWindow(stream, record, &scans));
  }
  return {};
}

Result<IntegrityCheck::Scans> IntegrityCheck::Open(const StreamRecord& stream) {
  const WindowRange all{stream.id, kEarliest, kLatest};
  FactRows& facts = parts_.facts.Of(stream.key);
  TRY(auto rows, facts.Scan(all, std::nullopt));
  TRY(auto unknown, facts.ScanUnknown(all, std::nullopt));
  Scans scans{std::move(rows), std::move(unknown), {}};
  if (!HasRollUps(stream.key)) return scans;
  for (std::size_t i = 0; i < kRollUpKinds; ++i) {
    TRY(auto roll_ups, parts_.roll_ups.Scan(static_cast<int>(i) + 1, all));
    scans.roll_ups.push_back(std::move(roll_ups));
  }
  return scans;
}

Status IntegrityCheck::CheckDatabase() {
  TRY(const std::vector<std::string> faults, parts_.connection.session().CheckItself());
  for (const std::string& fault : faults) Find("database", "", fault);
  return {};
}

Status IntegrityCheck::CheckOrphans() {
  for (const std::string table :
       {"usage", "service_usage", "costs", "unknown_metrics", "roll_ups", "roll_up_blocks"}) {
    TRY(SqlQuery query,
        parts_.connection.Prepare(
            "SELECT r.stream, r.window_start, COUNT(*) FROM " + table +
            " AS r WHERE NOT EXISTS (SELECT 1 FROM windows AS w WHERE w.stream = r.stream AND "
            "w.window_start = r.window_start AND w.revision > 0) GROUP BY r.stream, "
            "r.window_start"));
    while (true) {
      TRY(const bool row, query.Step());
      if (!row) break;
      Find("orphan",
           "stream " + std::to_string(query.Integer(0)) + ", " + FormatTime(query.Integer(1)),
           std::to_string(query.Integer(2)) + " rows of " + table + " belong to no window");
    }
  }
  return {};
}

Status IntegrityCheck::CheckSeries() {
  TRY(SqlQuery query,
      parts_.connection.Prepare(
          "SELECT r.stream, r.window_start, r.series FROM (SELECT stream, window_start, series "
          "FROM "
          "usage UNION ALL SELECT stream, window_start, series FROM service_usage UNION ALL SELECT "
          "stream, window_start, series FROM costs) AS r WHERE NOT EXISTS "
          "(SELECT 1 FROM series AS s WHERE s.id = r.series)"));
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) break;
    if (!unreadable_.emplace(query.Integer(0), query.Integer(1)).second) continue;
    Find("series",
         "stream " + std::to_string(query.Integer(0)) + ", " + FormatTime(query.Integer(1)),
         "a row has the series " + std::to_string(query.Integer(2)) + ", which does not exist");
  }
  TRY(const std::vector<std::int64_t> damaged, parts_.dictionary.Damaged());
  for (const std::int64_t id : damaged) TRY_VOID(FindDamagedSeries(id));
  return {};
}

// Windows that use it cannot be checked any further.
Status IntegrityCheck::FindDamagedSeries(std::int64_t id) {
  Find("series", "series " + std::to_string(id), "its dimensions are not those that were stored");
  TRY(SqlQuery users, parts_.connection.Prepare(
                          "SELECT DISTINCT stream, window_start FROM usage WHERE series = $1 "
                          "UNION SELECT stream, window_start FROM service_usage WHERE series = $1 "
                          "UNION SELECT stream, window_start FROM costs WHERE series = $1 "
                          "UNION SELECT stream, window_start FROM roll_ups WHERE series = $1 "
                          "UNION SELECT stream, window_start FROM roll_up_blocks "
                          "WHERE block = $2 AND packed LIKE $3"));
  users.Bind(1, id).Bind(2, BlockOf(id)).BindText(3, "%[" + std::to_string(id) + ",%");
  while (true) {
    TRY(const bool row, users.Step());
    if (!row) return {};
    unreadable_.emplace(users.Integer(0), users.Integer(1));
  }
}

Status IntegrityCheck::CheckWindow(const StreamRecord& stream, const WindowRecord& record,
                                   Scans* scans) {
  const std::string where = Place(stream, record.start);
  WindowRead read;
  read.grain = record.grain;
  read.reported = record.reported;
  Status status;
  const auto ref_of = [&](std::int64_t series) {
    const auto ref = lookup_->RefOf(series);
    if (!ref) status = ref.error();
    return ref ? *ref : SeriesRef{};
  };
  TRY_VOID(scans->rows.Read(record.start, [&](const StoredRow& row) {
    read.rows.push_back({ref_of(row.series), row.metrics});
    return status.has_value();
  }));
  TRY_VOID(scans->unknown.Read(record.start, [&](const StoredUnknown& metric) {
    read.unknown_metrics.push_back({ref_of(metric.series), metric.name, metric.value});
    return status.has_value();
  }));
  TRY_VOID(status);
  const auto count = static_cast<std::int64_t>(read.rows.size());
  if (count != record.row_count) {
    Find("row_count", where,
         "the window says " + std::to_string(record.row_count) + " rows and holds " +
             std::to_string(count));
  }
  const auto totals = TotalsOf(read.rows);
  if (!totals) {
    Find("totals", where, "the sum of the rows does not fit 64 bits");
    return {};
  }
  if (*totals != record.totals) Find("totals", where, Difference(record.totals, *totals));
  if (ContentHash(stream.key, read, *table_) != record.content_hash) {
    Find("content_hash", where, "the rows are not those that were read");
  }
  if (!HasRollUps(stream.key)) return {};
  return CheckRollUps(stream, record, read, scans);
}

// What was kept of a pruned window must still be its totals.
Status IntegrityCheck::CheckPruned(const StreamRecord& stream, const WindowRecord& record,
                                   Scans* scans) {
  const std::string where = Place(stream, record.start);
  std::int64_t rows = 0;
  TRY_VOID(scans->rows.Read(record.start, [&rows](const StoredRow&) { return ++rows > 0; }));
  if (rows > 0) {
    Find("pruned", where,
         "the window is marked as pruned and holds " + std::to_string(rows) + " rows");
  }
  if (!HasRollUps(stream.key)) return {};
  for (std::size_t i = 0; i < kRollUpKinds; ++i) {
    const std::string place = where + ", roll-up onto " + RollUpGrains()[i].ToText();
    std::int64_t count = 0;
    MetricValues totals;
    bool fits = true;
    TRY(const bool is_read, ReadRollUp(i, record.start, place, scans, [&](const RollUpRow& row) {
          count += row.usage_rows;
          fits = totals.Add(row.metrics) && fits;
          return true;
        }));
    if (!is_read) continue;
    if (!fits) {
      Find("roll_up", place, "a sum does not fit 64 bits");
    } else if (totals != record.totals) {
      Find("roll_up", place, Difference(record.totals, totals));
    } else if (count != record.row_count) {
      Find("roll_up", place,
           "it is of " + std::to_string(count) + " rows, and the window had " +
               std::to_string(record.row_count));
    }
  }
  return {};
}

Status IntegrityCheck::CheckRollUps(const StreamRecord& stream, const WindowRecord& record,
                                    const WindowRead& read, Scans* scans) {
  for (std::size_t i = 0; i < kRollUpKinds; ++i) {
    const Grain& grain = RollUpGrains()[i];
    const std::string place = Place(stream, record.start) + ", roll-up onto " + grain.ToText();
    const std::string where = place + ", ";
    std::unordered_map<SeriesRef, RollUpRow> expected;
    for (const UsageRow& row : read.rows) {
      RollUpRow& sum = expected[table_->Intern(table_->At(row.series).RestrictedTo(grain))];
      ++sum.usage_rows;
      // It is a part of the totals, which fit; a negative number in a damaged row may break that.
      if (!sum.metrics.Add(row.metrics)) Find("roll_up", where, "a sum does not fit 64 bits");
    }
    std::vector<RollUpRow> held;
    TRY(const bool is_read,
        ReadRollUp(i, record.start, place, scans, [&held](const RollUpRow& row) {
          held.push_back(row);
          return true;
        }));
    if (!is_read) continue;
    for (const RollUpRow& row : held) {
      TRY(const SeriesRef ref, lookup_->RefOf(row.series));
      const auto found = expected.find(ref);
      if (found == expected.end()) {
        Find("roll_up", where + Named(table_->At(ref)), "no usage row gives this row");
        continue;
      }
      if (found->second.usage_rows != row.usage_rows || found->second.metrics != row.metrics) {
        Find("roll_up", where + Named(table_->At(ref)),
             Difference(row.metrics, found->second.metrics) + " (of " +
                 std::to_string(row.usage_rows) + " rows, and " +
                 std::to_string(found->second.usage_rows) + " are held)");
      }
      expected.erase(found);
    }
    for (const auto& [ref, row] : expected) {
      Find("roll_up", where + Named(table_->At(ref)), "the row is missing");
    }
  }
  return {};
}

// False where it cannot be read, which is found then.
Result<bool> IntegrityCheck::ReadRollUp(std::size_t index, UtcSeconds start,
                                        const std::string& where, Scans* scans,
                                        const std::function<bool(const RollUpRow&)>& row) {
  const Status read = scans->roll_ups[index].Read(start, row);
  if (read) return true;
  if (!scans->roll_ups[index].met_damage()) return read.error();
  Find("roll_up", where, read.error().message);
  return false;
}

void IntegrityCheck::Find(std::string check, std::string where, std::string detail) {
  findings_.push_back({std::move(check), std::move(where), std::move(detail), day_});
}

}  // namespace cognitrack
