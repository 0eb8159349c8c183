// CommandContext: what every verb works with: the options, the settings in force, the streams with
// their manners (plain or coloured, quiet, JSON), the ledger and the clock.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cli/command_line.h"
#include "cli/command_options.h"
#include "cli/progress_line.h"
#include "cli/settings.h"
#include "cli/text_style.h"

namespace cognitrack {

class CommandContext {
 public:
  CommandContext(const CommandOptions& options, Settings settings, CliEnvironment& environment);

  const CommandOptions& options() const { return options_; }
  const Settings& settings() const { return settings_; }
  CliEnvironment& environment() { return environment_; }
  Clock& clock() { return environment_.clock; }
  Progress& progress() { return progress_; }

  // How text on standard output looks; `width` 0: it is no terminal, and nothing is cut.
  TextStyle style() const;
  int width() const;

  // The answer. Of the two, each verb's run writes one: text without --json, the document with it.
  void Print(std::string_view text);
  void PrintJson(std::string_view document);
  // Bytes that stream to standard output as they are.
  void Stream(std::string_view bytes);
  // Whether anybody takes it still.
  bool CanStream() const;
  // kDisk where what was streamed so far could not be written.
  Status FlushStream();
  // A remark on standard error, beside the answer; not with --quiet.
  void Remark(std::string_view line);

  // Opening for kWrite makes the default place's directory (mode 0700) where it is not there yet.
  Result<LedgerHandle> OpenLedger(DatabaseAccess access);
  // What a service keeps beside it: kConfig where there is no ledger yet.
  Result<std::unique_ptr<ServiceStore>> OpenService();
  // The same place, whatever schema it has.
  Result<std::unique_ptr<LedgerSchema>> OpenSchema(DatabaseAccess access);
  Status MakeDirectoryToWrite(DatabaseAccess access) const;

 private:
  const CommandOptions& options_;
  Settings settings_;
  CliEnvironment& environment_;
  ProgressLine progress_;
};

}  // namespace cognitrack
