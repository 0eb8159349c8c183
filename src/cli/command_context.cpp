#include "cli/command_context.h"

#include <filesystem>
#include <system_error>

namespace cognitrack {
namespace {

ProgressStyle StyleOf(const CommandOptions& options, const CliEnvironment& environment) {
  if (options.quiet) return ProgressStyle::kNone;
  return environment.err_is_terminal ? ProgressStyle::kBar : ProgressStyle::kLines;
}

// Only the owner may look into the ledger's directory; one that is there keeps its mode.
Status MakeDataDirectory(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_directory(path, error)) return {};
  fs::create_directories(path, error);
  if (!error) fs::permissions(path, fs::perms::owner_all, error);
  if (error) {
    return Error{ErrorCode::kConfig,
                 path + ": the directory for the ledger cannot be made: " + error.message() +
                     "; name another place with --db sqlite:PATH"};
  }
  return {};
}

}  // namespace

CommandContext::CommandContext(const CommandOptions& options, Settings settings,
                               CliEnvironment& environment)
    : options_(options),
      settings_(std::move(settings)),
      environment_(environment),
      progress_(environment.err, StyleOf(options, environment), environment.terminal_width,
                environment.clock) {}

TextStyle CommandContext::style() const {
  return TextStyle(environment_.out_is_terminal && !settings_.no_color);
}

int CommandContext::width() const {
  return environment_.out_is_terminal ? environment_.terminal_width : 0;
}

void CommandContext::Print(std::string_view text) {
  progress_.Clear();
  if (!options_.json) environment_.out << text;
}

void CommandContext::PrintJson(std::string_view document) {
  progress_.Clear();
  if (options_.json) environment_.out << document << "\n";
}

void CommandContext::Stream(std::string_view bytes) {
  environment_.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

bool CommandContext::CanStream() const { return environment_.out.good(); }

Status CommandContext::FlushStream() {
  environment_.out.flush();
  if (environment_.out) return {};
  return Error{ErrorCode::kDisk, "standard output could not be written to its end"};
}

void CommandContext::Remark(std::string_view line) {
  progress_.Clear();
  if (!options_.quiet) environment_.err << line << "\n";
}

Result<LedgerHandle> CommandContext::OpenLedger(DatabaseAccess access) {
  if (access == DatabaseAccess::kRead && environment_.borrow_reader) {
    return environment_.borrow_reader();
  }
  TRY_VOID(MakeDirectoryToWrite(access));
  TRY(LedgerHandle ledger, environment_.open_ledger(settings_.database, access));
  ledger->SetLeaseLength(settings_.lease_length);
  return ledger;
}

Result<std::unique_ptr<ServiceStore>> CommandContext::OpenService() {
  if (environment_.open_service_store) return environment_.open_service_store(settings_.database);
  return Error{ErrorCode::kConfig, "accounts cannot be asked for from here; nothing was done"};
}

Result<std::unique_ptr<LedgerSchema>> CommandContext::OpenSchema(DatabaseAccess access) {
  TRY_VOID(MakeDirectoryToWrite(access));
  return environment_.open_schema(settings_.database, access);
}

Status CommandContext::MakeDirectoryToWrite(DatabaseAccess access) const {
  if (access == DatabaseAccess::kRead || settings_.data_directory.empty()) return {};
  return MakeDataDirectory(settings_.data_directory);
}

}  // namespace cognitrack
