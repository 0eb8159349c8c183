#include "rehearsal/rehearsal_view.h"

#include <cstdio>

#include "cli/json_document.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

std::string VerdictText(const std::string& verdict, const TextStyle& style) {
  return verdict == "exact" ? style.Good(verdict) : style.Bad(verdict);
}

std::string SecondsText(std::chrono::milliseconds took) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(took.count()) / 1'000);
  return text;
}

FaultCount CountOf(const RehearsalSummary& summary, const std::string& kind) {
  const auto found = summary.faults.find(kind);
  return found == summary.faults.end() ? FaultCount{} : found->second;
}

std::string FaultsText(const RehearsalSummary& summary, const TextStyle& style, int width) {
  if (summary.kinds.empty()) return "";
  TextTable table;
  table.AddColumn("Fault", Align::kLeft);
  table.AddColumn("Injected", Align::kRight);
  table.AddColumn("Noticed", Align::kRight);
  for (const std::string& kind : summary.kinds) {
    const FaultCount count = CountOf(summary, kind);
    table.AddRow({kind, CountText(count.injected), CountText(count.noticed)});
  }
  return "\n" + table.ToText(style, width);
}

}  // namespace

std::string RehearsalText(const RehearsalSummary& summary, std::chrono::milliseconds took,
                          const TextStyle& style, int width) {
  std::string text = style.Bold("Rehearsal of " + std::to_string(summary.options.hours) +
                                " hours, seed " + std::to_string(summary.options.seed)) +
                     ": " + VerdictText(summary.verdict, style) + "\n\n";
  TextTable table;
  table.AddColumn("Figure", Align::kLeft);
  table.AddColumn("Seen", Align::kRight);
  table.AddColumn("Expected", Align::kRight);
  const auto count = [&table](const std::string& name, std::int64_t seen,
                              std::string expected = "") {
    table.AddRow({name, CountText(seen), std::move(expected)});
  };
  for (const RehearsalParity& parity : summary.parity) {
    table.AddRow({"parity of " + parity.what, parity.verdict, "exact"});
  }
  table.AddRow({"reconciliation", summary.reconciliation, ""});
  count("windows (" + std::to_string(summary.days) + " days × " + std::to_string(summary.sources) +
            " surfaces)",
        summary.windows_seen, CountText(summary.windows_expected()));
  count("simulated keys", summary.simulated_keys, "0");
  count("slots run", summary.slots_run, CountText(summary.slots_expected - summary.slots_missed));
  count("slots missed", summary.slots_missed);
  count("slots caught up or tried again", summary.slots_caught_up);
  count("slots done twice", summary.slots_repeated, "0");
  count("runs", summary.runs);
  count("runs that failed", summary.runs_failed);
  count("requests", summary.requests);
  count("retries", summary.retries);
  count("answers 429", summary.throttled);
  count("windows parked", summary.windows_parked);
  count("revision changes", summary.revision_changes);
  count("findings of the integrity check", summary.integrity_findings, "0");
  text += table.ToText(style, width) + FaultsText(summary, style, width);
  return text + "\nLedger " + summary.digest.substr(0, 16) + "…, in " + SecondsText(took) + "\n";
}

std::string RehearsalJson(const RehearsalSummary& summary, std::chrono::milliseconds took) {
  JsonObject document;
  document.Set("verdict", summary.verdict);
  document.Set("hours", std::int64_t{summary.options.hours});
  document.Set("seed", static_cast<std::int64_t>(summary.options.seed));
  document.Set("faults_spec", summary.options.faults);
  document.SetTime("started_at", summary.started_at);
  document.SetTime("ended_at", summary.ended_at);
  JsonArray parity;
  for (const RehearsalParity& one : summary.parity) {
    parity.Add(JsonObject().Set("of", one.what).Set("verdict", one.verdict));
  }
  document.Set("parity", parity);
  document.Set("reconciliation", summary.reconciliation);
  document.Set("windows", JsonObject()
                              .Set("days", summary.days)
                              .Set("sources", summary.sources)
                              .Set("expected", summary.windows_expected())
                              .Set("seen", summary.windows_seen)
                              .Set("parked", summary.windows_parked)
                              .Set("revision_changes", summary.revision_changes));
  document.Set("simulatedKeys", summary.simulated_keys);
  document.Set("slots", JsonObject()
                            .Set("expected", summary.slots_expected)
                            .Set("run", summary.slots_run)
                            .Set("missed", summary.slots_missed)
                            .Set("caught_up", summary.slots_caught_up)
                            .Set("done_twice", summary.slots_repeated));
  document.Set("runs", summary.runs).Set("runs_failed", summary.runs_failed);
  document.Set("requests", summary.requests).Set("retries", summary.retries);
  document.Set("throttled", summary.throttled);
  JsonObject faults;
  for (const std::string& kind : summary.kinds) {
    const FaultCount count = CountOf(summary, kind);
    faults.Set(kind, JsonObject().Set("injected", count.injected).Set("noticed", count.noticed));
  }
  document.Set("faults", faults);
  document.Set("integrity_findings", summary.integrity_findings);
  document.Set("digest", summary.digest);
  document.Set("wall_ms", std::int64_t{took.count()});
  return document.ToText();
}

}  // namespace cognitrack
