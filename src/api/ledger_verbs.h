// LedgerVerbs: the verbs of the command line as a service asks for them: several at a time, each
// with streams of its own, readers with stores out of a pool. So there is one way to every number.
#pragma once

#include <functional>
#include <sstream>
#include <string>
#include <string_view>

#include "cli/command_context.h"
#include "cli/command_line.h"
#include "store/ledger_pool.h"

namespace cognitrack {

struct VerbAnswer {
  int exit_code = 0;
  std::string document;  // JSON.
  std::string remarks;   // What a person would have read beside it.
};

// Who follows a pull, and may end it. All of it outlives the pull.
struct PullHooks {
  RunObserver* observer = nullptr;  // Beside the service's own.
  std::function<bool()> stop_requested;
  std::function<std::string()> stopped_by;
};

class LedgerVerbs {
 public:
  // Told of each verb that ends in an Error; the verb is empty for CheckReadable.
  using OnFailure = std::function<void(std::string_view verb, const Error& error)>;

  // `service` says which database and source, as they were asked for when the service was started.
  // The environment and the pool must outlive it; streams of the environment are not used.
  LedgerVerbs(const CliEnvironment& environment, LedgerPool& pool, CommandOptions service,
              OnFailure on_failure = {})
      : environment_(environment),
        pool_(pool),
        service_(std::move(service)),
        on_failure_(std::move(on_failure)) {}

  // An Error: it could not be done. `secret` is what a person would have typed. Thread-safe.
  Result<VerbAnswer> Run(CommandOptions options, const Secret& secret = Secret()) const;
  // A verb that pulls.
  Result<VerbAnswer> Pull(CommandOptions options, const PullHooks& hooks) const;
  // A verb that reads the one file that the options name, which lies at `path`. `run_id`: under
  // which it is on record; 0: under none.
  Result<VerbAnswer> RunWithFile(CommandOptions options, const std::string& path,
                                 std::int64_t* run_id) const;
  // What `act` does with the context of such a verb; `what` names it where it fails.
  Result<VerbAnswer> RunAs(std::string_view what, CommandOptions options,
                           const std::function<Result<int>(CommandContext&)>& act) const;
  // A verb whose answer streams, into `out`: once that takes nothing more, it ends.
  Result<int> Stream(CommandOptions options, std::ostream& out) const;
  // How many may read at a time.
  std::size_t readers() const { return pool_.occupancy().most; }
  Spawner& spawner() const { return environment_.spawner; }
  // Whether the ledger can be read.
  Status CheckReadable() const;

 private:
  Status Look() const;
  Result<VerbAnswer> AnswerOf(const CommandOptions& options, CliEnvironment& environment,
                              const std::ostringstream& out, const std::ostringstream& err) const;
  CommandOptions OfService(CommandOptions options) const;
  CliEnvironment EnvironmentWith(std::ostream& out, std::ostream& err) const;

  const CliEnvironment& environment_;
  LedgerPool& pool_;
  CommandOptions service_;
  OnFailure on_failure_;
};

}  // namespace cognitrack
