#include "cli/service_ledger.h"

#include <algorithm>
#include <boost/json.hpp>

#include "cli/json_members.h"
#include "cli/page_cursor.h"
#include "cli/service_answers.h"
#include "reports/usage_query.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

constexpr std::string_view kSources = "/sources";
constexpr std::string_view kWindows = "/windows";

const json::array* ArrayAt(const json::object& document, const char* name) {
  const json::value* value = document.if_contains(name);
  return value != nullptr && value->is_array() ? &value->as_array() : nullptr;
}

}  // namespace

Result<std::vector<SourceRecord>> ServiceLedger::Sources() {
  const Result<json::object> document = questions_.Get(kSources, {});
  // A token of some sources: whether it may read this one, the next question tells.
  if (!document && document.error().code == ErrorCode::kAuth) {
    SourceRecord only;
    only.name = source_;
    return std::vector<SourceRecord>{only};
  }
  if (!document) return document.error();
  const json::array* told = ArrayAt(*document, "sources");
  if (told == nullptr) return questions_.Lacks(kSources, "sources");
  std::vector<SourceRecord> sources;
  for (const json::value& one : *told) {
    if (!one.is_object()) return questions_.Lacks(kSources, "sources[]");
    SourceRecord source;
    source.name = TextIn(one.as_object(), "name");
    const json::array* projects = ArrayAt(one.as_object(), "project_ids");
    if (projects == nullptr) return questions_.Lacks(kSources, "sources[].project_ids");
    for (const json::value& project : *projects) {
      if (project.is_string()) source.project_ids.emplace_back(project.as_string());
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

Status ServiceLedger::Choose(const SourceRecord& source, const StreamKey& key) {
  source_ = source.name;
  surface_ = key.surface;
  return {};
}

QueryParameters ServiceLedger::Question(std::optional<Day> from, std::optional<Day> to) const {
  QueryParameters question = {{"source", source_}, {"surface", surface_}};
  if (from) question.emplace_back("from", FormatDay(*from));
  if (to) question.emplace_back("to", FormatDay(*to));
  return question;
}

Result<std::vector<ComparedWindow>> ServiceLedger::Windows(std::optional<Day> from,
                                                           std::optional<Day> to) {
  std::vector<ComparedWindow> windows;
  TRY_VOID(
      questions_.EachPage(kWindows, Question(from, to), [&](const json::object& page) -> Status {
        const json::array* days = ArrayAt(page, "days");
        if (days == nullptr) return questions_.Lacks(kWindows, "days");
        for (const json::value& day : *days) {
          std::string lacking = "days[]";
          std::optional<ComparedWindow> window;
          if (day.is_object()) {
            lacking.clear();
            window = WindowIn(day.as_object(), MetricsOf(surface_), &lacking);
          }
          if (!window) return questions_.Lacks(kWindows, lacking);
          const bool was_tried = window->record.attempt.outcome != AttemptOutcome::kNone;
          if (window->record.has_content() || was_tried) windows.push_back(*std::move(window));
        }
        return {};
      }));
  if (HoldsMoney(surface_)) TRY_VOID(AddMoney(&windows));
  held_.clear();
  for (const ComparedWindow& window : windows) {
    if (window.record.has_content()) held_[DayOf(window.record.start)] = window.record;
  }
  return windows;
}

// The calendar tells no sum of money, as currencies have none; the costs by currency do.
Status ServiceLedger::AddMoney(std::vector<ComparedWindow>* windows) {
  std::map<Day, MetricValues> sums;
  if (windows->empty()) return {};
  const Day first = DayOf(windows->front().record.start),
            last = DayOf(windows->back().record.start);
  TRY_VOID(EachRow(first, last, {std::string(kCurrency), std::string(kQuantityUnit)},
                   [&](Day day, const MetricValues& values, const json::object&) -> Status {
                     if (sums[day].Add(values)) return {};
                     return questions_.Lacks(Report(), "amount_value");
                   }));
  for (ComparedWindow& window : *windows) {
    const Day day = DayOf(window.record.start);
    const auto sum = sums.find(day);
    if (sum != sums.end()) {
      window.record.totals = sum->second;
    } else if (window.record.pruned && window.record.row_count > 0) {
      return Error{ErrorCode::kConfig,
                   "the rows of " + FormatDay(day) +
                       " were pruned, and the service shows no sum of money of that day; nothing "
                       "was compared: leave it out with --from or --to, or compare where the "
                       "ledger's database is"};
    }
  }
  return {};
}

Status ServiceLedger::EachRow(Day from, Day to, const std::vector<std::string>& dimensions,
                              const RowReader& read) {
  std::string groups(kGroupByDay);
  for (const std::string& name : dimensions) groups += "," + name;
  QueryParameters question = Question(from, to);
  question.emplace_back("group_by", groups);
  return questions_.EachPage(Report(), question, [&](const json::object& page) -> Status {
    const json::array* rows = ArrayAt(page, "rows");
    if (rows == nullptr) return questions_.Lacks(Report(), "rows");
    for (const json::value& one : *rows) {
      if (!one.is_object()) return questions_.Lacks(Report(), "rows[]");
      std::string lacking;
      const std::optional<Day> day = DayIn(one.as_object(), "day", &lacking);
      const auto values = MetricsIn(one.as_object(), MetricsOf(surface_), &lacking);
      if (!day || !values) return questions_.Lacks(Report(), "rows[]." + lacking);
      TRY_VOID(read(*day, *values, one.as_object()));
    }
    return {};
  });
}

Status ServiceLedger::ReadDays(
    const std::vector<Day>& days, SeriesTable* series,
    const std::function<bool(const LedgerRow&)>& row,
    const std::function<void(Day, const std::vector<UnknownMetric>&)>& unknown) {
  for (const auto& asked : QuestionsOf(days)) {
    const Day from = asked.first, to = asked.second;
    const std::vector<std::string> dimensions = DimensionsOf(from, to);
    std::vector<std::string> known = dimensions;
    known.emplace_back(kGroupByDay);
    std::map<Day, DayRows> read;
    bool goes_on = true;
    const Status done = EachRow(
        from, to, dimensions,
        [&](Day day, const MetricValues& values, const json::object& told) -> Status {
          const SeriesRef ref = SeriesIn(told, dimensions, series);
          DayRows& sums = read[day];
          ++sums.rows;
          if (!sums.totals.Add(values)) return questions_.Lacks(Report(), "rows[]");
          for (UnknownMetric& one : UnknownMetricsIn(told, known, MetricsOf(surface_), ref)) {
            sums.unknown.push_back(std::move(one));
          }
          goes_on = row({day, ref, values});
          if (goes_on) return {};
          return Error{ErrorCode::kTryLater, ""};
        });
    if (!goes_on) return {};
    TRY_VOID(done);
    for (Day day = from; day <= to; day = day + 1) {
      const DayRows& sums = read[day];
      TRY_VOID(CheckDay(day, sums));
      if (!sums.unknown.empty()) unknown(day, sums.unknown);
    }
  }
  return {};
}

// The days in a row that have a page's worth of rows together: each page is summed up anew there.
std::vector<std::pair<Day, Day>> ServiceLedger::QuestionsOf(const std::vector<Day>& days) const {
  std::vector<std::pair<Day, Day>> questions;
  std::int64_t rows = 0;
  for (const Day day : days) {
    const std::int64_t more = held_.at(day).row_count;
    rows += more;
    const bool follows = !questions.empty() && day == questions.back().second + 1;
    if (follows && rows <= kMostRowsOfAPage) {
      questions.back().second = day;
    } else {
      questions.emplace_back(day, day);
      rows = more;
    }
  }
  return questions;
}

std::vector<std::string> ServiceLedger::DimensionsOf(Day from, Day to) const {
  Grain grain;
  for (auto day = held_.lower_bound(from); day != held_.end() && day->first <= to; ++day) {
    grain = grain.Unite(day->second.grain);
  }
  // Without its unit a quantity has no sum, and would not be told.
  if (HoldsMoney(surface_)) {
    grain = grain.Unite(Grain({std::string(kCurrency), std::string(kQuantityUnit)}));
  }
  return grain.names();
}

Status ServiceLedger::CheckDay(Day day, const DayRows& read) const {
  const WindowRecord& record = held_.at(day);
  if (read.rows == record.row_count && read.totals == record.totals) return {};
  return Error{ErrorCode::kTryLater,
               "the service's rows of " + FormatDay(day) +
                   " are no longer those that its calendar told of: it read the day anew "
                   "meanwhile; nothing was compared: compare again"};
}

}  // namespace cognitrack
