// Settings: everything that comes from outside the command line's verb, in one table. The
// environment is read here and nowhere else in the product; options on the command line win over
// it. Checked as a whole before any verb runs, so that a wrong value is never half in force.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "cli/command_options.h"
#include "feature_flags/flag_value.h"
#include "pricing/bill_document.h"
#include "providers/provider_settings.h"
#include "store/database_location.h"
#include "store/ledger_store.h"
#include "telemetry/log_line.h"

namespace cognitrack {

// One row of the table: what `config print` and the help show.
struct SettingSpec {
  std::string_view name;  // The environment variable.
  std::string_view text;
  std::string_view default_value;  // As shown; empty: there is none.
  bool secret = false;
};

const std::vector<SettingSpec>& SettingTable();

// A setting as it is in force.
struct EffectiveSetting {
  const SettingSpec* spec = nullptr;
  std::string value;   // Secrets masked; empty: not set.
  std::string origin;  // "environment", "--db", "default", "not set".
};

// Of `serve`.
struct ServiceSettings {
  std::string listen;
  Secret api_token;    // Empty: not set.
  Secret cron_secret;  // Empty: not set.
  int readers = 0;     // How many connections to the database answer questions.
  LogLevel log_level = LogLevel::kInfo;
  std::optional<LogFormat> log_format;  // Nothing: text on a terminal, else JSON.
};

struct Settings {
  DatabaseLocation database;
  std::string database_text;   // As shown to people: without a password.
  std::string data_directory;  // To be made by writing verbs; empty where --db says the place.
  std::string source;
  bool source_given = false;
  bool no_color = false;
  std::optional<std::string> prices_file;  // The user's price book.
  BillBands bill_bands;
  std::chrono::seconds lease_length = kLeaseLength;
  std::optional<int> retention_days;  // Nothing: retention is off.
  // What holds where the ledger's flag was not set; kConfig for a variable that says no such thing,
  // which concerns those alone who ask.
  Result<FlagDefault> daily_windows = FlagDefault{};
  // kConfig, which concerns `serve` alone, for one that it may not have.
  Result<ServiceSettings> service = ServiceSettings{};
  std::string login;          // Who is at the keyboard, as the system says; may be empty.
  ProviderSettings provider;  // An empty admin_key: none was set.
  // Why nothing can be pulled: a variable that concerns pulls has a value that it may not have.
  // Other verbs do their work all the same.
  std::optional<Error> pull_fault;
  std::vector<EffectiveSetting> effective;
};

using VariableReader = std::function<std::optional<std::string>(const std::string&)>;

// kConfig, naming the variable, for a value that it may not have.
Result<Settings> ResolveSettings(const CommandOptions& options, const VariableReader& variable);

}  // namespace cognitrack
