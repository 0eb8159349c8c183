// Rebuild as its users meet it: real buckets in the archive, rows damaged by hand behind it.
#include "store/sqlite/sqlite_session.h"
#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RebuildTest : public CommandLine {
 protected:
  RebuildTest() {
    for (int day = 0; day < 3; ++day) Store(day, Bucket(day, 10 + day));
  }

  static std::string Bucket(int day, int tokens) {
    const UtcSeconds start = kDay + day * kSecondsPerDay;
    const auto row = [](const std::string& project, const std::string& model, int count) {
      return R"({"object":"organization.usage.completions.result","input_tokens":)" +
             std::to_string(count) + R"(,"output_tokens":2,"num_model_requests":1,"project_id":")" +
             project + R"(","model":")" + model + R"(","odd_units":1.5})";
    };
    return R"({"object":"bucket","start_time":)" + std::to_string(start) + R"(,"end_time":)" +
           std::to_string(start + kSecondsPerDay) + R"(,"results":[)" +
           row("proj_a", "gpt-a", tokens) + "," + row("proj_b", "gpt-b", 5) + "]}";
  }
  // As a pull would, with the content that `told` gives and the bytes of `bytes`.
  void Store(int day, const std::string& told, std::string bytes = "") {
    if (bytes.empty()) bytes = told;
    const auto store = OpenSqliteLedger(Path(), DatabaseAccess::kWrite, clock_);
    ASSERT_OK(store);
    const auto source = (*store)->EnsureSource("openai", "openai");
    ASSERT_OK(source);
    const auto stream = (*store)->EnsureStream(source->id, StreamKey{});
    ASSERT_OK(stream);
    SeriesTable series;
    WindowRead read;
    read.start = kDay + day * kSecondsPerDay;
    read.end = read.start + kSecondsPerDay;
    read.read_at = read.end + kSecondsPerHour;
    read.grain = Grain({"model", "project_id"});
    ASSERT_OK(MakeOpenAiBucketReader()->Read(StreamKey{}, told, &series, &read));
    read.source_hash = Sha256(bytes);
    read.source_bytes = PackedBytes(bytes);
    ASSERT_OK((*store)->CommitWindow(stream->id, read, series, 1));
  }
  std::string Path() const { return directory_.File("ledger.db"); }
  void Damage(const std::string& sql) {
    const auto session = OpenSqliteSession(Path(), SqliteMode::kWrite);
    ASSERT_OK(session);
    ASSERT_OK((*session)->Begin(SqlTransactionKind::kWrite));
    ASSERT_OK((*session)->Execute(sql));
    ASSERT_OK((*session)->Commit());
  }
  std::vector<WindowRecord> Records() {
    const auto store = OpenSqliteLedger(Path(), DatabaseAccess::kRead, clock_);
    EXPECT_OK(store);
    const auto records = (*store)->Windows(1, 0, kLastDay.start());
    EXPECT_OK(records);
    return *records;
  }
  static std::string At(int day) { return std::to_string(kDay + day * kSecondsPerDay); }
};

TEST_F(RebuildTest, WhatIsSoundIsEqualAndNothingIsWritten) {
  const auto before = Records();
  const auto said = Json({"rebuild"});
  EXPECT_EQ(said.at("windows").at("equal"), 3);
  EXPECT_EQ(said.at("windows_unchanged"), 3);
  EXPECT_EQ(said.at("rows_written"), 0);
  EXPECT_TRUE(said.at("found").as_array().empty());
  EXPECT_THAT(Run({"rebuild"}).out, HasSubstr("3  equal to what the archive gives"));
  EXPECT_EQ(Records().size(), before.size());
  EXPECT_THAT(Run({"runs"}).out, HasSubstr("rebuild"));
}

TEST_F(RebuildTest, DamagedRowsAreWrittenAnewWithTheRecordedHash) {
  const auto before = Records();
  Damage("UPDATE usage SET input_tokens = 99 WHERE window_start = " + At(0) +
         " AND input_tokens = 10; DELETE FROM usage WHERE window_start = " + At(1) +
         " AND input_tokens = 5; UPDATE roll_up_blocks SET packed = '[]' WHERE kind = 5 "
         "AND window_start = " +
         At(2) + "; UPDATE windows SET row_count = 9 WHERE window_start = " + At(2) +
         "; DELETE FROM unknown_metrics WHERE window_start = " + At(0));
  const Said doctor = Run({"doctor", "--offline"});
  EXPECT_EQ(doctor.exit_code, 70);
  EXPECT_THAT(doctor.out, HasSubstr("cognitrack rebuild --from 2026-03-05"));

  const auto dry = Json({"rebuild", "--dry-run"});
  EXPECT_EQ(dry.at("windows").at("mended"), 3);
  EXPECT_EQ(Run({"doctor", "--offline"}).exit_code, 70) << "a dry run changes nothing";

  const auto first = Json({"rebuild", "--to", "2026-03-05"});
  EXPECT_EQ(first.at("windows").at("mended"), 1);
  EXPECT_EQ(first.at("found").at(0).at("date"), "2026-03-05");
  EXPECT_EQ(first.at("found").at(0).at("result"), "mended");
  EXPECT_EQ(first.at("issues").at(0).at("code"), "window_mended");
  const auto rest = Json({"rebuild"});
  EXPECT_EQ(rest.at("windows").at("equal"), 1);
  EXPECT_EQ(rest.at("windows").at("mended"), 2);
  EXPECT_EQ(Run({"doctor", "--offline"}).exit_code, 0) << Run({"doctor", "--offline"}).out;
  const auto after = Records();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].content_hash, before[i].content_hash);
    EXPECT_EQ(after[i].revision, before[i].revision);
    EXPECT_EQ(after[i].totals, before[i].totals);
    EXPECT_EQ(after[i].row_count, 2);
  }
  EXPECT_EQ(Json({"rebuild"}).at("windows").at("equal"), 3);
}

TEST_F(RebuildTest, WhatIsReadOtherwiseIsToldAndStoredOnlyWhenAccepted) {
  Store(4, Bucket(4, 40), Bucket(4, 41));
  const auto said = Json({"rebuild"}, 1);
  EXPECT_EQ(said.at("windows").at("differs"), 1);
  EXPECT_EQ(said.at("found").at(0).at("date"), "2026-03-09");
  EXPECT_EQ(Json({"usage", "--from", "2026-03-09"}).at("totals").at("input_tokens"), 45);
  const auto accepted = Json({"rebuild", "--accept"});
  EXPECT_EQ(accepted.at("windows").at("accepted"), 1);
  EXPECT_EQ(Json({"usage", "--from", "2026-03-09"}).at("totals").at("input_tokens"), 46);
  EXPECT_EQ(Json({"usage", "--from", "2026-03-09", "--as-of", "4"}).at("totals").at("input_tokens"),
            45)
      << "what it replaced is kept";
  EXPECT_EQ(Json({"rebuild"}).at("windows").at("equal"), 4);
}

TEST_F(RebuildTest, DamageThatTheArchiveCannotMendStays) {
  Store(4, Bucket(4, 40), Bucket(4, 41));
  Damage(
      "UPDATE usage SET input_tokens = 99 WHERE input_tokens = 40; "
      "UPDATE archive SET bytes = x'00' WHERE hash = (SELECT archived_hash FROM windows WHERE "
      "window_start = " +
      At(0) + ")");
  const auto said = Json({"rebuild"}, 1);
  EXPECT_EQ(said.at("windows").at("lost"), 1);
  EXPECT_EQ(said.at("windows").at("damaged"), 1);
  EXPECT_EQ(said.at("windows").at("equal"), 2);
  EXPECT_THAT(Run({"rebuild"}).out, AllOf(HasSubstr("the archive gives another content"),
                                          HasSubstr("are damaged; restore the database")));
}

TEST_F(RebuildTest, DaysWithoutBytesAreCountedWithTheReason) {
  Damage(
      "UPDATE windows SET archived_hash = NULL WHERE window_start = " + At(0) +
      "; DELETE FROM archive WHERE hash NOT IN (SELECT archived_hash FROM windows WHERE "
      "archived_hash IS NOT NULL); UPDATE windows SET origin = 'export:00' WHERE window_start = " +
      At(1));
  const auto said = Json({"rebuild"});
  EXPECT_EQ(said.at("windows").at("not_kept"), 1);
  EXPECT_EQ(said.at("windows").at("from_export"), 1);
  EXPECT_EQ(said.at("windows").at("equal"), 1);
  EXPECT_EQ(said.at("issues").at(0).at("code"), "not_rebuilt");
  EXPECT_EQ(said.at("issues").at(0).at("detail"), "not_kept");
  EXPECT_THAT(Run({"rebuild"}).out,
              AllOf(HasSubstr("1  without an archived answer"), Not(HasSubstr("Found"))));
}

}  // namespace
}  // namespace cognitrack
