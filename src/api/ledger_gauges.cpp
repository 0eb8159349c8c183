#include "api/ledger_gauges.h"

#include <algorithm>
#include <set>

#include "formats/parity_json.h"
#include "ingest/book_in_force.h"
#include "ingest/cursor.h"
#include "ingest/unpriced_models.h"

namespace cognitrack {
namespace {

constexpr int kNewestRuns = 10;
constexpr int kRunsLookedThrough = 500;
constexpr int kNewestChecks = 50;

using StreamLabels = std::vector<std::string>;

// When a window of the stream was last read well; 0: never.
UtcSeconds LastGoodRead(const HeldStream& held) {
  UtcSeconds last = 0;
  for (const WindowRecord& record : held.windows) {
    if (record.has_content()) last = std::max(last, record.read_at);
  }
  return last;
}

void MeasureStream(const HeldStream& held, const StreamLabels& labels, UtcSeconds now,
                   Instruments* to) {
  using namespace instrument;
  const Cursor cursor = CursorOf(held, now);
  to->Set(kWindowsMissing, labels, static_cast<double>(cursor.gaps));
  to->Set(kWindowsParked, labels, static_cast<double>(cursor.parked));
  to->Set(kWindowsUnsettled, labels, static_cast<double>(cursor.unsettled));
  // Nobody reads what was turned away: it grows no older.
  if (IsTurnedAway(held.stream.surface_state)) return;
  if (const auto lag = cursor.LagAt(now)) to->Set(kCursorLag, labels, static_cast<double>(*lag));
  const UtcSeconds last = LastGoodRead(held);
  if (last > 0) {
    to->Set(kFreshness, labels, static_cast<double>(std::max<UtcSeconds>(0, now - last)));
  }
}

}  // namespace

std::string LedgerGauges::ToText() {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.Elapsed();
  if (!read_at_ || now - *read_at_ >= kKept) {
    text_ = Read();
    read_at_ = clock_.Elapsed();
  }
  return text_;
}

std::string LedgerGauges::Read() {
  Instruments measured;
  const Status done = Measure(&measured);
  if (done) {
    measured.Set(instrument::kLedgerUp, {}, 1);
    return measured.ToText();
  }
  on_error_(done.error());
  Instruments nothing;
  nothing.Set(instrument::kLedgerUp, {}, 0);
  return nothing.ToText();
}

Status LedgerGauges::Measure(Instruments* to) {
  TRY(const LedgerHandle store, pool_.Borrow());
  TRY(std::vector<SourceRecord> sources, store->Sources());
  to->Set(instrument::kLedgerSources, {}, static_cast<double>(sources.size()));
  std::sort(sources.begin(), sources.end(),
            [](const SourceRecord& a, const SourceRecord& b) { return a.name < b.name; });
  if (sources.size() > kMostSources) sources.resize(kMostSources);
  for (const SourceRecord& source : sources) TRY_VOID(MeasureSource(source, *store, to));
  TRY_VOID(Relearn(sources, *store));
  for (const auto& [source, models] : unpriced_) {
    to->Set(instrument::kUnpricedModels, {source}, static_cast<double>(models));
  }
  for (const Verdicts& newest : verdicts_) {
    for (const Verdict verdict :
         {Verdict::kExact, Verdict::kExplained, Verdict::kIncomplete, Verdict::kVariance}) {
      const std::string name(NameOf(verdict));
      to->Set(instrument::kParityVerdict, {newest.source, newest.surface, name},
              newest.verdict == name ? 1 : 0);
    }
  }
  return {};
}

Status LedgerGauges::MeasureSource(const SourceRecord& source, LedgerStore& store,
                                   Instruments* to) {
  TRY(const std::vector<HeldStream> streams, store.HeldStreams(source.id));
  const UtcSeconds now = clock_.Now();
  for (const HeldStream& held : streams) {
    if (!IsDaily(held.stream)) continue;
    MeasureStream(held, {source.name, held.stream.key.surface}, now, to);
  }
  return MeasurePulls(source, store, to);
}

Status LedgerGauges::MeasurePulls(const SourceRecord& source, LedgerStore& store, Instruments* to) {
  using namespace instrument;
  TRY(std::vector<RunRecord> runs, store.Runs(source.name, "ingest", kNewestRuns));
  if (runs.empty()) return {};
  const StreamLabels labels = {source.name};
  to->Set(kLastPull, labels, static_cast<double>(runs.front().started_at));
  const auto ended = [](const RunRecord& run) { return run.finished_at != 0; };
  const auto succeeded = [](const RunRecord& run) {
    return run.finished_at != 0 && run.exit_code == 0;
  };
  const auto last = std::find_if(runs.begin(), runs.end(), ended);
  if (last != runs.end()) {
    to->Set(kLastPullOk, labels, last->exit_code == 0 ? 1 : 0);
    to->Set(kLastPullSeconds, labels, static_cast<double>(last->finished_at - last->started_at));
  }
  auto success = std::find_if(runs.begin(), runs.end(), succeeded);
  // Longer ago than the newest runs tell: looked up once.
  if (success == runs.end() && last_success_.count(source.name) == 0) {
    TRY(runs, store.Runs(source.name, "ingest", kRunsLookedThrough));
    success = std::find_if(runs.begin(), runs.end(), succeeded);
    last_success_[source.name] = 0;
  }
  if (success != runs.end()) last_success_[source.name] = success->finished_at;
  const UtcSeconds at = last_success_[source.name];
  if (at != 0) to->Set(kLastSuccess, labels, static_cast<double>(at));
  return {};
}

Status LedgerGauges::Relearn(const std::vector<SourceRecord>& sources, LedgerStore& store) {
  const auto now = clock_.Elapsed();
  if (learned_at_ && now - *learned_at_ < kKeptLonger) return {};
  TRY_VOID(LearnUnpriced(sources, store));
  TRY_VOID(LearnParity(store));
  learned_at_ = now;
  return {};
}

Status LedgerGauges::LearnUnpriced(const std::vector<SourceRecord>& sources, LedgerStore& store) {
  unpriced_.clear();
  const auto in_force = ReadBookInForce(prices_file_, store);
  // A price book that cannot be read says nothing of the ledger: the figure alone is unknown.
  if (!in_force) return {};
  const Day from = DayOf(clock_.Now()) - (kPricedDays - 1);
  for (const SourceRecord& source : sources) {
    TRY(const std::vector<std::string> models, UnpricedModels(source, from, in_force->book, store));
    unpriced_[source.name] = static_cast<std::int64_t>(models.size());
  }
  return {};
}

Status LedgerGauges::LearnParity(LedgerStore& store) {
  verdicts_.clear();
  std::set<std::pair<std::string, std::string>> known;
  TRY(const std::vector<ParityRecord> records, store.ParityRecords(kNewestChecks));
  for (const ParityRecord& record : records) {
    const auto document = ParseParityJson(record.document);
    if (!document || FindSurface(document->surface) == nullptr) continue;
    if (!known.insert({document->source, document->surface}).second) continue;
    verdicts_.push_back(
        {document->source, document->surface, std::string(NameOf(document->verdict))});
  }
  return {};
}

}  // namespace cognitrack
