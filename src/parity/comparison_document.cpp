#include "parity/comparison_document.h"

#include <algorithm>
#include <map>
#include <set>

#include "money/decimal_text.h"
#include "parity/day_list.h"

namespace cognitrack {
namespace {

constexpr std::string_view kNotAsked = "not in --dimensions";
constexpr std::string_view kNoColumn = "not a column of the export";
constexpr std::string_view kBlank = "blank in the export";
constexpr std::string_view kNotInLedger = "not asked for by the ledger";

bool BothRead(const DayPlan& plan) {
  return plan.csv != nullptr && plan.held() && !plan.pruned() && !plan.filter_blind;
}

// A day that reads as zero shows zeros for what its side reports elsewhere, or, where it never
// reports anything, for what the other side does.
MetricSet CsvMetrics(const DocumentParts& parts, const DayPlan& plan) {
  const MetricSet own = parts.files.HeaderOf(*plan.csv).metrics;
  if (!own.empty() || plan.csv->unfiltered > 0) return own;
  if (!parts.metrics.csv_columns.empty()) return parts.metrics.csv_columns;
  return parts.metrics.ledger;
}

MetricSet LedgerMetrics(const DocumentParts& parts, const DayPlan& plan) {
  const MetricSet own = plan.ledger->record.reported;
  if (plan.ledger->record.row_count > 0) return own;
  if (!parts.metrics.ledger.empty()) return own | parts.metrics.ledger;
  return own | parts.metrics.csv_columns;
}

ParityDay DayOf(const DocumentParts& parts, const DayPlan& plan, const DayVerdict& verdict) {
  ParityDay day;
  day.day = plan.day;
  day.verdict = verdict.verdict;
  day.cause = verdict.cause;
  day.ledger_state =
      std::string(NameOf(plan.ledger == nullptr ? WindowState::kMissing : plan.ledger->state));
  if (plan.csv != nullptr) {
    day.csv = plan.csv->Totals().Named(CsvMetrics(parts, plan));
    day.csv_decimals = plan.csv->decimals;
  }
  if (!plan.held()) return day;
  day.ledger_origin = plan.ledger->record.origin.ToText();
  day.ledger_hash = ToHex(plan.ledger->record.content_hash);
  day.self = !plan.ledger->record.origin.from_api;
  if (plan.filter_blind) return day;
  day.ledger = plan.ledger->sums.totals.Named(LedgerMetrics(parts, plan));
  day.ledger_decimals = plan.ledger->sums.decimals;
  return day;
}

ParityScope ScopeOf(const DocumentParts& parts) {
  ParityScope scope;
  for (const DayPlan& plan : parts.plans) {
    if (plan.csv != nullptr) scope.rows += plan.csv->rows;
  }
  scope.filters = parts.scope.filters;
  if (parts.scope.dimensions) scope.dimensions = parts.scope.dimensions->names();
  scope.days_left_out = parts.files.days_left_out();
  return scope;
}

void AddTo(const std::optional<MetricSums>& sums, MetricSums* totals) {
  if (!sums) return;
  for (const auto& [name, value] : *sums) (*totals)[name] += value;
}

void AddTo(const DecimalSums& sums, DecimalSums* totals) {
  for (const auto& [name, value] : sums) {
    const auto [at, inserted] = totals->try_emplace(name, value);
    if (!inserted) at->second = AddDecimals(at->second, value);
  }
}

void AddDays(const DocumentParts& parts, ParityDocument* document) {
  for (const DayPlan& plan : parts.plans) {
    const DayVerdict verdict = VerdictOf(plan.Facts(parts.metrics));
    document->verdict = std::max(document->verdict, verdict.verdict);
    document->days.push_back(DayOf(parts, plan, verdict));
    const ParityDay& day = document->days.back();
    AddTo(day.csv, &document->csv_totals);
    AddTo(day.ledger, &document->ledger_totals);
    AddTo(day.csv_decimals, &document->csv_decimal_totals);
    AddTo(day.ledger_decimals, &document->ledger_decimal_totals);
    document->differences_total += plan.findings.total;
    for (const ParityDifference& found : plan.findings.differences) {
      if (document->differences.size() == parts.scope.differences_kept) break;
      document->differences.push_back(found);
      if (verdict.cause_of_all) document->differences.back().cause = verdict.cause;
    }
  }
}

// Why `name` is not compared on a day; nothing where it is.
std::string_view WhyDropped(const DocumentParts& parts, const DayPlan& plan,
                            const std::string& name) {
  if (plan.grain.Has(name)) return {};
  if (parts.scope.dimensions && !parts.scope.dimensions->Has(name)) return kNotAsked;
  if (!parts.files.HeaderOf(*plan.csv).dimensions.Has(name)) return kNoColumn;
  if (!parts.files.FilledOn(*plan.csv).Has(name)) return kBlank;
  return kNotInLedger;
}

// The reason that holds on most days, the first by name among equals.
std::string MostFrequent(const std::map<std::string_view, std::vector<Day>>& reasons) {
  const auto most = std::max_element(
      reasons.begin(), reasons.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  return std::string(most->first);
}

// Dimensions compared on no day are dropped; those compared on some days only are noted.
void AddDimensions(const DocumentParts& parts, ParityDocument* document) {
  Grain known = parts.files.header_dimensions();
  if (parts.scope.dimensions) known = known.Unite(*parts.scope.dimensions);
  Grain compared;
  for (const DayPlan& plan : parts.plans) {
    if (plan.held()) known = known.Unite(plan.ledger->record.grain);
    if (BothRead(plan) && plan.csv->unfiltered > 0) compared = compared.Unite(plan.grain);
  }
  const bool any = std::any_of(parts.plans.begin(), parts.plans.end(), [](const DayPlan& plan) {
    return BothRead(plan) && plan.csv->unfiltered > 0;
  });
  document->dimensions = compared.names();
  for (const std::string& name : known.names()) {
    std::map<std::string_view, std::vector<Day>> reasons;
    for (const DayPlan& plan : parts.plans) {
      if (any ? !BothRead(plan) || plan.csv->unfiltered == 0 : plan.csv == nullptr) continue;
      const std::string_view why = WhyDropped(parts, plan, name);
      if (!why.empty()) reasons[why].push_back(plan.day);
    }
    if (!compared.Has(name)) {
      if (!reasons.empty()) document->dropped[name] = MostFrequent(reasons);
      continue;
    }
    for (const auto& [why, days] : reasons) {
      document->notes.push_back(name + " was not compared on " + ToText(days) + ": " +
                                std::string(why) + ".");
    }
  }
}

void AddSpotChecks(const DocumentParts& parts, ParityDocument* document) {
  const Grain compared(document->dimensions);
  std::vector<std::string> told_names;
  for (const std::string_view name : kSpotDimensions) {
    if (compared.Has(name)) told_names.emplace_back(name);
  }
  const Grain told(std::move(told_names));
  SpotTotals csv, ledger;
  for (const DayPlan& plan : parts.plans) {
    const bool rows = plan.csv != nullptr && plan.csv->unfiltered > 0;
    if (!BothRead(plan) || (rows && !plan.grain.Contains(told))) continue;
    parts.groups.AddTo(plan.csv->spots, &csv);
    AddSpots(plan.ledger->sums.spots, &ledger);
  }
  document->spot_checks = BusiestSpots(told, MetricsOf(parts.scope.surface), csv, ledger);
}

// Days of this very file, and days of others, are two different things that prove nothing.
void NoteSelf(const DocumentParts& parts, ParityDocument* document) {
  std::vector<Day> own, imported;
  std::size_t held = 0;
  for (const DayPlan& plan : parts.plans) {
    if (!plan.held()) continue;
    ++held;
    const Origin& origin = plan.ledger->record.origin;
    if (origin.from_api) continue;
    const auto& files = parts.files.files();
    const bool same = std::any_of(files.begin(), files.end(), [&](const ParityFile& file) {
      return file.sha256 == origin.file_sha256;
    });
    (same ? own : imported).push_back(plan.day);
  }
  if (!own.empty()) {
    const bool all = own.size() == held;
    document->notes.push_back("A ledger compared with its own file proves nothing: " +
                              std::string(all ? "all days held (" : "the days ") + ToText(own) +
                              (all ? ")" : "") +
                              " were imported from this very file, not read from the provider.");
  }
  if (!imported.empty()) {
    document->notes.push_back("The days " + ToText(imported) +
                              " were imported from an export and not read from the API: this "
                              "compares two exports, and proves nothing about the provider.");
  }
}

bool IsZero(const SpotTotals::mapped_type& sums) { return sums == SpotTotals::mapped_type{}; }

void NoteForeignProjects(const DocumentParts& parts, ParityDocument* document) {
  const std::set<std::string> known(parts.scope.known_projects.begin(),
                                    parts.scope.known_projects.end());
  SpotTotals spots;
  for (const ExportDay* day : parts.files.Days()) parts.groups.AddTo(day->spots, &spots);
  bool any = false;
  for (const auto& [key, sums] : spots) {
    const std::string& project = key.first;
    if (project.empty() || IsZero(sums)) continue;
    if (known.count(project) > 0) return;
    any = true;
  }
  if (!any || known.empty()) return;
  document->notes.push_back(
      "No project id of the export was ever seen in the source: it may be another organisation's "
      "export; --source names the ledger's side.");
}

void NoteAttempts(const DocumentParts& parts, ParityDocument* document) {
  std::map<std::string, std::vector<Day>> days;
  for (const DayPlan& plan : parts.plans) {
    if (plan.ledger == nullptr) continue;
    const Attempt& attempt = plan.ledger->record.attempt;
    if (!AsksForAnotherRead(attempt.outcome)) continue;
    days[std::string(NameOf(attempt.outcome)) + (attempt.reason.empty() ? "" : ": ") +
         attempt.reason]
        .push_back(plan.day);
  }
  for (const auto& [what, when] : days) {
    document->notes.push_back(ToText(when) + ": the ledger's last read is " + what + ".");
  }
}

void AddNotes(const DocumentParts& parts, ParityDocument* document) {
  std::vector<std::string>& notes = document->notes;
  if (!parts.filter.empty()) {
    notes.push_back("Compared only rows with " + parts.filter.ToText() + ", on both sides.");
  }
  NoteSelf(parts, document);
  notes.insert(notes.end(), parts.notes.begin(), parts.notes.end());
  notes.insert(notes.end(), parts.files.notes().begin(), parts.files.notes().end());
  if (parts.files.rows_left_out() > 0) {
    notes.push_back(std::to_string(parts.files.rows_left_out()) +
                    " rows of the files lie outside " + FormatDay(document->from) + " – " +
                    FormatDay(document->to) + " and were left out.");
  }
  std::vector<Day> blind;
  for (const DayPlan& plan : parts.plans) {
    if (plan.filter_blind) blind.push_back(plan.day);
  }
  if (!blind.empty()) {
    notes.push_back(ToText(blind) + ": the ledger does not hold what the filter asks for.");
  }
  NoteForeignProjects(parts, document);
  NoteAttempts(parts, document);
}

}  // namespace

ParityDocument BuildDocument(const DocumentParts& parts) {
  ParityDocument document;
  document.scope = ScopeOf(parts);
  document.surface = parts.scope.surface;
  document.source = parts.scope.source;
  document.from = parts.plans.front().day;
  document.to = parts.plans.back().day;
  document.not_compared = parts.metrics.not_compared;
  document.files = parts.files.files();
  AddDays(parts, &document);
  AddNotes(parts, &document);
  AddDimensions(parts, &document);
  AddSpotChecks(parts, &document);
  return document;
}

}  // namespace cognitrack
