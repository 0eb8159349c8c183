// What `usage` shows: a report as a table or as JSON, and one day under the dashboard's own labels.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/ledger_view.h"
#include "cli/name_book.h"
#include "cli/page_cursor.h"
#include "cli/text_style.h"
#include "reports/usage_query.h"

namespace cognitrack {

struct UsageReportView {
  std::string source;
  std::string surface;
  std::vector<std::string> filters;  // As given.
  std::optional<std::string> as_of;  // As given.
  UsageReport report;
  std::string database = {};         // "sqlite:PATH".
  NameBook names = {};               // Shown beside ids.
  std::optional<PageEnd> page = {};  // Of a report by pages, whose rows are those of one.
};

std::string UsageText(const UsageReportView& view, const TextStyle& style, int width);
std::string UsageJson(const UsageReportView& view);

// `view` must be grouped by model and hold one day, whose window is `day`.
std::string DashboardText(const UsageReportView& view, const DayView& day, const TextStyle& style,
                          int width);

}  // namespace cognitrack
