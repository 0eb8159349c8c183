// A ledger without its customer: nothing of the texts is left in its files, everything else is.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "store/ledger_texts.h"
#include "store/sqlite/sqlite_ledger.h"
#include "store/sqlite/sqlite_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/window_table.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SqliteAnonymiseTest : public ::testing::Test {
 protected:
  // Two contents of a day, one of them from a file; a tuned model, an unknown dimension and metric;
  // names with an address; an archive; a run with free text; rules and a document.
  void Fill() {
    store_ = OpenSqliteLedger(path_, DatabaseAccess::kWrite, clock_).value();
    const auto source = store_->EnsureSource("acme-prod", "openai");
    ASSERT_OK(source);
    ASSERT_OK(store_->EnsureStream(source->id, StreamKey{}));
    RunRecord run;
    run.verb = "ingest";
    run.source = "acme-prod";
    run.label = "label-of-acme";
    run.parameters = R"({"file":"acme.csv"})";
    run.issues = {{"unknown_field", "acme.csv:1", "of acme"}};
    ASSERT_OK(store_->StartRun(run));
    run.id = 1;
    run.outcome = "failed";
    run.message = "message of acme";
    ASSERT_OK(store_->UpdateRun(run));
    WindowRead first = Window("10");
    first.origin = {false, std::string(64, 'f')};
    ASSERT_OK(store_->CommitWindow(1, first, series_, 1));
    WindowRead second = Window("20");
    second.read_at += 10;
    GiveSource(R"({"project_id":"proj_acme1"})", &second);
    ASSERT_OK(store_->CommitWindow(1, second, series_, 1));
    FillNames(source->id);
    AllocationRule rule;
    rule.level = AllocationLevel::kProject;
    rule.value = "proj_acme1";
    rule.owner.business_unit = "Acme Research";
    rule.from = Day{20'000};
    ASSERT_OK(store_->SetAllocation({rule}, 1));
    ASSERT_OK(store_->SaveParity({1, "exact", R"({"source":"acme"})", "Ann of acme", 5, ""}));
    FillKeys();
  }
  // Beside the ledger, while its writer has it.
  void FillKeys() {
    const auto service = OpenSqliteServiceStore(path_, clock_);
    ASSERT_OK(service);
    KeyRecord key;
    key.source = "acme-prod";
    key.label = "of acme";
    key.project_ids = {"proj_acme1"};
    ASSERT_OK((*service)->keys().Add(key, false, [](KeyRecord* record) -> Status {
      record->sealed = "sealed for acme";
      return {};
    }));
  }
  void FillNames(std::int64_t source) {
    NameListing users;
    users.kind = NameKind::kUser;
    users.emails = EmailUse::kKeep;
    users.read_at = 100;
    users.seen = {{"user-acme2", {}, {}}};
    users.seen[0].facts.name = "Ann Acme";
    users.seen[0].facts.email = "ann@acme.example";
    ASSERT_OK(store_->StoreNames(source, users));
    users.read_at = 200;
    users.seen[0].facts.name = "Ann of Acme";
    ASSERT_OK(store_->StoreNames(source, users));
  }
  WindowRead Window(const std::string& tokens) {
    return WindowOf(series_, "2026-03-05",
                    R"(
      project_id  user_id     model                  region    | input_tokens  oddities
      proj_acme1  user-acme2  ft:gpt-4o:acme:bot:1a  acme-west | )" +
                        tokens + R"( 7
      proj_acme1  -           gpt-4o                 -         | 5             -)");
  }
  // The read under pseudonyms, its series in `table`.
  WindowRead Anonymised(WindowRead read, SeriesTable* table) {
    const std::vector<UnknownMetric> unknown = std::exchange(read.unknown_metrics, {});
    for (UsageRow& row : read.rows) {
      std::vector<DimensionValue> values = series_.At(row.series).values();
      for (DimensionValue& pair : values) {
        pair.value = pseudonyms_.Of(TextKindOf(pair.name), pair.value).value();
      }
      const SeriesRef ref = table->Intern(Series(std::move(values)));
      for (const UnknownMetric& metric : unknown) {
        if (metric.series == row.series) {
          read.unknown_metrics.push_back({ref, metric.name, metric.value});
        }
      }
      row.series = ref;
    }
    return read;
  }
  std::vector<std::string> Lines(std::optional<std::int64_t> as_of) {
    SeriesTable table;
    std::vector<UsageRow> rows;
    EXPECT_OK(store_->ReadRows(1, 0, kLastDay.end(), as_of, &table, [&](const LedgerRow& row) {
      rows.push_back({row.series, row.metrics});
      return true;
    }));
    return LinesOf(rows, table);
  }
  std::string Bytes() const {
    std::ostringstream bytes;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    }
    return bytes.str();
  }

  FakeClock clock_{1'775'044'800};
  TemporaryDirectory directory_;
  std::string path_ = directory_.File("ledger.db");
  SeriesTable series_;
  std::unique_ptr<LedgerStore> store_;
  Pseudonyms pseudonyms_{PseudonymKey::Parse(std::string(64, '4')).value()};
};

TEST_F(SqliteAnonymiseTest, EveryColumnOfTextsIsDecidedUpon) {
  Fill();
  store_.reset();
  auto session = OpenSqliteSession(path_, SqliteMode::kRead);
  ASSERT_OK(session);
  auto columns = (*session)->Prepare(
      "SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
      "WHERE m.type = 'table' AND c.type IN ('TEXT', 'BLOB')");
  ASSERT_OK(columns);
  std::set<std::pair<std::string, std::string>> in_schema;
  while ((*columns)->Step().value()) {
    in_schema.emplace((*columns)->Text(0), (*columns)->Text(1));
  }
  std::set<std::pair<std::string, std::string>> decided;
  for (const LedgerText& text : LedgerTexts()) decided.emplace(text.table, text.column);
  EXPECT_EQ(decided, in_schema);
}

TEST_F(SqliteAnonymiseTest, NothingOfTheCustomerIsLeftInTheFiles) {
  Fill();
  EXPECT_THAT(Bytes(), HasSubstr("acme"));
  const auto done = store_->Anonymise(&pseudonyms_);
  ASSERT_OK(done);
  store_.reset();
  const std::string bytes = Bytes();
  for (const char* left : {"acme", "Acme", "Ann", "ffffffff", "bot:"}) {
    EXPECT_THAT(bytes.find(left), std::string::npos) << left;
  }
  EXPECT_EQ(done->replaced.at("names.id"), 1);
  EXPECT_EQ(done->replaced.at("name_history.name"), 1);
  EXPECT_EQ(done->replaced.at("series"), 6);
  EXPECT_EQ(done->removed_rows.at("archive"), 1);
  EXPECT_EQ(done->removed_rows.at("parity_records"), 1);
  EXPECT_EQ(done->removed_rows.at("provider_keys"), 1);
}

TEST_F(SqliteAnonymiseTest, NumbersHistoryAndAgreementStay) {
  Fill();
  ASSERT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
  const auto history = store_->WindowHistory(1, ParseDay("2026-03-05")->start());
  ASSERT_OK(history);
  ASSERT_OK(store_->Anonymise(&pseudonyms_));
  store_ = OpenSqliteLedger(path_, DatabaseAccess::kRead, clock_).value();
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
  const auto now = store_->WindowHistory(1, ParseDay("2026-03-05")->start());
  ASSERT_OK(now);
  ASSERT_EQ(now->size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const WindowRecord& before = (*history)[i].record;
    const WindowRecord& after = (*now)[i].record;
    EXPECT_EQ(after.totals, before.totals);
    EXPECT_EQ(after.revision, before.revision);
    EXPECT_NE(after.content_hash, before.content_hash);
    EXPECT_NE(after.content_hash, Hash256{});
    EXPECT_EQ(after.source_hash, Hash256{});
  }
  const auto of = [&](TextKind kind, const char* text) {
    return pseudonyms_.Of(kind, text).value();
  };
  const std::string tuned = "model=" + of(TextKind::kModel, "ft:gpt-4o:acme:bot:1a") +
                            " project_id=" + of(TextKind::kProjectId, "proj_acme1") +
                            " region=" + of(TextKind::kOther, "acme-west") +
                            " user_id=" + of(TextKind::kUserId, "user-acme2") + " | input_tokens=";
  const std::string plain =
      "model=gpt-4o project_id=" + of(TextKind::kProjectId, "proj_acme1") + " | input_tokens=5";
  EXPECT_THAT(Lines(1), ::testing::UnorderedElementsAre(tuned + "10", plain));
  EXPECT_THAT(Lines(std::nullopt), ::testing::UnorderedElementsAre(tuned + "20", plain));
  const auto sources = store_->Sources();
  ASSERT_OK(sources);
  EXPECT_EQ((*sources)[0].name, of(TextKind::kName, "acme-prod"));
  EXPECT_THAT(store_->Runs((*sources)[0].name, "", 0), IsOkAndHolds(::testing::SizeIs(1)));
}

TEST_F(SqliteAnonymiseTest, EachContentHashIsWhatAReadOfThePseudonymsGives) {
  Fill();
  ASSERT_OK(store_->Anonymise(&pseudonyms_));
  store_ = OpenSqliteLedger(path_, DatabaseAccess::kRead, clock_).value();
  const auto history = store_->WindowHistory(1, ParseDay("2026-03-05")->start());
  ASSERT_OK(history);
  ASSERT_EQ(history->size(), 2U);
  SeriesTable table;
  EXPECT_EQ((*history)[0].record.content_hash,
            ContentHash(StreamKey{}, Anonymised(Window("10"), &table), table));
  EXPECT_EQ((*history)[1].record.content_hash,
            ContentHash(StreamKey{}, Anonymised(Window("20"), &table), table));
}

TEST_F(SqliteAnonymiseTest, ACopyIsTheLedgerAndItsOwnersAlone) {
  Fill();
  store_ = OpenSqliteLedger(path_, DatabaseAccess::kRead, clock_).value();
  const std::string copy = directory_.File("copy.db");
  ASSERT_OK(store_->CopyTo(copy));
  EXPECT_EQ(std::filesystem::status(copy).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const auto lines = Lines(std::nullopt);
  EXPECT_THAT(store_->CopyTo(copy), HasError(ErrorCode::kUsage, HasSubstr("already")));
  // The reader writes nothing to what it reads, afterwards neither.
  EXPECT_FALSE(store_->EnsureSource("another", "openai"));
  store_ = OpenSqliteLedger(copy, DatabaseAccess::kRead, clock_).value();
  EXPECT_EQ(Lines(std::nullopt), lines);
}

}  // namespace
}  // namespace cognitrack
