// Bytes from a provider, as one page of completions usage and as one of costs. A page that is
// accepted is written down again from what was read of it; that text must be accepted, too, and
// give the same windows.
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "base/check.h"
#include "providers/openai/bucket_parser.h"
#include "providers/openai/page_parser.h"

namespace cognitrack {
namespace {

struct ReadPage {
  Page page;
  std::vector<WindowRead> windows;  // One a bucket.
};

// Nothing where any part of the page is refused.
bool Read(const std::string& body, const Surface& surface, PageParser& parser, SeriesTable& series,
          ReadPage* read) {
  IssueTally issues;
  BucketParser buckets(surface, "/fuzz");
  buckets.Begin(&series, &issues);
  if (!parser.Parse(body, &read->page)) return false;
  for (const BucketText& bucket : read->page.buckets) {
    WindowRead window;
    window.start = bucket.start;
    window.end = bucket.end;
    window.grain = Grain(surface.dimensions).Unite(Grain(surface.unasked));
    const BucketOutcome outcome = buckets.Parse(bucket.results, &window);
    CHECK(outcome.at <= bucket.results.size(), "a fault lies inside the results");
    if (outcome.verdict != BucketOutcome::Verdict::kRead) return false;
    read->windows.push_back(std::move(window));
  }
  return true;
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '"' || c == '\\') {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", byte);
      quoted += escape;
    } else {
      quoted.push_back(c);
    }
  }
  return quoted + "\"";
}

std::string Metrics(const MetricValues& metrics) {
  std::string fields;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    const auto units = metrics.Units(metric);
    if (!units || metric == Metric::kAmountValue) continue;
    fields += "," + Quoted(std::string(kMetricNames[i])) + ":" + TextOf(metric, *units);
  }
  return fields;
}

// An amount of a cost row stands with its currency.
std::string Amount(const UsageRow& row, const SeriesTable& series) {
  const auto units = row.metrics.Units(Metric::kAmountValue);
  const std::string* currency = series.At(row.series).Find("amount_currency");
  if (!units || currency == nullptr) return "";
  return R"(,"amount":{"value":)" + TextOf(Metric::kAmountValue, *units) + R"(,"currency":)" +
         Quoted(*currency) + "}";
}

std::string Written(const WindowRead& window, const Surface& surface, const SeriesTable& series) {
  std::map<SeriesRef, std::string> unknown;
  for (const UnknownMetric& metric : window.unknown_metrics) {
    unknown[metric.series] += "," + Quoted(metric.name) + ":" + metric.value;
  }
  std::string rows;
  for (const UsageRow& row : window.rows) {
    rows += rows.empty() ? "" : ",";
    rows += R"({"object":)" + Quoted(std::string(surface.row_kind)) + Metrics(row.metrics) +
            Amount(row, series);
    for (const DimensionValue& pair : series.At(row.series).values()) {
      if (HoldsMoney(surface.name) && pair.name == "amount_currency") continue;
      rows += "," + Quoted(pair.name) + ":" + Quoted(pair.value);
    }
    rows += unknown[row.series] + "}";
  }
  return R"({"object":"bucket","start_time":)" + std::to_string(window.start) + R"(,"end_time":)" +
         std::to_string(window.end) + R"(,"results":[)" + rows + "]}";
}

std::string Written(const ReadPage& read, const Surface& surface, const SeriesTable& series) {
  std::string buckets;
  for (const WindowRead& window : read.windows) {
    buckets += (buckets.empty() ? "" : ",") + Written(window, surface, series);
  }
  return R"({"object":"page","data":[)" + buckets + R"(],"has_more":)" +
         (read.page.has_more ? "true" : "false") + R"(,"next_page":)" +
         Quoted(read.page.next_page) + "}";
}

// A name that a series and an unknown metric share cannot be written as one object.
bool NamesAreDistinct(const WindowRead& window, const SeriesTable& series) {
  for (const UnknownMetric& metric : window.unknown_metrics) {
    if (series.At(metric.series).Find(metric.name) != nullptr) return false;
  }
  return true;
}

void TestOne(const std::string& body, const Surface& surface) {
  static PageParser parser;
  SeriesTable series;
  ReadPage first;
  if (!Read(body, surface, parser, series, &first) || first.page.is_error) return;
  for (const WindowRead& window : first.windows) {
    if (!NamesAreDistinct(window, series)) return;
  }
  const std::string text = Written(first, surface, series);
  ReadPage second;
  CHECK(Read(text, surface, parser, series, &second),
        "what was read can be written and read again");
  CHECK(first.windows.size() == second.windows.size(), "no window comes or goes");
  CHECK(first.page.has_more == second.page.has_more, "has_more is kept");
  CHECK(first.page.next_page == second.page.next_page, "the token is kept");
  for (std::size_t i = 0; i < first.windows.size(); ++i) {
    const StreamKey stream{std::string(surface.name), "1d", ""};
    CHECK(ContentHash(stream, first.windows[i], series) ==
              ContentHash(stream, second.windows[i], series),
          "a window read again is the same");
  }
}

}  // namespace
}  // namespace cognitrack

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  for (const std::string_view name : {cognitrack::kCompletions, cognitrack::kCosts}) {
    cognitrack::TestOne(body, *cognitrack::FindSurface(name));
  }
  return 0;
}
