// Exports with pseudonyms, as a staging system is given them: nothing of the customer is left,
// nothing of the numbers is lost.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/command_line/command_line_fixture.h"
#include "tests/support/shared_data.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class AnonymiseTest : public CommandLine {
 protected:
  static std::string TextOf(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }
  std::vector<std::string> Words(std::vector<std::string> files, const std::string& out) {
    std::vector<std::string> words = {"anonymise", "--csv"};
    words.insert(words.end(), files.begin(), files.end());
    for (const std::string& word :
         {std::string("--out"), directory_.File(out), std::string("--key-file"), key_}) {
      words.push_back(word);
    }
    return words;
  }
  std::string Usage() {
    return Write(
        "usage.csv",
        "start_time,end_time,project_id,num_model_requests,user_id,api_key_id,model,batch,"
        "service_tier,input_tokens,output_tokens\n" +
            Times(0) + ",proj_Alpha1,4.0,user-Ann1,key_One1,gpt-4o,False,default,10.0,2.0\n" +
            Times(0) + ",proj_Beta2,1.0,,key_Two2,ft:gpt-4o:acme:bot:A1b2,True,flex,30.0,0.0\n" +
            Times(1) + ",,,,,,,,,\n");
  }
  std::string Costs() {
    return Write("costs.csv",
                 "start_time,end_time,amount_value,amount_currency,line_item,project_id,"
                 "organization_id,project_name,organization_name,user_email\n" +
                     Times(0) +
                     ",0.0100000000,usd,\"gpt-4o, input\",proj_Alpha1,org-Acme1,"
                     "Acme Research,Acme,ann@acme.example\n" +
                     Times(0) +
                     ",2.5,usd,\"ft-gpt-4o:acme:bot:A1b2, output\",proj_Beta2,org-Acme1,"
                     "Acme Labs,Acme,\n");
  }
  // The rows of a report of a ledger of its own, filled with the files.
  std::string Report(const std::string& ledger, const std::vector<std::string>& files,
                     std::vector<std::string> words) {
    variables_["COGNITRACK_DB"] = "sqlite:" + directory_.File(ledger);
    for (const std::string& file : files) {
      const Said said = Run({"import", "--csv", file});
      EXPECT_EQ(said.exit_code, 0) << said.err;
    }
    words.emplace_back("--json");
    const Said said = Run(std::move(words));
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return said.out;
  }

  std::string key_ = directory_.File("pseudonyms.key");
};

TEST_F(AnonymiseTest, NothingOfTheCustomerIsLeft) {
  const Said said = Run(Words({Usage(), Costs()}, "staging"));
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const std::string usage = TextOf(directory_.File("staging/usage.csv"));
  const std::string costs = TextOf(directory_.File("staging/costs.csv"));
  for (const char* left :
       {"Alpha1", "Beta2", "Ann1", "One1", "Two2", "Acme", "acme", "bot", "A1b2"}) {
    EXPECT_THAT(usage + costs + said.out + said.err, Not(HasSubstr(left)));
  }
  EXPECT_THAT(usage, AllOf(HasSubstr(",4.0,user-"), HasSubstr("gpt-4o,False,default,10.0,2.0\n"),
                           HasSubstr(",ft:gpt-4o:"), HasSubstr(Times(1) + ",,,,,,,,,\n")));
  EXPECT_THAT(costs, AllOf(HasSubstr(",0.0100000000,usd,\"gpt-4o, input\",proj_"),
                           HasSubstr("@example.invalid"), HasSubstr("\"ft-gpt-4o:")));
  // Usage and costs join: the project, and the tuned model's owner.
  const std::string project = usage.substr(usage.find("proj_"), 29);
  EXPECT_THAT(costs, HasSubstr(project));
  const std::size_t tuned = usage.find("ft:gpt-4o:") + 10;
  EXPECT_THAT(costs, HasSubstr("ft-gpt-4o:" + usage.substr(tuned, usage.find(',', tuned) - tuned)));
  EXPECT_THAT(said.out, AllOf(HasSubstr("Anonymised 2 exports"), HasSubstr("user_email")));
  EXPECT_THAT(said.err, AllOf(HasSubstr("made the key file"), HasSubstr("0600")));
  struct stat facts = {};
  ASSERT_EQ(stat(key_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
}

TEST_F(AnonymiseTest, TheSameKeyGivesTheSameCopies) {
  ASSERT_EQ(Run(Words({Usage()}, "a")).exit_code, 0);
  const Said again = Run(Words({Usage(), Costs()}, "b"));
  ASSERT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.err, IsEmpty());
  EXPECT_EQ(TextOf(directory_.File("a/usage.csv")), TextOf(directory_.File("b/usage.csv")));
  key_ = directory_.File("other.key");
  ASSERT_EQ(Run(Words({Usage()}, "c")).exit_code, 0);
  EXPECT_NE(TextOf(directory_.File("a/usage.csv")), TextOf(directory_.File("c/usage.csv")));
}

TEST_F(AnonymiseTest, ReportsByDayModelTierAndBatchAreTheSame) {
  const std::string usage = Usage();
  const auto document = Json(Words({usage, Costs()}, "staging"));
  EXPECT_EQ(document.at("key_file_made"), true);
  const auto& file = document.at("files").at(0);
  EXPECT_EQ(file.at("rows"), 2);
  EXPECT_EQ(file.at("blank_rows"), 1);
  EXPECT_EQ(file.at("days"), 2);
  EXPECT_EQ(file.at("totals_compared"), 3);
  const std::string copy = directory_.File("staging/usage.csv");
  const std::vector<std::string> by_tier = {"usage", "--group-by", "day,service_tier,batch",
                                            "--filter", "model=gpt-4o"};
  EXPECT_EQ(Report("before.db", {usage}, by_tier), Report("after.db", {copy}, by_tier));
  const std::vector<std::string> costs = {"costs", "--group-by", "day"};
  EXPECT_EQ(Report("bill.db", {Costs()}, costs),
            Report("bill-after.db", {directory_.File("staging/costs.csv")}, costs));
}

TEST_F(AnonymiseTest, ACopyNeverTakesThePlaceOfAnOriginal) {
  const std::string usage = Usage();
  const std::string before = TextOf(usage);
  EXPECT_THAT(Run(Words({usage}, ".")).err, HasSubstr("which the copy would replace"));
  std::filesystem::create_directories(directory_.File("twice"));
  std::filesystem::copy_file(usage, directory_.File("twice/usage.csv"));
  EXPECT_EQ(Run(Words({usage, directory_.File("twice/usage.csv")}, "out")).exit_code, 64);
  EXPECT_EQ(TextOf(usage), before);
  EXPECT_FALSE(std::filesystem::exists(directory_.File("out/usage.csv")));
}

TEST_F(AnonymiseTest, OneFileThatCannotBeReadLeavesNothing) {
  const std::string bad = Write("bad.csv", "start_time,amount_value\n1772668800,abc\n");
  const Said said = Run(Words({Usage(), bad}, "out"));
  EXPECT_EQ(said.exit_code, 65);
  EXPECT_THAT(said.err, AllOf(HasSubstr("bad.csv:2:2"), HasSubstr("nothing was written")));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.File("out")));
}

TEST_F(AnonymiseTest, AKeptTextThatIsASecretLeavesNothing) {
  const std::string file =
      Write("usage.csv",
            "start_time,end_time,num_model_requests,input_tokens,output_tokens,service_tier\n" +
                Times(0) + ",1,2,3,ann@acme.example\n");
  const Said said = Run(Words({file}, "out"));
  EXPECT_EQ(said.exit_code, 70);
  EXPECT_THAT(said.err, AllOf(HasSubstr("column 6 of the copy (service_tier) still holds an e-mail "
                                        "address; nothing was written"),
                              Not(HasSubstr("ann@"))));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.File("out")));
}

TEST_F(AnonymiseTest, AKeyFileIsItsOwnersAlone) {
  key_ = Write("shared.key", std::string(64, 'a'));
  ASSERT_EQ(chmod(key_.c_str(), 0644), 0);
  const Said said = Run(Words({Usage()}, "out"));
  EXPECT_EQ(said.exit_code, 78);
  EXPECT_THAT(said.err, HasSubstr("chmod 600"));
  key_ = Write("no.key", "sk-not-a-key");
  ASSERT_EQ(chmod(key_.c_str(), 0600), 0);
  const Said no_key = Run(Words({Usage()}, "out"));
  EXPECT_EQ(no_key.exit_code, 78);
  EXPECT_THAT(no_key.err, Not(HasSubstr("sk-not")));
}

TEST_F(AnonymiseTest, RealExportsOfEveryVersionAreLikeTheirCopies) {
  const auto folder = SharedFile("data/exports");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool readable = name.rfind("openai-cost", 0) == 0 || name.rfind("openai-compl", 0) == 0;
    if (readable) files.push_back(entry.path().string());
  }
  ASSERT_GE(files.size(), 8U);
  const Said said = Run(Words(files, "real"));
  ASSERT_EQ(said.exit_code, 0) << said.err;
  for (const std::string& file : files) {
    const std::string name = std::filesystem::path(file).filename().string();
    EXPECT_NE(TextOf(file), "");
    EXPECT_EQ(std::filesystem::exists(directory_.File("real/" + name)), true);
  }
}

}  // namespace
}  // namespace cognitrack
