// The documentation, the rules and the dashboard speak of what there is.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <regex>
#include <set>

#include "telemetry/instrument_table.h"
#include "tests/support/process.h"

namespace cognitrack {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kRules = "docs/operations/prometheus/cognitrack.rules.yml";
const std::string kDashboard = "docs/operations/grafana/cognitrack.json";

std::string TextOf(const std::string& path) {
  return ReadFile(std::string(COGNITRACK_ROOT) + "/" + path);
}

// The exported series that a text names; those of a histogram by its name.
std::set<std::string> SeriesIn(const std::string& text) {
  static const std::regex kName("\\b(cognitrack|process)_[a-z0-9_]+");
  std::set<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), kName), end; at != end; ++at) {
    std::string name = at->str();
    for (const char* part : {"_bucket", "_sum", "_count"}) {
      const std::string whole = name.substr(0, name.rfind(part));
      const InstrumentSpec* spec = FindInstrument(whole);
      if (spec != nullptr && spec->kind == InstrumentKind::kHistogram) name = whole;
    }
    names.insert(name);
  }
  return names;
}

// Every string member "expr", however deep.
void CollectExpressions(const json::value& value, std::string* to) {
  if (value.is_array()) {
    for (const json::value& one : value.as_array()) CollectExpressions(one, to);
  } else if (value.is_object()) {
    for (const auto& member : value.as_object()) {
      if (member.key() == "expr") to->append(member.value().as_string()).append("\n");
      CollectExpressions(member.value(), to);
    }
  }
}

std::vector<std::string> Unknown(const std::set<std::string>& names) {
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    if (FindInstrument(name) == nullptr) unknown.push_back(name);
  }
  return unknown;
}

TEST(TelemetryDocumentsTest, RulesAndDashboardNameInstrumentsThatThereAre) {
  const std::set<std::string> of_rules = SeriesIn(TextOf(kRules));
  EXPECT_GE(of_rules.size(), 15U);
  EXPECT_THAT(Unknown(of_rules), IsEmpty());
  std::string expressions;
  CollectExpressions(json::parse(TextOf(kDashboard)), &expressions);
  const std::set<std::string> of_dashboard = SeriesIn(expressions);
  EXPECT_GE(of_dashboard.size(), 20U);
  EXPECT_THAT(Unknown(of_dashboard), IsEmpty());
}

TEST(TelemetryDocumentsTest, TheDashboardNamesRecordingRulesThatThereAre) {
  const std::string dashboard = TextOf(kDashboard);
  const std::string rules = TextOf(kRules);
  static const std::regex kName("cognitrack:[a-z0-9_:]+");
  for (std::sregex_iterator at(dashboard.begin(), dashboard.end(), kName), end; at != end; ++at) {
    EXPECT_THAT(rules, HasSubstr("record: " + at->str() + "\n"));
  }
}

TEST(TelemetryDocumentsTest, EveryInstrumentStandsInTheTable) {
  const std::string page = TextOf("docs/TELEMETRY.md");
  for (const InstrumentSpec& spec : InstrumentTable()) {
    std::string labels;
    for (const std::string_view label : spec.labels) {
      labels.append(labels.empty() ? "" : ", ").append(label);
    }
    EXPECT_THAT(page, HasSubstr("| `" + std::string(spec.name) + "` | " +
                                std::string(NameOf(spec.kind)) + " | " + labels + " | "));
  }
}

TEST(TelemetryDocumentsTest, EveryAlertIsTestedAndDescribed) {
  const std::string rules = TextOf(kRules);
  const std::string tests = TextOf("tests/telemetry/cognitrack.rules_test.yml");
  const std::string page = TextOf("docs/TELEMETRY.md");
  static const std::regex kAlert("alert: (\\w+)");
  int alerts = 0;
  for (std::sregex_iterator at(rules.begin(), rules.end(), kAlert), end; at != end; ++at) {
    ++alerts;
    const std::string name = (*at)[1].str();
    EXPECT_THAT(tests, HasSubstr("alertname: " + name + "\n")) << "seen to fire";
    EXPECT_THAT(tests, HasSubstr("alertname: " + name + ", exp_alerts: []")) << "seen not to";
    EXPECT_THAT(page, HasSubstr("`" + name + "`"));
  }
  EXPECT_GE(alerts, 15);
}

}  // namespace
}  // namespace cognitrack
