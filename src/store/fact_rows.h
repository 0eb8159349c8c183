// FactRows: what each window holds, by series; the rows that they replaced; and their metrics
// without a column of their own. Tokens, what else is used, and costs stand in tables of their own:
// most rows count tokens, and would only get wider. A changed window writes only what differs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/sql_connection.h"
#include "store/window_scan.h"
#include "usage/window.h"

namespace cognitrack {

// A row as it is stored.
struct StoredRow {
  std::int64_t series = 0;  // The dictionary's id.
  MetricValues metrics;
};

// A row to store; its metrics stay where they were read.
struct NewRow {
  std::int64_t series = 0;
  const MetricValues* metrics = nullptr;
};

// One unknown metric as it is stored.
struct StoredUnknown {
  std::int64_t series = 0;
  std::string name;
  std::string value;
  auto operator<=>(const StoredUnknown&) const = default;
};

// Rows that were removed.
struct PrunedRows {
  std::int64_t rows = 0;
  std::int64_t history_rows = 0;
};

// Where a change stands: the window, and the revision that it makes. Of a window that held nothing
// it may be an earlier one: nobody asks for the window's rows as of a revision before its own.
struct WindowChange {
  std::int64_t stream = 0;
  UtcSeconds start = 0;
  std::int64_t revision = 0;
  bool keep_history = false;
};

// Where rows of one kind stand.
struct FactTable {
  std::string rows;
  std::string history;
  MetricSet metrics;
};
const FactTable& UsageTable();
const FactTable& ServiceTable();
const FactTable& CostTable();

class FactRows {
 public:
  FactRows(SqlConnection* connection, const FactTable& table);
  // The table of the rows.
  const std::string& table() const { return statements_.table; }

  // The rows of one window by series id, as at `as_of`. The caller knows that the window held
  // content then (WindowRecords::WithContent).
  Status Read(std::int64_t stream, UtcSeconds start, std::optional<std::int64_t> as_of,
              const std::function<bool(const StoredRow&)>& row);
  // Likewise of many windows, by one statement, inside the caller's transaction.
  Result<RowScan<StoredRow>> Scan(const WindowRange& range, std::optional<std::int64_t> as_of);
  // The rows of these series only, now, in no order within a window. At most kLargestBatch of them
  // (store/batch.h).
  Result<RowScan<StoredRow>> Probe(const WindowRange& range, std::span<const std::int64_t> series);
  Result<std::vector<StoredRow>> ReadAll(std::int64_t stream, UtcSeconds start);
  Result<std::vector<StoredUnknown>> ReadUnknown(std::int64_t stream, UtcSeconds start,
                                                 std::optional<std::int64_t> as_of);
  // Likewise of many windows, in no order within a window.
  Result<RowScan<StoredUnknown>> ScanUnknown(const WindowRange& range,
                                             std::optional<std::int64_t> as_of);

  // Makes the window hold `rows` and `unknown` (both sorted by series, one row a series), inside
  // the caller's transaction. Gives the number of rows inserted, changed or deleted.
  Result<std::int64_t> Replace(const WindowChange& change, const std::vector<NewRow>& rows,
                               const std::vector<StoredUnknown>& unknown, bool holds_rows);

  // Removes every row of the window and its history; inside the caller's transaction, as what
  // follows.
  Result<PrunedRows> RemoveAll(std::int64_t stream, UtcSeconds start);
  // Removes the unknown metrics of the window and their history.
  Status RemoveUnknown(std::int64_t stream, UtcSeconds start);
  Status WriteUnknown(const WindowChange& change, const StoredUnknown& unknown);
  // How many rows of history each window with `start` in [from, to) has, by start.
  Status CountHistory(std::int64_t stream, UtcSeconds from, UtcSeconds to,
                      const std::function<void(UtcSeconds, std::int64_t)>& window);

 private:
  Status Insert(const WindowChange& change, const std::vector<NewRow>& rows);
  // The rows of these series go, into history where that is kept.
  Status TakeAway(const WindowChange& change, const std::vector<std::int64_t>& series);
  Status DeleteUnknown(const WindowChange& change, const StoredUnknown& unknown);
  Status KeepUnknown(const WindowChange& change, const StoredUnknown& unknown);
  // The series whose rows changed, sorted.
  Result<std::vector<std::int64_t>> ReplaceRows(const WindowChange& change,
                                                const std::vector<NewRow>& rows);
  Result<std::vector<std::int64_t>> ReplaceUnknown(const WindowChange& change,
                                                   const std::vector<StoredUnknown>& unknown);

  // The texts of the statements on the table.
  struct Statements {
    std::string read_now;
    std::string read_then;
    std::string scan_now;
    std::string scan_then;
    std::string probe;  // Up to the batch of series, the first one $4.
    std::string table;  // For PrepareRows.
    std::string columns;
    std::string remove;  // A batch of series (store/batch.h), the first one $3.
    std::string keep;    // Likewise, the first one $4.
    std::string count_rows;
    std::string count_history;
    std::string remove_rows;
    std::string remove_history;
    std::string histories;
  };
  static Statements StatementsOn(const FactTable& table);
  StoredRow RowIn(const SqlQuery& query, int first) const;
  RowScan<StoredRow> ScanOf(SqlQuery query) const;
  void BindRow(SqlQuery* query, const WindowChange& change, const NewRow& row) const;

  SqlConnection* connection_;
  MetricSet metrics_;
  Statements statements_;
};

// The rows of every stream, each in the table of its kind.
class Facts {
 public:
  explicit Facts(SqlConnection* connection)
      : usage_(connection, UsageTable()),
        services_(connection, ServiceTable()),
        costs_(connection, CostTable()) {}
  FactRows& Of(const StreamKey& stream) {
    if (HoldsMoney(stream.surface)) return costs_;
    return CountsTokens(stream.surface) ? usage_ : services_;
  }

 private:
  FactRows usage_;
  FactRows services_;
  FactRows costs_;
};

}  // namespace cognitrack
