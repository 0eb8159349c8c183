#include <algorithm>
#include <map>

#include "cli/display_text.h"
#include "cli/ledger_view.h"
#include "cli/number_text.h"
#include "cli/prune_view.h"
#include "cli/run_report.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

// What goes of one surface.
struct Going {
  Day first;
  Day last;
  std::int64_t windows = 0;
  std::int64_t rows = 0;
  std::int64_t history_rows = 0;
  std::int64_t archived_bytes = 0;

  void Add(const PlannedPrune& planned) {
    first = windows == 0 ? planned.day : std::min(first, planned.day);
    last = windows == 0 ? planned.day : std::max(last, planned.day);
    ++windows;
    rows += planned.rows;
    history_rows += planned.weight.history_rows;
    archived_bytes += planned.weight.archived_bytes;
  }
};

std::string ReasonText(StayReason reason) {
  switch (reason) {
    case StayReason::kTooYoung:
      return "one of the days that are kept";
    case StayReason::kMoney:
      return "money: goes only when named";
    case StayReason::kFromExport:
      return "from an export: nothing settled it";
    case StayReason::kNotSettled:
      return "not settled: may still change";
    case StayReason::kNoExport:
      return "no export of it could prove it";
    case StayReason::kChangedSince:
      return "changed since it was proven";
    case StayReason::kNotProven:
      return "not proven by a parity check";
  }
  return "";
}

std::string GoingText(const PrunePlan& plan, const TextStyle& style, int width) {
  std::map<std::string, Going> by_surface;
  Going all;
  for (const PlannedPrune& planned : plan.go) {
    by_surface[planned.surface].Add(planned);
    all.Add(planned);
  }
  TextTable table;
  table.AddColumn("Surface", Align::kLeft);
  table.AddColumn("Days", Align::kLeft);
  for (const char* head : {"Windows", "Rows", "History", "Archive"}) {
    table.AddColumn(head, Align::kRight);
  }
  const auto bytes = [](std::int64_t count) {
    return BytesText(static_cast<std::uint64_t>(count));
  };
  const auto cells = [&bytes](std::string name, std::string days, const Going& going) {
    return std::vector<std::string>{std::move(name),
                                    std::move(days),
                                    CountText(going.windows),
                                    CountText(going.rows),
                                    CountText(going.history_rows),
                                    bytes(going.archived_bytes)};
  };
  for (const Surface& surface : Surfaces()) {
    const auto found = by_surface.find(std::string(surface.name));
    if (found == by_surface.end()) continue;
    const Going& going = found->second;
    table.AddRow(cells(found->first, DaysText(going.first, going.last), going));
  }
  table.SetTotals(cells("Total", "", all));
  return table.ToText(style, width);
}

// One line a reason: most surfaces stay for the same ones.
std::string StayingText(const PrunePlan& plan, const TextStyle& style, int width) {
  struct Line {
    std::vector<std::string> surfaces;
    std::int64_t windows = 0;
    std::int64_t rows = 0;
  };
  std::map<StayReason, Line> lines;
  Line all;
  for (const auto& [key, staying] : plan.stay) {
    Line& line = lines[key.second];
    line.surfaces.emplace_back(Surfaces()[key.first].name);
    for (Line* sum : {&line, &all}) {
      sum->windows += staying.windows;
      sum->rows += staying.rows;
    }
  }
  TextTable table;
  table.AddColumn("Why", Align::kLeft);
  table.AddColumn("Surfaces", Align::kLeft);
  table.AddColumn("Windows", Align::kRight);
  table.AddColumn("Rows", Align::kRight);
  for (const auto& [reason, line] : lines) {
    std::string surfaces = line.surfaces.front();
    if (line.surfaces.size() > 1) {
      surfaces += " and " + std::to_string(line.surfaces.size() - 1) + " more";
    }
    table.AddRow(
        {ReasonText(reason), std::move(surfaces), CountText(line.windows), CountText(line.rows)});
  }
  table.SetTotals({"Total", "", CountText(all.windows), CountText(all.rows)});
  return table.ToText(style, width);
}

std::string ShareText(const PruneSummary& summary) {
  const std::int64_t rows = summary.plan.rows();
  if (summary.rows_held == 0) return "";
  const WideCount tenths = WideCount{rows} * 1'000 / summary.rows_held;
  return ToText(tenths / 10) + "." + ToText(tenths % 10) + " % of the ledger's " +
         Counted(summary.rows_held, "row");
}

// A paragraph that begins with `lead`, which is `styled`.
void AppendWrapped(const std::string& lead, const std::string& styled, const std::string& text,
                   int width, std::string* to) {
  std::string paragraph;
  for (const std::string& line : Wrapped(lead + text, width == 0 ? 80 : std::min(width, 100))) {
    paragraph += line + "\n";
  }
  *to += "\n" + styled + paragraph.substr(lead.size());
}

std::string DoneText(const PruneView& view, const TextStyle& style, int width) {
  const PruneSummary& summary = view.summary;
  const RunRecord& run = summary.run;
  const bool well = run.exit_code == 0;
  std::string text = style.Bold("prune of " + Printable(run.source)) + ": " +
                     (well ? style.Good("done") : style.Bad(run.outcome)) + "\n";
  text += "  " + Counted(run.counters.windows_changed, "window") +
          " pruned: " + Counted(run.counters.rows_written, "row") + ", " +
          CountText(summary.history_rows) + " of history and " +
          BytesText(static_cast<std::uint64_t>(summary.archived_bytes)) + " of archive gone\n";
  if (summary.left > 0) {
    text += "  " + Counted(summary.left, "window") +
            " changed meanwhile and left as they are: the next prune looks at them again\n";
  }
  if (run.counters.windows_changed > 0) {
    text += "  Their totals, hashes and roll-ups are kept; the space is used again.\n";
  }
  text += "  Rows are kept from " + FormatDay(summary.keep_from) + " on (" +
          Counted(view.keep_days, "day") + ").\n";
  if (!summary.plan.stay.empty()) {
    text += "\n" + style.Bold("Stays") + "\n" + StayingText(summary.plan, style, width);
  }
  return text;
}

}  // namespace

std::string PruneText(const PruneView& view, const TextStyle& style, int width) {
  if (!view.dry_run) return DoneText(view, style, width);
  const PruneSummary& summary = view.summary;
  const PrunePlan& plan = summary.plan;
  std::string text = style.Bold("prune of " + Printable(summary.run.source)) +
                     " · dry run: nothing was changed · keeps " + Counted(view.keep_days, "day") +
                     ", from " + FormatDay(summary.keep_from) + "\n\n";
  if (plan.go.empty()) {
    text += style.Bold("Would go") + ": nothing.\n";
  } else {
    text += style.Bold("Would go") + "\n" + GoingText(plan, style, width);
    text += "That is " + ShareText(summary) + ".\n";
  }
  if (!plan.stay.empty()) {
    text += "\n" + style.Bold("Stays") + "\n" + StayingText(plan, style, width);
  }
  if (plan.pruned_before > 0) {
    text += "\n" + Counted(plan.pruned_before, "window") + " pruned before.\n";
  }
  if (summary.refusal) {
    const std::string lead = "A prune would be refused:";
    AppendWrapped(lead, style.Bad(lead), " " + summary.refusal->message, width, &text);
  }
  if (!view.is_on) {
    const std::string lead = "Retention is off:";
    AppendWrapped(lead, style.Note(lead),
                  " COGNITRACK_RETENTION_DAYS=" + std::to_string(kRetentionDays) + " turns it on.",
                  width, &text);
  }
  return text;
}

}  // namespace cognitrack
