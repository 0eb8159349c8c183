#include "api/ledger_verbs.h"

#include <array>
#include <sstream>

#include "cli/settings_in_force.h"
#include "formats/input_alias.h"

namespace cognitrack {
namespace {

// Tells two what one is told.
class RunRelay : public RunObserver {
 public:
  RunRelay(RunObserver* first, RunObserver* second) : observers_{first, second} {}
  void OnBegin(const RunRecord& run) override {
    for (RunObserver* observer : observers_) {
      if (observer != nullptr) observer->OnBegin(run);
    }
  }
  void OnWindow(const RunRecord& run, const WindowEvent& event) override {
    for (RunObserver* observer : observers_) {
      if (observer != nullptr) observer->OnWindow(run, event);
    }
  }
  void OnEnd(const RunRecord& run) override {
    for (RunObserver* observer : observers_) {
      if (observer != nullptr) observer->OnEnd(run);
    }
  }

 private:
  std::array<RunObserver*, 2> observers_;
};

}  // namespace

Result<VerbAnswer> LedgerVerbs::Run(CommandOptions options, const Secret& secret) const {
  options = OfService(std::move(options));
  std::ostringstream out;
  std::ostringstream err;
  CliEnvironment environment = EnvironmentWith(out, err);
  environment.read_secret = [&secret](const std::string&) -> Result<Secret> { return secret; };
  return AnswerOf(options, environment, out, err);
}

Result<VerbAnswer> LedgerVerbs::Pull(CommandOptions options, const PullHooks& hooks) const {
  options = OfService(std::move(options));
  std::ostringstream out;
  std::ostringstream err;
  CliEnvironment environment = EnvironmentWith(out, err);
  RunRelay relay(environment.run_observer, hooks.observer);
  environment.run_observer = &relay;
  environment.stop_requested = hooks.stop_requested;
  environment.stopped_by = hooks.stopped_by;
  environment.read_secret = [](const std::string&) -> Result<Secret> { return Secret(); };
  return AnswerOf(options, environment, out, err);
}

Result<VerbAnswer> LedgerVerbs::RunWithFile(CommandOptions options, const std::string& path,
                                            std::int64_t* run_id) const {
  options = OfService(std::move(options));
  std::ostringstream out;
  std::ostringstream err;
  CliEnvironment environment = EnvironmentWith(out, err);
  environment.on_recorded = [run_id](std::int64_t recorded) { *run_id = recorded; };
  const InputAlias alias(options.csv_files.front(), path);
  return AnswerOf(options, environment, out, err);
}

Result<VerbAnswer> LedgerVerbs::AnswerOf(const CommandOptions& options, CliEnvironment& environment,
                                         const std::ostringstream& out,
                                         const std::ostringstream& err) const {
  const Result<int> exit_code = RunVerb(options, environment);
  if (exit_code) return VerbAnswer{*exit_code, out.str(), err.str()};
  if (on_failure_) on_failure_(options.verb, exit_code.error());
  return exit_code.error();
}

Result<VerbAnswer> LedgerVerbs::RunAs(
    std::string_view what, CommandOptions options,
    const std::function<Result<int>(CommandContext&)>& act) const {
  options = OfService(std::move(options));
  std::ostringstream out;
  std::ostringstream err;
  CliEnvironment environment = EnvironmentWith(out, err);
  const Result<int> exit_code = [&]() -> Result<int> {
    TRY(Settings settings, SettingsInForce(options, environment));
    CommandContext context(options, std::move(settings), environment);
    return act(context);
  }();
  if (exit_code) return VerbAnswer{*exit_code, out.str(), err.str()};
  if (on_failure_) on_failure_(what, exit_code.error());
  return exit_code.error();
}

Result<int> LedgerVerbs::Stream(CommandOptions options, std::ostream& out) const {
  options = OfService(std::move(options));
  options.json = false;
  std::ostringstream err;
  CliEnvironment environment = EnvironmentWith(out, err);
  Result<int> exit_code = RunVerb(options, environment);
  // A stream that takes nothing more is not the verb's failure.
  if (!exit_code && out && on_failure_) on_failure_(options.verb, exit_code.error());
  return exit_code;
}

CommandOptions LedgerVerbs::OfService(CommandOptions options) const {
  options.database = service_.database;
  if (!options.source) options.source = service_.source;
  // What was said when it was started is in force, too.
  options.listen = service_.listen;
  options.config_file = service_.config_file;
  options.json = true;
  options.quiet = true;
  return options;
}

CliEnvironment LedgerVerbs::EnvironmentWith(std::ostream& out, std::ostream& err) const {
  CliEnvironment environment = environment_.With(out, err);
  environment.ask = {};
  environment.borrow_reader = [this] { return pool_.Borrow(); };
  return environment;
}

Status LedgerVerbs::CheckReadable() const {
  const Status looked = Look();
  if (!looked && on_failure_) on_failure_("", looked.error());
  return looked;
}

Status LedgerVerbs::Look() const {
  TRY(const LedgerHandle store, pool_.Borrow());
  TRY(const auto sources, store->Sources());
  static_cast<void>(sources);
  return {};
}

}  // namespace cognitrack
