// Wiring: the only place that names concrete adapters, threads, signals and the process itself.
#include <malloc.h>
#include <sodium.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "api/serve.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/spawner.h"
#include "cli/command_line.h"
#include "net/curl_transport.h"
#include "providers/openai/openai_bucket_reader.h"
#include "providers/openai/openai_names.h"
#include "providers/openai/openai_provider.h"
#include "providers/openai/openai_readings.h"
#include "providers/openai/openai_recorder.h"
#include "store/postgres/postgres_ledger.h"
#include "store/sqlite/sqlite_ledger.h"

namespace cognitrack {
namespace {

extern "C" void HandleStopSignal(int signal_number) {
  // A second signal ends the process at once; the database recovers by itself.
  if (StopRequested()) std::_Exit(128 + signal_number);
  RequestStop();
}

void InstallSignalHandlers() {
  struct sigaction action = {};
  action.sa_handler = HandleStopSignal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

// Answers and windows come and go by the megabyte. Memory that goes back to the system each time
// must be cleared anew by it, which costs more than parsing what it holds.
void KeepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
}

int TerminalWidth() {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::optional<std::string> Variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

std::optional<std::string> Ask(const std::string& question) {
  std::cerr << question << std::flush;
  std::string answer;
  if (!std::getline(std::cin, answer)) return std::nullopt;
  return answer;
}

int Main(int argc, char** argv) {
  InstallSignalHandlers();
  KeepFreedMemory();
  SystemClock clock;
  SystemRandom random;
  ThreadSpawner spawner;
  const std::unique_ptr<HttpTransport> transport = MakeCurlTransport();
  ObservedTransport provider_transport(*transport, clock);

  CliEnvironment environment{
      .clock = clock,
      .spawner = spawner,
      .random = random,
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .terminal_width = TerminalWidth(),
      .variable = Variable,
      .open_ledger = [&clock](const DatabaseLocation& location,
                              DatabaseAccess access) -> Result<std::unique_ptr<LedgerStore>> {
        if (location.kind == DatabaseLocation::Kind::kPostgres) {
          return OpenPostgresLedger(location.path, access, clock);
        }
        return OpenSqliteLedger(location.path, access, clock);
      },
      .open_service_store =
          [&clock](const DatabaseLocation& location) -> Result<std::unique_ptr<ServiceStore>> {
        if (location.kind == DatabaseLocation::Kind::kPostgres) {
          return OpenPostgresServiceStore(location.path, clock);
        }
        return OpenSqliteServiceStore(location.path, clock);
      },
      .provider_transport = &provider_transport,
      .transport = transport.get(),
      .make_provider = [&](const std::string& name,
                           ProviderSettings settings) -> Result<std::unique_ptr<UsageProvider>> {
        if (name != "openai") {
          return Error{ErrorCode::kConfig, "no adapter for provider '" + name + "'; known: openai"};
        }
        return MakeOpenAiProvider(std::move(settings), provider_transport, clock, random);
      },
      .make_names_provider = [&](const std::string& name, ProviderSettings settings)
          -> Result<std::unique_ptr<NamesProvider>> {
        if (name != "openai") {
          return Error{ErrorCode::kConfig, "no adapter for provider '" + name + "'; known: openai"};
        }
        return MakeOpenAiNamesProvider(std::move(settings), provider_transport, clock, random);
      },
      .make_page_recorder = [&](const std::string& name, ProviderSettings settings)
          -> Result<std::unique_ptr<PageRecorder>> {
        if (name != "openai") {
          return Error{ErrorCode::kConfig, "no adapter for provider '" + name + "'; known: openai"};
        }
        return MakeOpenAiRecorder(std::move(settings), provider_transport, clock, random);
      },
      .make_bucket_reader = [](const std::string& name,
                               int reading) -> Result<std::unique_ptr<BucketReader>> {
        if (name != "openai") {
          return Error{ErrorCode::kConfig, "no adapter for provider '" + name + "'; known: openai"};
        }
        return MakeOpenAiBucketReader(reading);
      },
      .readings = OpenAiReadings(),
      .open_schema = [&clock](const DatabaseLocation& location,
                              DatabaseAccess access) -> Result<std::unique_ptr<LedgerSchema>> {
        if (location.kind == DatabaseLocation::Kind::kPostgres) {
          return OpenPostgresSchema(location.path, clock);
        }
        return OpenSqliteSchema(location.path, access, clock);
      },
  };
  environment.serve = Serve;
  environment.system_settings = "/etc/cognitrack/cognitrack.toml";
  if (isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1) environment.ask = Ask;
  return RunCommandLine(std::vector<std::string>(argv + 1, argv + argc), environment);
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) {
  if (sodium_init() < 0) {
    std::cerr << "cognitrack: the system's random source is not available; nothing was done\n";
    return 70;
  }
  return cognitrack::Main(argc, argv);
}
