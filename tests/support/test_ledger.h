// A ledger in a directory of its own, gone with the test; and the short ways into it that tests of
// several modules take.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "store/sqlite/sqlite_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/window_table.h"

namespace cognitrack {

class TestLedger {
 public:
  explicit TestLedger(UtcSeconds now = 1'775'000'000) : clock(now) {
    auto opened = OpenSqliteLedger(path(), DatabaseAccess::kWrite, clock);
    CHECK(opened.has_value(), "a test's ledger can be opened");
    store_ = std::move(*opened);
  }

  LedgerStore& operator*() { return *store_; }
  LedgerStore* operator->() { return store_.get(); }
  std::string path() const { return directory_.File("ledger.db"); }

  // The daily stream of a source's surface, made where it is absent.
  std::int64_t Stream(const std::string& source = "openai",
                      std::string_view surface = "completions") {
    auto record = store_->EnsureSource(source, "openai");
    CHECK(record.has_value(), "a test's source can be made");
    StreamKey key;
    key.surface = surface;
    auto stream = store_->EnsureStream(record->id, key);
    CHECK(stream.has_value(), "a test's stream can be made");
    return stream->id;
  }

  // What is held of a day, as LinesOf writes rows.
  std::vector<std::string> Lines(std::int64_t stream, std::string_view day) {
    SeriesTable series;
    std::vector<UsageRow> rows;
    const UtcSeconds start = ParseDay(day)->start();
    const Status read = store_->ReadRows(stream, start, start + 1, std::nullopt, &series,
                                         [&rows](const LedgerRow& row) {
                                           rows.push_back({row.series, row.metrics});
                                           return true;
                                         });
    CHECK(read.has_value(), "a test's rows can be read");
    return LinesOf(rows, series);
  }

  FakeClock clock;

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<LedgerStore> store_;
};

}  // namespace cognitrack
