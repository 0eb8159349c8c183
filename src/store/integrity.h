// IntegrityCheck: recomputes from the rows what the ledger says about them. Reads only.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "store/fact_rows.h"
#include "store/ledger_store.h"
#include "store/roll_ups.h"
#include "store/series_dictionary.h"
#include "store/source_records.h"
#include "store/window_records.h"

namespace cognitrack {

struct IntegrityParts {
  SqlConnection& connection;
  StreamRecords& streams;
  SeriesDictionary& dictionary;
  WindowRecords& windows;
  Facts& facts;
  RollUps& roll_ups;
};

class IntegrityCheck {
 public:
  explicit IntegrityCheck(IntegrityParts parts) : parts_(parts) {}

  // Every finding, in order of stream and window; the database's own check comes first.
  Result<std::vector<IntegrityFinding>> Run();

 private:
  Status CheckDatabase();
  Status CheckOrphans();
  // Windows with rows whose series is missing; they cannot be hashed.
  Status CheckSeries();
  Status FindDamagedSeries(std::int64_t id);
  // What a stream's windows are read from, one after the other.
  struct Scans {
    RowScan<StoredRow> rows;
    RowScan<StoredUnknown> unknown;
    std::vector<RollUpScan> roll_ups;  // By kind; none where the stream has none.
  };
  Result<Scans> Open(const StreamRecord& stream);
  Status CheckStream(const StreamRecord& stream);
  Status CheckWindow(const StreamRecord& stream, const WindowRecord& record, Scans* scans);
  Status CheckPruned(const StreamRecord& stream, const WindowRecord& record, Scans* scans);
  Status CheckRollUps(const StreamRecord& stream, const WindowRecord& record,
                      const WindowRead& read, Scans* scans);
  // By index of its kind.
  Result<bool> ReadRollUp(std::size_t index, UtcSeconds start, const std::string& where,
                          Scans* scans, const std::function<bool(const RollUpRow&)>& row);
  void Find(std::string check, std::string where, std::string detail);

  IntegrityParts parts_;
  std::optional<SeriesTable> table_;  // The series of the windows that are being checked.
  std::optional<SeriesLookup> lookup_;
  std::optional<Day> day_;  // Of the window that is being checked.
  std::vector<IntegrityFinding> findings_;
  std::set<std::pair<std::int64_t, UtcSeconds>> unreadable_;
};

}  // namespace cognitrack
