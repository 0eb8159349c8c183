// What the rollback verbs say, as text and as JSON.
#pragma once

#include <string>
#include <string_view>

#include "cli/text_style.h"
#include "rollback/rollback_run.h"

namespace cognitrack {

// "flag off", "schema down".
std::string StepWords(RollbackStepKind kind);

std::string RollbackPlanText(const RollbackPlan& plan, const std::string& database,
                             const TextStyle& style, int width);
std::string RollbackPlanJson(const RollbackPlan& plan, std::string_view verb,
                             const std::string& database);
std::string RollbackText(const RollbackRecord& record, const std::string& database,
                         const TextStyle& style, int width);
std::string RollbackJson(const RollbackRecord& record, const std::string& database);

}  // namespace cognitrack
