// Settings: everything that comes from outside the command line's verb, in one table. The
// environment and settings files are read here and nowhere else in the product; options on the
// command line win over the environment, that over files, those over defaults. Checked as a whole
// before any verb runs, so that a wrong value is never half in force.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "cli/alert_settings.h"
#include "cli/command_options.h"
#include "cli/setting_spec.h"
#include "cli/setting_values.h"
#include "feature_flags/flag_value.h"
#include "pricing/bill_document.h"
#include "providers/provider_settings.h"
#include "schedule/cron_expression.h"
#include "store/database_location.h"
#include "store/ledger_store.h"
#include "telemetry/log_line.h"
#include "vault/kek_place.h"

namespace cognitrack {

// In the order in which they are shown.
const std::vector<SettingSpec>& SettingTable();

// A setting as it is in force.
struct EffectiveSetting {
  const SettingSpec* spec = nullptr;
  std::string value;   // Secrets masked; empty: not set.
  std::string origin;  // "--db", "environment", "FILE:LINE", "default", "not set".
};

// Of `serve`.
struct ServiceSettings {
  std::string listen;
  // PEM files, both or none: TLS.
  std::optional<std::string> tls_certificate;
  std::optional<std::string> tls_key;
  std::vector<std::string> proxies;  // Addresses whose X-Forwarded-For is believed.
  Secret api_token;                  // Empty: not set.
  Secret cron_secret;                // Empty: not set.
  std::uint64_t upload_bytes = 0;    // Of an export that is sent to it, at most.
  int readers = 0;                   // How many connections to the database answer questions.
  LogLevel log_level = LogLevel::kInfo;
  std::optional<LogFormat> log_format;  // Nothing: text on a terminal, else JSON.
};

// When the scheduler pulls.
struct ScheduleSettings {
  std::optional<CronExpression> when;  // Nothing: it is off.
  std::chrono::seconds most_jitter{0};
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
  // Likewise, of `serve` and `schedule`.
  Result<ScheduleSettings> schedule = ScheduleSettings{};
  // kConfig, which concerns alerts alone, for one that it may not have.
  Result<AlertSettings> alerts = AlertSettings{};
  std::string login;  // Who is at the keyboard, as the system says; may be empty.
  KekSettings kek;
  ProviderSettings provider;  // An empty admin_key: none was set.
  // Why nothing can be pulled: a variable that concerns pulls has a value that it may not have.
  // Other verbs do their work all the same.
  std::optional<Error> pull_fault;
  std::vector<EffectiveSetting> effective;
  std::shared_ptr<const SettingValues> values;  // That they were resolved from.
};

// kConfig, naming where it was set, for a value that it may not have.
Result<Settings> ResolveSettings(const CommandOptions& options,
                                 std::shared_ptr<const SettingValues> values);

}  // namespace cognitrack
