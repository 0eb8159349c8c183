// How allocation rules and statements are shown: text for people, JSON for scripts.
#pragma once

#include <string>
#include <vector>

#include "allocation/allocation_rules.h"
#include "allocation/allocation_statement.h"
#include "cli/json_document.h"
#include "cli/text_style.h"
#include "store/ledger_store.h"

namespace cognitrack {

std::string RulesTable(const std::vector<AllocationRule>& rules, const TextStyle& style, int width);
// "+ project_id proj_alpha → Research / CC-100 from 2026-03-01", one line a rule.
std::string ChangesText(const RuleChanges& changes, const TextStyle& style);
JsonArray RulesArray(const std::vector<AllocationRule>& rules);
void SetChanges(const RuleChanges& changes, JsonObject* document);

std::string StatementText(const AllocationStatement& statement, const TextStyle& style, int width);
std::string StatementJson(const AllocationStatement& statement);

}  // namespace cognitrack
