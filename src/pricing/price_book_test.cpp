#include "pricing/price_book.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Day kJune9 = *ParseDay("2025-06-09");
const Day kJune10 = *ParseDay("2025-06-10");
const Day kJune11 = *ParseDay("2025-06-11");

PriceRow Row(const std::string& model, const std::string& tier, Day from,
             std::optional<Day> until = std::nullopt) {
  PriceRow row;
  row.provider = "openai";
  row.model = model;
  row.tier = tier;
  row.from = from;
  row.until = until;
  row.source = "a test";
  row.file = "book.csv";
  static std::int64_t line = 1;
  row.line = ++line;
  return row;
}

PriceRow Price(PriceRow row, Meter meter, std::string_view dollars) {
  row.per_million[IndexOf(meter)] = ParsePicos(dollars)->value;
  return row;
}

PriceRow Discount(PriceRow row, std::string_view percent) {
  row.discount_percent = ParsePicos(percent)->value;
  return row;
}

PriceBook Book(std::vector<PriceBook::Layer> layers) {
  Result<PriceBook> book = PriceBook::Make(std::move(layers));
  EXPECT_OK(book);
  return book ? *std::move(book) : PriceBook();
}

// Dollars per million, or "unpriced".
std::string Found(const PriceBook& book, std::string_view model, std::string_view tier, Day day,
                  Meter meter = Meter::kInput, std::int64_t input_above = 0) {
  const auto found = book.Find("openai", model, tier, input_above, meter, day);
  if (!found) return "unpriced";
  EXPECT_EQ(found->rate.picos * kTokensPriced % found->rate.per, 0);
  return ToText(Picos{found->rate.picos * kTokensPriced / found->rate.per});
}

const PriceRow kBefore = Price(Row("gpt-a", "standard", kFirstDay, kJune10), Meter::kInput, "10");
const PriceRow kAfter = Price(Row("gpt-a", "standard", kJune10), Meter::kInput, "2");

TEST(PriceBookTest, APriceHoldsFromItsDayUntilTheDayBeforeItsEnd) {
  const PriceBook book = Book({{{kBefore, kAfter}, {}}});
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune9), "10");
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune10), "2");
  EXPECT_EQ(book.Find("openai", "gpt-a", "standard", 0, Meter::kInput, kJune9)->row->source,
            "a test");
}

TEST(PriceBookTest, NothingIsPricedByAGuess) {
  const PriceBook book =
      Book({{{Price(Row("gpt-a", "standard", kJune10, kJune11), Meter::kInput, "2")}, {}}});
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune9), "unpriced");
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune11), "unpriced");
  EXPECT_EQ(Found(book, "gpt-a", "batch", kJune10), "unpriced");
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune10, Meter::kOutput), "unpriced");
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune10, Meter::kInput, 272'000), "unpriced");
  EXPECT_EQ(Found(book, "gpt-a-2025", "standard", kJune10), "unpriced");
  EXPECT_FALSE(book.Find("anthropic", "gpt-a", "standard", 0, Meter::kInput, kJune10).has_value());
  EXPECT_TRUE(book.Knows("openai", "gpt-a"));
  EXPECT_FALSE(book.Knows("openai", "gpt-b"));
}

TEST(PriceBookTest, TheLongestPatternCounts) {
  const PriceBook book = Book({{{Price(Row("base", "standard", kFirstDay), Meter::kInput, "1"),
                                 Price(Row("tuned", "standard", kFirstDay), Meter::kInput, "3"),
                                 Price(Row("gpt-a", "standard", kFirstDay), Meter::kInput, "7")},
                                {{"openai", "ft:gpt*", "base", "", "", 1},
                                 {"openai", "ft:gpt-a:*", "tuned", "", "", 2},
                                 {"openai", "gpt-a-latest", "gpt-a", "", "", 3}}}});
  EXPECT_EQ(Found(book, "ft:gpt-a:acme::1", "standard", kJune9), "3");
  EXPECT_EQ(Found(book, "ft:gpt-b:acme::1", "standard", kJune9), "1");
  EXPECT_EQ(Found(book, "gpt-a-latest", "standard", kJune9), "7");
  EXPECT_EQ(Found(book, "gpt-a-latest-2", "standard", kJune9), "unpriced");
  EXPECT_EQ(book.RuleFor("openai", "gpt-a"), nullptr);
}

TEST(PriceBookTest, AUsersPriceLiesAboveAndSaysOnlyWhatItSays) {
  PriceRow ours = Price(Row("gpt-a", "standard", kJune10), Meter::kInput, "1.5");
  PriceRow theirs = Price(kAfter, Meter::kOutput, "8");
  const PriceBook book = Book({{{kBefore, theirs}, {}}, {{ours}, {}}});
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune9), "10");
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune10), "1.5");
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune10, Meter::kOutput), "8");
}

TEST(PriceBookTest, ADiscountIsOffThePriceBelowAndExact) {
  const PriceRow all = Discount(Row("*", "*", kJune10), "12.5");
  const PriceRow one = Discount(Row("gpt-b", "standard", kJune10), "0.0001");
  const PriceRow below = Price(Row("gpt-b", "standard", kFirstDay), Meter::kInput, "3");
  const PriceRow own = Price(Row("gpt-c", "standard", kFirstDay), Meter::kInput, "4");
  const PriceBook book = Book({{{kBefore, kAfter, below}, {}}, {{all, one, own}, {}}});
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune9), "10") << "not yet";
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune10), "1.75");
  EXPECT_EQ(Found(book, "gpt-b", "standard", kJune10), "2.999997") << "the model's own discount";
  EXPECT_EQ(Found(book, "gpt-c", "standard", kJune10), "4") << "a price of the same book";
  const auto found = book.Find("openai", "gpt-a", "standard", 0, Meter::kInput, kJune10);
  EXPECT_EQ(found->discount->model, "*");
}

TEST(PriceBookTest, TheListPriceIsThatOfTheLowestBookThatHasOne) {
  const PriceRow dear = Price(Row("gpt-a", "standard", kJune10), Meter::kInput, "1.5");
  const PriceRow new_one = Price(Row("gpt-c", "standard", kFirstDay), Meter::kInput, "4");
  const PriceRow off = Discount(Row("gpt-b", "*", kFirstDay), "10");
  const PriceRow below = Price(Row("gpt-b", "standard", kFirstDay), Meter::kInput, "3");
  const PriceBook book = Book({{{kAfter, below}, {}}, {{dear, new_one, off}, {}}});
  const auto list = [&book](const char* model) {
    const auto found = book.Find("openai", model, "standard", 0, Meter::kInput, kJune10);
    return ToText(Picos{found->list.picos * kTokensPriced / found->list.per});
  };
  EXPECT_EQ(list("gpt-a"), "2");
  EXPECT_EQ(list("gpt-b"), "3") << "without the discount";
  EXPECT_EQ(list("gpt-c"), "4") << "no other book has one";
}

TEST(PriceBookTest, TheDiscountThatNamesMoreCountsInWhateverOrder) {
  const PriceRow all = Discount(Row("*", "*", kJune10), "10");
  const PriceRow tier = Discount(Row("*", "standard", kJune10), "20");
  const PriceRow model = Discount(Row("gpt-a", "*", kJune10), "30");
  const PriceRow both = Discount(Row("gpt-a", "standard", kJune10), "40");
  const auto price = [](std::vector<PriceRow> discounts) {
    return Found(Book({{{kAfter}, {}}, {std::move(discounts), {}}}), "gpt-a", "standard", kJune10);
  };
  EXPECT_EQ(price({all, tier}), "1.6");
  EXPECT_EQ(price({tier, all}), "1.6");
  EXPECT_EQ(price({model, tier, all}), "1.4");
  EXPECT_EQ(price({all, tier, model}), "1.4");
  EXPECT_EQ(price({both, model, tier}), "1.2");
  EXPECT_EQ(price({model, both}), "1.2");
}

TEST(PriceBookTest, LongInputHasPricesOfItsOwn) {
  PriceRow longer = Price(Row("gpt-a", "standard", kFirstDay), Meter::kInput, "20");
  longer.input_above = 272'000;
  const PriceBook book = Book({{{kBefore, kAfter, longer}, {}}});
  EXPECT_THAT(book.Thresholds("openai", "gpt-a"), ElementsAre(272'000));
  EXPECT_THAT(book.Thresholds("openai", "gpt-b"), IsEmpty());
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune9, Meter::kInput, 272'000), "20");
  EXPECT_EQ(Found(book, "gpt-a", "standard", kJune9), "10");
}

TEST(PriceBookTest, OnePriceTwiceForOneDayIsRefused) {
  EXPECT_THAT(
      PriceBook::Make(
          {{{kAfter, Price(Row("gpt-a", "standard", kFirstDay, kJune11), Meter::kInput, "10")},
            {}}}),
      HasError(ErrorCode::kBadInput, HasSubstr("for some of these days already")));
  EXPECT_OK(PriceBook::Make(
      {{{kAfter, Price(Row("gpt-a", "standard", kFirstDay), Meter::kOutput, "10")}, {}}}))
      << "another meter";
  EXPECT_THAT(
      PriceBook::Make(
          {{{Discount(Row("*", "*", kJune9), "1"), Discount(Row("*", "*", kJune10), "2")}, {}}}),
      HasError(ErrorCode::kBadInput, HasSubstr("already on line")));
  EXPECT_THAT(
      PriceBook::Make(
          {{{}, {{"openai", "a*", "b", "", "m.csv", 1}, {"openai", "a*", "c", "", "m.csv", 2}}}}),
      HasError(ErrorCode::kBadInput, HasSubstr("m.csv:2: the pattern 'a*'")));
}

}  // namespace
}  // namespace cognitrack
