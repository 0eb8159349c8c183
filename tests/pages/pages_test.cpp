// Long lists page by page, over HTTP by the Link header and on the command line by the cursor, on
// SQLite and on PostgreSQL: the pages in order are the list, whatever their length.
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <optional>

#include "tests/support/postgres_server.h"
#include "tests/support/service_process.h"

namespace cognitrack {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

struct LongList {
  std::string path;               // Of the route.
  std::string query;              // Without a limit.
  std::string rows;               // The member of the document that holds them.
  std::vector<std::string> verb;  // The same on the command line.
  std::string whole = "";         // What the query needs to give all of it.
  std::string place = "cursor";   // The parameter that goes on.
  bool has_totals = false;        // Which are of the whole on every page.
};

const std::vector<LongList>& Lists() {
  static const std::vector<LongList> kLists = {
      {"/api/v1/usage", "", "rows", {"usage"}, "", "cursor", true},
      {"/api/v1/usage",
       "group_by=model,user_id,day&from=2026-03-03",
       "rows",
       {"usage", "--group-by", "model,user_id,day", "--from", "2026-03-03"},
       "",
       "cursor",
       true},
      {"/api/v1/usage",
       "group_by=service_tier,project_id&filter=batch!%3Dtrue",
       "rows",
       {"usage", "--group-by", "service_tier,project_id", "--filter", "batch!=true"},
       "",
       "cursor",
       true},
      {"/api/v1/costs",
       "group_by=line_item,project_id,day",
       "rows",
       {"costs", "--group-by", "line_item,project_id,day"},
       "",
       "cursor",
       true},
      {"/api/v1/windows", "", "days", {"windows"}},
      {"/api/v1/windows",
       "surface=costs&from=2026-02-25&to=2026-03-20",
       "days",
       {"windows", "--surface", "costs", "--from", "2026-02-25", "--to", "2026-03-20"}},
      {"/api/v1/runs", "", "runs", {"runs"}, "limit=0"},
      {"/api/v1/runs", "verb=parity", "runs", {"runs", "--verb", "parity"}, "limit=0"},
      {"/api/v1/parity", "", "parity", {"parity", "list"}, "limit=0"},
      {"/api/v1/alerts/history", "", "alerts", {"alerts", "history"}, "limit=1000"},
      {"/api/v1/audit", "", "entries", {"audit", "list"}, "after=0&limit=1000", "after"},
  };
  return kLists;
}

// Without what goes on between two questions: the seconds that a cursor lags behind the clock.
json::value Timeless(const std::string& document) {
  json::value value = json::parse(document);
  json::value* const cursor = value.as_object().if_contains("cursor");
  if (cursor != nullptr && cursor->is_object()) cursor->as_object().erase("lag_seconds");
  return value;
}

class PagesTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) database_ = PostgresServer::Shared().CreateDatabase();
    variables_ = {{"COGNITRACK_DB", GetParam() ? PostgresServer::Shared().Uri(database_)
                                               : "sqlite:" + folder_.File("ledger.db")},
                  {"COGNITRACK_DATA", folder_.File("data")},
                  {"COGNITRACK_SCHEDULE", "off"},
                  {"OPENAI_ADMIN_KEY", "sk-admin-test"},
                  {"OPENAI_BASE_URL", twin_.base_url()},
                  {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"},
                  {"COGNITRACK_BURST", "100000"}};
    Fill();
  }
  void TearDown() override {
    service_.reset();
    if (GetParam()) PostgresServer::Shared().DropDatabase(database_);
  }

  // Something in each of the lists.
  void Fill() {
    Run({"backfill", "--start", "2026-03-01", "--end", "2026-03-16", "--chunk-days", "8"});
    const std::string file = folder_.File("export.csv");
    const Finished exported = RunProgram(
        {ProgramPath("cognitrack-twin"), "export", "--seed", "5", "--days", "40", "--end",
         "2026-03-31", "--from", "2026-03-01", "--to", "2026-03-16", "--out", file},
        {});
    ASSERT_EQ(exported.exit_code, 0) << exported.err;
    for (int i = 0; i < 5; ++i) Run({"parity", "--csv", file});
    Run({"alerts", "check"});
    ASSERT_EQ(Run({"accounts", "add", "boss", "admin"}).exit_code, 0);
    const Finished made =
        Run({"tokens", "create", "pages", "--account", "boss", "--role", "admin", "--json"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    token_ = std::string(json::parse(made.out).at("token").as_string());
    service_ = std::make_unique<ServiceProcess>(variables_);
  }
  Finished Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return RunProgram(arguments, variables_);
  }
  // The target behind a page; empty: there is none.
  static std::string NextOf(const HttpResponse& response) {
    const std::string link(response.Header("link"));
    if (link.empty()) return "";
    EXPECT_THAT(link, HasSubstr(">; rel=\"next\""));
    return link.substr(1, link.find('>') - 1);
  }
  json::object Get(const std::string& target, std::string* next = nullptr) {
    const HttpResponse response = service_->Get(target, token_);
    EXPECT_EQ(response.status, 200) << target << response.body;
    if (next != nullptr) *next = NextOf(response);
    return json::parse(response.body).as_object();
  }
  static std::string Target(const std::string& path, const std::vector<std::string>& parameters) {
    std::string target = path;
    for (const std::string& parameter : parameters) {
      if (parameter.empty()) continue;
      target += (target == path ? "?" : "&") + parameter;
    }
    return target;
  }
  // Every page by the header, each of which is checked for its length and its totals.
  json::array ReadByPages(const LongList& list, const json::object& whole, std::size_t limit) {
    json::array all;
    const std::string start = list.place == "after" ? "after=0" : "";
    std::string target = Target(list.path, {list.query, start, "limit=" + std::to_string(limit)});
    while (!target.empty()) {
      std::string next;
      const json::object page = Get(target, &next);
      const json::array& rows = page.at(list.rows).as_array();
      all.insert(all.end(), rows.begin(), rows.end());
      EXPECT_EQ(page.at("next").is_null(), next.empty()) << target;
      if (!next.empty()) {
        EXPECT_EQ(rows.size(), limit) << target;
        EXPECT_TRUE(
            next.ends_with("&" + list.place + "=" + std::string(page.at("next").as_string())))
            << next;
      }
      EXPECT_LE(rows.size(), limit) << target;
      if (list.has_totals) {
        EXPECT_EQ(page.at("totals"), whole.at("totals")) << target;
      }
      if (all.size() > whole.at(list.rows).as_array().size()) break;
      target = next;
    }
    return all;
  }

  void PagesInOrderAreTheWholeList();
  void TheCommandLineGivesTheSamePages();
  void ACursorIsOfItsQuestion();
  void RowsThatAreWrittenMeanwhileNeitherRepeatNorHideOthers();

  TemporaryDirectory folder_;
  TwinProcess twin_{{"--seed", "5", "--days", "40", "--end", "2026-03-31", "--profile", "money"}};
  ProcessEnvironment variables_;
  std::string database_;
  std::string token_;
  std::unique_ptr<ServiceProcess> service_;
};
INSTANTIATE_TEST_SUITE_P(Databases, PagesTest, ::testing::Bool(), [](const auto& database) {
  return std::string(database.param ? "Postgres" : "Sqlite");
});

void PagesTest::PagesInOrderAreTheWholeList() {
  for (const LongList& list : Lists()) {
    const json::object whole = Get(Target(list.path, {list.query, list.whole}));
    const json::array& rows = whole.at(list.rows).as_array();
    const std::string what = list.path + "?" + list.query;
    ASSERT_GE(rows.size(), list.path.ends_with("history") ? 1U : 2U) << what;
    EXPECT_EQ(whole.contains("next"), list.whole.ends_with("limit=1000")) << what;
    for (const std::size_t limit : {std::size_t{1}, std::size_t{2}, std::size_t{7}, rows.size() - 1,
                                    rows.size(), rows.size() + 1}) {
      // Of a row a page a few are enough.
      if (rows.size() > 12 * limit) continue;
      EXPECT_EQ(ReadByPages(list, whole, limit), rows) << what << " by " << limit;
    }
  }
}

void PagesTest::TheCommandLineGivesTheSamePages() {
  for (const LongList& list : Lists()) {
    std::string cursor = list.place == "after" ? "0" : "";
    for (int page = 0; page < 3; ++page) {
      std::vector<std::string> arguments = list.verb;
      arguments.insert(arguments.end(), {"--limit", "2", "--json"});
      if (!cursor.empty()) arguments.insert(arguments.end(), {"--" + list.place, cursor});
      const Finished said = Run(arguments);
      ASSERT_EQ(said.exit_code, 0) << said.err;
      const std::string parameter = cursor.empty() ? "" : list.place + "=" + cursor;
      const HttpResponse response =
          service_->Get(Target(list.path, {list.query, "limit=2", parameter}), token_);
      EXPECT_EQ(Timeless(response.body), Timeless(said.out)) << list.path;
      const json::value next = json::parse(said.out).at("next");
      if (next.is_null()) break;
      cursor = std::string(next.as_string());
    }
  }
}

void PagesTest::ACursorIsOfItsQuestion() {
  const std::string first = "/api/v1/usage?group_by=model,day&limit=2";
  const std::string cursor(Get(first).at("next").as_string());
  EXPECT_EQ(Get(first + "&cursor=" + cursor).at("rows").as_array().size(), 2U);
  for (const std::string& target :
       {"/api/v1/usage?group_by=model,day&cursor=" + cursor,
        "/api/v1/usage?group_by=day,model&limit=2&cursor=" + cursor,
        "/api/v1/usage?group_by=model,day&from=2026-03-02&limit=2&cursor=" + cursor,
        "/api/v1/costs?group_by=model,day&limit=2&cursor=" + cursor, first + "&cursor=x",
        first + "&cursor=", std::string("/api/v1/usage?limit=10001"),
        std::string("/api/v1/windows?limit=-1"),
        std::string("/api/v1/windows?day=2026-03-05&limit=1"),
        std::string("/api/v1/alerts/history?limit=0")}) {
    const HttpResponse refused = service_->Get(target, token_);
    EXPECT_EQ(refused.status, 400) << target << refused.body;
    EXPECT_THAT(refused.body, Not(HasSubstr("--"))) << target;
  }
}

// What is written between two pages stands before or behind the place, and moves nothing.
void PagesTest::RowsThatAreWrittenMeanwhileNeitherRepeatNorHideOthers() {
  const std::string listed = "/api/v1/runs?verb=parity&limit=2";
  std::string next;
  const json::object whole = Get("/api/v1/runs?verb=parity&limit=0");
  const json::object first = Get(listed, &next);
  const std::string file = folder_.File("export.csv");
  Run({"parity", "--csv", file});
  json::array read = first.at("runs").as_array();
  while (!next.empty()) {
    const json::object page = Get(std::string(next), &next);
    const json::array& rows = page.at("runs").as_array();
    read.insert(read.end(), rows.begin(), rows.end());
  }
  EXPECT_EQ(read, whole.at("runs").as_array());
  EXPECT_EQ(Get("/api/v1/runs?verb=parity&limit=0").at("runs").as_array().size(), read.size() + 1);
}

TEST_P(PagesTest, PagesInOrderAreTheWholeListByWhateverWay) {
  PagesInOrderAreTheWholeList();
  TheCommandLineGivesTheSamePages();
  ACursorIsOfItsQuestion();
  RowsThatAreWrittenMeanwhileNeitherRepeatNorHideOthers();
}

}  // namespace
}  // namespace cognitrack
