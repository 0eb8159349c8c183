#include "ingest/alert_reading.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "formats/parity_json.h"
#include "ingest/book_in_force.h"
#include "ingest/budget_reading.h"
#include "ingest/cursor.h"
#include "ingest/issue_codes.h"
#include "ingest/unpriced_models.h"

namespace cognitrack {
namespace {

constexpr int kNewestPulls = 20;
constexpr int kNewestChecks = 60;
constexpr UtcSeconds kDriftTold = 7 * kSecondsPerDay;
constexpr std::array kDriftCodes = {issue::kUnknownMetric, issue::kUnknownDimension,
                                    issue::kUnknownField, issue::kMissingField};

using DayOfSurface = std::pair<std::string, Day>;

// Of an issue's place: "costs 2026-03-05", "2026-03-05 – 2026-03-07" of completions.
std::set<DayOfSurface> DaysOf(const std::string& place) {
  constexpr std::size_t kDayLength = 10;
  const std::size_t blank = place.find(' ');
  const bool has_surface =
      blank != std::string::npos && FindSurface(place.substr(0, blank)) != nullptr;
  const std::string surface = has_surface ? place.substr(0, blank) : std::string(kCompletions);
  const std::string days = has_surface ? place.substr(blank + 1) : place;
  std::set<DayOfSurface> found;
  if (days.size() < kDayLength) return found;
  const Result<Day> first = ParseDay(days.substr(0, kDayLength));
  const Result<Day> last = ParseDay(days.substr(days.size() - kDayLength));
  if (!first || !last) return found;
  for (Day day = *first; day <= *last; day = day + 1) found.insert({surface, day});
  return found;
}

class SourceReader {
 public:
  SourceReader(const SourceRecord& source, LedgerStore& store, UtcSeconds now)
      : source_(source), store_(store), now_(now) {}

  Result<SourceFacts> Read(const PriceBook* book) {
    facts_.name = source_.name;
    TRY_VOID(ReadPulls());
    TRY_VOID(ReadStreams());
    if (book != nullptr) {
      TRY(facts_.unpriced_models,
          UnpricedModels(source_, DayOf(now_) - (kPricedDays - 1), *book, store_));
    }
    TRY(const std::vector<RunRecord> checks, store_.Runs(source_.name, "parity costs", 1));
    if (!checks.empty()) {
      TRY(const std::optional<BillRecord> bill, store_.BillOf(checks.front().id));
      if (bill) facts_.reconciliation = ReconciliationFacts{bill->run_id, bill->verdict};
    }
    return std::move(facts_);
  }

 private:
  Status ReadPulls() {
    std::vector<RunRecord> pulls;
    for (const char* verb : {"ingest", "backfill"}) {
      TRY(std::vector<RunRecord> runs, store_.Runs(source_.name, verb, kNewestPulls));
      std::move(runs.begin(), runs.end(), std::back_inserter(pulls));
    }
    std::sort(pulls.begin(), pulls.end(),
              [](const RunRecord& a, const RunRecord& b) { return a.id > b.id; });
    for (const RunRecord& run : pulls) {
      if (run.finished_at == 0) continue;
      if (!facts_.last_pull) {
        facts_.last_pull = PullFacts{run.id, run.verb, run.finished_at, run.exit_code};
      }
      for (const RunIssue& issue : run.issues) AddIssue(run, issue);
    }
    return {};
  }

  void AddIssue(const RunRecord& run, const RunIssue& issue) {
    if (issue.code == issue::kWindowParked) {
      for (const DayOfSurface& day : DaysOf(issue.where)) parked_[day].insert(run.id);
      return;
    }
    const bool is_drift =
        std::find(kDriftCodes.begin(), kDriftCodes.end(), issue.code) != kDriftCodes.end();
    if (!is_drift || run.finished_at < now_ - kDriftTold) return;
    if (!drift_.insert({issue.code, issue.detail}).second) return;
    facts_.drift.push_back({issue.code, issue.detail, run.id});
  }

  Status ReadStreams() {
    TRY(const std::vector<HeldStream> streams, store_.HeldStreams(source_.id));
    for (const HeldStream& held : streams) {
      // Nobody reads what was turned away.
      if (!IsDaily(held.stream) || IsTurnedAway(held.stream.surface_state)) continue;
      SurfaceFacts surface;
      surface.surface = held.stream.key.surface;
      surface.last_good_read = now_;
      UtcSeconds last = 0;
      for (const WindowRecord& record : held.windows) {
        if (record.has_content() && record.origin.from_api) last = std::max(last, record.read_at);
        if (record.attempt.outcome != AttemptOutcome::kParked) continue;
        const Day day = DayOf(record.start);
        std::set<std::int64_t> runs = parked_[{surface.surface, day}];
        runs.insert(record.attempt.run_id);
        surface.parked.push_back({day, static_cast<int>(runs.size())});
      }
      if (last > 0) surface.last_good_read = last;
      if (last > 0 || !surface.parked.empty()) facts_.surfaces.push_back(std::move(surface));
    }
    return {};
  }

  const SourceRecord& source_;
  LedgerStore& store_;
  UtcSeconds now_;
  SourceFacts facts_;
  std::map<DayOfSurface, std::set<std::int64_t>> parked_;  // The runs that could not store it.
  std::set<std::pair<std::string, std::string>> drift_;
};

Result<std::vector<ParityDocument>> ReadChecks(LedgerStore& store) {
  TRY(const std::vector<ParityRecord> records, store.ParityRecords(kNewestChecks));
  std::vector<ParityDocument> checks;
  for (const ParityRecord& record : records) {
    auto document = ParseParityJson(record.document);
    // What a newer program wrote says nothing to this one.
    if (!document || FindSurface(document->surface) == nullptr) continue;
    document->run_id = record.run_id;
    checks.push_back(std::move(*document));
  }
  return checks;
}

}  // namespace

Result<AlertFacts> ReadAlertFacts(LedgerStore& store, const std::vector<Budget>& budgets,
                                  const std::optional<std::string>& prices_file, UtcSeconds now) {
  const auto in_force = ReadBookInForce(prices_file, store);
  const PriceBook* book = in_force ? &in_force->book : nullptr;
  AlertFacts facts;
  TRY(const std::vector<SourceRecord> sources, store.Sources());
  for (const SourceRecord& source : sources) {
    TRY(SourceFacts read, SourceReader(source, store, now).Read(book));
    facts.sources.push_back(std::move(read));
  }
  TRY(facts.checks, ReadChecks(store));
  for (const Budget& budget : budgets) {
    TRY(std::vector<BudgetSpending> spending, ReadSpending(budget, book, store, now));
    std::move(spending.begin(), spending.end(), std::back_inserter(facts.budgets));
  }
  return facts;
}

}  // namespace cognitrack
