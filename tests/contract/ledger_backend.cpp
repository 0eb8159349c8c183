#include "tests/contract/ledger_backend.h"

#include "store/sqlite/sqlite_ledger.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

class SqliteDatabase : public LedgerDatabase {
 public:
  Result<std::unique_ptr<LedgerStore>> Open(Clock& clock) override {
    return OpenSqliteLedger(directory_.File("ledger.db"), DatabaseAccess::kWrite, clock);
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace

std::vector<LedgerBackend> LedgerBackends() {
  return {{"Sqlite",
           []() -> std::unique_ptr<LedgerDatabase> { return std::make_unique<SqliteDatabase>(); }}};
}

void LedgerStoreContract::SetUp() {
  database_ = GetParam().make();
  Reopen();
  const auto source = store_->EnsureSource("openai", "openai");
  ASSERT_OK(source);
  source_ = source->id;
  const auto stream = store_->EnsureStream(source_, StreamKey{});
  ASSERT_OK(stream);
  stream_ = stream->id;
}

void LedgerStoreContract::Reopen() {
  store_.reset();
  auto opened = database_->Open(clock_);
  ASSERT_OK(opened);
  store_ = std::move(*opened);
}

std::vector<std::string> LedgerStoreContract::Lines(std::string_view day,
                                                    std::optional<std::int64_t> as_of) {
  SeriesTable series;
  std::vector<UsageRow> rows;
  EXPECT_OK(store_->ReadRows(stream_, Start(day), Start(day) + 1, as_of, &series,
                             [&rows](const LedgerRow& row) {
                               rows.push_back({row.series, row.metrics});
                               return true;
                             }));
  return LinesOf(rows, series);
}

WindowRecord LedgerStoreContract::Record(std::string_view day) {
  auto records = store_->Windows(stream_, Start(day), Start(day) + 1);
  EXPECT_THAT(records, IsOkAndHolds(::testing::SizeIs(1)));
  return records && records->size() == 1 ? records->front() : WindowRecord{};
}

}  // namespace cognitrack
