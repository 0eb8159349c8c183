// WindowRows: what windows hold, read row by row and checked against their records.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "store/fact_rows.h"
#include "store/ledger_store.h"
#include "store/series_dictionary.h"
#include "store/source_records.h"
#include "store/sql_connection.h"
#include "store/window_records.h"

namespace cognitrack {

class WindowRows {
 public:
  struct Parts {
    SqlConnection& connection;
    StreamRecords& streams;
    SeriesDictionary& dictionary;
    WindowRecords& windows;
    Facts& facts;
  };
  explicit WindowRows(Parts parts) : parts_(parts) {}

  // See LedgerStore::ReadRows and LedgerStore::UnknownMetricsOf.
  Status Read(std::int64_t stream_id, UtcSeconds from, UtcSeconds to,
              std::optional<std::int64_t> as_of, SeriesTable* series,
              const std::function<bool(const LedgerRow&)>& row);
  Result<std::vector<UnknownMetric>> UnknownMetricsOf(std::int64_t stream_id, UtcSeconds start,
                                                      std::optional<std::int64_t> as_of,
                                                      SeriesTable* series);

 private:
  SeriesLookup& LookupFor(SeriesTable* series);

  Parts parts_;
  std::optional<SeriesLookup> lookup_;  // Of the table that was read into last.
};

}  // namespace cognitrack
