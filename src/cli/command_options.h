// CommandOptions: what one command line asked for, parsed and checked for form, not for meaning.
// One plain struct for all verbs; each verb reads what its own options fill in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace cognitrack {

struct CommandOptions {
  std::string verb;  // "import", "parity sign", … as in the verb table.

  // On every verb.
  std::optional<std::string> database;
  std::optional<std::string> config_file;
  std::optional<std::string> source;
  bool json = false;
  bool quiet = false;
  bool no_color = false;

  // Files.
  std::vector<std::string> csv_files;
  std::optional<std::string> out_file;
  std::optional<std::string> format;
  bool merge = false;

  // Ranges; all days inclusive, in UTC.
  std::optional<Day> from;
  std::optional<Day> to;
  std::optional<Day> start;
  std::optional<Day> end;
  std::optional<Day> day;
  bool history = false;

  // Pulls.
  std::optional<std::int64_t> chunk_days;
  std::optional<std::string> label;
  bool resume = false;
  bool dry_run = false;

  // Retention and cursors.
  bool allow_pruned = false;
  std::optional<std::int64_t> keep_days;
  std::optional<std::int64_t> allow_share;
  std::optional<std::string> reason;

  // The service.
  std::optional<std::string> listen;
  std::optional<std::string> url;
  std::optional<std::string> cron_secret;
  std::optional<std::string> token_file;
  std::optional<std::string> job;
  bool due = false;

  // A rehearsal.
  std::optional<std::int64_t> hours;
  std::optional<std::int64_t> seed;
  std::optional<std::string> faults;
  bool keep = false;

  // Keys of providers.
  std::optional<std::int64_t> key_id;
  bool as_spare = false;
  bool no_check = false;
  bool keep_old = false;  // The key-encryption key that was in use.
  bool all_keys = false;

  // Flags, versions and rollback.
  std::optional<std::string> flag_name;
  std::optional<std::string> flag_value;
  std::optional<std::string> version_kind;
  std::optional<std::int64_t> reading;
  bool scheduled = false;
  bool yes = false;

  // Reports.
  std::vector<std::string> group_by;    // As given: each may be a comma-separated list.
  std::vector<std::string> filters;     // "K=V", "K!=V", "K=".
  std::vector<std::string> dimensions;  // As group_by.
  std::optional<std::string> as_of;
  std::optional<std::string> surface;

  // Prices.
  std::optional<std::string> prices_file;
  std::optional<std::string> model;
  std::optional<std::string> provider;

  // Allocation.
  std::optional<std::string> rules_file;
  std::optional<std::string> month;
  std::optional<std::string> unit;

  // Names.
  bool with_emails = false;
  bool forget_emails = false;
  bool all_names = false;
  std::optional<std::string> name_kind;
  std::optional<std::string> name_id;
  std::optional<Day> as_of_day;

  // Runs and parity documents.
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  std::optional<std::string> of_verb;
  std::optional<std::int64_t> run_id;
  std::optional<std::string> signed_by;
  std::optional<std::string> note;

  // Copies for others to see.
  std::optional<std::string> out_directory;
  std::optional<std::string> to_database;
  std::optional<std::string> key_file;
  std::optional<std::int64_t> page_days;

  // Alerts and budgets.
  bool notify = false;
  std::optional<std::string> budget_name;
  std::optional<std::string> budget_limit;
  std::optional<std::string> budget_period;
  std::optional<std::int64_t> warn_percent;
  std::optional<std::string> budget_project;
  std::optional<std::string> budget_model;

  // Looking after the database.
  std::optional<std::string> from_place;  // A backup's file, or the database to copy from.
  std::optional<std::int64_t> to_schema;
  std::optional<std::string> no_backup;  // Why.
  bool lose_data = false;
  bool accept = false;  // What a rebuild finds to differ.

  // Who may ask a service.
  std::optional<std::string> account;
  std::optional<std::string> role;
  std::optional<std::string> token_name;
  std::optional<std::int64_t> token_id;
  std::vector<std::string> token_sources;
  std::optional<std::int64_t> days;
  std::optional<std::int64_t> after;
  std::optional<std::string> audit_head;

  // Doctor.
  bool offline = false;
};

// The parts of comma-separated lists, in order, blanks around them dropped, empty parts left out.
std::vector<std::string> SplitLists(const std::vector<std::string>& lists);

}  // namespace cognitrack
