// report_bench DATABASE: p50 and p95 of the reports that people ask for most, in milliseconds, one
// line a report: "<name> <p50> <p95> <rows of the answer>".
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/postgres/postgres_ledger.h"
#include "store/sqlite/sqlite_ledger.h"

namespace cognitrack {
namespace {

struct NamedQuery {
  std::string name;
  UsageQuery query;
  int times = 50;
};

// The busiest value of each, so that the filtered reports have something to find.
struct Busiest {
  std::string project;
  std::string user;
  std::string key;
};

std::vector<NamedQuery> Queries(std::int64_t stream, const Busiest& busiest) {
  const auto grouped = [stream](std::vector<std::string> names) {
    UsageQuery query;
    query.stream = stream;
    query.group_by = std::move(names);
    return query;
  };
  UsageQuery of_project = grouped({"day", "model"});
  of_project.filters = {{"project_id", {busiest.project}, false}};
  UsageQuery of_user = grouped({"day"});
  of_user.filters = {{"user_id", {busiest.user}, false}};
  UsageQuery key_of_project = grouped({"api_key_id"});
  key_of_project.filters = {{"project_id", {busiest.project}, false}};
  // No roll-up tells keys and tiers.
  UsageQuery of_key = grouped({"day", "service_tier"});
  of_key.filters = {{"api_key_id", {busiest.key}, false}};
  return {
      {"roll-up:day,model", grouped({"day", "model"})},
      {"roll-up:project", grouped({"project_id"})},
      {"roll-up:day,tier,batch", grouped({"day", "service_tier", "batch"})},
      {"roll-up:project=…,day,model", of_project},
      {"roll-up:user=…,day", of_user},
      {"roll-up:project=…,key", key_of_project},
      {"probe:key=…,day,tier", of_key},
      {"rows:user,key,model", grouped({"user_id", "api_key_id", "model"}), 5},
      {"rows:every-dimension",
       grouped({"day", "project_id", "user_id", "api_key_id", "model", "batch", "service_tier"}),
       3},
  };
}

std::string BusiestOf(LedgerStore& store, std::int64_t stream, const std::string& dimension) {
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

Result<std::unique_ptr<LedgerStore>> Open(const char* database, Clock& clock) {
  TRY(const DatabaseLocation location, ParseDatabaseLocation(database));
  return location.kind == DatabaseLocation::Kind::kSqlite
             ? OpenSqliteLedger(location.path, DatabaseAccess::kRead, clock)
             : OpenPostgresLedger(location.path, DatabaseAccess::kRead, clock);
}

int Main(const char* database) {
  SystemClock clock;
  auto store = Open(database, clock);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 69;
  }
  const auto sources = (*store)->Sources();
  if (!sources || sources->empty()) return 69;
  const auto streams = (*store)->Streams(sources->front().id);
  if (!streams || streams->empty()) return 69;
  const std::int64_t stream = streams->front().id;

  const Busiest busiest{BusiestOf(**store, stream, "project_id"),
                        BusiestOf(**store, stream, "user_id"),
                        BusiestOf(**store, stream, "api_key_id")};
  for (const NamedQuery& named : Queries(stream, busiest)) {
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
