// What the migrate verbs say, as text and as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/text_style.h"
#include "upkeep/schema_change.h"

namespace cognitrack {

// "absent", "current", "older", "newer", "edited".
std::string_view SchemaWord(const SchemaStatus& status);
// The command that mends it, or what to do; empty where there is nothing to mend.
std::string MendOf(const SchemaStatus& status);

std::string StatusText(const SchemaStatus& status, const std::string& database,
                       const TextStyle& style, int width);
std::string StatusJson(const SchemaStatus& status, const std::string& database);

std::string PlanText(const std::vector<PlannedMigration>& plan, bool is_down,
                     const std::string& database, const TextStyle& style);
std::string PlanJson(const std::vector<PlannedMigration>& plan, bool is_down,
                     const std::string& database);

std::string ChangeText(const SchemaChange& change, const std::string& database,
                       const TextStyle& style, int width);
std::string ChangeJson(const SchemaChange& change, std::string_view verb,
                       const std::string& database);

}  // namespace cognitrack
