// The command line: argv → use case → text or JSON, and error → exit code. It holds no rule of the
// ledger and no second path to anything; everything outside comes in through CliEnvironment, so
// that a test runs a whole command in process, on virtual time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/spawner.h"
#include "cli/command_options.h"
#include "cli/setting_values.h"
#include "ingest/run_observer.h"
#include "net/http.h"
#include "net/observed_transport.h"
#include "notify/notifiers.h"
#include "providers/bucket_reader.h"
#include "providers/names_provider.h"
#include "providers/page_recorder.h"
#include "providers/provider_settings.h"
#include "providers/reading_spec.h"
#include "providers/usage_provider.h"
#include "store/database_location.h"
#include "store/ledger_pool.h"
#include "store/ledger_schema.h"
#include "store/ledger_store.h"
#include "store/service_store.h"
#include "upkeep/new_file.h"

namespace cognitrack {

class CommandContext;

struct CliEnvironment {
  // The same with other streams, none of which is a terminal.
  CliEnvironment With(std::ostream& other_out, std::ostream& other_err) const;

  Clock& clock;
  Spawner& spawner;
  Random& random;
  std::ostream& out;             // The answer: text for people, or one JSON document with --json.
  std::ostream& err;             // Progress and errors.
  bool out_is_terminal = false;  // Colour and box drawing only there.
  bool err_is_terminal = false;  // A progress bar there, lines otherwise.
  int terminal_width = 80;
  std::function<std::optional<std::string>(const std::string&)> variable;  // getenv.
  std::function<Result<std::unique_ptr<LedgerStore>>(const DatabaseLocation&, DatabaseAccess)>
      open_ledger;
  // What a service keeps beside the ledger, in the same database.
  std::function<Result<std::unique_ptr<ServiceStore>>(const DatabaseLocation&)> open_service_store =
      {};
  // Where there is a pool of readers: a store of it, of the settings' database.
  std::function<Result<LedgerHandle>()> borrow_reader = {};
  // Told what pulls do; null: nobody watches.
  RunObserver* run_observer = nullptr;
  // Whether a pull is to end, and who wants it (ingest/pull.h); null: it ends with the process
  // alone. Thread-safe.
  std::function<bool()> stop_requested = {};
  std::function<std::string()> stopped_by = {};
  // Told of the run under which an import or a parity check is on record.
  std::function<void(std::int64_t run_id)> on_recorded = {};
  // What providers are asked through, where somebody may watch it.
  ObservedTransport* provider_transport = nullptr;
  // To services of one's own; absent where nothing is to be asked.
  HttpTransport* transport = nullptr;
  // By provider name ("openai").
  std::function<Result<std::unique_ptr<UsageProvider>>(const std::string&, ProviderSettings)>
      make_provider;
  // Likewise.
  std::function<Result<std::unique_ptr<NamesProvider>>(const std::string&, ProviderSettings)>
      make_names_provider = {};
  // Likewise.
  std::function<Result<std::unique_ptr<PageRecorder>>(const std::string&, ProviderSettings)>
      make_page_recorder = {};
  // Likewise, and by the number of a reading.
  std::function<Result<std::unique_ptr<BucketReader>>(const std::string&, int)> make_bucket_reader =
      {};
  // Those of "openai" that the program knows; the first is its own.
  std::vector<ReadingSpec> readings = {{1, ""}};
  // Who is told of alerts.
  std::function<std::vector<std::unique_ptr<Notifier>>(const NotifierSettings&)> make_notifiers =
      MakeNotifiers;
  // A database of any schema.
  SchemaOpener open_schema = {};
  FreeBytes free_bytes = FreeBytesOf;
  // Puts a question to the person at the terminal; nothing: the end of the input. Absent where
  // nobody is there to answer.
  std::function<std::optional<std::string>(const std::string& question)> ask = {};
  // A secret that a person types without it being shown, or that comes by standard input; absent
  // where there is neither. kUsage for none.
  std::function<Result<Secret>(const std::string& question)> read_secret = {};
  // The verb `serve`, which stands above this module.
  std::function<Result<int>(CommandContext&)> serve = {};
  // The verb `rehearse`, likewise.
  std::function<Result<int>(CommandContext&)> rehearse = {};
  // The settings file of the whole machine; empty: none is looked for.
  std::string system_settings = {};
  // What is set, where it was read before; absent: each command reads it.
  std::shared_ptr<const SettingValues> setting_values = {};
};

// Runs `cognitrack <arguments>` and returns the exit code (DESIGN §7). Never throws.
int RunCommandLine(const std::vector<std::string>& arguments, CliEnvironment& environment);

// One verb, parsed: its exit code. An Error was written nowhere.
Result<int> RunVerb(const CommandOptions& options, CliEnvironment& environment);

}  // namespace cognitrack
