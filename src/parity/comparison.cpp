#include "parity/comparison.h"

#include <algorithm>

#include "parity/comparison_document.h"
#include "parity/day_list.h"
#include "parity/grain_copies.h"

namespace cognitrack {

Comparison::Comparison(ComparisonScope scope, const SeriesTable* series)
    : scope_(std::move(scope)),
      series_(series),
      filter_(series, scope_.filters),
      groups_(series),
      projections_(series),
      files_(&filter_, &groups_, series, scope_.from, scope_.to) {}

void Comparison::HoldWindow(const WindowRecord& record, WindowState state) {
  ledger_.Hold(record, state);
}

// The dimensions that the files' rows of a day are tallied by; nothing stands for all of them. What
// the files leave blank drops out by itself: where there is no value, there is nothing to drop.
std::optional<Grain> Comparison::AskedOf(Day day) const {
  const LedgerDay* held = ledger_.Find(day);
  if (held == nullptr || !held->held()) return scope_.dimensions;
  if (!scope_.dimensions) return held->record.grain;
  return held->record.grain.Intersect(*scope_.dimensions);
}

Status Comparison::AddExportRow(const ExportLine& line) {
  return files_.Add(line, [this](Day day) { return projections_.To(AskedOf(day)); });
}

Status Comparison::EndFile(const ParityFile& file, const OfferedColumns& header) {
  return files_.EndFile(file, header);
}

Status Comparison::EndExport() {
  const std::vector<const ExportDay*> days = files_.Days();
  if (days.empty() && (!scope_.from || !scope_.to)) {
    return Error{
        ErrorCode::kBadInput,
        "the export lists no day of the range asked for; nothing was compared: give --from "
        "and --to, or another file"};
  }
  from_ = scope_.from ? *scope_.from : days.front()->day;
  to_ = scope_.to ? *scope_.to : days.back()->day;
  if (to_ < from_) {
    return Error{ErrorCode::kUsage, "the range " + FormatDay(from_) + " to " + FormatDay(to_) +
                                        " ends before it begins; nothing was compared"};
  }
  TRY_VOID(CheckDimensions());
  TRY_VOID(CheckFilter());
  NoteDaysLeftOut();
  PlanDays();
  MarkSecondGrain();
  return {};
}

// A last day whose only line was taken out of a file is no gap in it: at least it is told.
void Comparison::NoteDaysLeftOut() {
  const std::int64_t before = ledger_.DaysOfUseBefore(from_), after = ledger_.DaysOfUseAfter(to_);
  const auto told = [](std::int64_t days, const std::string& where) {
    return std::to_string(days) + (days == 1 ? " day " : " days ") + where;
  };
  if ((before == 0 && after == 0) || !filter_.empty()) return;
  std::string left_out;
  if (before > 0) left_out = told(before, "before " + FormatDay(from_));
  if (after > 0) left_out += (before > 0 ? " and " : "") + told(after, "after " + FormatDay(to_));
  notes_.push_back("Not compared, because no file lists them: the ledger's use on " + left_out +
                   "; --from and --to widen the range.");
}

// A name that stands nowhere would leave only sums to compare, and the slip of the pen untold.
Status Comparison::CheckDimensions() const {
  if (!scope_.dimensions) return {};
  const Grain offered = files_.header_dimensions().Unite(ledger_.Dimensions());
  for (const std::string& name : scope_.dimensions->names()) {
    if (IsKnownDimension(name) || offered.Has(name)) continue;
    std::string known;
    for (const std::string_view one : kKnownDimensions) {
      known += (known.empty() ? "" : ", ") + std::string(one);
    }
    return Error{ErrorCode::kUsage, "--dimensions " + name +
                                        ": neither the export nor the ledger has that dimension "
                                        "(known ones are " +
                                        known + "); nothing was compared"};
  }
  return {};
}

Status Comparison::CheckFilter() const {
  if (!files_.has_rows()) return {};
  const Grain filled = files_.filled(), needed = filter_.dimensions();
  for (const std::string& name : needed.names()) {
    if (filled.Has(name)) continue;
    return Error{ErrorCode::kUsage,
                 "--filter " + name +
                     ": no row of the export fills in that column, so the export "
                     "was not grouped by it and cannot be filtered by it; "
                     "nothing was compared"};
  }
  return {};
}

// The filter cannot be answered of the rows of that day.
bool Comparison::IsBlind(const LedgerDay& held) const {
  if (filter_.empty()) return false;
  return held.pruned() || !held.record.grain.Contains(filter_.dimensions());
}

void Comparison::PlanDays() {
  const Grain filled_anywhere = files_.filled();
  const bool anything_filled = files_.has_rows();
  for (Day day = from_; day <= to_; day = day + 1) {
    DayPlan plan;
    plan.day = day;
    plan.csv = files_.Find(day);
    plan.ledger = ledger_.Find(day);
    plan.open = day.end() > scope_.now ||
                (plan.ledger != nullptr && plan.ledger->state == WindowState::kOpen);
    plan.findings.day = day;
    // On a day without rows in the files, the ledger's series are told by what they fill in
    // elsewhere.
    std::optional<Grain> filled;
    if (plan.csv != nullptr && plan.csv->unfiltered > 0) {
      filled = files_.FilledOn(*plan.csv);
    } else if (anything_filled) {
      filled = filled_anywhere;
    }
    const std::optional<Grain> asked = AskedOf(day);
    if (filled && asked) {
      plan.grain = filled->Intersect(*asked);
    } else if (filled || asked) {
      plan.grain = filled ? *filled : *asked;
    }
    plan.projection = projections_.To(plan.grain);
    plan.filter_blind = plan.held() && IsBlind(*plan.ledger);
    plans_.push_back(std::move(plan));
  }
}

void Comparison::MarkSecondGrain() {
  GrainCopies copies(series_);
  for (const ExportDay* day : files_.Days()) {
    for (const ExportDay::Part& part : day->parts) {
      copies.AddTotals(day->day, files_.GrainOf(part), part.totals);
    }
  }
  for (const CopiedMonth& month : copies.Found()) {
    notes_.push_back(month.ToText() + ".");
    for (const Day day : month.days) PlanOf(day)->second_grain = true;
  }
}

DayPlan* Comparison::PlanOf(Day day) {
  if (day < from_ || day > to_) return nullptr;
  return &plans_[static_cast<std::size_t>(day - from_)];
}

std::vector<DayToTally> Comparison::DaysToTally() {
  std::vector<DayToTally> days;
  for (const ExportDay* day : files_.TakeDaysLeft()) {
    const LedgerDay* held = ledger_.Find(day->day);
    if (held == nullptr || !held->held() || held->pruned() || IsBlind(*held)) continue;
    if (day->unfiltered == 0) continue;  // What other days fill in will tell the grain.
    days.push_back({day->day, files_.FilledOn(*day).Intersect(*AskedOf(day->day))});
  }
  std::sort(days.begin(), days.end(),
            [](const DayToTally& a, const DayToTally& b) { return a.day < b.day; });
  for (const DayPlan& plan : plans_) {
    if (!plan.held() || plan.pruned() || plan.filter_blind) continue;
    if (plan.ledger->tallied && plan.ledger->sums.grain == plan.grain) continue;
    days.push_back({plan.day, plan.grain});
  }
  return days;
}

void Comparison::TakeTallied(std::vector<TalliedDay> days) {
  for (TalliedDay& day : days) ledger_.Take(std::move(day));
}

const ComparedMetrics& Comparison::metrics() {
  if (!metrics_) metrics_ = ComparedMetricsOf(files_, plans_);
  return *metrics_;
}

std::vector<JoinBatch> Comparison::Batches() {
  std::vector<JoinBatch> batches;
  std::int64_t rows = 0;
  for (DayPlan& plan : plans_) {
    if (plan.pruned() && (plan.csv == nullptr || plan.Differs(metrics()))) {
      plan.findings = FindingsByTotals(plan, metrics());
    }
    if (!plan.NeedsJoin(metrics())) continue;
    if (batches.empty() || rows + plan.rows() > scope_.rows_per_batch) {
      batches.emplace_back();
      rows = 0;
    }
    rows += plan.rows();
    JoinBatch& batch = batches.back();
    batch.days.push_back(plan.day);
    batch.in_ledger = batch.in_ledger || plan.held();
    if (plan.csv != nullptr &&
        std::find(batch.files.begin(), batch.files.end(), plan.csv->file) == batch.files.end()) {
      batch.files.push_back(plan.csv->file);
    }
  }
  std::vector<JoinBatch> sliced;
  for (JoinBatch& batch : batches) {
    std::sort(batch.files.begin(), batch.files.end());
    const std::int64_t size = batch.days.size() == 1 ? PlanOf(batch.days[0])->rows() : 0;
    batch.slices = static_cast<std::uint32_t>(1 + size / (scope_.rows_per_batch + 1));
    for (batch.slice = 0; batch.slice < batch.slices; ++batch.slice) sliced.push_back(batch);
  }
  return sliced;
}

void Comparison::BeginBatch(const JoinBatch& batch) {
  JoinRules rules;
  rules.compared = metrics().compared;
  rules.compared_decimals = metrics().compared_decimals;
  for (const ParityFile& file : files_.files()) rules.files.push_back(file.name);
  rules.differences_kept = scope_.differences_kept;
  std::vector<JoinDay> days;
  for (const Day day : batch.days) {
    const DayPlan& plan = *PlanOf(day);
    days.push_back({day, plan.grain, plan.projection, plan.csv != nullptr, plan.held()});
  }
  join_.emplace(series_, std::move(rules), std::move(days), batch.slice, batch.slices);
}

void Comparison::JoinExportRow(std::size_t file, const ExportLine& line) {
  const DayPlan* plan = line.blank ? nullptr : PlanOf(DayOf(line.start));
  if (plan == nullptr || plan->csv == nullptr || plan->csv->file != file) return;
  if (!filter_.Passes(line.series)) return;
  join_->AddExportRow(plan->day, static_cast<std::uint32_t>(file), line.line, line.series,
                      line.metrics, line.unknown);
}

void Comparison::JoinLedgerRow(Day day, SeriesRef series, const MetricValues& metrics) {
  if (filter_.Passes(series)) join_->AddLedgerRow(day, series, metrics);
}

void Comparison::JoinLedgerDecimals(Day day, const std::vector<UnknownMetric>& unknown) {
  join_->AddLedgerDecimals(day, filter_.Passing(unknown));
}

void Comparison::EndBatch() {
  for (DayFindings& found : join_->Finish()) {
    Merge(std::move(found), scope_.differences_kept, &PlanOf(found.day)->findings);
  }
  join_.reset();
}

// Two sides without a row are equal, which says nothing about rows that the filter never met.
Status Comparison::CheckAnyRowPassed() const {
  if (filter_.empty()) return {};
  for (const DayPlan& plan : plans_) {
    if (plan.filter_blind || plan.rows() > 0) return {};
    if (plan.ledger != nullptr && !plan.ledger->sums.decimals.empty()) return {};
  }
  return Error{ErrorCode::kUsage, "no row of the export or of the ledger passes " +
                                      filter_.OptionsText() + "; nothing was compared"};
}

Result<ParityDocument> Comparison::Document() {
  TRY_VOID(CheckAnyRowPassed());
  const DocumentParts parts{scope_, filter_, files_, groups_, plans_, metrics(), notes_};
  return BuildDocument(parts);
}

}  // namespace cognitrack
