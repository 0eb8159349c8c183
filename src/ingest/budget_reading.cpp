#include "ingest/budget_reading.h"

#include <algorithm>
#include <map>
#include <set>

#include "ingest/cursor.h"
#include "ingest/priced_usage.h"
#include "ingest/source_identity.h"
#include "reports/usage_query.h"

namespace cognitrack {
namespace {

constexpr std::string_view kDollars = "usd";
constexpr const char* kProject = "project_id";
constexpr const char* kModel = "model";

bool IsDollars(std::string_view currency) {
  return std::equal(currency.begin(), currency.end(), kDollars.begin(), kDollars.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

class SpendingReader {
 public:
  SpendingReader(const Budget& budget, const PriceBook* book, const SourceRecord& source,
                 LedgerStore& store, UtcSeconds now)
      : budget_(budget), book_(book), source_(source), store_(store), now_(now) {}

  Status Read(BudgetSpending* spending) {
    first_ = spending->days.front().day;
    last_ = spending->days.back().day;
    TRY(const std::vector<StreamRecord> streams, store_.Streams(source_.id));
    for (const StreamRecord& stream : streams) {
      if (!IsDaily(stream)) continue;
      if (stream.key.surface == kCosts && !budget_.model) TRY_VOID(ReadBilled(stream));
      if (!HoldsMoney(stream.key.surface)) usage_.push_back(stream);
    }
    TRY_VOID(ReadPriced());
    for (DaySpent& day : spending->days) {
      if (const auto billed = billed_.find(day.day); billed != billed_.end()) {
        day.billed = billed->second;
      }
      if (const auto priced = priced_.find(day.day); priced != priced_.end()) {
        day.priced = priced->second;
      }
    }
    return {};
  }

 private:
  Status ReadBilled(const StreamRecord& stream);
  Status ReadPriced();
  Status AddUse(const StreamRecord& stream, std::set<Day>* unknown,
                std::map<Day, PricedRows>* rows);
  // Whether a window tells what the budget asks about.
  bool Tells(const WindowRecord& record) const {
    if (budget_.project_id && record.row_count > 0 && !record.grain.Has(kProject)) return false;
    return !budget_.model || record.row_count == 0 || record.grain.Has(kModel);
  }
  bool IsOf(const std::string& project, const std::string& model) const {
    return (!budget_.project_id || *budget_.project_id == project) &&
           (!budget_.model || *budget_.model == model);
  }

  const Budget& budget_;
  const PriceBook* book_;
  const SourceRecord& source_;
  LedgerStore& store_;
  UtcSeconds now_;
  Day first_, last_;
  std::vector<StreamRecord> usage_;
  std::map<Day, Picos> billed_;
  std::map<Day, Picos> priced_;
};

Status SpendingReader::ReadBilled(const StreamRecord& stream) {
  TRY(const std::vector<WindowRecord> records,
      store_.Windows(stream.id, first_.start(), last_.end()));
  for (const WindowRecord& record : records) {
    if (record.has_content() && Tells(record)) billed_[DayOf(record.start)];
  }
  UsageQuery query;
  query.stream = stream.id;
  query.from = first_;
  query.to = last_;
  query.group_by = {std::string(kGroupByDay), kProject, std::string(kCurrency)};
  TRY(const UsageReport report, store_.Aggregate(query));
  for (const UsageReportRow& row : report.rows) {
    const auto day = billed_.find(row.group.day());
    const auto amount = row.metrics.Decimal(Metric::kAmountValue);
    if (day == billed_.end()) continue;
    if (!amount) {
      billed_.erase(day);
    } else if (IsDollars(row.group.TextAt(2)) && IsOf(row.group.TextAt(1), "")) {
      day->second.count += amount->count;
    }
  }
  // Rows that were pruned have no sum any more.
  if (report.windows_pruned > 0) billed_.clear();
  return {};
}

Status SpendingReader::ReadPriced() {
  if (book_ == nullptr || usage_.empty()) return {};
  // The first day on which a bill is not the last word.
  Day from = first_;
  while (from <= last_ && billed_.count(from) > 0 && from.end() <= now_) from = from + 1;
  if (last_ < from) return {};
  first_ = from;
  std::set<Day> unknown;
  std::map<Day, PricedRows> rows;
  for (const StreamRecord& stream : usage_) TRY_VOID(AddUse(stream, &unknown, &rows));
  for (Day day = first_; day <= last_; day = day + 1) {
    Picos sum;
    bool is_known = unknown.count(day) == 0;
    for (const PricedRow& row : rows[day].Rows()) {
      if (row.free) continue;
      const auto cost = row.cost();
      is_known = is_known && cost;
      if (cost) sum.count += cost->count;
    }
    if (is_known) priced_[day] = sum;
  }
  return {};
}

// Of a surface that was never read, or was turned away, nothing is known to be used.
Status SpendingReader::AddUse(const StreamRecord& stream, std::set<Day>* unknown,
                              std::map<Day, PricedRows>* rows) {
  const bool is_main = stream.key.surface == kCompletions;
  if (IsTurnedAway(stream.surface_state) && !is_main) return {};
  TRY(const std::vector<WindowRecord> records,
      store_.Windows(stream.id, kFirstDay.start(), last_.end()));
  std::set<Day> held;
  for (const WindowRecord& record : records) {
    if (record.has_content() && Tells(record)) held.insert(DayOf(record.start));
  }
  if (held.empty() && !is_main) return {};
  for (Day day = first_; day <= last_; day = day + 1) {
    if (held.count(day) == 0) unknown->insert(day);
  }
  UsagePricer pricer(*book_, source_.provider);
  UseQuery query;
  query.surface = stream.key.surface;
  query.stream = stream.id;
  query.from = first_;
  query.to = last_;
  return ReadUse(query, store_,
                 [&](const std::string& project, const std::string& key, const PricedUse& use,
                     const MetricValues& metrics) {
                   if (!IsOf(project, use.model)) return;
                   const UsePrice price = pricer.Price(use, metrics);
                   if (price.untold > 0) unknown->insert(use.day);
                   (*rows)[use.day].Add(project, key, use, price);
                 });
}

BudgetSpending DaysOf(const Budget& budget, Day first, UtcSeconds now) {
  BudgetSpending spending{budget, first, {}};
  const Day next = FirstOfNextPeriod(budget.period, first);
  for (Day day = first; day < next && day <= DayOf(now); day = day + 1) {
    spending.days.push_back({day, std::nullopt, std::nullopt, day.end() <= now});
  }
  return spending;
}

}  // namespace

Result<std::vector<BudgetSpending>> ReadSpending(const Budget& budget, const PriceBook* book,
                                                 LedgerStore& store, UtcSeconds now) {
  TRY(const std::vector<SourceRecord> sources, store.Sources());
  const SourceRecord* source = FindSource(budget.source, sources);
  const Day current = FirstOfPeriod(budget.period, DayOf(now));
  std::vector<BudgetSpending> spending;
  // Periods of a day are several within the grace.
  for (Day first = FirstOfPeriod(budget.period, DayOf(now - kBudgetGrace)); first <= current;
       first = FirstOfNextPeriod(budget.period, first)) {
    if (FirstOfNextPeriod(budget.period, first).start() + kBudgetGrace <= now) continue;
    BudgetSpending one = DaysOf(budget, first, now);
    if (source != nullptr) {
      TRY_VOID(SpendingReader(budget, book, *source, store, now).Read(&one));
    }
    spending.push_back(std::move(one));
  }
  return spending;
}

}  // namespace cognitrack
