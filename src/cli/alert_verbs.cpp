#include "cli/alert_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const OptionSpec kBudget{"NAME", "", "The budget", &O::budget_name, true};

std::vector<VerbSpec> OfAlerts(std::string_view group) {
  return {
      {"alerts list",
       group,
       "What stands: variance, stale sources, parked days, budgets, …",
       "Each alert with since when, and who was told of it. 'alerts check' finds out anew.",
       {},
       {"cognitrack alerts list"},
       {}},
      {"alerts history",
       group,
       "Alerts that stood and those that stand, newest first",
       "With who was told, when, after how many tries, and why a try failed.",
       {{"--limit", "N", "How many (50)", &O::limit},
        {"--cursor", "NEXT", "With --limit: what the page before gave as 'next'", &O::cursor}},
       {"cognitrack alerts history --limit 200"},
       {}},
      {"alerts check",
       group,
       "Find out what stands now, and note what changed",
       "Compares costs with their use first, where a pull stored some since the last time. Then "
       "computes every rule (docs/ALERTS.md) from the ledger: what is crossed is noted once, what "
       "is over is closed. 'serve' does this by itself; a timer may do it without one.",
       {{"--notify", "", "Also tell who is to be told: COGNITRACK_WEBHOOK_URL, …", &O::notify}},
       {"cognitrack alerts check", "cognitrack alerts check --notify"},
       {{69, "somebody could not be told; it is tried again by the next check"}}},
      {"alerts test",
       group,
       "Send a test to everybody who is told of alerts",
       "Tells of each target whether it took it, and why not. Nothing is noted.",
       {},
       {"cognitrack alerts test"},
       {{69, "a target did not take it"}, {78, "no target is set"}}},
  };
}

VerbSpec ParityWatch(std::string_view group) {
  return {"parity watch",
          group,
          "Compare what appeared in the watched folder, each export once",
          "Looks at the files of COGNITRACK_EXPORTS_FOLDER that end in .csv, compares with the "
          "ledger what was not compared before (known by its SHA-256), and records each as "
          "'parity --csv' does. A file that changed within the last minute is left to the next "
          "look. Nothing is moved, changed or deleted. 'serve' does this every minute.",
          {},
          {"COGNITRACK_EXPORTS_FOLDER=/srv/exports cognitrack parity watch"},
          {{1, "not proven: a verdict is variance or incomplete, or a file was refused"},
           {78, "no folder is set, or it cannot be read"}}};
}

std::vector<VerbSpec> OfBudgets(std::string_view group) {
  return {
      {"budgets list",
       group,
       "How much may be spent, and how much was",
       "Each budget with what was spent in its current period: as billed, by the price book on "
       "days that are not billed yet; days of which neither is known are unknown, not 0.",
       {},
       {"cognitrack budgets list"},
       {}},
      {"budgets set",
       group,
       "Make a budget, or set it anew",
       "Of --source, in US dollars a day, a week (from Monday) or a month of UTC. An alert warns "
       "at "
       "80 % and tells when it is exceeded at 100 %. A budget of a model goes by the price book: "
       "bills do not tell models.",
       {kBudget,
        {"--limit-usd", "AMOUNT", "How much, to the last digit", &O::budget_limit, true},
        {"--period", "PERIOD", "day, week or month (month)", &O::budget_period},
        {"--warn", "PERCENT", "When to warn, from 1 to 100 (80; 100: not)", &O::warn_percent},
        {"--project", "ID", "Of one project alone", &O::budget_project},
        {"--model", "NAME", "Of one model alone", &O::budget_model},
        {"--by", "NAME", "Who sets it; the login name by default", &O::signed_by}},
       {"cognitrack budgets set production --limit-usd 5000",
        "cognitrack budgets set lab --limit-usd 40 --period day --project proj_lab"},
       {{64, "the command line is wrong; nothing was changed"}}},
      {"budgets remove",
       group,
       "Take a budget away",
       "What it alerted of is over with the next check.",
       {kBudget},
       {"cognitrack budgets remove lab"},
       {{64, "there is no such budget; nothing was changed"}}},
  };
}

}  // namespace

std::vector<VerbSpec> AlertVerbs(std::string_view group) {
  std::vector<VerbSpec> verbs = OfAlerts(group);
  verbs.push_back(ParityWatch(group));
  for (VerbSpec& verb : OfBudgets(group)) verbs.push_back(std::move(verb));
  return verbs;
}

}  // namespace cognitrack
