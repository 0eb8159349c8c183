// report_bench LEDGER: p50 and p95 of the reports that people ask for most, in milliseconds, one
// line a report: "<name> <p50> <p95> <rows of the answer>".
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/sqlite/sqlite_ledger.h"

namespace cognitrack {
namespace {

struct NamedQuery {
  std::string name;
  UsageQuery query;
  int times = 50;
};

std::vector<NamedQuery> Queries(std::int64_t stream, const std::string& project,
                                const std::string& user) {
  const auto grouped = [stream](std::vector<std::string> names) {
    UsageQuery query;
    query.stream = stream;
    query.group_by = std::move(names);
    return query;
  };
  UsageQuery of_project = grouped({"day", "model"});
  of_project.filters = {{"project_id", {project}, false}};
  UsageQuery of_user = grouped({"day"});
  of_user.filters = {{"user_id", {user}, false}};
  UsageQuery key_of_project = grouped({"api_key_id"});
  key_of_project.filters = {{"project_id", {project}, false}};
  return {
      {"roll-up:day,model", grouped({"day", "model"})},
      {"roll-up:project", grouped({"project_id"})},
      {"roll-up:day,tier,batch", grouped({"day", "service_tier", "batch"})},
      {"roll-up:project=…,day,model", of_project},
      {"roll-up:user=…,day", of_user},
      {"roll-up:project=…,key", key_of_project},
      {"rows:user,key,model", grouped({"user_id", "api_key_id", "model"}), 5},
      {"rows:every-dimension",
       grouped({"day", "project_id", "user_id", "api_key_id", "model", "batch", "service_tier"}),
       3},
  };
}

// The busiest value of a dimension, so that the filtered reports have something to find.
std::string Busiest(LedgerStore& store, std::int64_t stream, const std::string& dimension) {
  UsageQuery query;
  query.stream = stream;
  query.group_by = {dimension};
  const auto report = store.Aggregate(query);
  std::string busiest;
  std::int64_t most = -1;
  if (!report) return busiest;
  for (const UsageReportRow& row : report->rows) {
    if (row.group[0].kind == GroupValue::Kind::kValue && row.ledger_rows > most) {
      most = row.ledger_rows;
      busiest = row.group[0].text;
    }
  }
  return busiest;
}

int Main(const char* ledger) {
  SystemClock clock;
  auto store = OpenSqliteLedger(ledger, DatabaseAccess::kRead, clock);
  if (!store) return 69;
  const auto sources = (*store)->Sources();
  if (!sources || sources->empty()) return 69;
  const auto streams = (*store)->Streams(sources->front().id);
  if (!streams || streams->empty()) return 69;
  const std::int64_t stream = streams->front().id;

  for (const NamedQuery& named : Queries(stream, Busiest(**store, stream, "project_id"),
                                         Busiest(**store, stream, "user_id"))) {
    std::vector<double> taken;
    std::size_t rows = 0;
    for (int i = 0; i < named.times; ++i) {
      const auto begun = std::chrono::steady_clock::now();
      const auto report = (*store)->Aggregate(named.query);
      const std::chrono::duration<double, std::milli> time =
          std::chrono::steady_clock::now() - begun;
      if (!report) {
        std::fprintf(stderr, "%s: %s\n", named.name.c_str(), report.error().message.c_str());
        return 1;
      }
      rows = report->rows.size();
      taken.push_back(time.count());
    }
    std::sort(taken.begin(), taken.end());
    std::printf("%s %.2f %.2f %zu\n", named.name.c_str(), taken[taken.size() / 2],
                taken[taken.size() * 95 / 100], rows);
  }
  return 0;
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) { return argc == 2 ? cognitrack::Main(argv[1]) : 64; }
