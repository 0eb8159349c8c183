#include "cli/parity_recording.h"
#include "cli/rollback_view.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

Result<RollbackOptions> OptionsOf(const CommandOptions& options, const Settings& settings) {
  constexpr std::int64_t kMostSchemas = 9'999;
  RollbackOptions rollback;
  if (settings.source_given) rollback.source = settings.source;
  rollback.parity_source = settings.source;
  rollback.from = options.from;
  if (options.to_schema) {
    if (*options.to_schema > kMostSchemas) {
      return Error{ErrorCode::kUsage, "--to-version " + std::to_string(*options.to_schema) +
                                          ": there is no such schema; nothing was changed"};
    }
    rollback.to_version = static_cast<int>(*options.to_schema);
  }
  rollback.restore_from = options.from_place;
  rollback.lose_data = options.lose_data;
  rollback.csv_files = options.csv_files;
  rollback.reason = options.reason.value_or("");
  rollback.by = options.signed_by.value_or("");
  return rollback;
}

// What a rollback works with, as the command line has it.
class PartsOfCommand {
 public:
  PartsOfCommand(CommandContext& context, const FlagDefault& otherwise)
      : upkeep_{context.environment().clock, context.environment().open_schema,
                context.environment().free_bytes},
        parts_{context.settings().database,
               context.options().database ? " --db " + ShellWord(context.settings().database_text)
                                          : std::string(),
               otherwise,
               context.environment().open_ledger,
               upkeep_,
               context.environment().spawner,
               context.progress(),
               [&context](const ParityDocument& document, UtcSeconds started_at) {
                 return RecordParity(context, document, started_at);
               }} {}
  PartsOfCommand(const PartsOfCommand&) = delete;
  PartsOfCommand& operator=(const PartsOfCommand&) = delete;

  const RollbackParts& parts() const { return parts_; }

 private:
  BackupParts upkeep_;
  RollbackParts parts_;
};

StepAnswer AnswerOf(CommandContext& context, int number, const RollbackStep& step) {
  std::string question =
      "\nStep " + std::to_string(number) + ", " + StepWords(step.kind) + ": " + step.does + "\n";
  for (const std::string& command : step.commands) question += "  " + command + "\n";
  const auto answer =
      context.environment().ask(question + "Do it? [y]es, [s]kip it, anything else stops: ");
  if (!answer || answer->empty()) return StepAnswer::kStop;
  if (answer->front() == 'y' || answer->front() == 'Y') return StepAnswer::kDo;
  return answer->front() == 's' || answer->front() == 'S' ? StepAnswer::kSkip : StepAnswer::kStop;
}

Result<StepQuestion> QuestionOf(CommandContext& context) {
  if (context.options().yes) {
    return StepQuestion([](int, const RollbackStep&) { return StepAnswer::kDo; });
  }
  if (context.environment().ask) {
    return StepQuestion([&context](int number, const RollbackStep& step) {
      return AnswerOf(context, number, step);
    });
  }
  return Error{ErrorCode::kUsage,
               "there is no terminal to ask at before each step: look at 'cognitrack rollback "
               "plan', then give --yes; nothing was changed"};
}

}  // namespace

Result<int> RunRollbackPlan(CommandContext& context) {
  const std::string& database = context.settings().database_text;
  TRY(const RollbackOptions options, OptionsOf(context.options(), context.settings()));
  TRY(const FlagDefault otherwise, context.settings().daily_windows);
  const PartsOfCommand of_command(context, otherwise);
  TRY(const RollbackPlan plan, PlanRollback(options, of_command.parts()));
  context.Print(RollbackPlanText(plan, database, context.style(), context.width()));
  context.PrintJson(RollbackPlanJson(plan, context.options().verb, database));
  return 0;
}

Result<int> RunRollbackRun(CommandContext& context) {
  const Settings& settings = context.settings();
  TRY(const RollbackOptions options, OptionsOf(context.options(), settings));
  TRY(const StepQuestion question, QuestionOf(context));
  TRY(const FlagDefault otherwise, context.settings().daily_windows);
  const PartsOfCommand of_command(context, otherwise);
  TRY(const RollbackRecord record,
      RunRollback(options, of_command.parts(), settings.login, question));
  context.Print(RollbackText(record, settings.database_text, context.style(), context.width()));
  context.PrintJson(RollbackJson(record, settings.database_text));
  if (record.run.exit_code != 0) {
    context.environment().err << "cognitrack rollback run: " << record.run.message << "\n";
  }
  return record.run.exit_code;
}

}  // namespace cognitrack
