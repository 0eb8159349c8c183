// Alerts and budgets as their users meet them: found by a check, told once, over when they are.
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <fstream>

#include "tests/command_line/command_line_fixture.h"
#include "tests/support/export_text.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// What was told, and what is to be said of it.
struct Receiver {
  std::vector<std::string> told;
  std::optional<Error> fault;
};

class RecordingNotifier : public Notifier {
 public:
  explicit RecordingNotifier(Receiver* receiver) : receiver_(receiver) {}
  std::string_view target() const override { return "webhook"; }
  Status Send(const NoticeMessage& message) override {
    if (receiver_->fault) return *receiver_->fault;
    receiver_->told.push_back(HeadingOf(message));
    return {};
  }

 private:
  Receiver* receiver_;
};

class AlertsTest : public CommandLine {
 protected:
  AlertsTest() {
    has_service_ = true;
    variables_["USER"] = "kim";
    variables_["COGNITRACK_DB"] = "sqlite:" + directory_.File("ledger.db");
    clock_.SetNow(kToday.start() + 9 * kSecondsPerHour);
    EXPECT_OK(OpenSqliteLedger(directory_.File("ledger.db"), DatabaseAccess::kWrite, clock_));
    make_notifiers_ = [this](const NotifierSettings&) {
      std::vector<std::unique_ptr<Notifier>> notifiers;
      notifiers.push_back(std::make_unique<RecordingNotifier>(&receiver_));
      return notifiers;
    };
    for (Day day = kToday - 5; day <= kToday; day = day + 1) {
      provider_.use[day] = {{"proj_alpha", "gpt-4o", 3, 1'000}};
    }
  }
  int Pull() {
    return Run({"backfill", "--start", FormatDay(kToday - 5), "--end", FormatDay(kToday),
                "--surface", "completions"})
        .exit_code;
  }
  Said Check() { return Run({"alerts", "check", "--notify"}); }
  // Rule and subject of what stands.
  std::vector<std::string> Open() {
    std::vector<std::string> open;
    const boost::json::object document = Json({"alerts", "list"});
    for (const auto& alert : document.at("alerts").as_array()) {
      open.push_back(std::string(alert.at("rule").as_string()) + " " +
                     std::string(alert.at("subject").as_string()));
    }
    return open;
  }

  static constexpr Day kToday{20'544};  // 2026-04-01.
  Receiver receiver_;
};

TEST_F(AlertsTest, AFailedPullIsToldOnceAndThatItIsOver) {
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), IsEmpty());
  EXPECT_THAT(Run({"alerts", "list"}).out, HasSubstr("There is no alert."));
  provider_.parked[kToday - 2] = {ErrorCode::kProviderContract, "canary {\"body\"}"};
  EXPECT_EQ(Pull(), 76);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("failed_pull "));
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(receiver_.told, ElementsAre("[critical] failed_pull openai"));
  EXPECT_THAT(Run({"alerts", "list"}).out,
              AllOf(HasSubstr("1  critical  failed_pull  since 2026-04-01T09:00:00Z\n"),
                    HasSubstr("exit 76"), HasSubstr("webhook      told 2026-04-01T09:00:00Z"),
                    Not(HasSubstr("canary"))));
  // Its retry fails, too: the day is parked by now.
  EXPECT_EQ(Pull(), 76);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("parked_windows completions", "failed_pull "));
  provider_.parked.clear();
  EXPECT_EQ(Pull(), 0);
  EXPECT_THAT(Check().out, HasSubstr("Alerts: 0 open, 0 new, 2 over\n"));
  EXPECT_THAT(Open(), IsEmpty());
  EXPECT_THAT(
      receiver_.told,
      ElementsAre("[critical] failed_pull openai", "[warning] parked_windows openai / completions",
                  "[over] failed_pull openai", "[over] parked_windows openai / completions"));
  EXPECT_THAT(Run({"alerts", "history"}).out,
              AllOf(HasSubstr("2  over  parked_windows"), HasSubstr("1  over  failed_pull")));
}

TEST_F(AlertsTest, ATargetThatFailsIsTriedAgainAndHoldsUpNothing) {
  provider_.parked[kToday - 2] = {ErrorCode::kProviderContract, "broken"};
  receiver_.fault = Error{ErrorCode::kUnavailable, "the webhook answered 500"};
  EXPECT_EQ(Pull(), 76);
  EXPECT_EQ(Check().exit_code, 69);
  EXPECT_THAT(Run({"alerts", "list"}).out,
              HasSubstr("webhook      not told yet (1 attempt): the webhook answered 500"));
  EXPECT_EQ(Check().exit_code, 0) << "it is not its time";
  clock_.Advance(30);
  const auto document = Json({"alerts", "check", "--notify"}, 69);
  EXPECT_EQ(document.at("tries").at(0).at("tries"), 2);
  EXPECT_EQ(document.at("tries").at(0).at("delivered"), false);
  EXPECT_EQ(document.at("undelivered").at("webhook"), 1);
  provider_.parked.clear();
  EXPECT_EQ(Pull(), 0);
  receiver_.fault.reset();
  clock_.Advance(60);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(receiver_.told,
              ElementsAre("[critical] failed_pull openai", "[over] failed_pull openai"))
      << "in order";
  EXPECT_EQ(boost::json::serialize(Json({"alerts", "check"}).at("undelivered")), "{}");
}

TEST_F(AlertsTest, TwoPercentOfVarianceAndMoreIsAnAlertUntilAnotherCheckSaysOtherwise) {
  EXPECT_EQ(Pull(), 0);
  const auto compare = [this](std::int64_t tokens_of_one_day) {
    ExportText text;
    for (Day day = kToday - 5; day < kToday; day = day + 1) {
      text.Row(day, "proj_alpha", "gpt-4o", 3, day == kToday - 3 ? tokens_of_one_day : 1'000);
    }
    return Run({"parity", "--csv", Write("export.csv", text.Text())}).exit_code;
  };
  EXPECT_EQ(compare(1'095), 1);  // 95 of 5,095: 1.9 %.
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), IsEmpty()) << "the verdict stays a variance, and no alarm is raised";
  EXPECT_EQ(compare(1'107), 1);  // 107 of 5,107: 2.1 %.
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("parity_variance completions"));
  variables_["COGNITRACK_PARITY_ALARM_PERCENT"] = "2.5";
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), IsEmpty());
  variables_.erase("COGNITRACK_PARITY_ALARM_PERCENT");
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_EQ(compare(1'000), 0);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), IsEmpty());
  EXPECT_THAT(receiver_.told,
              ElementsAre("[critical] parity_variance openai / completions, 2026-03",
                          "[over] parity_variance openai / completions, 2026-03",
                          "[critical] parity_variance openai / completions, 2026-03",
                          "[over] parity_variance openai / completions, 2026-03"));
}

TEST_F(AlertsTest, ASourceGrowsStaleAndAModelHasNoPrice) {
  provider_.use[kToday] = {{"proj_alpha", "gpt-unheard-of", 3, 1'000}};
  EXPECT_EQ(Pull(), 0);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("unpriced_models gpt-unheard-of"));
  variables_["COGNITRACK_STALE_HOURS"] = "5";
  clock_.Advance(5 * kSecondsPerHour - 1);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("unpriced_models gpt-unheard-of"));
  clock_.Advance(1);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("stale_source ", "unpriced_models gpt-unheard-of"));
}

TEST_F(AlertsTest, ABudgetGoesByTheBillAndByThePriceBookWhereThereIsNone) {
  variables_["COGNITRACK_PRICES"] =
      Write("prices.csv",
            "provider,model,tier,from,input,output,source\nopenai,gpt-4o,standard,2026-01-01,1000,"
            "8,a test\n");  // 1,000 tokens: 1 USD a day.
  EXPECT_EQ(Pull(), 0);
  const auto made = Json({"budgets", "set", "prod", "--limit-usd", "20", "--period", "week"});
  EXPECT_EQ(made.at("limit_usd"), "20");
  EXPECT_EQ(made.at("set_by"), "kim");
  // Of the week from Monday, 30 March, to Wednesday: three days, the last of which goes on.
  auto budget = Json({"budgets", "list"}).at("budgets").at(0).as_object();
  EXPECT_EQ(boost::json::serialize(budget.at("spent")),
            R"({"period":"week of 2026-03-30","known_usd":"3","is_whole":true,"days_billed":0,)"
            R"("days_priced":3,"days_unknown":0})");
  const auto times = [](Day day) {
    return std::to_string(day.start()) + "," + std::to_string(day.end());
  };
  const std::string head =
      "start_time,end_time,amount_value,amount_currency,line_item,project_id\n";
  ASSERT_EQ(Run({"import", "--csv",
                 Write("cost.csv",
                       head + times(kToday - 2) + ",15.5,usd,\"gpt-4o, input\",proj_alpha\n")})
                .exit_code,
            0);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("budget_warning prod"));
  EXPECT_THAT(Run({"alerts", "list"}).out,
              HasSubstr("Budget 'prod' (openai): $17.50 spent in week of 2026-03-30, which is 80 % "
                        "or more of $20.00. 1 day as billed, 2 days by the price book, not billed "
                        "yet."));
  EXPECT_EQ(Run({"budgets", "set", "prod", "--limit-usd", "17.5", "--period", "week"}).exit_code,
            0);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("budget_exceeded prod", "budget_warning prod"));
  EXPECT_EQ(Run({"budgets", "remove", "prod"}).exit_code, 0);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), IsEmpty());
  EXPECT_THAT(Run({"audit", "list"}).out,
              AllOf(HasSubstr("budgets set"), HasSubstr("budgets remove")));
}

TEST_F(AlertsTest, ABudgetOfAProjectOrAModelKnowsItsOwnAndUnknownIsNotNothing) {
  variables_["COGNITRACK_PRICES"] =
      Write("prices.csv",
            "provider,model,tier,from,input,output,source\nopenai,gpt-4o,standard,2026-01-01,1000,"
            "8,a test\n");
  provider_.use[kToday] = {{"proj_alpha", "gpt-4o", 3, 1'000}, {"proj_beta", "gpt-none", 3, 500}};
  EXPECT_EQ(Pull(), 0);
  for (const auto& [name, option, value] :
       {std::tuple("alpha", "--project", "proj_alpha"),
        std::tuple("beta", "--project", "proj_beta"), std::tuple("model", "--model", "gpt-4o"),
        std::tuple("past", "--project", "proj_alpha")}) {
    ASSERT_EQ(Run({"budgets", "set", name, "--limit-usd", "1", "--period", "day", option, value})
                  .exit_code,
              0);
  }
  std::vector<std::string> spent;
  const auto document = Json({"budgets", "list"});
  for (const auto& budget : document.at("budgets").as_array()) {
    spent.push_back(std::string(budget.at("name").as_string()) + " " +
                    std::string(budget.at("spent").at("known_usd").as_string()) + " " +
                    (budget.at("spent").at("is_whole").as_bool() ? "whole" : "at least"));
  }
  EXPECT_THAT(spent,
              ElementsAre("alpha 1 whole", "beta 0 at least", "model 1 whole", "past 1 whole"));
  EXPECT_THAT(Run({"budgets", "list"}).out, HasSubstr("—"));
}

TEST_F(AlertsTest, WrongBudgetsAreRefused) {
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"--limit-usd", "0"},
                                             {"--limit-usd", "-1"},
                                             {"--limit-usd", "much"},
                                             {"--limit-usd", "0.0000000000001"},
                                             {"--limit-usd", "1", "--period", "year"},
                                             {"--limit-usd", "1", "--warn", "0"},
                                             {"--limit-usd", "1", "--warn", "101"}}) {
    std::vector<std::string> arguments = {"budgets", "set", "x"};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    EXPECT_EQ(Run(arguments).exit_code, 64) << wrong.back();
  }
  EXPECT_EQ(Run({"budgets", "remove", "x"}).exit_code, 64);
  EXPECT_THAT(Run({"budgets", "list"}).out, HasSubstr("There is no budget."));
}

TEST_F(AlertsTest, ATestTellsTheOutcomeOfEachTarget) {
  const Said good = Run({"alerts", "test"});
  EXPECT_EQ(good.exit_code, 0);
  EXPECT_THAT(good.out, HasSubstr("webhook      took it\n"));
  EXPECT_THAT(receiver_.told, ElementsAre("[critical] failed_pull / test"));
  receiver_.fault = Error{ErrorCode::kUnavailable, "the webhook answered 404"};
  const auto bad = Json({"alerts", "test"}, 69);
  EXPECT_EQ(boost::json::serialize(bad.at("targets")),
            R"([{"target":"webhook","delivered":false,"error":"the webhook answered 404"}])");
  make_notifiers_ = {};
  const Said nobody = Run({"alerts", "test"});
  EXPECT_EQ(nobody.exit_code, 78);
  EXPECT_THAT(nobody.err, HasSubstr("nobody is told of alerts"));
  EXPECT_THAT(Open(), IsEmpty());
}

TEST_F(AlertsTest, SettingsAreCheckedAndSecretsNotShown) {
  variables_["COGNITRACK_WEBHOOK_URL"] = "https://hooks.example.com/canary";
  EXPECT_THAT(Run({"config", "print"}).out,
              AllOf(HasSubstr("COGNITRACK_WEBHOOK_URL"), Not(HasSubstr("canary"))));
  for (const auto& [name, value] :
       {std::pair("COGNITRACK_WEBHOOK_URL", "http://canary.example.com/"),
        std::pair("COGNITRACK_ALERTMANAGER_URL", "canary"),
        std::pair("COGNITRACK_SMTP_URL", "smtp://canary.example.com"),
        std::pair("COGNITRACK_NOTIFY_PRIVATE", "perhaps"),
        std::pair("COGNITRACK_NOTIFY_AGAIN_HOURS", "-1"), std::pair("COGNITRACK_STALE_HOURS", "0"),
        std::pair("COGNITRACK_PARITY_ALARM_PERCENT", "101")}) {
    variables_[name] = value;
    const Said wrong = Run({"alerts", "check"});
    EXPECT_EQ(wrong.exit_code, 78) << name;
    EXPECT_THAT(wrong.err, AllOf(HasSubstr(name), Not(HasSubstr("canary"))));
    EXPECT_EQ(Run({"config", "check"}).exit_code, 78) << name;
    EXPECT_EQ(Run({"usage"}).exit_code, 0) << "other verbs do their work";
    variables_.erase(name);
  }
}

class ExportsFolderTest : public AlertsTest {
 protected:
  ExportsFolderTest() {
    mkdir(folder_.c_str(), 0700);
    variables_["COGNITRACK_EXPORTS_FOLDER"] = folder_;
    EXPECT_EQ(Pull(), 0);
  }
  // As it was written so many seconds ago.
  void Put(const std::string& name, const std::string& text, UtcSeconds ago = 60) {
    Write("exports/" + name, text);
    const timeval at{clock_.Now() - ago, 0};
    const timeval times[2] = {at, at};
    ASSERT_EQ(utimes((folder_ + "/" + name).c_str(), times), 0);
  }
  static std::string Text(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string Export(std::int64_t tokens = 1'000) {
    ExportText text;
    for (Day day = kToday - 5; day < kToday; day = day + 1) {
      text.Row(day, "proj_alpha", "gpt-4o", 3, tokens);
    }
    return text.Text();
  }

  std::string folder_ = directory_.File("exports");
};

TEST_F(ExportsFolderTest, AnExportIsComparedOnceByWhatIsInIt) {
  Put("march.csv", Export());
  Put("notes.txt", "nothing");
  const Said said = Run({"parity", "watch"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_EQ(said.out, "march.csv: exact, run 2\n1 compared, 0 known\n");
  EXPECT_EQ(Run({"parity", "watch"}).out, "0 compared, 1 known\n");
  Put("again.csv", Export());
  EXPECT_EQ(Run({"parity", "watch"}).out, "0 compared, 2 known\n");
  EXPECT_EQ(Json({"parity", "list"}).at("parity").as_array().size(), 1U);
  Put("march.csv", Export(1'100));
  EXPECT_EQ(Run({"parity", "watch"}).exit_code, 1);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("parity_variance completions"));
}

TEST_F(ExportsFolderTest, AFileThatMayStillBeWrittenIsLeftToTheNextLook) {
  Put("march.csv", Export(), 57);  // The looks are a second apart.
  EXPECT_EQ(
      Run({"parity", "watch"}).out,
      "march.csv: changed within the last minute, left to the next look\n0 compared, 0 known\n");
  clock_.Advance(2);
  EXPECT_EQ(Run({"parity", "watch"}).exit_code, 0);
  EXPECT_EQ(Json({"parity", "watch"}).at("known"), 1);
}

TEST_F(ExportsFolderTest, ABadFileIsAnAlertWithItsPlaceUntilItIsMendedOrGone) {
  Put("bad.csv", "start_time,end_time,model\n1,2\n");
  Put("worse.csv", "<html>");
  EXPECT_EQ(Run({"parity", "watch"}).exit_code, 1);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), ElementsAre("bad_export worse.csv", "bad_export bad.csv"));
  EXPECT_THAT(Run({"alerts", "list"}).out, HasSubstr("bad.csv:"));
  EXPECT_EQ(Text(folder_ + "/bad.csv"), "start_time,end_time,model\n1,2\n") << "left as it is";
  Put("bad.csv", Export());
  EXPECT_EQ(Run({"parity", "watch"}).exit_code, 0);
  ASSERT_EQ(unlink((folder_ + "/worse.csv").c_str()), 0);
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_THAT(Open(), IsEmpty());
}

TEST_F(ExportsFolderTest, WithoutAFolderNothingIsCompared) {
  variables_["COGNITRACK_EXPORTS_FOLDER"] = directory_.File("nowhere");
  EXPECT_EQ(Run({"parity", "watch"}).exit_code, 78);
  variables_.erase("COGNITRACK_EXPORTS_FOLDER");
  const Said said = Run({"parity", "watch"});
  EXPECT_EQ(said.exit_code, 78);
  EXPECT_THAT(said.err, HasSubstr("set COGNITRACK_EXPORTS_FOLDER"));
}

TEST_F(AlertsTest, CostsAreComparedWithTheirUseAfterAPullThatStoredSome) {
  provider_.offered = {"completions", "costs"};
  EXPECT_EQ(
      Run({"backfill", "--start", FormatDay(kToday - 5), "--end", FormatDay(kToday)}).exit_code, 0);
  EXPECT_THAT(Check().err, HasSubstr("costs of openai were compared with their use: run 2"));
  EXPECT_THAT(Check().err, Not(HasSubstr("were compared")));
  const auto runs = Json({"runs", "--verb", "parity costs"});
  EXPECT_EQ(runs.at("runs").as_array().size(), 1U);
  EXPECT_THAT(Run({"parity", "costs", "--run", "2"}).out, HasSubstr("Run 2 found: "));
}

}  // namespace
}  // namespace cognitrack
