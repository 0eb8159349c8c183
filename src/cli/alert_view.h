// What the verbs of alerts and budgets say, as text and as JSON.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "alerts/budget.h"
#include "cli/json_document.h"
#include "cli/notice_delivery.h"
#include "cli/page_cursor.h"
#include "cli/text_style.h"
#include "store/notice_records.h"

namespace cognitrack {

std::string AlertsText(const std::vector<Notice>& notices, const TextStyle& style);
// `page`: where they are one of a longer list.
std::string AlertsJson(const std::vector<Notice>& notices,
                       const std::optional<PageEnd>& page = std::nullopt);

// What a check found.
struct AlertCheck {
  NoticeTally tally;
  std::vector<Notice> open;
  std::vector<NoticeTry> tries;
  std::map<std::string, std::int64_t> undelivered;  // By target; see NoticeRecords.
};
std::string AlertCheckText(const AlertCheck& check, const TextStyle& style);
std::string AlertCheckJson(const AlertCheck& check);

// What came of a test: a target, and why it did not take it (empty: it did).
struct TargetOutcome {
  std::string target;
  std::string error;
};
std::string AlertTestText(const std::vector<TargetOutcome>& outcomes, const TextStyle& style);
std::string AlertTestJson(const std::vector<TargetOutcome>& outcomes);

// Each with its current period.
std::string BudgetsText(const std::vector<BudgetSpending>& budgets, const TextStyle& style,
                        int width);
std::string BudgetsJson(const std::vector<BudgetSpending>& budgets);
JsonObject BudgetObject(const Budget& budget);

}  // namespace cognitrack
