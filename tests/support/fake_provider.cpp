#include "tests/support/fake_provider.h"

#include <algorithm>

#include "tests/support/window_table.h"

namespace cognitrack {

Result<PullResult> FakeProvider::Read(const PullQuery& query, const KnownContentOf& known,
                                      SeriesTable* series) {
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
    WindowRead read = WindowOfDay(day, result.grain, series);
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

WindowRead FakeProvider::WindowOfDay(Day day, const Grain& grain, SeriesTable* series) const {
  WindowRead read;
  read.start = day.start();
  read.end = day.end();
  read.grain = grain;
  std::string source = FormatDay(day);
  const auto found = use.find(day);
  if (found != use.end()) {
    for (const Use& row : found->second) {
      const Series full({{"model", row.model}, {"project_id", row.project}});
      UsageRow usage{series->Intern(full.RestrictedTo(grain)), {}};
      usage.metrics.Set(Metric::kNumModelRequests, row.requests);
      usage.metrics.Set(Metric::kInputTokens, row.tokens);
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
    asked.push_back(FormatDay(query.start) + " – " + FormatDay(query.end - 1));
  }
  return asked;
}

}  // namespace cognitrack
