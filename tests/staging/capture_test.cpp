// The provider's answers recorded for tests: a folder that `capture` wrote is read and checked as
// the recordings of the contract tests are (tests/support/golden_responses.h).
#include <filesystem>
#include <fstream>
#include <sstream>

#include "providers/openai/openai_recorder.h"
#include "tests/command_line/command_line_fixture.h"
#include "tests/support/fake_transport.h"
#include "tests/support/golden_responses.h"
#include "twin/billed_organisation.h"
#include "twin/port/twin_transport.h"
#include "twin/usage_api.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CaptureTest : public CommandLine, protected GoldenResponses {
 protected:
  static constexpr Day kFirst{20'700};  // 2026-09-04.
  static constexpr int kDays = 10;

  CaptureTest() {
    twin::SeededOptions options;
    options.seed = 7;
    options.first_day = kFirst;
    options.days = kDays;
    served_ = twin::MakeBilledOrganisation(options, "").value();
    clock_.SetNow((kFirst + kDays).start() + kSecondsPerHour);
    api_ = std::make_unique<twin::UsageApi>(served_.organisation, clock_, twin::UsageApiOptions());
    transport_ = std::make_unique<TwinTransport>(*api_);
    variables_["OPENAI_ADMIN_KEY"] = "sk-admin-of-a-test";
    variables_["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1";
  }

  Result<std::unique_ptr<PageRecorder>> MakeRecorder(ProviderSettings settings) override {
    HttpTransport& transport = stubborn_ ? static_cast<HttpTransport&>(*stubborn_) : *transport_;
    return MakeOpenAiRecorder(std::move(settings), transport, clock_, random_);
  }

  static std::string TextOf(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }
  std::vector<std::string> Words(const std::string& surfaces) {
    return {"capture", "--out", directory_.File("recorded"), "--surface", surfaces};
  }
  void CheckFolder(const std::string& surface) {
    SCOPED_TRACE(surface);
    Read(directory_.File("recorded/" + surface) + "/");
    CheckEveryDayIsReadWhole();
    CheckTotalsOfDays();
    CheckTotalsOfDimensions();
  }
  // One page with that row.
  void AnswerWith(const std::string& row) {
    stubborn_ = std::make_unique<OneAnswer>(
        R"({"object":"page","data":[{"object":"bucket","start_time":1788480000,)"
        R"("end_time":1788566400,"results":[)" +
        row + R"(]}],"has_more":false,"next_page":null})");
  }

  // Always the same answer.
  class OneAnswer : public HttpTransport {
   public:
    explicit OneAnswer(std::string body) : body_(std::move(body)) {}
    void Get(const HttpRequest&, const HttpLimits&, HttpResponse* response) override {
      *response = HttpResponse();
      response->status = 200;
      response->headers = {{"content-type", "application/json"}};
      response->body = body_;
    }

   private:
    std::string body_;
  };

  twin::BilledOrganisation served_;
  std::unique_ptr<twin::UsageApi> api_;
  std::unique_ptr<TwinTransport> transport_;
  std::unique_ptr<HttpTransport> stubborn_;
};

TEST_F(CaptureTest, AFolderIsReadAsTheContractTestsRead) {
  auto words = Words("completions");
  words.insert(words.end(), {"--page-days", "3"});
  const Said said = Run(words);
  ASSERT_EQ(said.exit_code, 0) << said.err;
  CheckFolder("completions");
  EXPECT_EQ(expected_.at("pages").as_int64(), 3);
  EXPECT_EQ(expected_.at("days").as_object().size(), 7U);
  EXPECT_GT(expected_.at("input_tokens_by").at("model").as_object().size(), 1U);
}

TEST_F(CaptureTest, EverySurfaceIsRecorded) {
  auto words = Words("");
  words.erase(words.end() - 2, words.end());
  words.insert(words.end(), {"--start", "2026-09-04", "--end", "2026-09-13"});
  const auto document = Json(words);
  int recorded = 0;
  for (const auto& surface : document.at("surfaces").as_array()) {
    if (surface.at("state") != "ok") continue;
    CheckFolder(std::string(surface.at("surface").as_string()));
    ++recorded;
  }
  EXPECT_GE(recorded, 12);
  Read(directory_.File("recorded/costs/"));
  EXPECT_TRUE(expected_.at("amount_value_by").at("line_item").is_object());
}

TEST_F(CaptureTest, NothingOfTheOrganisationIsLeftAndNumbersKeepTheirText) {
  ASSERT_EQ(Run(Words("completions,costs")).exit_code, 0);
  std::string all;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(directory_.File("recorded"))) {
    if (entry.is_regular_file()) all += TextOf(entry.path().string());
  }
  for (const twin::Dimension dimension :
       {twin::Dimension::kProjectId, twin::Dimension::kUserId, twin::Dimension::kApiKeyId}) {
    const twin::ValueTable& values = served_.organisation.completions().ValuesOf(dimension);
    EXPECT_GT(values.size(), 1U);
    for (std::uint32_t id = 1; id < values.size(); ++id) {
      EXPECT_THAT(all, Not(HasSubstr(values.At(id))));
    }
  }
  EXPECT_THAT(all, AllOf(Not(HasSubstr("acme")), HasSubstr("\"ft:gpt-4o-2024-08-06:")));
  // Of the second page's request: the token of the first page.
  const std::string requests = TextOf(directory_.File("recorded/completions/requests.json"));
  EXPECT_THAT(requests, AllOf(HasSubstr("/organization/usage/completions?start_time="),
                              Not(HasSubstr("127.0.0.1"))));
}

TEST_F(CaptureTest, TokensAreReplacedAlikeInPagesAndRequests) {
  auto words = Words("completions");
  words.insert(words.end(), {"--page-days", "4"});
  ASSERT_EQ(Run(words).exit_code, 0);
  const std::string first = TextOf(directory_.File("recorded/completions/page_1.json"));
  const std::size_t at = first.rfind("\"next_page\":\"") + 13;
  const std::string token = first.substr(at, first.size() - at - 2);
  EXPECT_THAT(token, ::testing::MatchesRegex("page_[0-9a-f]+"));
  EXPECT_THAT(TextOf(directory_.File("recorded/completions/requests.json")),
              HasSubstr("&page=" + token + "\""));
}

TEST_F(CaptureTest, ASecretThatIsLeftRefusesEverything) {
  const auto refusal = [&](const std::string& row) {
    AnswerWith(row);
    auto words = Words("costs");
    words.insert(words.end(), {"--start", "2026-09-04", "--end", "2026-09-04"});
    const Said said = Run(words);
    EXPECT_EQ(said.exit_code, 65) << said.out;
    EXPECT_FALSE(std::filesystem::exists(directory_.File("recorded")));
    EXPECT_THAT(said.err, AllOf(HasSubstr("nothing was written"), Not(HasSubstr("ann@")),
                                Not(HasSubstr("Ab12Cd34"))));
    return said.err;
  };
  EXPECT_THAT(refusal(R"({"service_tier":"sk-proj-Ab12Cd34"})"), HasSubstr("an API key"));
  EXPECT_THAT(refusal(R"({"ann@acme.example":7})"), HasSubstr("an e-mail address"));
  EXPECT_THAT(refusal(R"({"object":"Bearer Ab12Cd34xyz"})"), HasSubstr("a bearer token"));
  variables_["OPENAI_ADMIN_KEY"] = "short-Ab12Cd34";
  EXPECT_THAT(refusal(R"({"object":"short-Ab12Cd34"})"), HasSubstr("the admin key itself"));
}

TEST_F(CaptureTest, AnAddressInAKnownPlaceIsReplaced) {
  AnswerWith(R"({"user_email":"ann@acme.example","amount":{"value":1.50,"currency":"usd"}})");
  auto words = Words("costs");
  words.insert(words.end(), {"--start", "2026-09-04", "--end", "2026-09-04"});
  ASSERT_EQ(Run(words).exit_code, 0);
  EXPECT_THAT(TextOf(directory_.File("recorded/costs/page_1.json")),
              AllOf(HasSubstr("@example.invalid"), HasSubstr(R"("value":1.50,)")));
}

TEST_F(CaptureTest, OnlyWholePastDaysAndFreshFolders) {
  auto words = Words("completions");
  words.insert(words.end(), {"--end", "2026-09-14"});
  EXPECT_EQ(Run(words).exit_code, 64);
  ASSERT_EQ(Run(Words("completions")).exit_code, 0);
  const Said again = Run(Words("completions"));
  EXPECT_EQ(again.exit_code, 64);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
}

TEST_F(CaptureTest, AKeyThatMayReadNothingWritesNothing) {
  variables_["OPENAI_ADMIN_KEY"] = "sk-proj-of-a-test";
  const Said said = Run(Words("completions"));
  EXPECT_EQ(said.exit_code, 77) << said.err;
  EXPECT_FALSE(std::filesystem::exists(directory_.File("recorded")));
}

}  // namespace
}  // namespace cognitrack
