#include "tests/money/billed_command_line.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <tuple>

#include "base/check.h"
#include "money/picos.h"
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

// Day, project and line item, as text.
using LineKey = std::tuple<std::string, std::string, std::string>;

LineKey KeyOf(const boost::json::value& line) {
  return {TextOf(line.at("date")), TextOf(line.at("project_id")), TextOf(line.at("line_item"))};
}

// By how much a line of the bill differs from the use, and why.
struct Difference {
  std::set<std::string> causes;
  Picos usd;

  void Add(const std::string& cause, const std::string& amount) {
    causes.insert(cause);
    usd.count += ParsePicos(amount)->value.count;
  }
};

std::string TextOf(const Difference& difference) {
  std::string text = ToText(difference.usd);
  for (const std::string& cause : difference.causes) text += " " + cause;
  return text;
}

// As the twin made them.
std::map<LineKey, Difference> Injected(const twin::BilledOrganisation& served) {
  std::map<LineKey, Difference> lines;
  const boost::json::object report = Report(served);
  for (const auto& line : report.at("lines").as_array()) {
    for (const auto& difference : line.at("differences").as_array()) {
      lines[KeyOf(line)].Add(TextOf(difference.at("cause")), TextOf(difference.at("usd")));
    }
  }
  return lines;
}

std::map<LineKey, Difference> Found(const std::vector<ToldLine>& told) {
  std::map<LineKey, Difference> lines;
  for (const ToldLine& line : told) {
    const auto [place, is_new] = lines.try_emplace({line.day, line.project, line.line_item});
    CHECK(is_new, "a line of the bill is told once");
    place->second.Add(line.cause, line.usd);
  }
  return lines;
}

bool IsTold(const Difference& injected, const Difference& found) {
  return injected.usd == found.usd && injected.causes.empty() == found.causes.empty() &&
         std::includes(injected.causes.begin(), injected.causes.end(), found.causes.begin(),
                       found.causes.end());
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

std::vector<std::string> BilledCommandLine::Misjudged(const std::vector<ToldLine>& lines) const {
  std::map<LineKey, Difference> injected = Injected(served_), found = Found(lines);
  std::map<LineKey, Difference> either = injected;
  either.insert(found.begin(), found.end());
  std::vector<std::string> misjudged;
  for (const auto& [key, difference] : either) {
    if (IsTold(injected[key], found[key])) continue;
    const auto& [day, project, line_item] = key;
    misjudged.push_back(day + " | " + project + " | " + line_item + ": " + TextOf(found[key]) +
                        " instead of " + TextOf(injected[key]));
  }
  return misjudged;
}

std::vector<std::string> BilledCommandLine::Misjudged(const boost::json::object& document) const {
  std::vector<ToldLine> lines;
  for (const auto& line : document.at("lines").as_array()) {
    const auto [day, project, line_item] = KeyOf(line);
    lines.push_back(
        {day, project, line_item, TextOf(line.at("cause")), TextOf(line.at("difference_usd"))});
  }
  return Misjudged(lines);
}

std::size_t BilledCommandLine::LinesFound(const boost::json::object& document) {
  return document.at("lines").as_array().size();
}

std::string BilledCommandLine::Text(const boost::json::object& object, const char* name) {
  return TextOf(object.at(name));
}

std::string BilledCommandLine::Billed() const { return TextOf(Report(served_).at("billed_usd")); }

std::string BilledCommandLine::Priced() const { return TextOf(Report(served_).at("priced_usd")); }

}  // namespace cognitrack
