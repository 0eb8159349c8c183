// PageCursor: how a long list is read page by page. A cursor is the place of a page's last row in
// the order of the list, bound to the question, as a text that a reader hands back unread. It
// counts no rows: what others add or take out meanwhile neither repeats nor hides a row that stays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/command_options.h"
#include "cli/json_document.h"
#include "reports/usage_query.h"

namespace cognitrack {

// What --limit and --cursor ask for.
struct PageOrder {
  std::int64_t limit = 0;
  std::vector<std::string> after;  // The place of the last row before it; empty: the beginning.
};

// How a page ended.
struct PageEnd {
  std::optional<std::string> next;  // The cursor of the page behind it; nothing: it was the last.
};

// At most so many rows of a report or a calendar a page.
inline constexpr std::int64_t kMostRowsOfAPage = 10'000;

// Nothing without --limit, and for a limit of 0, which is all. kUsage for a limit beyond `most`,
// for a --cursor without a --limit, and for one of another question or of none.
Result<std::optional<PageOrder>> PageOrderOf(const CommandOptions& options, std::int64_t most);
// Likewise of a list by falling id: the id before which it goes on; 0: the beginning.
Result<std::int64_t> IdBefore(const PageOrder& order);

// The cursor of what stands behind that place, for the same question.
std::string CursorBehind(const CommandOptions& options, const std::vector<std::string>& place);

// Keeps the first `limit` of the rows.
template <typename Row, typename PlaceOf>
PageEnd CutToPage(const CommandOptions& options, std::int64_t limit, const PlaceOf& place_of,
                  std::vector<Row>* rows) {
  const auto most = static_cast<std::size_t>(limit);
  if (rows->size() <= most) return {};
  rows->erase(rows->begin() + limit, rows->end());
  return {CursorBehind(options, place_of(rows->back()))};
}

// A list by falling id, or a page of it.
template <typename Row>
struct ListedRows {
  std::vector<Row> rows;
  std::optional<PageEnd> page;
};

// `read(limit, before)` gives the newest rows below that id, 0: of all. Without --limit the newest
// `by_default`.
template <typename Row, typename Read, typename IdOf>
Result<ListedRows<Row>> ReadByFallingId(const CommandOptions& options, std::int64_t by_default,
                                        std::int64_t most, const Read& read, const IdOf& id_of) {
  TRY(const std::optional<PageOrder> order, PageOrderOf(options, most));
  ListedRows<Row> listed;
  if (!order) {
    TRY(listed.rows, read(static_cast<int>(options.limit.value_or(by_default)), 0));
    return listed;
  }
  TRY(const std::int64_t before, IdBefore(*order));
  // One more than a page has tells whether there is another one.
  TRY(listed.rows, read(static_cast<int>(order->limit + 1), before));
  const auto place_of = [&id_of](const Row& row) {
    return std::vector<std::string>{std::to_string(id_of(row))};
  };
  listed.page = CutToPage(options, order->limit, place_of, &listed.rows);
  return listed;
}

// The rows of a report that stand on that page, which leaves its totals whole.
PageEnd CutToPage(const CommandOptions& options, const PageOrder& order, UsageReport* report);

// The member "next" of a page's document; nothing of one that was not asked for by pages.
void SetNext(const std::optional<PageEnd>& page, JsonObject* document);
// What a person is told of it; empty where nothing follows.
std::string NextText(const std::optional<PageEnd>& page);

}  // namespace cognitrack
