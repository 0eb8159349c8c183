#include "cli/page_cursor.h"

#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/hash.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

constexpr int kForm = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t kMarkBytes = 8;
// Of what a request line may hold.
constexpr std::size_t kLongest = 8 * 1'024;

Error NoCursor(std::string_view why) {
  return {ErrorCode::kUsage, "--cursor " + std::string(why) +
                                 "; give the 'next' of the page before, unchanged, with the same "
                                 "options, or leave it out to begin anew"};
}

// Of everything that decides which rows there are, and their order.
std::string MarkOf(const CommandOptions& options) {
  Blake2bHasher hasher;
  hasher.AddText(options.verb);
  for (const auto* text : {&options.source, &options.surface, &options.as_of, &options.of_verb}) {
    hasher.AddInteger(text->has_value() ? 1 : 0);
    hasher.AddText(text->value_or(""));
  }
  for (const auto* day : {&options.from, &options.to, &options.day}) {
    hasher.AddText(day->has_value() ? FormatDay(**day) : "");
  }
  for (const auto& texts : {SplitLists(options.group_by), options.filters}) {
    hasher.AddInteger(static_cast<std::int64_t>(texts.size()));
    for (const std::string& text : texts) hasher.AddText(text);
  }
  return std::string(hasher.Finish().view().substr(0, kMarkBytes));
}

Result<std::vector<std::string>> PlaceIn(const std::string& cursor, const std::string& mark) {
  std::string bytes(std::min(cursor.size(), kLongest), '\0');
  std::size_t size = 0;
  const bool is_text =
      cursor.size() <= kLongest &&
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), cursor.data(),
                        cursor.size(), nullptr, &size, nullptr, kForm) == 0;
  if (!is_text || size <= kMarkBytes) return NoCursor("is none of this program's");
  bytes.resize(size);
  if (bytes.substr(0, kMarkBytes) != mark) return NoCursor("belongs to another question");
  boost::system::error_code failed;
  const json::value value = json::parse(std::string_view(bytes).substr(kMarkBytes), failed);
  if (failed || !value.is_array()) return NoCursor("is none of this program's");
  std::vector<std::string> place;
  for (const json::value& part : value.get_array()) {
    if (!part.is_string()) return NoCursor("is none of this program's");
    place.emplace_back(part.get_string());
  }
  if (place.empty()) return NoCursor("is none of this program's");
  return place;
}

// A letter for the kind, and the text: both sort within a group as the values do.
std::string TextOf(const GroupValue& value) {
  switch (value.kind) {
    case GroupValue::Kind::kNotGrouped:
      return "-";
    case GroupValue::Kind::kUnattributed:
      return "0";
    case GroupValue::Kind::kValue:
      return "=" + value.text;
  }
  return "-";
}

GroupValue ValueIn(const std::string& text) {
  if (text.starts_with('=')) return {GroupValue::Kind::kValue, text.substr(1)};
  return {text == "0" ? GroupValue::Kind::kUnattributed : GroupValue::Kind::kNotGrouped, ""};
}

std::vector<std::string> PlaceOf(const UsageReportRow& row) {
  std::vector<std::string> place;
  for (const GroupValue& value : row.group.ToVector()) place.push_back(TextOf(value));
  return place;
}

}  // namespace

Result<std::optional<PageOrder>> PageOrderOf(const CommandOptions& options, std::int64_t most) {
  if (options.cursor && options.limit.value_or(0) == 0) {
    return Error{ErrorCode::kUsage, "--cursor needs a --limit: how many rows a page"};
  }
  if (!options.limit || *options.limit == 0) return std::optional<PageOrder>();
  if (*options.limit < 0 || *options.limit > most) {
    return Error{ErrorCode::kUsage, "--limit is 1 to " + std::to_string(most)};
  }
  PageOrder order;
  order.limit = *options.limit;
  if (options.cursor) {
    TRY(order.after, PlaceIn(*options.cursor, MarkOf(options)));
  }
  return std::optional(std::move(order));
}

Result<std::int64_t> IdBefore(const PageOrder& order) {
  if (order.after.empty()) return 0;
  const std::string& text = order.after.front();
  std::int64_t id = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || id < 1) {
    return NoCursor("is none of this program's");
  }
  return id;
}

std::string CursorBehind(const CommandOptions& options, const std::vector<std::string>& place) {
  json::array parts;
  for (const std::string& part : place) parts.emplace_back(part);
  const std::string bytes = MarkOf(options) + json::serialize(parts);
  std::string text(sodium_base64_encoded_len(bytes.size(), kForm), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kForm);
  text.pop_back();  // What ends a text in C.
  return text;
}

PageEnd CutToPage(const CommandOptions& options, const PageOrder& order, UsageReport* report) {
  std::vector<UsageReportRow>& rows = report->rows;
  if (!order.after.empty()) {
    std::vector<GroupValue> values;
    for (const std::string& part : order.after) values.push_back(ValueIn(part));
    const RowGroup place(std::move(values));
    const auto first = std::upper_bound(
        rows.begin(), rows.end(), place,
        [](const RowGroup& behind, const UsageReportRow& row) { return behind < row.group; });
    rows.erase(rows.begin(), first);
  }
  return CutToPage(options, order.limit, PlaceOf, &rows);
}

void SetNext(const std::optional<PageEnd>& page, JsonObject* document) {
  if (!page) return;
  if (page->next) {
    document->Set("next", *page->next);
  } else {
    document->SetNull("next");
  }
}

std::string NextText(const std::optional<PageEnd>& page) {
  if (!page || !page->next) return "";
  return "There is more: the same again with --cursor " + *page->next + "\n";
}

}  // namespace cognitrack
