// Use, priced by the price book, as FOCUS rows.
#include "money/picos.h"
#include "tests/command_line/command_line_fixture.h"
#include "tests/support/focus_rules.h"
#include "tests/support/shared_data.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class FocusUsageTest : public CommandLine {
 protected:
  void SetUp() override {
    variables_["COGNITRACK_PRICES"] = Write("prices.csv",
                                            "provider,model,tier,from,input,output,unit,source\n"
                                            "openai,gpt-a,standard,2026-01-01,2,8,40000,a test\n");
    provider_.offered = {"completions", "images", "costs", "costs_by_key"};
    const std::string head =
        "start_time,end_time,project_id,num_model_requests,user_id,api_key_id,model,batch,"
        "service_tier,input_tokens,output_tokens\n";
    usage_ = head + Times(0) + ",proj_alpha,3,user_a,key_a,gpt-a,False,default,1000000,500000\n" +
             Times(0) + ",proj_alpha,3,user_b,key_a,gpt-a,False,default,1000000,\n" + Times(0) +
             ",proj_alpha,3,user_b,key_b,gpt-a,False,default,5,\n" + Times(0) +
             ",proj_beta,3,user_b,key_b,gpt-new,False,default,70,\n" + Times(1) + ",,,,,,,,,\n";
  }
  void Import() { ASSERT_EQ(Run({"import", "--csv", Write("usage.csv", usage_)}).exit_code, 0); }
  Said Focus(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"export", "--format", "focus"});
    Said said = Run(more);
    EXPECT_EQ(said.exit_code, 0) << said.err;
    EXPECT_THAT(FocusFaults(said.out), IsEmpty());
    return said;
  }

  std::string usage_;
};

TEST_F(FocusUsageTest, OneRowAProjectKeyModelTierAndMeterOfADay) {
  Import();
  const Said said = Focus();
  const auto rows = FocusRows(said.out);
  ASSERT_THAT(rows, SizeIs(3)) << "the users of a key are one row";
  EXPECT_EQ(rows[0].at("ResourceId"), "key_a");
  EXPECT_EQ(rows[0].at("ConsumedQuantity"), "2000000");
  EXPECT_EQ(rows[0].at("ListCost"), "4");
  EXPECT_EQ(rows[1].at("SkuMeter"), "Output Tokens");
  EXPECT_EQ(rows[1].at("EffectiveCost"), "4");
  EXPECT_EQ(rows[2].at("ResourceId"), "key_b");
  EXPECT_EQ(FocusSum(said.out, "BilledCost"), "0");
  EXPECT_THAT(said.err, AllOf(HasSubstr("exported 3 rows of 2 days"),
                              HasSubstr("BilledCost is 0 in every row: use is not a bill"),
                              HasSubstr("1 row of use without a price left out: gpt-new, standard "
                                        "input")));
}

TEST_F(FocusUsageTest, TheFileOfUseAndTheFileOfCostsTogetherAreTheBill) {
  Import();
  const std::string costs =
      "start_time,end_time,amount_value,amount_currency,line_item,project_id\n" + Times(0) +
      ",4.5,usd,\"gpt-a, input\",proj_alpha\n";
  ASSERT_EQ(Run({"import", "--csv", Write("cost.csv", costs)}).exit_code, 0);
  EXPECT_EQ(FocusSum(Focus().out, "BilledCost"), "0");
  EXPECT_EQ(FocusSum(Focus({"--surface", "costs"}).out, "BilledCost"), "4.5");
}

TEST_F(FocusUsageTest, ItIsPricedByTheBookThatIsGiven) {
  Import();
  const std::string ours = Write("ours.csv",
                                 "provider,model,tier,from,input,output,source\n"
                                 "openai,gpt-a,standard,2026-01-01,1,1,ours\n"
                                 "openai,gpt-new,standard,2026-01-01,1,1,ours\n");
  EXPECT_EQ(FocusSum(Focus({"--prices", ours}).out, "EffectiveCost"), "2.500075");
  EXPECT_EQ(Run({"export", "--format", "jsonl", "--prices", ours}).exit_code, 64);
  EXPECT_EQ(Run({"export", "--format", "focus", "--surface", "costs", "--prices", ours}).exit_code,
            64);
  const std::string bad = Write("bad.csv", "provider,model\n");
  EXPECT_EQ(Run({"export", "--format", "focus", "--prices", bad}).exit_code, 65);
}

TEST_F(FocusUsageTest, UseThatIsNotToldByBatchIsSaidToBePricedAsStandard) {
  Import();
  EXPECT_THAT(Focus().err, Not(HasSubstr("batch")));
  usage_ = "start_time,end_time,num_model_requests,model,input_tokens,output_tokens\n" + Times(2) +
           ",3,gpt-a,1000000,\n";
  Import();
  EXPECT_THAT(Focus().err, HasSubstr("on 1 day batch is not told from other use"));
}

TEST_F(FocusUsageTest, FiltersDaysAndRevisionsWorkAsForTheOtherForms) {
  Import();
  EXPECT_THAT(FocusRows(Focus({"--filter", "api_key_id=key_b"}).out), SizeIs(1));
  EXPECT_THAT(FocusRows(Focus({"--from", "2026-03-06"}).out), IsEmpty());
  EXPECT_THAT(Run({"export", "--format", "focus", "--filter", "modle=x"}).err,
              HasSubstr("did you mean 'model'?"));
  usage_ = usage_.substr(0, usage_.find('\n') + 1) + Times(0) +
           ",proj_alpha,3,user_a,key_a,gpt-a,False,default,7,\n";
  Import();
  EXPECT_EQ(FocusSum(Focus().out, "ConsumedQuantity"), "7");
  EXPECT_EQ(FocusSum(Focus({"--as-of", "1"}).out, "ConsumedQuantity"), "2500005");
}

TEST_F(FocusUsageTest, SeveralSurfacesAreOneFileButNotWithTheCosts) {
  provider_.use[Day{kDay / kSecondsPerDay}] = {{"proj_alpha", "gpt-a", 3, 1'500'000}};
  ASSERT_EQ(Run({"backfill", "--start", "2026-03-05", "--end", "2026-03-05"}).exit_code, 0);
  const Said both = Focus({"--surface", "images,completions"});
  EXPECT_THAT(FocusSum(both.out, "BilledCost"), "0");
  EXPECT_EQ(FocusRows(both.out).at(0).at("x_Surface"), "images");
  EXPECT_EQ(FocusRows(both.out).back().at("x_Surface"), "completions");
  const Said all = Focus({"--surface", "usage"});
  EXPECT_EQ(FocusRows(all.out).size(), FocusRows(both.out).size());
  EXPECT_THAT(all.err, Not(HasSubstr("never read"))) << "the others are unknown to the provider";
  EXPECT_THAT(Focus({"--surface", "completions,embeddings"}).err,
              HasSubstr("never read, and not in the file: embeddings"));
  const Said mixed = Run({"export", "--format", "focus", "--surface", "completions,costs"});
  EXPECT_EQ(mixed.exit_code, 64);
  EXPECT_THAT(mixed.err, HasSubstr("export reconciliation"));
  EXPECT_EQ(Run({"export", "--format", "focus", "--surface", "costs,costs_by_key"}).exit_code, 64);
  EXPECT_EQ(Run({"export", "--format", "csv", "--surface", "completions,images"}).exit_code, 64);
  EXPECT_EQ(Run({"export", "--format", "focus", "--surface", "image"}).exit_code, 64);
}

TEST_F(FocusUsageTest, AllUsageLacksWhatTheKeyMayNotReadAndSaysSo) {
  provider_.use[Day{kDay / kSecondsPerDay}] = {{"proj_alpha", "gpt-a", 3, 1'500'000}};
  provider_.refused_surfaces = {"images"};
  ASSERT_EQ(Run({"backfill", "--start", "2026-03-05", "--end", "2026-03-05"}).exit_code, 0);
  EXPECT_THAT(Focus({"--surface", "usage"}).err,
              HasSubstr("never read, and not in the file: images\n"));
}

TEST_F(FocusUsageTest, TheDocumentCountsWhatIsLeftOut) {
  Import();
  const auto told = Json({"export", "--format", "focus", "--out", directory_.File("use.csv")});
  EXPECT_EQ(boost::json::serialize(told),
            R"({"verb":"export","source":"openai","format":"focus","rows":3,"rows_left_out":1,)"
            R"("days":2,"days_missing":0,"days_pruned":0,"out":")" +
                directory_.File("use.csv") + R"("})");
}

TEST_F(FocusUsageTest, AnEmptyLedgerGivesTheHeaderOnly) {
  EXPECT_THAT(FocusRows(Focus().out), IsEmpty());
}

}  // namespace
}  // namespace cognitrack
