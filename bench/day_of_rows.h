// Days of usage for the benchmarks that need no provider: so many rows a day, the same series each
// day, over June 2026, a calendar month of its own.
#pragma once

#include "store/ledger_store.h"

namespace cognitrack {

inline constexpr Day kFirstBenchDay{20'605};  // 2026-06-01.
inline constexpr int kDaysOfBenchMonth = 30;

WindowRead DayOfRows(Day day, int rows, SeriesTable* series);

// The first days of the month, one after the other.
Status FillMonth(LedgerStore& store, std::int64_t stream, int rows_a_day, int days,
                 SeriesTable* series);

}  // namespace cognitrack
