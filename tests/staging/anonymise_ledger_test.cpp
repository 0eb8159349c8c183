// A ledger with pseudonyms: made beside its place, compared, and then what 'usage' and 'doctor' say
// of it.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AnonymiseLedgerTest : public CommandLine {
 protected:
  AnonymiseLedgerTest() {
    provider_.offered = {"completions", "costs"};
    for (Day day = kStart; day <= kStart + 2; day = day + 1) {
      provider_.use[day] = {{"proj_alpha1", "ft:gpt-4o:acme:bot:1a", 3, 1'500'000},
                            {"proj_beta2", "gpt-a", 1, 700}};
    }
  }
  void Backfill() {
    const Said said = Run({"backfill", "--start", "2026-03-05", "--end", "2026-03-07"});
    ASSERT_EQ(said.exit_code, 0) << said.err;
  }
  std::vector<std::string> Words() {
    return {"anonymise", "--to", "sqlite:" + copy_, "--key-file", directory_.File("a.key")};
  }
  std::string Asked(const std::string& path, std::vector<std::string> words) {
    words.insert(words.end(), {"--json", "--db", "sqlite:" + path});
    const Said said = Run(std::move(words));
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return said.out;
  }

  static constexpr Day kStart{kDay / kSecondsPerDay};
  std::string copy_ = directory_.File("staging.db");
};

TEST_F(AnonymiseLedgerTest, SaysTheSameWithoutTheCustomer) {
  Backfill();
  provider_.use[kStart] = {{"proj_alpha1", "gpt-a", 9, 9'000}};
  clock_.Advance(86'400);
  Backfill();
  const Said said = Run(Words());
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("history kept"), HasSubstr("source_projects.project_id"),
                              HasSubstr("Nothing can be rebuilt")));
  EXPECT_THAT(said.out + said.err, AllOf(Not(HasSubstr("alpha1")), Not(HasSubstr("acme"))));
  const std::string ledger = directory_.File("ledger.db");
  for (const std::string group : {"day", "day,service_tier,batch"}) {
    EXPECT_EQ(Asked(ledger, {"usage", "--group-by", group}),
              Asked(copy_, {"usage", "--group-by", group}));
    EXPECT_EQ(Asked(ledger, {"usage", "--group-by", group, "--as-of", "1"}),
              Asked(copy_, {"usage", "--group-by", group, "--as-of", "1"}));
  }
  EXPECT_EQ(Asked(ledger, {"usage", "--filter", "model=gpt-a"}),
            Asked(copy_, {"usage", "--filter", "model=gpt-a"}));
  EXPECT_EQ(Asked(ledger, {"costs"}), Asked(copy_, {"costs"}));
  Asked(copy_, {"doctor", "--offline"});
  std::ostringstream bytes;
  bytes << std::ifstream(copy_, std::ios::binary).rdbuf();
  for (const char* left : {"alpha1", "beta2", "acme"}) {
    EXPECT_EQ(bytes.str().find(left), std::string::npos) << left;
  }
  for (const char* end : {".part", ".part-wal", ".part.lock", "-wal"}) {
    EXPECT_FALSE(std::filesystem::exists(copy_ + end)) << end;
  }
}

TEST_F(AnonymiseLedgerTest, TheDocumentTellsWhatWasDone) {
  Backfill();
  const auto document = Json(Words());
  EXPECT_EQ(document.at("windows"), 6);
  EXPECT_EQ(document.at("contents"), 6);
  EXPECT_GT(document.at("totals_compared").as_int64(), 3);
  EXPECT_EQ(document.at("replaced").at("source_projects.project_id"), 2);
  EXPECT_EQ(document.at("key_file_made"), true);
}

TEST_F(AnonymiseLedgerTest, NeverWritesOverAFile) {
  Backfill();
  ASSERT_EQ(Run(Words()).exit_code, 0);
  const Said again = Run(Words());
  EXPECT_EQ(again.exit_code, 64);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
}

TEST_F(AnonymiseLedgerTest, EitherExportsOrALedger) {
  EXPECT_EQ(Run({"anonymise", "--key-file", "k"}).exit_code, 64);
  EXPECT_EQ(Run({"anonymise", "--key-file", "k", "--csv", "a.csv"}).exit_code, 64);
  auto both = Words();
  both.insert(both.end(), {"--csv", "a.csv", "--out", "x"});
  EXPECT_EQ(Run(both).exit_code, 64);
  EXPECT_EQ(Run({"anonymise", "--key-file", "k", "--to", "postgres://h/d"}).exit_code, 64);
}

}  // namespace
}  // namespace cognitrack
