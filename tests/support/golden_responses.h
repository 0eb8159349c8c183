// A folder of recorded responses (golden_responses/make, `cognitrack capture`):
// page_1.json … page_N.json as the provider sent them, and expected.json, what they add up
// to, made by something else than the adapter that reads them here. A test derives from
// GoldenResponses and calls Read with its folder, then the checks.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "providers/openai/openai_provider.h"
#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {

// Gives page n + 1 to who asks with the token of page n, and page 1 to who asks without one.
class RecordedPages : public HttpTransport {
 public:
  explicit RecordedPages(std::vector<std::string> pages) : pages_(std::move(pages)) {}

  void Get(const HttpRequest& request, const HttpLimits&, HttpResponse* response) override {
    ++requests;
    *response = HttpResponse();
    response->status = 400;
    response->headers = {{"content-type", "application/json"}};
    response->body =
        R"({"error":{"message":"no such page","type":"x","param":"page","code":null}})";
    const std::size_t at = request.url.find("page=");
    std::string token;
    if (at != std::string::npos) {
      token = Decoded(request.url.substr(at + 5, request.url.find('&', at) - at - 5));
    }
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      const bool wanted =
          i == 0 ? token.empty()
                 : !token.empty() && pages_[i - 1].ends_with("\"next_page\":\"" + token + "\"}");
      if (!wanted) continue;
      response->status = 200;
      response->body = pages_[i];
    }
  }

  std::int64_t requests = 0;

 private:
  static std::string Decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '%' && i + 2 < text.size()) {
        decoded += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
        i += 2;
      } else {
        decoded += text[i];
      }
    }
    return decoded;
  }

  std::vector<std::string> pages_;
};

class GoldenResponses {
 protected:
  // Reads the recorded query with OpenAI's adapter. `folder` ends with a slash.
  void Read(const std::string& folder) {
    expected_ = boost::json::parse(FileText(folder + "expected.json"));
    std::vector<std::string> pages;
    for (std::int64_t i = 1; i <= expected_.at("pages").as_int64(); ++i) {
      pages.push_back(FileText(folder + "page_" + std::to_string(i) + ".json"));
    }
    transport_ = std::make_unique<RecordedPages>(std::move(pages));
    const auto* named = expected_.as_object().if_contains("surface");
    const std::string surface =
        named == nullptr ? std::string(kCompletions) : std::string(named->as_string());
    surface_ = FindSurface(surface);
    ASSERT_NE(surface_, nullptr) << surface;
    PullQuery query;
    query.stream.surface = surface;
    query.start = DayOf(expected_.at("start_time").as_int64());
    query.end = DayOf(expected_.at("end_time").as_int64());
    FakeClock clock(query.end.start());
    query.now = clock.Now();
    query.grain = Grain(surface_->dimensions);
    query.buckets_per_page = 3;
    ProviderSettings settings;
    settings.base_url = "http://127.0.0.1:1/v1";
    settings.admin_key = Secret("sk-admin-golden");
    auto provider = MakeOpenAiProvider(settings, *transport_, clock, jitter_);
    ASSERT_OK(provider);
    auto read = (*provider)->Read(query, NothingKnown, &series_);
    ASSERT_OK(read);
    result_ = *std::move(read);
  }

  void CheckEveryDayIsReadWhole() {
    EXPECT_THAT(result_.parked, ::testing::IsEmpty());
    EXPECT_THAT(result_.issues, ::testing::IsEmpty());
    EXPECT_EQ(result_.grain, Grain(surface_->dimensions));
    EXPECT_THAT(result_.windows, ::testing::SizeIs(expected_.at("days").as_object().size()));
    EXPECT_EQ(transport_->requests, expected_.at("pages").as_int64());
  }

  void CheckTotalsOfDays() {
    for (const WindowRead& window : result_.windows) {
      const auto totals = TotalsOf(window.rows);
      ASSERT_TRUE(totals.has_value());
      Totals read;
      const Totals exported = TotalsIn(expected_.at("days").at(std::to_string(window.start)));
      for (const auto& [name, value] : exported) {
        const auto metric = MetricNamed(name, surface_->metrics);
        ASSERT_TRUE(metric.has_value()) << name;
        const auto units = totals->Units(*metric);
        read[name] = units ? TextOf(*metric, *units) : "not reported";
      }
      EXPECT_EQ(read, exported) << FormatTime(window.start);
      EXPECT_EQ(window.rows.empty(), exported.empty());
    }
  }

  void CheckTotalsOfDimensions() {
    constexpr std::string_view kBy = "_by";
    for (const auto& [key, dimensions] : expected_.as_object()) {
      const std::string name(key);
      if (!name.ends_with(kBy)) continue;
      const auto metric = MetricNamed(name.substr(0, name.size() - kBy.size()), surface_->metrics);
      ASSERT_TRUE(metric.has_value()) << name;
      for (const auto& [dimension, values] : dimensions.as_object()) {
        EXPECT_EQ(TotalsBy(std::string(dimension), *metric), TotalsIn(values)) << dimension;
      }
    }
  }

  boost::json::value expected_;
  PullResult result_;
  SeriesTable series_;

 private:
  using Totals = std::map<std::string, std::string>;

  static std::string FileText(const std::string& path) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
  }

  // Counts are integers, amounts texts.
  static Totals TotalsIn(const boost::json::value& object) {
    Totals totals;
    for (const auto& [name, value] : object.as_object()) {
      totals[std::string(name)] =
          value.is_string() ? std::string(value.as_string()) : std::to_string(value.as_int64());
    }
    return totals;
  }

  Totals TotalsBy(const std::string& dimension, Metric metric) {
    std::map<std::string, WideCount> sums;
    for (const WindowRead& window : result_.windows) {
      for (const UsageRow& row : window.rows) {
        const std::string* value = series_.At(row.series).Find(dimension);
        sums[value == nullptr ? "nothing" : *value] += row.metrics.UnitsOrZero(metric);
      }
    }
    Totals totals;
    for (const auto& [value, units] : sums) totals[value] = TextOf(metric, units);
    return totals;
  }

  const Surface* surface_ = nullptr;
  std::unique_ptr<RecordedPages> transport_;
  SeededRandom jitter_{1};
};

}  // namespace cognitrack
