// What `windows` shows: a calendar of all days, or one day in full, as text and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/ledger_view.h"
#include "cli/page_cursor.h"
#include "cli/text_style.h"
#include "ingest/pull.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct WindowsReport {
  LedgerView view;
  DaysView days;
  std::optional<Cursor> cursor;  // Nothing where the stream does not exist.
  std::string database;
  UtcSeconds now = 0;
  std::optional<PageEnd> page = {};  // Of a calendar by pages, whose days are those of one.
};

std::string WindowsText(const WindowsReport& report, const TextStyle& style, int width);
std::string WindowsJson(const WindowsReport& report);

struct OneWindow {
  LedgerView view;
  DayView day;
  bool with_history = false;
  std::vector<WindowRevision> history;
};

std::string OneWindowText(const OneWindow& window, const TextStyle& style, int width);
std::string OneWindowJson(const OneWindow& window);

}  // namespace cognitrack
