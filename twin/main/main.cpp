// cognitrack-twin: a provider to test against, and the exports that match it.
#include <CLI/CLI.hpp>
#include <iostream>

#include "twin/faults.h"
#include "twin/main/verbs.h"

namespace cognitrack::twin {
namespace {

void AddDataOptions(CLI::App* verb, DataOptions* data) {
  auto* exports = verb->add_option("--export", data->exports,
                                   "usage and cost exports to serve as one organisation");
  verb->add_option("--seed", data->seed, "which made-up organisation")->excludes(exports);
  verb->add_option("--days", data->days, "how many days of it")->excludes(exports);
  verb->add_option("--end", data->end, "its last day; default: the day before --now")
      ->excludes(exports);
  verb->add_option("--now", data->now,
                   "the time it is for the twin, such as 2026-03-05T12:00:00Z; default: the clock");
  verb->add_option("--rows-per-day", data->rows_per_day, "distinct keys on a day with use");
  verb->add_option("--profile", data->profile, "how its input is made up")
      ->check(CLI::IsMember({"cached-heavy", "plain", "money"}));
  verb->add_option("--volume", data->volume, "multiplies its requests and tokens")
      ->check(CLI::Range(1, 1'000'000));
  verb->add_option("--bill", data->bill,
                   "how the costs of --profile money differ from the price of its usage")
      ->excludes(exports);
}

constexpr std::string_view kBillHelp =
    "Bill: a list, separated by commas, of\n"
    "  free_tier=DAY[:MODEL]          the day's first tokens of input at no charge\n"
    "  missing_surface=SURFACE        its costs are billed, its usage is refused with 403\n"
    "  price_change=MODEL@DAY*FACTOR  from that day on so many times the price\n"
    "  late_day=DAY                   a quarter of each line is not billed yet\n"
    "  cost_without_usage=DAY:DOLLARS billed for a model that nobody used\n"
    "  usage_without_cost=DAY:MODEL   no line of the model on that day\n"
    "  credit=DAY:DOLLARS             so much less on one line, without any evidence\n";

std::string FaultHelp() {
  std::string text =
      "Faults: KIND[/SURFACE][@N|@N-M|@N+][~PERCENT][=ARGUMENT], separated by commas. Without @ a\n"
      "fault fires on the first request that it can change; with ~ on any of them, with that "
      "chance.\n";
  for (const FaultDescription& fault : FaultCatalogue()) {
    text += "  " + std::string(fault.name);
    text += std::string(fault.name.size() < 20 ? 20 - fault.name.size() : 1, ' ');
    text += std::string(fault.meaning) + '\n';
  }
  return text;
}

int Run(int argc, char** argv) {
  CLI::App app("A twin of a provider's organisation API of usage and costs, for tests.",
               "cognitrack-twin");
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "print the options of every verb");
  app.footer(FaultHelp() + std::string(kBillHelp));
  DataOptions data;
  ServeOptions serving;
  ExportCommand exporting;
  BillCommand billing;

  CLI::App* serve = app.add_subcommand(
      "serve", "serve GET /v1/organization/usage/…, …/costs and the lists of ids");
  serve->add_option("--listen", serving.listen, "loopback address and port; 0 picks a port");
  AddDataOptions(serve, &data);
  serve->add_option("--faults", serving.faults, "how to misbehave; see below");
  serve->add_option("--fault-log", serving.fault_log, "a file that gets one line a fault shown");
  serve->add_option("--fault-seed", serving.fault_seed, "for faults with a chance");
  serve->add_option("--rpm", serving.requests_per_minute, "429 above so many requests a minute");
  serve->add_flag("--render-ahead", serving.render_ahead, "render every day before listening");
  serve->add_flag("--reverse-rows", serving.reverse_rows,
                  "list the rows of a bucket the other way round: equal content, other bytes");
  serve->add_option("--amounts", serving.amounts, "how amount.value is written")
      ->check(CLI::IsMember({"number", "text"}));
  serve->footer(FaultHelp() + std::string(kBillHelp));

  CLI::App* write = app.add_subcommand("export", "write the export that matches the same data");
  AddDataOptions(write, &data);
  write
      ->add_option("--version", exporting.version,
                   "the header version: u of completions usage, c of costs")
      ->check(CLI::IsMember({"u1", "u2", "u3", "u4", "c1", "c2", "c3", "c4", "c5"}));
  write->add_option("--out", exporting.out, "the file to write")->required();
  write->add_option("--from", exporting.from, "first day; default: the data's");
  write->add_option("--to", exporting.to, "last day; default: the data's");
  write->add_option("--width", exporting.width, "bucket width")
      ->check(CLI::IsMember({"1d", "1h", "1m"}));
  write->add_flag("--clip-last", exporting.clip_last, "the last bucket ends one second early");
  write
      ->add_option(
          "--group-by", exporting.group_by,
          "fill only these dimensions; default: all of usage, line_item and project_id of costs")
      ->delimiter(',');
  write->footer(std::string(kBillHelp));

  CLI::App* bill = app.add_subcommand(
      "bill", "print what usage costs by the price list, what is billed, and why they differ");
  AddDataOptions(bill, &data);
  bill->add_flag("--json", billing.json, "as one JSON document, every line of the bill");
  bill->footer(std::string(kBillHelp));

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : ExitCodeOf(ErrorCode::kUsage);
  }
  const Status status = serve->parsed()   ? Serve(data, serving)
                        : write->parsed() ? Export(data, exporting)
                                          : PrintBill(data, billing);
  if (status) return 0;
  std::cerr << "cognitrack-twin: " << status.error().message << '\n';
  return ExitCodeOf(status.error().code);
}

}  // namespace
}  // namespace cognitrack::twin

int main(int argc, char** argv) { return cognitrack::twin::Run(argc, argv); }
