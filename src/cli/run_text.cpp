#include <algorithm>
#include <functional>

#include "cli/display_text.h"
#include "cli/number_text.h"
#include "cli/run_report.h"
#include "cli/run_surfaces.h"
#include "cli/text_table.h"
#include "ingest/pull_order.h"
#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

// "2026-03-05 14:00:07": seconds matter less than that the columns stand still.
std::string ShortTime(UtcSeconds time) {
  if (time == 0) return std::string(kUnknownText);
  std::string text = FormatTime(time);
  text[10] = ' ';
  return text.substr(0, 16);
}

// A run without an end may still be at work, or was killed: the ledger cannot tell.
std::string OutcomeText(const RunRecord& run, const TextStyle& style) {
  if (run.outcome == "ok") {
    return run.exit_code == 0 ? style.Good("ok") : style.Note("ok");
  }
  if (run.outcome == "failed") return style.Bad(run.outcome);
  return style.Note(Printable(run.outcome));
}

void AppendFact(std::string_view name, const std::string& value, std::string* text) {
  *text += PaddedRight(name, 12) + value + "\n";
}

// A counter as a column of a run's chunks; one that is 0 in the whole run is left out.
struct CounterColumn {
  std::string head;
  std::int64_t RunCounters::*counter;
  bool always = false;
};

std::vector<CounterColumn> CounterColumnsOf(const RunCounters& counters) {
  std::vector<CounterColumn> columns = {{"Changed", &RunCounters::windows_changed, true},
                                        {"Unchanged", &RunCounters::windows_unchanged},
                                        {"Parked", &RunCounters::windows_parked},
                                        {"Rows written", &RunCounters::rows_written, true},
                                        {"Requests", &RunCounters::requests},
                                        {"429s", &RunCounters::throttled},
                                        {"Retries", &RunCounters::retries},
                                        {"Waited", &RunCounters::waits_ms}};
  std::erase_if(columns, [&counters](const CounterColumn& column) {
    return !column.always && counters.*column.counter == 0;
  });
  return columns;
}

void AddCounterCells(const std::vector<CounterColumn>& columns, const RunCounters& counters,
                     std::vector<std::string>* cells) {
  for (const CounterColumn& column : columns) {
    const std::int64_t count = counters.*column.counter;
    const bool is_time = column.counter == &RunCounters::waits_ms;
    cells->push_back(is_time ? DurationText(count) : CountText(count));
  }
}

std::string ChunksText(const RunRecord& run, const TextStyle& style, int width) {
  const std::vector<CounterColumn> columns = CounterColumnsOf(run.counters);
  TextTable table;
  table.AddColumn("Chunk", Align::kRight);
  table.AddColumn("Days", Align::kLeft);
  for (const CounterColumn& column : columns) table.AddColumn(column.head, Align::kRight);
  for (const RunChunk& chunk : ChunksByDays(run)) {
    std::vector<std::string> cells = {std::to_string(chunk.number),
                                      FormatDay(chunk.start) + " – " + FormatDay(chunk.end)};
    if (!chunk.done) cells.back() += " (not done)";
    AddCounterCells(columns, chunk.counters, &cells);
    table.AddRow(std::move(cells));
  }
  std::vector<std::string> totals = {"", "Total"};
  AddCounterCells(columns, run.counters, &totals);
  table.SetTotals(std::move(totals));
  return table.ToText(style, width);
}

// A paragraph behind `lead`, in lines of at most `width` (0: one line), indented after the first.
std::string Paragraph(const std::string& lead, const std::string& text, int width) {
  if (width == 0) return lead + text + "\n";
  constexpr int kIndent = 4;
  std::string paragraph = lead;
  bool is_first = true;
  for (const std::string& line : Wrapped(text, width - kIndent)) {
    paragraph += (is_first ? "" : std::string(kIndent, ' ')) + line + "\n";
    is_first = false;
  }
  return is_first ? lead + "\n" : paragraph;
}

std::string StateText(SurfaceState state) {
  switch (state) {
    case SurfaceState::kNotAsked:
      return "no answer yet";
    case SurfaceState::kOk:
      return "";
    case SurfaceState::kRefused:
      return "refused: no right to read it";
    case SurfaceState::kNotOffered:
      return "unknown to the provider";
  }
  return "";
}

// Surfaces that the provider does not know are told of in one line: a provider that knows only one
// would else be drowned in the others.
std::string SurfacesText(const RunRecord& run, const TextStyle& style, int width) {
  const std::vector<SurfaceOfRun> surfaces = SurfacesOfRun(run);
  if (surfaces.size() < 2) return "";
  TextTable table;
  table.AddColumn("  Surface", Align::kLeft);
  for (const char* head : {"Changed", "Unchanged", "Parked", "Rows written"}) {
    table.AddColumn(head, Align::kRight);
  }
  table.AddColumn("", Align::kLeft);
  std::string unknown;
  int shown = 0;
  bool any_refused = false;
  for (const SurfaceOfRun& surface : surfaces) {
    if (surface.state == SurfaceState::kNotOffered) {
      unknown += (unknown.empty() ? "" : ", ") + surface.name;
      continue;
    }
    ++shown;
    const RunCounters& counters = surface.counters;
    const bool is_refused = surface.state == SurfaceState::kRefused;
    any_refused = any_refused || is_refused;
    const auto cell = [is_refused](std::int64_t count) {
      return is_refused ? std::string(kUnknownText) : CountText(count);
    };
    table.AddRow({"  " + surface.name, cell(counters.windows_changed),
                  cell(counters.windows_unchanged), cell(counters.windows_parked),
                  cell(counters.rows_written), StateText(surface.state)});
  }
  std::string text = shown > 1 || any_refused ? table.ToText(style, width) : "";
  if (!unknown.empty()) text += Paragraph("  ", "Unknown to the provider: " + unknown, width);
  return text;
}

struct RunColumn {
  std::string head;
  Align align = Align::kLeft;
  bool always = false;  // Else only where it says something, and has room.
  std::function<std::string(const RunRecord&, const TextStyle&)> cell;
};

std::vector<RunColumn> RunColumns() {
  const auto count = [](std::int64_t RunCounters::*counter) {
    return [counter](const RunRecord& run, const TextStyle&) {
      return CountText(run.counters.*counter);
    };
  };
  return {
      {"ID", Align::kRight, true,
       [](const RunRecord& run, const TextStyle&) { return std::to_string(run.id); }},
      {"Started (UTC)", Align::kLeft, true,
       [](const RunRecord& run, const TextStyle&) { return ShortTime(run.started_at); }},
      {"Verb", Align::kLeft, true, [](const RunRecord& run, const TextStyle&) { return run.verb; }},
      {"Source", Align::kLeft, true,
       [](const RunRecord& run, const TextStyle&) { return Printable(run.source); }},
      {"Outcome", Align::kLeft, true, OutcomeText},
      {"Exit", Align::kRight, true,
       [](const RunRecord& run, const TextStyle&) {
         return run.finished_at == 0 ? std::string(kUnknownText) : std::to_string(run.exit_code);
       }},
      {"Label", Align::kLeft, false,
       [](const RunRecord& run, const TextStyle&) { return Printable(run.label); }},
      {"Changed", Align::kRight, false, count(&RunCounters::windows_changed)},
      {"Parked", Align::kRight, false, count(&RunCounters::windows_parked)},
      {"Rows", Align::kRight, false, count(&RunCounters::rows_written)},
      {"Requests", Align::kRight, false, count(&RunCounters::requests)},
      {"429s", Align::kRight, false, count(&RunCounters::throttled)}};
}

TextTable TableOf(const std::vector<RunRecord>& runs, const std::vector<const RunColumn*>& columns,
                  const TextStyle& style) {
  TextTable table;
  for (const RunColumn* column : columns) table.AddColumn(column->head, column->align);
  for (const RunRecord& run : runs) {
    std::vector<std::string> cells;
    for (const RunColumn* column : columns) cells.push_back(column->cell(run, style));
    table.AddRow(std::move(cells));
  }
  return table;
}

// What the run's message says already is not said again.
std::string IssueLine(const RunRecord& run, const RunIssue& issue, const TextStyle& style,
                      int width) {
  std::string line = Printable(issue.code);
  const std::size_t code_length = line.size();
  if (issue.count != 1) line += " ×" + CountText(issue.count);
  if (!issue.where.empty()) line += "  " + Printable(issue.where);
  const bool is_said = run.message.find(issue.detail) != std::string::npos;
  if (!issue.detail.empty() && !is_said) line += ": " + Printable(issue.detail);
  std::string text = Paragraph("  ", line, width);
  return text.substr(0, 2) + style.Note(text.substr(2, code_length)) + text.substr(2 + code_length);
}

// The table of surfaces tells of those that were turned away.
std::vector<RunIssue> IssuesBesideSurfaces(const RunRecord& run) {
  std::vector<RunIssue> issues = run.issues;
  if (SurfacesOfRun(run).size() < 2) return issues;
  std::erase_if(issues, [](const RunIssue& issue) {
    return issue.code == issue::kSurfaceRefused || issue.code == issue::kSurfaceUnknown;
  });
  return issues;
}

// Issues that follow each other and say the same become one, of all their places.
std::vector<RunIssue> Joined(const std::vector<RunIssue>& issues) {
  std::vector<RunIssue> joined;
  std::string first_place;
  for (const RunIssue& issue : issues) {
    const bool is_more = !joined.empty() && !issue.detail.empty() &&
                         joined.back().code == issue.code && joined.back().detail == issue.detail;
    if (is_more) {
      joined.back().count += issue.count;
      joined.back().where = first_place + " … " + issue.where;
    } else {
      joined.push_back(issue);
      first_place = issue.where;
    }
  }
  return joined;
}

}  // namespace

std::string RunsText(const std::vector<RunRecord>& runs, const std::string& database,
                     const TextStyle& style, int width) {
  if (runs.empty()) return "The ledger at " + database + " has no such runs.\n";
  const std::vector<RunColumn> all = RunColumns();
  std::vector<const RunColumn*> shown;
  for (const RunColumn& column : all) {
    const bool says_something = std::any_of(runs.begin(), runs.end(), [&](const RunRecord& run) {
      const std::string cell = column.cell(run, style);
      return !cell.empty() && cell != "0";
    });
    if (column.always || says_something) shown.push_back(&column);
  }
  while (width > 0 && TableOf(runs, shown, style).NaturalWidth() > width) {
    const auto lesser = std::find_if(shown.rbegin(), shown.rend(),
                                     [](const RunColumn* column) { return !column->always; });
    if (lesser == shown.rend()) break;
    shown.erase(std::next(lesser).base());
  }
  return TableOf(runs, shown, style).ToText(style, width);
}

std::string RequestLine(const RunCounters& counters) {
  if (counters.requests == 0) return "";
  return "  " + Counted(counters.requests, "request") + ", " + CountText(counters.throttled) +
         " throttled (429), " +
         (counters.retries == 1 ? "1 retry" : CountText(counters.retries) + " retries") + ", " +
         DurationText(counters.waits_ms) + " waited\n";
}

std::string IssueLines(const RunRecord& run, const TextStyle& style, int width) {
  constexpr std::size_t kShown = 20;
  std::string text;
  const std::vector<RunIssue> issues = Joined(IssuesBesideSurfaces(run));
  for (std::size_t i = 0; i < issues.size() && i < kShown; ++i) {
    text += IssueLine(run, issues[i], style, width);
  }
  if (issues.size() > kShown) {
    text += "  and " + CountText(static_cast<std::int64_t>(issues.size() - kShown)) +
            " more: cognitrack runs " + std::to_string(run.id) + "\n";
  }
  return text;
}

std::string RunSummaryLines(const RunRecord& run, const TextStyle& style, int width) {
  const RunCounters& counters = run.counters;
  std::string text = "  " + Counted(counters.windows_changed, "window") + " changed, " +
                     CountText(counters.windows_unchanged) + " unchanged, " +
                     CountText(counters.windows_parked) + " parked\n";
  text += "  " + Counted(counters.rows_read, "row") + " read, " + CountText(counters.rows_written) +
          " written\n";
  return text + RequestLine(counters) + SurfacesText(run, style, width) +
         IssueLines(run, style, width);
}

std::string RunText(const RunRecord& run, const TextStyle& style, int width) {
  std::string text = style.Bold("Run " + std::to_string(run.id) + " · " + run.verb) + "\n\n";
  AppendFact("Source", Printable(run.source), &text);
  if (!run.label.empty()) AppendFact("Label", Printable(run.label), &text);
  if (const std::string key = KeyOf(run); !key.empty()) AppendFact("Asked with", key, &text);
  AppendFact("Started", FormatTime(run.started_at), &text);
  if (run.finished_at == 0) {
    AppendFact("Finished", "not yet, or it was killed", &text);
  } else {
    AppendFact(
        "Finished",
        FormatTime(run.finished_at) + ", after " + SecondsText(run.finished_at - run.started_at),
        &text);
  }
  AppendFact("Outcome", OutcomeText(run, style) + ", exit code " + std::to_string(run.exit_code),
             &text);
  if (!run.message.empty())
    text += Paragraph("Message     ", Printable(run.message), width == 0 ? 0 : width - 8);
  if (!run.parameters.empty()) AppendFact("Asked for", Printable(run.parameters), &text);
  AppendFact("Rows read", CountText(run.counters.rows_read), &text);
  const std::string surfaces = SurfacesText(run, style, width);
  if (!surfaces.empty()) text += "\n" + surfaces;
  if (!run.chunks.empty()) text += "\n" + ChunksText(run, style, width);
  const std::vector<RunIssue> issues = IssuesBesideSurfaces(run);
  if (issues.empty()) return text + "\nNo issues.\n";
  text += "\n" + style.Bold("Issues") + "\n";
  for (const RunIssue& issue : issues) text += IssueLine(run, issue, style, width);
  return text;
}

}  // namespace cognitrack
