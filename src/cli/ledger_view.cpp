#include "cli/ledger_view.h"

#include <algorithm>
#include <map>

#include "cli/nearest_name.h"
#include "cli/number_text.h"
#include "ingest/source_identity.h"

namespace cognitrack {
namespace {

struct DayRange {
  Day from;
  Day to;
};

std::optional<DayRange> RangeOf(const std::vector<WindowRecord>& records,
                                const StreamRecord& stream, std::optional<Day> from,
                                std::optional<Day> to, UtcSeconds now) {
  std::optional<Day> first;
  if (!IsTurnedAway(stream.surface_state)) first = stream.history_start;
  std::optional<Day> last;
  if (!records.empty()) {
    const Day first_record = DayOf(records.front().start);
    first = first ? std::min(*first, first_record) : first_record;
    last = DayOf(records.back().start);
  }
  if (stream.history_start && !IsTurnedAway(stream.surface_state)) {
    const Day yesterday = DayOf(now) - 1;
    last = last ? std::max(*last, yesterday) : yesterday;
  }
  first = from ? from : first;
  last = to ? to : last;
  if (!first && last) first = last;
  if (first && !last) last = first;
  if (!first || *last < *first) return std::nullopt;
  return DayRange{*first, *last};
}

Status CheckSurface(const std::string& name) {
  if (FindSurface(name) != nullptr) return {};
  std::vector<std::string> names;
  for (const Surface& surface : Surfaces()) names.emplace_back(surface.name);
  std::string message = "--surface '" + name + "' is not known";
  if (const auto nearest = NearestName(name, names)) {
    message += "; did you mean '" + *nearest + "'?";
  } else {
    message += "; there are:";
    for (const std::string& known : names) message += " " + known;
  }
  return Error{ErrorCode::kUsage, message};
}

void AddGap(Day day, DaysView* view) {
  if (!view->gaps.empty() && day - view->gaps.back().second == 1) {
    view->gaps.back().second = day;
  } else {
    view->gaps.emplace_back(day, day);
  }
}

}  // namespace

Result<std::string> SurfaceOf(const CommandOptions& options) {
  std::string surface = options.surface.value_or(std::string(kCompletions));
  TRY_VOID(CheckSurface(surface));
  return surface;
}

Result<std::vector<std::string>> SurfaceListOf(const CommandOptions& options) {
  if (!options.surface) return std::vector<std::string>();
  std::vector<std::string> names = SplitLists({*options.surface});
  if (names.empty()) return Error{ErrorCode::kUsage, "--surface names no surface"};
  for (const std::string& name : names) TRY_VOID(CheckSurface(name));
  return names;
}

Result<std::optional<SourceRecord>> HeldSource(LedgerStore& store, const Settings& settings) {
  TRY(const std::vector<SourceRecord> sources, store.Sources());
  if (const SourceRecord* source = FindSource(settings.source, sources)) {
    return std::optional(*source);
  }
  if (sources.empty()) return std::optional<SourceRecord>();
  return Error{ErrorCode::kConfig, "this ledger holds no source '" + settings.source +
                                       "'; it holds: " + NamesOf(sources) +
                                       " (choose with --source NAME)"};
}

Result<LedgerView> FindStream(LedgerStore& store, const Settings& settings,
                              const std::string& surface) {
  LedgerView view;
  view.surface = surface;
  view.source = settings.source;
  TRY(const std::optional<SourceRecord> source, HeldSource(store, settings));
  if (!source) return view;
  TRY(const std::vector<StreamRecord> streams, store.Streams(source->id));
  StreamKey wanted;
  wanted.surface = surface;
  for (const StreamRecord& stream : streams) {
    if (stream.key == wanted) {
      view.stream = stream;
    } else if (stream.key.width == wanted.width && FindSurface(stream.key.surface) != nullptr) {
      view.others.push_back(stream);
    }
  }
  std::sort(view.others.begin(), view.others.end(), [](const auto& a, const auto& b) {
    return FindSurface(a.key.surface) < FindSurface(b.key.surface);
  });
  return view;
}

Result<DaysView> ViewDays(LedgerStore& store, const LedgerView& view, std::optional<Day> from,
                          std::optional<Day> to, UtcSeconds now) {
  DaysView days;
  if (!view.stream) {
    if (from && to) {
      for (Day day = *from; day <= *to; day = day + 1) days.days.push_back({day, {}, {}});
      days.gaps.emplace_back(*from, *to);
    }
    return days;
  }
  TRY(const std::vector<WindowRecord> records,
      store.Windows(view.stream->id, from.value_or(kFirstDay).start(),
                    to.value_or(kLastDay).end()));
  const std::optional<DayRange> range = RangeOf(records, *view.stream, from, to, now);
  if (!range) return days;
  std::map<Day, const WindowRecord*> by_day;
  for (const WindowRecord& record : records) by_day[DayOf(record.start)] = &record;
  for (Day day = range->from; day <= range->to; day = day + 1) {
    DayView shown{day, WindowState::kMissing, std::nullopt};
    if (const auto found = by_day.find(day); found != by_day.end()) {
      shown.record = *found->second;
      shown.state = StateOf(*found->second, view.surface, now);
    }
    const bool held = shown.record && shown.record->has_content();
    if (held) ++days.held;
    const bool is_gap = !held && day < DayOf(now) && !IsTurnedAway(view.stream->surface_state);
    if (is_gap) AddGap(day, &days);
    days.days.push_back(std::move(shown));
  }
  return days;
}

std::string DaysText(Day from, Day to) {
  return from == to ? FormatDay(from) : FormatDay(from) + " – " + FormatDay(to);
}

std::string GapsText(const std::vector<std::pair<Day, Day>>& gaps) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(gaps.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + DaysText(gaps[i].first, gaps[i].second);
  }
  if (gaps.size() > kShown) {
    text += " and " + CountText(static_cast<std::int64_t>(gaps.size() - kShown)) + " more";
  }
  return text;
}

Status CheckRange(std::optional<Day> from, std::optional<Day> to, std::string_view from_name,
                  std::string_view to_name) {
  if (from && to && *to < *from) {
    return Error{ErrorCode::kUsage, std::string(to_name) + " " + FormatDay(*to) + " is before " +
                                        std::string(from_name) + " " + FormatDay(*from)};
  }
  return {};
}

}  // namespace cognitrack
