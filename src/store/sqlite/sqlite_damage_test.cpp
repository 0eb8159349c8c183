// Damage: what doctor finds, and that a damaged ledger gives an error and never a wrong total.
#include <fstream>

#include "base/random.h"
#include "store/roll_ups.h"
#include "store/sqlite/sqlite_ledger.h"
#include "store/sqlite/sqlite_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/ledger_dump.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/window_table.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SqliteDamageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto store = Open();
    const auto source = store->EnsureSource("openai", "openai");
    ASSERT_OK(source);
    ASSERT_OK(store->EnsureStream(source->id, StreamKey{}));
    for (const std::string_view day : {"2026-03-05", "2026-03-06"}) {
      ASSERT_OK(store->CommitWindow(1, WindowOf(series_, day, R"(
          project_id  model  user_id  | input_tokens  output_tokens
          proj_alpha  gpt-a  user_ann | 10            1
          proj_alpha  gpt-b  user_bob | 20            2
          proj_beta   gpt-a  user_ann | 30            -)"),
                                    series_, 1));
    }
  }
  std::unique_ptr<LedgerStore> Open() {
    auto store = OpenSqliteLedger(path_, DatabaseAccess::kWrite, clock_);
    CHECK(store.has_value(), "the ledger can be opened");
    return std::move(*store);
  }
  void Tamper(const std::string& sql) {
    auto session = OpenSqliteSession(path_, SqliteMode::kWrite);
    ASSERT_OK(session);
    ASSERT_OK((*session)->Execute("PRAGMA foreign_keys = OFF; " + sql));
  }
  // "check where detail" of each finding.
  std::vector<std::string> Findings() {
    std::vector<std::string> lines;
    const auto findings = Open()->CheckIntegrity();
    EXPECT_OK(findings);
    for (const IntegrityFinding& finding : *findings) {
      lines.push_back(finding.check + " " + finding.where + " " + finding.detail);
    }
    return lines;
  }
  static UsageQuery By(std::vector<std::string> group_by) {
    UsageQuery query;
    query.stream = 1;
    query.group_by = std::move(group_by);
    return query;
  }

  FakeClock clock_{1'775'044'800};
  TemporaryDirectory directory_;
  std::string path_ = directory_.File("ledger.db");
  SeriesTable series_;
};

TEST_F(SqliteDamageTest, WholeLedgerHasNoFindings) { EXPECT_THAT(Findings(), IsEmpty()); }

TEST_F(SqliteDamageTest, ChangedRowIsFoundByHashTotalsAndRollUps) {
  Tamper(
      "UPDATE usage SET input_tokens = 11 WHERE window_start = 1772668800 "
      "AND input_tokens = 10");
  const auto findings = Findings();
  ASSERT_EQ(findings.size(), 2 + kRollUpKinds);
  EXPECT_THAT(findings[0], HasSubstr("totals stream 1 (completions 1d), 2026-03-05T00:00:00Z "
                                     "input_tokens is 60 and the rows give 61"));
  EXPECT_THAT(findings[1], HasSubstr("content_hash"));
  EXPECT_THAT(findings[2], HasSubstr("roll_up"));
  EXPECT_THAT(findings[2], HasSubstr("model=gpt-a, project_id=proj_alpha"));
  EXPECT_THAT(Open()->Aggregate(By({"project_id", "user_id"})),
              HasError(ErrorCode::kDisk, HasSubstr("2026-03-05")));
  SeriesTable series;
  EXPECT_THAT(Open()->ReadRows(1, 0, clock_.Now(), std::nullopt, &series,
                               [](const LedgerRow&) { return true; }),
              HasError(ErrorCode::kDisk, HasSubstr("cognitrack doctor")));
}

TEST_F(SqliteDamageTest, ChangedRollUpIsFoundAndGivesNoReport) {
  Tamper(
      "UPDATE roll_up_blocks SET packed = replace(packed, ',20,', ',0,') WHERE kind = 3 "
      "AND window_start = 1772668800");
  EXPECT_THAT(Findings(), testing::ElementsAre(HasSubstr(
                              "model=gpt-b, user_id=user_bob input_tokens is 0 and the rows give "
                              "20")));
  EXPECT_THAT(Open()->Aggregate(By({"user_id"})), HasError(ErrorCode::kDisk, HasSubstr("damaged")));
}

TEST_F(SqliteDamageTest, LostRowsSeriesAndWindowsAreFound) {
  Tamper("DELETE FROM usage WHERE window_start = 1772668800 AND input_tokens = 30");
  EXPECT_THAT(Findings(), testing::Contains(HasSubstr("row_count")));
  const auto findings = Open()->CheckIntegrity();
  ASSERT_OK(findings);
  for (const IntegrityFinding& finding : *findings) {
    EXPECT_EQ(finding.day, DayOf(1'772'668'800)) << finding.check << " " << finding.where;
  }
  Tamper("DELETE FROM windows WHERE window_start = 1772755200");
  EXPECT_THAT(Findings(), testing::Contains(HasSubstr("rows of usage belong to no window")));
  Tamper("DELETE FROM series");
  EXPECT_THAT(Findings(), testing::Contains(HasSubstr("which does not exist")));
  Tamper("UPDATE streams SET source_id = 77");
  EXPECT_THAT(Findings(), testing::Contains(HasSubstr("refers to a row of sources")));
}

TEST_F(SqliteDamageTest, ChangedDimensionIsFoundAndGivesNoReport) {
  Tamper("UPDATE series SET model = 'gpt-z' WHERE model = 'gpt-a'");
  EXPECT_THAT(Findings(),
              testing::Contains(HasSubstr("its dimensions are not those that were stored")));
  EXPECT_THAT(Open()->Aggregate(By({"model"})),
              HasError(ErrorCode::kDisk, HasSubstr("are not those that were stored")));
  UsageQuery filtered = By({"day"});
  filtered.filters = {{"model", {"gpt-a"}, false}};
  EXPECT_THAT(Open()->Aggregate(filtered),
              HasError(ErrorCode::kDisk, HasSubstr("are not those that were stored")));
  SeriesTable series;
  EXPECT_THAT(Open()->ReadRows(1, 0, clock_.Now(), std::nullopt, &series,
                               [](const LedgerRow&) { return true; }),
              HasError(ErrorCode::kDisk, HasSubstr("are not those that were stored")));
}

// Series are read in runs: the first row of the day is intact, and one that is read ahead is not.
TEST_F(SqliteDamageTest, ChangedDimensionOfALaterRowIsFound) {
  Tamper("UPDATE series SET model = 'gpt-z' WHERE id = (SELECT MAX(series) FROM usage)");
  SeriesTable series;
  int rows = 0;
  EXPECT_THAT(Open()->ReadRows(1, 0, clock_.Now(), std::nullopt, &series,
                               [&rows](const LedgerRow&) { return ++rows > 0; }),
              HasError(ErrorCode::kDisk, HasSubstr("are not those that were stored")));
  EXPECT_EQ(rows, 2);
}

TEST_F(SqliteDamageTest, LostRollUpIsFound) {
  Tamper("DELETE FROM roll_up_blocks WHERE kind = 2 AND window_start = 1772668800");
  EXPECT_THAT(Findings(), testing::SizeIs(3));
}

TEST_F(SqliteDamageTest, RollUpThatCannotBeReadIsFoundAndGivesNoReport) {
  Tamper("UPDATE roll_up_blocks SET packed = '[[x' WHERE kind = 5 AND window_start = 1772668800");
  EXPECT_THAT(Findings(),
              testing::ElementsAre(AllOf(HasSubstr("roll_up"), HasSubstr("2026-03-05"),
                                         HasSubstr("onto project_id"), HasSubstr("damaged"))));
  EXPECT_THAT(Open()->Aggregate(By({"project_id"})),
              HasError(ErrorCode::kDisk, HasSubstr("2026-03-05")));
  UsageQuery probing = By({"day"});
  probing.filters = {{"project_id", {"proj_beta"}, false}};
  EXPECT_THAT(Open()->Aggregate(probing), HasError(ErrorCode::kDisk, HasSubstr("rebuild")));
  EXPECT_OK(Open()->Aggregate(By({"model"})));
}

// Rows of roll-ups are series, too: their windows are named.
TEST_F(SqliteDamageTest, DamagedSeriesOfARollUpMakesItsWindowsUnreadable) {
  Tamper(
      "UPDATE series SET project_id = 'proj_gamma' WHERE model IS NULL AND project_id = "
      "'proj_beta'");
  EXPECT_THAT(Findings(), testing::ElementsAre(HasSubstr("its dimensions are not those")));
}

// Bytes of the file are changed at random places: what can still be read is what was stored, or an
// error says that it cannot; and a report never shows another total.
TEST_F(SqliteDamageTest, FlippedBytesNeverGiveAWrongTotal) {
  std::ifstream file(path_, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  SeededRandom random(5);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string damaged = bytes;
    damaged[random.Below(bytes.size())] ^= static_cast<char>(1 + random.Below(255));
    const std::string path = directory_.Write("damaged.db", damaged);
    const auto store = OpenSqliteLedger(path, DatabaseAccess::kRead, clock_);
    if (!store) {
      ++refused;
      continue;
    }
    for (const std::vector<std::string>& group :
         {std::vector<std::string>{"project_id"}, {"user_id"}, {"user_id", "project_id"}}) {
      const auto report = (*store)->Aggregate(By(group));
      if (!report) {
        ++refused;
      } else if (report->windows == 2) {
        EXPECT_EQ(LineOf(Series(), report->totals.metrics), "| input_tokens=120 output_tokens=6");
      }
    }
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace cognitrack
