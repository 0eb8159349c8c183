#include "cli/command_line.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/argument_parser.h"
#include "cli/change_record.h"
#include "cli/help.h"
#include "cli/json_document.h"
#include "cli/man_page.h"
#include "cli/settings_in_force.h"
#include "cli/verb_table.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

using VerbFunction = Result<int> (*)(CommandContext&);

constexpr std::array<std::pair<std::string_view, VerbFunction>, 94> kVerbFunctions = {{
    {"import", RunImport},
    {"ingest", RunIngest},
    {"backfill", RunBackfill},
    {"windows", RunWindows},
    {"cursors", RunCursors},
    {"cursors reset", RunCursorsReset},
    {"prune", RunPrune},
    {"usage", RunUsage},
    {"costs", RunCosts},
    {"prices check", RunPricesCheck},
    {"prices explain", RunPricesExplain},
    {"prices infer", RunPricesInfer},
    {"allocation set", RunAllocationSet},
    {"allocation show", RunAllocationShow},
    {"allocation check", RunAllocationCheck},
    {"allocation statement", RunAllocationStatement},
    {"runs", RunRuns},
    {"sources", RunSources},
    {"names", RunNames},
    {"names pull", RunNamesPull},
    {"names list", RunNamesList},
    {"names show", RunNamesShow},
    {"parity", RunParity},
    {"parity costs", RunParityCosts},
    {"parity sign", RunParitySign},
    {"parity list", RunParityList},
    {"parity show", RunParityShow},
    {"parity watch", RunParityWatch},
    {"export", RunExport},
    {"export reconciliation", RunExportReconciliation},
    {"anonymise", RunAnonymise},
    {"capture", RunCapture},
    {"doctor", RunDoctor},
    {"config print", RunConfigPrint},
    {"keys list", RunKeysList},
    {"keys add", RunKeysAdd},
    {"keys check", RunKeysCheck},
    {"keys rotate", RunKeysRotate},
    {"keys disable", RunKeysDisable},
    {"keys enable", RunKeysEnable},
    {"keys remove", RunKeysRemove},
    {"keys reseal", RunKeysReseal},
    {"keys rotate-kek", RunKeysRotateKek},
    {"keys retire-kek", RunKeysRetireKek},
    {"config check", RunConfigCheck},
    {"flags", RunFlags},
    {"flags set", RunFlagsSet},
    {"flags reset", RunFlagsReset},
    {"flags history", RunFlagsHistory},
    {"shadow", RunShadow},
    {"shadow begin", RunShadowBegin},
    {"shadow compare", RunShadowCompare},
    {"shadow promote", RunShadowPromote},
    {"shadow drop", RunShadowDrop},
    {"shadow back", RunShadowBack},
    {"shadow history", RunShadowHistory},
    {"rollback", RunRollbackPlan},
    {"rollback plan", RunRollbackPlan},
    {"rollback run", RunRollbackRun},
    {"rebuild", RunRebuild},
    {"backup", RunBackup},
    {"restore", RunRestore},
    {"copy", RunCopy},
    {"migrate status", RunMigrateStatus},
    {"migrate plan", RunMigratePlan},
    {"migrate up", RunMigrateUp},
    {"migrate down", RunMigrateDown},
    {"accounts list", RunAccountsList},
    {"accounts setup-link", RunAccountsSetupLink},
    {"accounts add", RunAccountsAdd},
    {"accounts role", RunAccountsRole},
    {"accounts disable", RunAccountsDisable},
    {"accounts enable", RunAccountsEnable},
    {"accounts remove", RunAccountsRemove},
    {"accounts password", RunAccountsPassword},
    {"tokens list", RunTokensList},
    {"tokens create", RunTokensCreate},
    {"tokens revoke", RunTokensRevoke},
    {"audit list", RunAuditList},
    {"audit verify", RunAuditVerify},
    {"alerts list", RunAlertsList},
    {"alerts history", RunAlertsHistory},
    {"alerts check", RunAlertsCheck},
    {"alerts test", RunAlertsTest},
    {"budgets list", RunBudgetsList},
    {"budgets set", RunBudgetsSet},
    {"budgets remove", RunBudgetsRemove},
    {"serve", RunServe},
    {"health", RunHealth},
    {"cron trigger", RunCronTrigger},
    {"schedule list", RunScheduleList},
    {"schedule run", RunScheduleRun},
    {"rehearse", RunRehearse},
    {"version", RunVersion},
}};

bool Asks(const std::vector<std::string>& arguments, std::string_view flag) {
  return std::find(arguments.begin(), arguments.end(), flag) != arguments.end();
}

std::string ErrorDocument(const Error& error) {
  JsonObject detail;
  detail.Set("code", NameOf(error.code));
  detail.Set("message", error.message);
  detail.Set("exit_code", std::int64_t{ExitCodeOf(error.code)});
  return JsonObject().Set("error", detail).ToText();
}

// The error on standard error; with --json also as the one document on standard output.
int Fail(const Error& error, const std::string& verb, bool json, CliEnvironment& environment) {
  const int exit_code = ExitCodeOf(error.code);
  environment.err << "cognitrack" << (verb.empty() ? "" : " " + verb) << ": " << error.message
                  << "\n";
  if (json) environment.out << ErrorDocument(error) << "\n";
  return exit_code;
}

// "cognitrack help [VERB]" and "--version" are other words for what the table has.
std::vector<std::string> WithoutAliases(std::vector<std::string> arguments) {
  if (arguments.empty()) return arguments;
  if (arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  } else if (arguments.front() == "--version") {
    arguments.front() = "version";
  }
  return arguments;
}

int ShowHelp(const std::string& verb, const std::vector<std::string>& arguments,
             CliEnvironment& environment) {
  const bool plain =
      Asks(arguments, "--no-color") || !environment.variable("NO_COLOR").value_or("").empty();
  const TextStyle style(environment.out_is_terminal && !plain);
  const int width = environment.out_is_terminal ? environment.terminal_width : 80;
  environment.out << (verb.empty() ? OverviewHelp(style, width) : VerbHelp(verb, style, width));
  return 0;
}

}  // namespace

CliEnvironment CliEnvironment::With(std::ostream& other_out, std::ostream& other_err) const {
  return {.clock = clock,
          .spawner = spawner,
          .random = random,
          .out = other_out,
          .err = other_err,
          .variable = variable,
          .open_ledger = open_ledger,
          .open_service_store = open_service_store,
          .borrow_reader = borrow_reader,
          .run_observer = run_observer,
          .stop_requested = stop_requested,
          .stopped_by = stopped_by,
          .on_recorded = on_recorded,
          .provider_transport = provider_transport,
          .transport = transport,
          .make_provider = make_provider,
          .make_names_provider = make_names_provider,
          .make_page_recorder = make_page_recorder,
          .make_bucket_reader = make_bucket_reader,
          .readings = readings,
          .make_notifiers = make_notifiers,
          .open_schema = open_schema,
          .free_bytes = free_bytes,
          .ask = {},
          .read_secret = {},
          .serve = {},
          .rehearse = {},
          .system_settings = system_settings,
          .setting_values = setting_values};
}

Result<int> RunVerb(const CommandOptions& options, CliEnvironment& environment) {
  TRY(Settings settings, SettingsInForce(options, environment));
  CommandContext context(options, std::move(settings), environment);
  for (const auto& [name, function] : kVerbFunctions) {
    if (name == options.verb) return function(context);
  }
  return Error{ErrorCode::kInvariant, "the verb '" + options.verb + "' has no function"};
}

int RunCommandLine(const std::vector<std::string>& arguments, CliEnvironment& environment) {
  if (arguments.empty()) {
    environment.err << OverviewHelp(TextStyle(false), environment.terminal_width);
    return ExitCodeOf(ErrorCode::kUsage);
  }
  // What the package's manual page is made with.
  if (arguments.size() == 1 && arguments.front() == "--man-page") {
    environment.out << ManPage();
    return 0;
  }
  const Result<ParsedCommand> parsed = ParseArguments(WithoutAliases(arguments));
  if (!parsed) return Fail(parsed.error(), "", Asks(arguments, "--json"), environment);
  const CommandOptions& options = parsed->options;
  if (parsed->help) return ShowHelp(options.verb, arguments, environment);

  Result<int> exit_code = RunRecordedVerb(options, environment);
  environment.out.flush();
  if (exit_code && !environment.out) {
    exit_code = Error{ErrorCode::kDisk, "standard output could not be written to its end"};
  }
  if (!exit_code) return Fail(exit_code.error(), options.verb, options.json, environment);
  return *exit_code;
}

}  // namespace cognitrack
