// Lines, ids and instruments: exact texts.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <sstream>

#include "telemetry/instruments.h"
#include "telemetry/log.h"
#include "telemetry/process_usage.h"
#include "telemetry/request_id.h"
#include "tests/support/fake_clock.h"

namespace cognitrack {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

LogLine Line(std::string text) {
  return {
      1'796'000'000, LogLevel::kWarning, "request", {{"status", std::int64_t{-7}}, {"why", text}}};
}

TEST(LogLineTest, IsOneObjectOrWords) {
  EXPECT_EQ(JsonLine(Line("a b")),
            R"({"time":"2026-11-30T00:53:20Z","level":"warning","event":"request","status":-7,)"
            R"("why":"a b"})");
  EXPECT_EQ(TextLine(Line("a b")), R"(2026-11-30T00:53:20Z warning request status=-7 why="a b")");
  EXPECT_EQ(TextLine(Line("/a")), "2026-11-30T00:53:20Z warning request status=-7 why=/a");
  EXPECT_THAT(TextLine(Line("")), HasSubstr("why=\"\""));
  EXPECT_THAT(TextLine(Line("a=b")), HasSubstr("why=\"a=b\"")) << "no field can be forged";
}

TEST(LogLineTest, NothingBreaksALineOrATerminal) {
  const std::string hostile = std::string("\x1b[2J\r\n\t\x7f\xC2\x9B\"\\") + '\0' + "\xFFé€";
  for (const std::string& line : {JsonLine(Line(hostile)), TextLine(Line(hostile))}) {
    EXPECT_THAT(line, HasSubstr(R"("\u001b[2J\u000d\u000a\u0009\u007f\u009b\"\\\u0000)"
                                "\xEF\xBF\xBDé€\""));
    for (const char c : line) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
  }
  EXPECT_EQ(boost::json::parse(JsonLine(Line(hostile))).at("why").as_string(),
            std::string("\x1b[2J\r\n\t\x7f\xC2\x9B\"\\") + '\0' + "\xEF\xBF\xBDé€");
}

TEST(LogLineTest, ATextIsCutBetweenCharacters) {
  const std::string text = std::string(kLongestLogText - 1, 'x') + "é" + "tail";
  EXPECT_THAT(JsonLine(Line(text)), HasSubstr("xx…\"}"));
  const std::string fits(kLongestLogText, 'y');
  EXPECT_THAT(JsonLine(Line(fits)), HasSubstr("\"" + fits + "\""));
}

TEST(LogTest, LinesBelowTheLevelAreLeftOut) {
  FakeClock clock(1'796'000'000);
  std::ostringstream out;
  Log log(out, LogFormat::kText, LogLevel::kWarning, clock);
  log.Write(LogLevel::kInfo, "quiet");
  log.Write(LogLevel::kWarning, "told", {{"what", "100 % of {}"}});
  log.Write(LogLevel::kError, "told_too");
  EXPECT_EQ(out.str(),
            "2026-11-30T00:53:20Z warning told what=\"100 % of {}\"\n"
            "2026-11-30T00:53:20Z error told_too\n");
}

TEST(LogTest, NamesOfSettings) {
  EXPECT_EQ(LogLevelNamed("debug"), LogLevel::kDebug);
  EXPECT_EQ(LogLevelNamed("DEBUG"), std::nullopt);
  EXPECT_EQ(LogFormatNamed("json"), LogFormat::kJson);
  EXPECT_EQ(LogFormatNamed("xml"), std::nullopt);
}

TEST(RequestIdTest, IsTheSendersWhereItIsHarmless) {
  SeededRandom random(1);
  const auto is_taken = [&](const std::string& id) { return RequestIdFrom(id, random) == id; };
  EXPECT_TRUE(is_taken("01234567-89ab.CDEF_x"));
  EXPECT_TRUE(is_taken(std::string(64, 'a')));
  EXPECT_FALSE(is_taken(std::string(65, 'a')));
  EXPECT_FALSE(is_taken("short"));
  EXPECT_FALSE(is_taken(""));
  EXPECT_FALSE(is_taken("with blank"));
  EXPECT_FALSE(is_taken("with\"quote"));
  EXPECT_FALSE(is_taken("umlaut-ä-is-none"));
  const std::string made = RequestIdFrom("", random);
  EXPECT_THAT(made, ContainsRegex("^[0-9a-f]{16}$"));
  EXPECT_NE(made, RequestIdFrom("", random));
}

TEST(InstrumentsTest, TextIsExact) {
  Instruments instruments;
  instruments.Add(instrument::kRuns, {"ingest", "ok"});
  instruments.Add(instrument::kRuns, {"ingest", "ok"}, 2);
  instruments.Add(instrument::kRuns, {"ingest", "failed"}, 0);
  instruments.Set(instrument::kFreshness, {"open\"ai\n", "costs"}, 1'796'000'001.0);
  instruments.Observe(instrument::kProviderSeconds, {"costs"}, 0.25);
  instruments.Observe(instrument::kProviderSeconds, {"costs"}, 200);
  const std::string text = instruments.ToText();
  EXPECT_THAT(text, HasSubstr("# TYPE cognitrack_runs_total counter\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_runs_total{result=\"ok\",verb=\"ingest\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_runs_total{result=\"failed\",verb=\"ingest\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_freshness_seconds{source=\"open\\\"ai\\n\","
                              "surface=\"costs\"} 1796000001\n"));
  EXPECT_THAT(text, HasSubstr("_seconds_bucket{surface=\"costs\",le=\"0.25\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_seconds_bucket{surface=\"costs\",le=\"+Inf\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_seconds_sum{surface=\"costs\"} 200.25\n"));
  EXPECT_THAT(text, Not(HasSubstr("cognitrack_ledger_up"))) << "unknown is never 0";
}

TEST(InstrumentsTest, SeriesAreBounded) {
  Instruments instruments(3);
  for (int i = 0; i < 10; ++i) {
    instruments.Set(instrument::kUnpricedModels, {"source" + std::to_string(i)}, 1);
  }
  instruments.Set(instrument::kUnpricedModels, {"source0"}, 5);
  const std::string text = instruments.ToText();
  EXPECT_THAT(text, HasSubstr("cognitrack_unpriced_models{source=\"source0\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("source2"));
  EXPECT_THAT(text, Not(HasSubstr("source3")));
  EXPECT_THAT(text, HasSubstr("cognitrack_telemetry_series_dropped_total 7\n"));
}

TEST(InstrumentsTest, NamesFollowTheConventions) {
  for (const InstrumentSpec& spec : InstrumentTable()) {
    const std::string name(spec.name);
    EXPECT_THAT(name, ContainsRegex("^(cognitrack|process)_[a-z_]+$"));
    const bool ends_in_total = name.size() > 6 && name.substr(name.size() - 6) == "_total";
    EXPECT_EQ(ends_in_total, spec.kind == InstrumentKind::kCounter) << name;
    EXPECT_EQ(spec.buckets.empty(), spec.kind != InstrumentKind::kHistogram) << name;
    EXPECT_EQ(spec.help.back(), '.') << name;
  }
}

TEST(ProcessUsageTest, IsThisProcess) {
  const auto usage = ReadProcessUsage();
  ASSERT_TRUE(usage);
  EXPECT_GT(usage->resident_bytes, 1 << 20);
  EXPECT_GT(usage->virtual_bytes, usage->resident_bytes);
  EXPECT_GE(usage->open_fds, 3);
  EXPECT_LT(usage->open_fds, usage->max_fds);
  EXPECT_GT(usage->started_at, 1'600'000'000);
}

}  // namespace
}  // namespace cognitrack
