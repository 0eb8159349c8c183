#include "tests/money/billed_command_line.h"

#include <fstream>

#include "base/check.h"
#include "providers/openai/openai_provider.h"
#include "twin/bill_report.h"

namespace cognitrack {
namespace {

constexpr UtcSeconds kMorning = 6 * kSecondsPerHour;

// What the twin's organisation uses beside tokens; the program's own book has no price of it.
const char kServicePrices[] =
    "provider,model,tier,from,unit,source\n"
    "openai,dall-e-3 1024x1024,standard,2020-01-01,40000,test\n"
    "openai,tts-1,standard,2020-01-01,15,test\n"
    "openai,whisper-1,standard,2020-01-01,100,test\n"
    "openai,vector_stores,standard,2020-01-01,100000,test\n"
    "openai,code_interpreter_sessions,standard,2020-01-01,30000,test\n"
    "openai,file_search_calls,standard,2020-01-01,2500,test\n"
    "openai,web_search_calls,standard,2020-01-01,10000,test\n";

boost::json::object Report(const twin::BilledOrganisation& served) {
  return boost::json::parse(twin::BillReportJson(served.bill, served.differences)).as_object();
}

std::string TextOf(const boost::json::value& value) {
  return value.is_null() ? "" : std::string(value.as_string());
}

LineKey KeyOf(const boost::json::value& line) {
  return {TextOf(line.at("date")), TextOf(line.at("project_id")), TextOf(line.at("line_item"))};
}

}  // namespace

void BilledCommandLine::Serve(const std::string& spec) {
  twin::SeededOptions options;
  options.seed = 7;
  options.first_day = kFirst;
  options.days = kDays;
  auto served = twin::MakeBilledOrganisation(options, spec);
  ASSERT_OK(served);
  served_ = std::move(*served);
  clock_.SetNow((kLast + 1).start() + kMorning);
  twin::UsageApiOptions api;
  api.faults = served_.faults;
  api_ = std::make_unique<twin::UsageApi>(served_.organisation, clock_, std::move(api));
  transport_ = std::make_unique<TwinTransport>(*api_);
  variables_["COGNITRACK_PRICES"] = Write("services.csv", kServicePrices);
}

Result<std::unique_ptr<UsageProvider>> BilledCommandLine::MakeProvider(ProviderSettings settings) {
  settings.base_url = "http://127.0.0.1:1/v1";
  settings.admin_key = Secret("sk-admin-of-a-test");
  return MakeOpenAiProvider(std::move(settings), *transport_, clock_, random_);
}

void BilledCommandLine::Backfill() {
  const Said said = Run({"backfill", "--start", FormatDay(kFirst), "--end", FormatDay(kLast)});
  ASSERT_EQ(said.exit_code, 0) << said.out << said.err;
}

boost::json::object BilledCommandLine::CheckCosts(int exit_code) {
  const std::string path = directory_.File("bill.json");
  const Said said = Run({"parity", "costs", "--out", path});
  EXPECT_EQ(said.exit_code, exit_code) << said.out << said.err;
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str()).as_object();
}

std::map<LineKey, std::string> BilledCommandLine::Injected() const {
  std::map<LineKey, std::string> lines;
  const boost::json::object report = Report(served_);
  for (const auto& line : report.at("lines").as_array()) {
    std::string& text = lines[KeyOf(line)];
    for (const auto& difference : line.at("differences").as_array()) {
      text += (text.empty() ? "" : ", ") + TextOf(difference.at("cause")) + " " +
              TextOf(difference.at("usd"));
    }
    if (text.empty()) lines.erase(KeyOf(line));
  }
  return lines;
}

std::map<LineKey, std::string> BilledCommandLine::Found(const boost::json::object& document) {
  std::map<LineKey, std::string> lines;
  for (const auto& line : document.at("lines").as_array()) {
    const auto [place, added] = lines.emplace(
        KeyOf(line), TextOf(line.at("cause")) + " " + TextOf(line.at("difference_usd")));
    CHECK(added, "a line of the bill is told once");
  }
  return lines;
}

std::string BilledCommandLine::Text(const boost::json::object& object, const char* name) {
  return TextOf(object.at(name));
}

std::string BilledCommandLine::Billed() const { return TextOf(Report(served_).at("billed_usd")); }

std::string BilledCommandLine::Priced() const { return TextOf(Report(served_).at("priced_usd")); }

}  // namespace cognitrack
