#include "tests/support/fake_provider.h"

#include <algorithm>

#include "base/check.h"
#include "tests/support/window_table.h"

namespace cognitrack {
namespace {

// What a row of a surface reports for so many requests and tokens.
MetricValues MetricsFor(const Surface& surface, std::int64_t requests, std::int64_t tokens) {
  MetricValues metrics;
  if (HoldsMoney(surface.name)) {
    const bool fits =
        metrics.SetDecimal(Metric::kAmountValue, Picos{WideCount{tokens} * kPicosInMicro});
    CHECK(fits, "a test's amounts are small");
    return metrics;
  }
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (!surface.required.Has(MetricAt(i)) || MetricAt(i) == Metric::kOutputTokens) continue;
    metrics.Set(MetricAt(i), MetricAt(i) == Metric::kInputTokens ? tokens : requests);
  }
  return metrics;
}

}  // namespace

Result<PullResult> FakeProvider::Read(const PullQuery& query, const KnownContentOf& known,
                                      SeriesTable* series) {
  const Surface* surface = FindSurface(query.stream.surface);
  CHECK(surface != nullptr, "a pull asks for surfaces that there are");
  const bool is_refused = refused_surfaces.count(query.stream.surface) != 0;
  if (is_refused || offered.count(query.stream.surface) == 0) {
    turned_away.push_back(query.stream.surface);
    PullResult nothing;
    nothing.surface_state = is_refused ? SurfaceState::kRefused : SurfaceState::kNotOffered;
    nothing.why_turned_away = {is_refused ? ErrorCode::kAuth : ErrorCode::kProviderContract,
                               is_refused ? "403: no right" : "404: unknown"};
    return nothing;
  }
  queries.push_back(query);
  ++counters_.requests;
  if (before_answer) {
    if (const auto error = before_answer(query)) return *error;
  }
  PullResult result;
  result.grain = query.grain;
  for (const std::string& name : refused) {
    if (!result.grain.Has(name)) continue;
    result.grain = result.grain.Without(name);
    ++counters_.requests;
  }
  result.end = std::min(query.end, query.start + days_together);
  result.buckets_per_page = query.buckets_per_page;
  result.issues = issues;
  for (Day day = query.start; day < result.end; day = day + 1) {
    if (forgotten.count(day) != 0) continue;
    if (const auto found = parked.find(day); found != parked.end()) {
      result.parked.push_back({day.start(), found->second});
      continue;
    }
    WindowRead read = WindowOfDay(*surface, day, result.grain, series);
    read.read_at = query.now;
    if (known(read.start, result.grain).source_hash == read.source_hash) {
      result.unchanged.push_back(read.start);
    } else {
      result.rows += static_cast<std::int64_t>(read.rows.size());
      result.windows.push_back(std::move(read));
    }
  }
  return result;
}

WindowRead FakeProvider::WindowOfDay(const Surface& surface, Day day, const Grain& grain,
                                     SeriesTable* series) const {
  WindowRead read;
  read.start = day.start();
  read.end = day.end();
  read.grain = grain;
  std::string source = std::string(surface.name) + " " + FormatDay(day);
  const auto found = use.find(day);
  if (found != use.end()) {
    for (const Use& row : found->second) {
      const Series full({{"model", row.model}, {"project_id", row.project}});
      const UsageRow usage{series->Intern(full.RestrictedTo(grain)),
                           MetricsFor(surface, row.requests, row.tokens)};
      read.reported = read.reported | usage.metrics.reported();
      read.rows.push_back(usage);
      source += "|" + row.project + "," + row.model + "," + std::to_string(row.requests) + "," +
                std::to_string(row.tokens);
    }
  }
  GiveSource(source, &read);
  return read;
}

std::vector<std::string> FakeProvider::Asked() const {
  std::vector<std::string> asked;
  for (const PullQuery& query : queries) {
    const std::string surface =
        query.stream.surface == kCompletions ? "" : query.stream.surface + " ";
    asked.push_back(surface + FormatDay(query.start) + " – " + FormatDay(query.end - 1));
  }
  return asked;
}

}  // namespace cognitrack
