// Versions in shadow as their users meet them: begun, compared, promoted, gone back from.
#include <fstream>
#include <sstream>

#include "tests/command_line/command_line_fixture.h"
#include "tests/support/fake_reader.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string TextOf(const boost::json::value& value) { return boost::json::serialize(value); }

// A price book of one's own, beside use and a bill of two days that it reproduces.
class ShadowPricingTest : public CommandLine {
 protected:
  ShadowPricingTest() {
    variables_["USER"] = "ann";
    const std::string use =
        "start_time,end_time,project_id,num_model_requests,user_id,api_key_id,model,batch,"
        "service_tier,input_tokens,output_tokens\n";
    const std::string row = ",proj_alpha,3,user_a,key_a,gpt-a,False,default,1000000,500000\n";
    const std::string costs =
        "start_time,end_time,amount_value,amount_currency,line_item,project_id\n";
    const auto billed = [](int day) {
      return Times(day) + ",2,usd,\"gpt-a, input\",proj_alpha\n" + Times(day) +
             ",4,usd,\"gpt-a, output\",proj_alpha\n";
    };
    EXPECT_EQ(
        Run({"import", "--csv", Write("use.csv", use + Times(0) + row + Times(1) + row)}).exit_code,
        0);
    EXPECT_EQ(Run({"import", "--csv", Write("costs.csv", costs + billed(0) + billed(1))}).exit_code,
              0);
  }
  // Dollars for a million tokens of input.
  std::string Book(const std::string& name, const std::string& input) {
    return Write(name,
                 "provider,model,tier,from,input,output,source\n"
                 "openai,gpt-a,standard,2026-01-01," +
                     input + ",8,our contract\n");
  }
  Said Begin(const std::string& file) {
    return Run({"shadow", "begin", "pricing", "--prices", file, "--reason", "contract"});
  }
  Said Promote(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"shadow", "promote", "pricing", "--by", "Bea"};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
  boost::json::object Pricing() { return Json({"shadow"}).at("versions").at(0).as_object(); }
};

TEST_F(ShadowPricingTest, TheLifeOfABook) {
  EXPECT_THAT(Run({"shadow"}).out,
              AllOf(HasSubstr("In force   the program's own"), HasSubstr("In shadow  nothing")));
  EXPECT_EQ(Json({"parity", "costs"}).at("lines").at(0).at("cause"), "unpriced_model");
  const Said begun = Begin(Book("contract.csv", "2"));
  ASSERT_EQ(begun.exit_code, 0) << begun.err;
  EXPECT_THAT(begun.out,
              AllOf(HasSubstr("contract.csv ("), HasSubstr("is in shadow beside the program's own"),
                    HasSubstr("by     ann")));
  EXPECT_EQ(Json({"parity", "costs"}).at("lines").at(0).at("cause"), "unpriced_model")
      << "what is in shadow prices nothing";

  const auto compared = Json({"shadow", "compare", "pricing"}, 1);
  EXPECT_EQ(compared.at("candidate").at("name"), "contract.csv");
  EXPECT_EQ(compared.at("candidate").at("version"), Pricing().at("candidate").at("version"));
  EXPECT_TRUE(compared.at("in_force").at("version").is_null());
  EXPECT_EQ(compared.at("compared"), 2);
  EXPECT_EQ(compared.at("lines"), 4);
  EXPECT_EQ(compared.at("differing"), 4);
  EXPECT_EQ(compared.at("newly_priced"), 4);
  EXPECT_EQ(compared.at("candidate_usd"), "12");
  EXPECT_EQ(TextOf(compared.at("days").at(1)),
            R"({"date":"2026-03-06","in_force_usd":"0","candidate_usd":"6","delta_usd":"6",)"
            R"("lines":2,"differing":2,"newly_priced":2,"newly_unpriced":0})");
  EXPECT_EQ(TextOf(compared.at("found").at(0)),
            R"({"source":"openai","date":"2026-03-05","surface":"completions","model":"gpt-a",)"
            R"("tier":"standard","free":false,"meter":"input",)"
            R"("in_force":{"units":1000000,"unpriced_units":1000000,"usd":null},)"
            R"("candidate":{"units":1000000,"unpriced_units":0,"usd":"2"}})");
  EXPECT_EQ(TextOf(compared.at("bills").at(0).at("candidate")),
            R"({"verdict":"exact","priced_usd":"12","reproduced_share":"1",)"
            R"("explained_share":"1"})");
  EXPECT_EQ(compared.at("bills").at(0).at("in_force").at("reproduced_share"), "0");

  const Said refused = Promote();
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("takes a reason (--reason TEXT)"), HasSubstr("found 4 differences"),
                    HasSubstr("nothing was changed")));
  EXPECT_TRUE(Pricing().at("in_force").at("version").is_null());
  const Said promoted = Promote({"--reason", "signed"});
  ASSERT_EQ(promoted.exit_code, 0) << promoted.err;
  EXPECT_THAT(promoted.out, AllOf(HasSubstr("the program's own → contract.csv ("),
                                  HasSubstr("shadow back pricing --by NAME")));
  EXPECT_EQ(Pricing().at("in_force").at("comparison_run"), compared.at("run"));

  EXPECT_EQ(Json({"parity", "costs"}).at("verdict"), "exact");
  EXPECT_THAT(Run({"prices", "explain", "gpt-a", "2026-03-05"}).out,
              HasSubstr("our contract (contract.csv:2)"));
  EXPECT_EQ(Json({"prices", "check"}).at("from"), "promoted");
  EXPECT_EQ(Json({"export", "reconciliation", "--out", directory_.File("bill.csv")}).at("verdict"),
            "exact");

  const Said back =
      Run({"shadow", "back", "pricing", "--by", "Bea", "--reason", "it was not signed"});
  ASSERT_EQ(back.exit_code, 0) << back.err;
  EXPECT_EQ(Json({"parity", "costs"}).at("lines").at(0).at("cause"), "unpriced_model");
  const auto history = Json({"shadow", "history"}).at("entries").as_array();
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[0].at("action"), "back");
  EXPECT_EQ(history[0].at("reason"), "it was not signed");
  EXPECT_EQ(history[1].at("version").at("name"), "contract.csv");
  EXPECT_EQ(history[2].at("by"), "ann");
}

TEST_F(ShadowPricingTest, AChecksRecordNamesTheBookThatWasInForce) {
  ASSERT_EQ(Begin(Book("contract.csv", "2")).exit_code, 0);
  ASSERT_EQ(Promote({"--reason", "signed"}).exit_code, 0);
  ASSERT_EQ(Run({"parity", "costs"}).exit_code, 0);
  const std::string digest(Json({"prices", "check"}).at("price_book").as_string());
  const auto runs = Json({"runs", "--verb", "parity costs"}).at("runs");
  const std::string id = TextOf(runs.at(0).at("id"));
  EXPECT_THAT(Run({"parity", "costs", "--run", id}).out,
              HasSubstr("Price book " + digest.substr(0, 12)));
  EXPECT_EQ(Json({"prices", "check", "--prices", directory_.File("contract.csv")}).at("price_book"),
            boost::json::value(digest))
      << "the same bytes are the same book";
}

TEST_F(ShadowPricingTest, AFileThatIsGivenWinsAndSaysWhatItHides) {
  ASSERT_EQ(Begin(Book("contract.csv", "2")).exit_code, 0);
  ASSERT_EQ(Promote({"--reason", "signed"}).exit_code, 0);
  const std::string other = Book("other.csv", "3");
  const Said said = Run({"parity", "costs", "--prices", other});
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("(--prices) hides the promoted price book contract.csv ("));
  EXPECT_EQ(Json({"parity", "costs", "--prices", other}, 1).at("priced_usd"), "14");
  variables_["COGNITRACK_PRICES"] = other;
  EXPECT_THAT(Run({"prices", "explain", "gpt-a", "2026-03-05"}).err,
              HasSubstr("(COGNITRACK_PRICES) hides the promoted price book"));
  EXPECT_THAT(Run({"shadow"}).out, HasSubstr("COGNITRACK_PRICES wins here: " + other));
  variables_["COGNITRACK_PRICES"] = directory_.File("contract.csv");
  EXPECT_THAT(Run({"parity", "costs"}).err, Not(HasSubstr("hides")));
}

TEST_F(ShadowPricingTest, UseThatIsExportedIsPricedByThePromotedBook) {
  const auto exported = [this] {
    std::vector<std::string> words = {"export", "--format", "focus", "--surface", "usage", "--out"};
    words.push_back(directory_.File("focus.csv"));
    return TextOf(Json(words).at("rows"));
  };
  EXPECT_EQ(exported(), "0") << "the program's own book knows nothing of gpt-a";
  ASSERT_EQ(Begin(Book("contract.csv", "2")).exit_code, 0);
  ASSERT_EQ(Promote({"--reason", "signed"}).exit_code, 0);
  EXPECT_EQ(exported(), "4");
}

TEST_F(ShadowPricingTest, ABookThatChangesNothingIsPromotedOnItsComparison) {
  ASSERT_EQ(Begin(Book("contract.csv", "2")).exit_code, 0);
  ASSERT_EQ(Promote({"--reason", "signed"}).exit_code, 0);
  ASSERT_EQ(Begin(Write("same.csv",
                        "provider,model,tier,from,input,output,source\n"
                        "openai,gpt-a,standard,2026-01-01,2.0,8,again\n"))
                .exit_code,
            0);
  EXPECT_THAT(Promote().err, HasSubstr("it was never compared with what is in force"));
  EXPECT_THAT(Run({"shadow", "compare", "pricing"}).out,
              AllOf(HasSubstr("same.csv ("), HasSubstr("…) beside contract.csv ("),
                    HasSubstr("no difference"), HasSubstr("Both price it at 12.00 USD")));
  EXPECT_THAT(Run({"shadow"}).out, HasSubstr("Promotion  proven: compared without a difference"));
  const Said promoted = Promote();
  EXPECT_EQ(promoted.exit_code, 0) << promoted.err;
  EXPECT_THAT(promoted.out, HasSubstr("proof  compared without a difference, all 2 windows"));
}

TEST_F(ShadowPricingTest, EveryDifferenceGoesToAFileAndIsShownAgain) {
  ASSERT_EQ(Begin(Book("contract.csv", "2")).exit_code, 0);
  const std::string out = directory_.File("all.json");
  const auto shown = Json({"shadow", "compare", "pricing", "--to", "2026-03-05", "--out", out}, 1);
  EXPECT_EQ(shown.at("compared"), 1);
  EXPECT_EQ(shown.at("to"), "2026-03-05");
  std::ifstream file(out);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(boost::json::parse(text.str()), boost::json::value(shown));
  const std::string run = TextOf(shown.at("run"));
  EXPECT_EQ(Json({"shadow", "compare", "pricing", "--run", run}, 1), shown);
  EXPECT_THAT(Run({"shadow", "compare", "ingest", "--run", run}).err,
              HasSubstr("compared no versions of ingest"));
  EXPECT_EQ(Run({"shadow", "compare", "pricing", "--run", run, "--out", out}).exit_code, 64);
  EXPECT_EQ(Run({"shadow", "compare", "pricing", "--out", "all.csv"}).exit_code, 64);
}

TEST_F(ShadowPricingTest, WhatIsNotPossibleIsSaidWithWhatIs) {
  EXPECT_THAT(Promote().err, HasSubstr("no version of pricing is in shadow; 'cognitrack shadow "
                                       "begin pricing' begins one"));
  EXPECT_EQ(Run({"shadow", "compare", "pricing"}).exit_code, 64);
  EXPECT_THAT(Run({"shadow", "drop", "prices", "--reason", "x"}).err,
              HasSubstr("no kind 'prices' of versions; there are: pricing, ingest"));
  const std::string book = Book("contract.csv", "2");
  ASSERT_EQ(Begin(book).exit_code, 0);
  EXPECT_THAT(Begin(book).err, HasSubstr("in shadow already, since 2026-09-21"));
  EXPECT_THAT(Run({"shadow", "back", "pricing", "--by", "Bea", "--reason", "x"}).err,
              HasSubstr("nothing was before it"));
  ASSERT_EQ(Run({"shadow", "drop", "pricing", "--reason", "not signed"}).exit_code, 0);
  EXPECT_TRUE(Pricing().at("candidate").is_null());
  ASSERT_EQ(Begin(book).exit_code, 0) << "what was dropped may begin again";
  ASSERT_EQ(Promote({"--reason", "signed"}).exit_code, 0);
  EXPECT_THAT(Begin(book).err, HasSubstr("is the one in force"));
}

TEST_F(ShadowPricingTest, DoctorAndRollbackNameVersions) {
  ASSERT_EQ(Begin(Book("contract.csv", "2")).exit_code, 0);
  EXPECT_THAT(Run({"doctor", "--offline"}).out, Not(HasSubstr("in shadow")));
  clock_.SetNow(clock_.Now() + 31 * kSecondsPerDay);
  EXPECT_THAT(Run({"doctor", "--offline"}).out,
              AllOf(HasSubstr("a version of pricing is in shadow since"),
                    HasSubstr("cognitrack shadow drop pricing")));
  EXPECT_THAT(Run({"rollback"}).out, Not(HasSubstr("shadow back")));
  ASSERT_EQ(Promote({"--reason", "signed"}).exit_code, 0);
  EXPECT_THAT(Run({"rollback"}).out, HasSubstr("cognitrack shadow back pricing --by NAME"));
  EXPECT_EQ(Json({"rollback"}).at("promoted").at(0).at("kind"), "pricing");
}

TEST_F(ShadowPricingTest, VersionsGoWithTheLedgerWhereverItGoes) {
  ASSERT_EQ(Begin(Book("contract.csv", "2")).exit_code, 0);
  ASSERT_EQ(Run({"shadow", "compare", "pricing"}).exit_code, 1);
  ASSERT_EQ(Promote({"--reason", "signed"}).exit_code, 0);
  const auto here = Json({"shadow"});
  const std::string backup = directory_.File("backup.db");
  ASSERT_EQ(Run({"backup", "--out", backup}).exit_code, 0);
  EXPECT_EQ(Json({"shadow", "--db", "sqlite:" + backup}), here);
  const std::string copy = "sqlite:" + directory_.File("copy.db");
  ASSERT_EQ(Run({"copy", "--from", variables_["COGNITRACK_DB"], "--to", copy}).exit_code, 0);
  EXPECT_EQ(Json({"shadow", "--db", copy}), here);
  EXPECT_EQ(Json({"parity", "costs", "--db", copy}).at("priced_usd"), "12");
}

TEST_F(ShadowPricingTest, AnAnonymisedLedgerKeepsNoContract) {
  ASSERT_EQ(Begin(Book("contract.csv", "2")).exit_code, 0);
  ASSERT_EQ(Run({"shadow", "compare", "pricing"}).exit_code, 1);
  ASSERT_EQ(Promote({"--reason", "signed"}).exit_code, 0);
  const std::string copy = "sqlite:" + directory_.File("copy.db");
  const Said said = Run({"anonymise", "--to", copy, "--key-file", directory_.File("a.key")});
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_TRUE(Json({"shadow", "history", "--db", copy}).at("entries").as_array().empty());
  EXPECT_EQ(Json({"prices", "check", "--db", copy}).at("from"), "own");
}

TEST_F(ShadowPricingTest, AnOlderSchemaLosesThemAndSaysSo) {
  ASSERT_EQ(Begin(Book("contract.csv", "2")).exit_code, 0);
  EXPECT_THAT(Run({"migrate", "down", "--to", "4"}).err,
              AllOf(HasSubstr("1 of price_books"), HasSubstr("1 of version_changes")));
  EXPECT_EQ(Run({"migrate", "down", "--to", "4", "--lose-data", "--no-backup", "a test"}).exit_code,
            0);
  EXPECT_THAT(Run({"shadow"}).err, HasSubstr("run 'cognitrack migrate up'"));
  ASSERT_EQ(Run({"migrate", "up", "--no-backup", "a test"}).exit_code, 0);
  EXPECT_TRUE(Json({"shadow", "history"}).at("entries").as_array().empty());
}

// A second reading, which doubles the tokens of gpt-b.
class ShadowReadingTest : public CommandLine {
 protected:
  ShadowReadingTest() {
    readings_ = {{1, "the first"}, {2, "the second"}};
    variables_["USER"] = "ann";
    clock_.SetNow(kToday.start() + 9 * kSecondsPerHour);
    for (Day day = kFirst; day < kToday; day = day + 1) {
      provider_.use[day] = {{"proj_alpha", "gpt-a", 3, 15}};
    }
    provider_.use[kFirst + 1].push_back({"proj_beta", "gpt-b", 1, 40});
    EXPECT_EQ(Run({"backfill", "--start", FormatDay(kFirst), "--end", FormatDay(kToday - 1),
                   "--surface", "completions"})
                  .exit_code,
              0);
  }
  Result<std::unique_ptr<BucketReader>> MakeReader(int reading) override {
    auto reader = std::make_unique<FakeReader>();
    if (reading == 2) {
      reader->otherwise = [](FakeProvider::Use* use) {
        if (use->model == "gpt-b") use->tokens *= 2;
      };
    }
    return std::unique_ptr<BucketReader>(std::move(reader));
  }
  Result<std::unique_ptr<UsageProvider>> MakeProvider(ProviderSettings settings) override {
    pulled_by_ = settings.reading;
    return CommandLine::MakeProvider(std::move(settings));
  }
  Said Begin() {
    return Run({"shadow", "begin", "ingest", "--reading", "2", "--reason", "audio is told apart"});
  }
  Said Decide(const std::string& verb) {
    return Run({"shadow", verb, "ingest", "--by", "Bea", "--reason", "looked at"});
  }
  std::string Tokens() { return TextOf(Json({"usage"}).at("totals").at("input_tokens")); }

  int pulled_by_ = 0;
  static constexpr Day kToday{20'544};  // 2026-04-01.
  inline static const Day kFirst = kToday - 3;
};

TEST_F(ShadowReadingTest, TheLifeOfAReading) {
  EXPECT_EQ(pulled_by_, 1);
  ASSERT_EQ(Begin().exit_code, 0);
  const auto compared = Json({"shadow", "compare", "ingest"}, 1);
  EXPECT_EQ(TextOf(compared.at("windows")),
            R"({"equal":2,"differs":1,"parked":0,"unreadable":0,"not_kept":0,"from_export":0,)"
            R"("pruned":0})");
  const auto& window = compared.at("found").at(0);
  EXPECT_EQ(window.at("date"), boost::json::value(FormatDay(kFirst + 1)));
  EXPECT_EQ(TextOf(window.at("delta")), R"({"input_tokens":40})");
  EXPECT_EQ(window.at("in_force").at("totals").at("input_tokens"), 55);
  EXPECT_EQ(window.at("rows_changed"), 1);
  EXPECT_THAT(Run({"shadow", "compare", "ingest"}).out,
              AllOf(HasSubstr("ingest · reading 2 beside reading 1"),
                    HasSubstr("input_tokens 55 → 95"), HasSubstr("1  read otherwise")));
  EXPECT_EQ(Run({"shadow", "promote", "ingest", "--by", "Bea"}).exit_code, 64);
  EXPECT_EQ(Tokens(), "85") << "a comparison changes nothing";

  const Said promoted = Decide("promote");
  ASSERT_EQ(promoted.exit_code, 0) << promoted.err;
  EXPECT_THAT(promoted.out, AllOf(HasSubstr("reading 1, the program's own → reading 2"),
                                  HasSubstr("cognitrack rebuild --accept")));
  EXPECT_EQ(Tokens(), "85") << "a promotion does not restate the past";
  EXPECT_EQ(Run({"ingest", "--surface", "completions"}).exit_code, 0);
  EXPECT_EQ(pulled_by_, 2);
  EXPECT_EQ(Json({"rebuild", "--dry-run"}, 1).at("windows").at("differs"), 1);
  ASSERT_EQ(Run({"rebuild", "--accept"}).exit_code, 0);
  EXPECT_EQ(Tokens(), "125");

  ASSERT_EQ(Decide("back").exit_code, 0);
  EXPECT_EQ(Json({"rebuild", "--dry-run"}, 1).at("windows").at("differs"), 1);
  EXPECT_EQ(Run({"ingest", "--surface", "completions"}).exit_code, 0);
  EXPECT_EQ(pulled_by_, 1);
}

TEST_F(ShadowReadingTest, APullPutsWhatItStoredBesideTheCandidate) {
  EXPECT_EQ(Run({"ingest", "--surface", "completions"}).exit_code, 0);
  ASSERT_EQ(Begin().exit_code, 0);
  provider_.use[kToday - 1] = {{"proj_beta", "gpt-b", 2, 7}};
  const Said pulled = Run({"ingest", "--surface", "completions"});
  EXPECT_EQ(pulled.exit_code, 0) << pulled.err;
  EXPECT_THAT(pulled.out,
              AllOf(HasSubstr("shadow_differs"), HasSubstr("1 window compared, 1 window differs")));
  EXPECT_THAT(Run({"runs", "--verb", "shadow compare"}).out, HasSubstr("ingest after run "));
}

TEST_F(ShadowReadingTest, AProgramWithoutTheReadingPullsNothing) {
  ASSERT_EQ(Begin().exit_code, 0);
  ASSERT_EQ(Decide("promote").exit_code, 0);
  readings_.pop_back();
  for (const char* verb : {"ingest", "rebuild"}) {
    const Said said = Run({verb});
    EXPECT_EQ(said.exit_code, 78) << verb;
    EXPECT_THAT(said.err, HasSubstr("goes by reading 2, and this program knows 1 only"));
  }
  EXPECT_THAT(Run({"doctor", "--offline"}).out, HasSubstr("goes by reading 2"));
  EXPECT_EQ(Decide("back").exit_code, 0);
  EXPECT_EQ(Run({"rebuild"}).exit_code, 0);
}

TEST_F(ShadowReadingTest, OneReadingLeavesNothingToBegin) {
  readings_.pop_back();
  EXPECT_THAT(Begin().err,
              HasSubstr("this program knows no other reading than the one in force, reading 1"));
}

}  // namespace
}  // namespace cognitrack
