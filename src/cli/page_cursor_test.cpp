#include "cli/page_cursor.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

CommandOptions Asked(std::int64_t limit) {
  CommandOptions options;
  options.verb = "usage";
  options.source = "openai";
  options.group_by = {"model,user_id"};
  options.filters = {"batch=true"};
  options.limit = limit;
  return options;
}

std::string Changed(std::string text, std::size_t at) {
  text[at] = text[at] == 'A' ? 'B' : 'A';
  return text;
}

TEST(PageCursorTest, APlaceComesBackAsItWas) {
  CommandOptions options = Asked(2);
  const std::vector<std::string> place = {"=2026-03-05", "=gpt \"5\"\\é\x01", "-", "0", "="};
  options.cursor = CursorBehind(options, place);
  EXPECT_THAT(*options.cursor, ::testing::MatchesRegex("[A-Za-z0-9_-]+"));
  const auto order = PageOrderOf(options, 10);
  ASSERT_OK(order);
  ASSERT_TRUE(order->has_value());
  EXPECT_EQ((*order)->limit, 2);
  EXPECT_EQ((*order)->after, place);
}

TEST(PageCursorTest, WithoutALimitThereAreNoPages) {
  CommandOptions options = Asked(0);
  EXPECT_EQ(PageOrderOf(options, 10)->has_value(), false);
  options.limit.reset();
  EXPECT_EQ(PageOrderOf(options, 10)->has_value(), false);
  options.cursor = "x";
  EXPECT_THAT(PageOrderOf(options, 10), HasError(ErrorCode::kUsage, HasSubstr("needs a --limit")));
  options.limit = 0;
  EXPECT_THAT(PageOrderOf(options, 10), HasError(ErrorCode::kUsage, HasSubstr("needs a --limit")));
  for (const std::int64_t limit : {-1, 11}) {
    EXPECT_THAT(PageOrderOf(Asked(limit), 10),
                HasError(ErrorCode::kUsage, HasSubstr("--limit is 1 to 10")));
  }
}

TEST(PageCursorTest, ACursorOfAnotherQuestionIsRefused) {
  const std::string cursor = CursorBehind(Asked(2), {"=gpt"});
  using Change = void (*)(CommandOptions*);
  for (const Change change : std::initializer_list<Change>{
           [](CommandOptions* o) { o->verb = "costs"; },
           [](CommandOptions* o) { o->source = "acme"; },
           [](CommandOptions* o) { o->source.reset(); },
           [](CommandOptions* o) { o->surface = "images"; },
           [](CommandOptions* o) { o->from = Day{20'000}; },
           [](CommandOptions* o) { o->to = Day{20'000}; },
           [](CommandOptions* o) { o->day = Day{20'000}; },
           [](CommandOptions* o) { o->group_by = {"user_id,model"}; },
           [](CommandOptions* o) { o->filters = {"batch!=true"}; },
           [](CommandOptions* o) { o->filters = {}; }, [](CommandOptions* o) { o->as_of = "7"; },
           [](CommandOptions* o) { o->of_verb = "ingest"; }}) {
    CommandOptions options = Asked(2);
    options.cursor = cursor;
    change(&options);
    EXPECT_THAT(PageOrderOf(options, 10),
                HasError(ErrorCode::kUsage, HasSubstr("another question")));
  }
  CommandOptions same = Asked(5);  // Pages may differ in length.
  same.group_by = {"model", " user_id"};
  same.cursor = cursor;
  EXPECT_OK(PageOrderOf(same, 10));
}

TEST(PageCursorTest, WhatIsNoCursorIsRefusedWithAdvice) {
  const std::string cursor = CursorBehind(Asked(2), {"=gpt"});
  for (const std::string& broken :
       {std::string(), std::string("x"), std::string("%%%"), cursor + "=", cursor.substr(0, 8),
        cursor.substr(0, cursor.size() - 2), Changed(cursor, 0), std::string(20'000, 'A'),
        CursorBehind(Asked(2), {})}) {
    CommandOptions options = Asked(2);
    options.cursor = broken;
    EXPECT_THAT(PageOrderOf(options, 10),
                HasError(ErrorCode::kUsage, AllOf(HasSubstr("--cursor"), HasSubstr("'next'"))))
        << broken.substr(0, 80);
  }
  EXPECT_THAT(IdBefore({1, {"17"}}), IsOkAndHolds(17));
  EXPECT_THAT(IdBefore({1, {}}), IsOkAndHolds(0));
  for (const char* id : {"0", "-1", "1x", "x", ""}) {
    EXPECT_THAT(IdBefore({1, {id}}), HasError(ErrorCode::kUsage, HasSubstr("none of"))) << id;
  }
}

UsageReport ReportOf(const std::vector<std::vector<GroupValue>>& groups) {
  UsageReport report;
  for (const auto& group : groups) {
    UsageReportRow row;
    row.group = RowGroup(group);
    report.rows.push_back(std::move(row));
  }
  return report;
}

// Rows that come and go between two pages move nothing else.
TEST(PageCursorTest, RowsThatComeAndGoNeitherRepeatNorHideOthers) {
  using Kind = GroupValue::Kind;
  const std::vector<std::vector<GroupValue>> rows = {
      {{Kind::kNotGrouped, ""}}, {{Kind::kUnattributed, ""}}, {{Kind::kValue, ""}},
      {{Kind::kValue, "b"}},     {{Kind::kValue, "d"}},       {{Kind::kValue, "f"}}};
  CommandOptions options = Asked(4);
  UsageReport first = ReportOf(rows);
  const PageEnd end = CutToPage(options, {4, {}}, &first);
  ASSERT_EQ(first.rows.size(), 4U);
  ASSERT_TRUE(end.next.has_value());
  options.cursor = end.next;
  const auto order = PageOrderOf(options, 10);
  ASSERT_OK(order);
  const auto shown = [](const UsageReport& page) {
    std::vector<std::string> texts;
    for (const UsageReportRow& row : page.rows) texts.push_back(row.group[0].text);
    return texts;
  };
  UsageReport unchanged = ReportOf(rows);
  CutToPage(options, **order, &unchanged);
  EXPECT_THAT(shown(unchanged), ElementsAre("d", "f"));
  // The last row of the page is gone, one stands before it that was not there, and one behind it.
  auto changed = rows;
  changed[3] = {{Kind::kValue, "a"}};
  changed.insert(changed.begin() + 4, {{Kind::kValue, "c"}});
  UsageReport second = ReportOf(changed);
  const PageEnd last = CutToPage(options, **order, &second);
  EXPECT_FALSE(last.next.has_value());
  EXPECT_THAT(shown(second), ElementsAre("c", "d", "f"));
}

TEST(PageCursorTest, APageThatEndsTheListHasNoNext) {
  UsageReport report = ReportOf({{{GroupValue::Kind::kValue, "a"}}});
  EXPECT_FALSE(CutToPage(Asked(1), {1, {}}, &report).next.has_value());
  JsonObject document;
  SetNext(PageEnd{}, &document);
  EXPECT_EQ(document.ToText(), R"({"next":null})");
  JsonObject whole;
  SetNext(std::nullopt, &whole);
  EXPECT_EQ(whole.ToText(), "{}");
  EXPECT_THAT(NextText(PageEnd{}), IsEmpty());
}

}  // namespace
}  // namespace cognitrack
