// bill_bench costs LEDGER > cost.csv: the costs of the usage held, as the provider would export
// them, by the program's price book, a hundredth of the lines short by a tenth. bill_bench check
// LEDGER: what a cost check takes beside reading the sums that it compares, in seconds: "<reading>
// <check> <lines>", the middle of five each.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "base/clock.h"
#include "formats/price_file.h"
#include "ingest/cost_check.h"
#include "store/sqlite/sqlite_ledger.h"

namespace cognitrack {
namespace {

constexpr int kTimes = 5;

double Middle(std::vector<double> taken) {
  std::sort(taken.begin(), taken.end());
  return taken[taken.size() / 2];
}

template <typename Work>
double Timed(const Work& work) {
  std::vector<double> taken;
  for (int i = 0; i < kTimes; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    if (!work()) return -1;
    taken.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  }
  return Middle(std::move(taken));
}

int WriteCosts(const BillDocument& document) {
  std::printf("start_time,end_time,amount_value,amount_currency,line_item,project_id\n");
  int number = 0;
  for (const BillLine& line : document.lines) {
    if (!line.priced) continue;
    Picos amount = *line.priced;
    if (++number % 100 == 0) amount.count -= amount.count / 10;
    std::printf("%lld,%lld,%s,usd,\"%s\",%s\n", static_cast<long long>(line.day.start()),
                static_cast<long long>(line.day.end()), ToText(amount).c_str(),
                line.line_item.c_str(), line.project.c_str());
  }
  return 0;
}

// What the check reads, and nothing else.
bool ReadSums(LedgerStore& store) {
  const auto sources = store.Sources();
  if (!sources || sources->empty()) return false;
  const auto streams = store.Streams(sources->front().id);
  if (!streams) return false;
  for (const StreamRecord& stream : *streams) {
    UsageQuery query;
    query.stream = stream.id;
    query.group_by = {"day", "project_id", "model", "service_tier", "batch"};
    if (stream.key.surface == kCosts) {
      query.group_by = {"day", "project_id", "line_item", std::string(kCurrency)};
    }
    if (!store.Aggregate(query)) return false;
  }
  return true;
}

int Main(const std::string& verb, const char* ledger) {
  SystemClock clock;
  auto store = OpenSqliteLedger(ledger, DatabaseAccess::kRead, clock);
  const auto book = LoadPriceBook(std::nullopt);
  if (!store || !book) return 69;
  const CostCheckOptions options{"openai", std::nullopt, std::nullopt, {}, verb == "costs"};
  const auto check = [&] { return CheckCosts(options, *book, **store); };
  const auto document = check();
  if (!document) return 69;
  if (verb == "costs") return WriteCosts(*document);
  const double reading = Timed([&] { return ReadSums(**store); });
  const double checking = Timed([&] { return check().has_value(); });
  std::printf("%.3f %.3f %zu\n", reading, checking,
              static_cast<std::size_t>(document->lines_total));
  return 0;
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) { return argc == 3 ? cognitrack::Main(argv[1], argv[2]) : 64; }
