#include "ingest/cost_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "ingest/priced_usage.h"
#include "ingest/source_identity.h"
#include "pricing/reconciliation.h"
#include "reports/usage_query.h"

namespace cognitrack {
namespace {

constexpr std::string_view kDollars = "usd";

using WindowOfDay = std::map<Day, WindowRecord>;

// By its age when it was read: to be read again, as a settled window was, is no evidence that what
// is missing may still come. Of an export it is not known when it was downloaded, only that it was
// not later than its import.
bool IsSettled(const WindowRecord& record, std::string_view surface) {
  const UtcSeconds settled_after = HoldsMoney(surface) ? kSettledByAge : kSettledAfter;
  return record.read_at - record.end >= settled_after;
}

// The interface writes currencies in lower case, people do not.
bool IsDollars(std::string_view currency) {
  return std::equal(currency.begin(), currency.end(), kDollars.begin(), kDollars.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

class CostCheck {
 public:
  CostCheck(const CostCheckOptions& options, const PriceBook& book, LedgerStore& store)
      : options_(options), book_(book), store_(store) {}

  Result<BillDocument> Run() {
    TRY_VOID(FindStreams());
    ReconciliationScope scope{options_.source, provider_, options_.bands, surfaces_read_,
                              options_.every_line};
    Reconciliation reconciliation(book_, std::move(scope));
    if (!ResolveRange()) return reconciliation.Finish();
    if (*to_ < *from_) {
      return Error{ErrorCode::kUsage, "the last day, " + FormatDay(*to_) +
                                          ", is before the first, " + FormatDay(*from_)};
    }
    for (Day day = *from_; day <= *to_; day = day + 1) reconciliation.AddDay(FactsOf(day));
    for (const StreamRecord& stream : usage_) TRY_VOID(AddUsage(stream, &reconciliation));
    if (costs_) TRY_VOID(AddCosts(&reconciliation));
    return reconciliation.Finish();
  }

 private:
  Status FindStreams();
  bool ResolveRange();
  BillDayFacts FactsOf(Day day) const;
  Status AddUsage(const StreamRecord& stream, Reconciliation* to) const;
  Status AddCosts(Reconciliation* to) const;

  const CostCheckOptions& options_;
  const PriceBook& book_;
  LedgerStore& store_;
  std::string provider_ = "openai";
  std::vector<StreamRecord> usage_;
  std::optional<StreamRecord> costs_;
  WindowOfDay completions_days_;
  WindowOfDay costs_days_;
  std::set<std::string> surfaces_read_;
  std::set<Day> pruned_days_;  // Of which use that is priced can no longer be read.
  std::optional<Day> from_;
  std::optional<Day> to_;
};

Status CostCheck::FindStreams() {
  TRY(const std::vector<SourceRecord> sources, store_.Sources());
  const SourceRecord* source = FindSource(options_.source, sources);
  if (source == nullptr) {
    if (sources.empty()) return {};
    return Error{ErrorCode::kConfig, "the ledger holds no source '" + options_.source +
                                         "'; there are: " + NamesOf(sources) + " (--source NAME)"};
  }
  provider_ = source->provider;
  TRY(const std::vector<StreamRecord> streams, store_.Streams(source->id));
  for (const StreamRecord& stream : streams) {
    if (stream.key.width != "1d" || stream.key.surface == kCostsByKey) continue;
    TRY(const std::vector<WindowRecord> records,
        store_.Windows(stream.id, kFirstDay.start(), kLastDay.end()));
    WindowOfDay held;
    for (const WindowRecord& record : records) {
      if (!record.has_content()) continue;
      // What counts tokens has roll-ups, by all that is priced.
      if (record.pruned && !CountsTokens(stream.key.surface)) {
        if (record.row_count > 0) pruned_days_.insert(DayOf(record.start));
        continue;
      }
      held[DayOf(record.start)] = record;
    }
    if (stream.key.surface == kCosts) {
      costs_ = stream;
      costs_days_ = std::move(held);
      continue;
    }
    if (held.empty()) continue;
    surfaces_read_.insert(stream.key.surface);
    usage_.push_back(stream);
    if (stream.key.surface == kCompletions) completions_days_ = std::move(held);
  }
  return {};
}

bool CostCheck::ResolveRange() {
  from_ = options_.from;
  to_ = options_.to;
  const WindowOfDay& days = costs_days_.empty() ? completions_days_ : costs_days_;
  if (!days.empty()) {
    if (!from_) from_ = days.begin()->first;
    if (!to_) to_ = days.rbegin()->first;
  }
  if (!from_) from_ = to_;
  if (!to_) to_ = from_;
  return from_.has_value();
}

// Windows without rows have no grain to speak of.
BillDayFacts CostCheck::FactsOf(Day day) const {
  BillDayFacts facts;
  facts.day = day;
  facts.by_project = facts.by_line_item = facts.by_batch = true;
  if (const auto usage = completions_days_.find(day); usage != completions_days_.end()) {
    const WindowRecord& record = usage->second;
    facts.usage_read = pruned_days_.count(day) == 0;
    facts.usage_settled = IsSettled(record, kCompletions);
    facts.usage_clipped = record.clipped;
    if (record.row_count > 0) {
      facts.by_project = record.grain.Has("project_id");
      facts.by_batch = record.grain.Has("batch");
      // Use that names no model stands beside no line.
      facts.by_line_item = record.grain.Has("model");
    }
  }
  if (const auto costs = costs_days_.find(day); costs != costs_days_.end()) {
    const WindowRecord& record = costs->second;
    facts.costs_read = true;
    facts.costs_settled = IsSettled(record, kCosts);
    facts.costs_clipped = record.clipped;
    if (record.row_count > 0) {
      facts.by_project = facts.by_project && record.grain.Has("project_id");
      facts.by_line_item = facts.by_line_item && record.grain.Has("line_item");
    }
  }
  return facts;
}

Status CostCheck::AddUsage(const StreamRecord& stream, Reconciliation* to) const {
  UseQuery query;
  query.surface = stream.key.surface;
  query.stream = stream.id;
  query.from = from_;
  query.to = to_;
  return ReadUse(query, store_,
                 [to](const std::string& project, const std::string&, const PricedUse& use,
                      const MetricValues& metrics) { to->AddUse(project, use, metrics); });
}

Status CostCheck::AddCosts(Reconciliation* to) const {
  enum { kProject = 1, kLineItem, kOfCurrency };  // Behind the day.
  UsageQuery query;
  query.stream = costs_->id;
  query.from = from_;
  query.to = to_;
  query.group_by = {"day", "project_id", "line_item", std::string(kCurrency)};
  TRY(const UsageReport report, store_.Aggregate(query));
  for (const UsageReportRow& row : report.rows) {
    const Day day = row.group.day();
    const std::string& line_item = row.group.TextAt(kLineItem);
    const std::string& currency = row.group.TextAt(kOfCurrency);
    const auto amount = row.metrics.Decimal(Metric::kAmountValue);
    const std::string& project = row.group.TextAt(kProject);
    if (amount && (currency.empty() || IsDollars(currency))) {
      to->AddBilled(day, project, line_item, *amount);
    } else {
      to->AddNotCompared({day, project, line_item, currency, amount});
    }
  }
  return {};
}

}  // namespace

Result<BillDocument> CheckCosts(const CostCheckOptions& options, const PriceBook& book,
                                LedgerStore& store) {
  return CostCheck(options, book, store).Run();
}

}  // namespace cognitrack
