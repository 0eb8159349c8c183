// Small values of base: errors, results, wide counts, random numbers.
#include <gmock/gmock.h>

#include <limits>

#include "base/error.h"
#include "base/random.h"
#include "base/result.h"
#include "base/wide_count.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

Result<int> Half(int value) {
  if (value % 2 != 0) return Error{ErrorCode::kBadInput, "odd"};
  return value / 2;
}

Result<int> Quarter(int value) {
  TRY(const int half, Half(value));
  return Half(half);
}

Status Check(int value) {
  TRY_VOID([&]() -> Status {
    if (value < 0) return Error{ErrorCode::kUsage, "negative"};
    return {};
  }());
  return {};
}

TEST(ResultTest, TryGivesTheValueOrReturnsTheError) {
  EXPECT_THAT(Quarter(8), IsOkAndHolds(2));
  EXPECT_THAT(Quarter(6), HasError(ErrorCode::kBadInput, "odd"));
  EXPECT_THAT(Check(-1), HasError(ErrorCode::kUsage, "negative"));
  EXPECT_OK(Check(1));
}

TEST(ErrorTest, ExitCodesAreTheContracts) {
  EXPECT_EQ(ExitCodeOf(ErrorCode::kUsage), 64);
  EXPECT_EQ(ExitCodeOf(ErrorCode::kBadInput), 65);
  EXPECT_EQ(ExitCodeOf(ErrorCode::kUnavailable), 69);
  EXPECT_EQ(ExitCodeOf(ErrorCode::kInvariant), 70);
  EXPECT_EQ(ExitCodeOf(ErrorCode::kDisk), 74);
  EXPECT_EQ(ExitCodeOf(ErrorCode::kTryLater), 75);
  EXPECT_EQ(ExitCodeOf(ErrorCode::kProviderContract), 76);
  EXPECT_EQ(ExitCodeOf(ErrorCode::kAuth), 77);
  EXPECT_EQ(ExitCodeOf(ErrorCode::kConfig), 78);
}

TEST(ErrorTest, AtPutsThePlaceInFront) {
  EXPECT_EQ((Error{ErrorCode::kBadInput, "why"}.At("a.csv:3").message), "a.csv:3: why");
}

TEST(WideCountTest, PrintsEveryDigit) {
  EXPECT_EQ(ToText(WideCount{0}), "0");
  EXPECT_EQ(ToText(WideCount{std::numeric_limits<std::int64_t>::max()} * 10),
            "92233720368547758070");
  EXPECT_EQ(ToText(-WideCount{1'000}), "-1000");
  const WideCount smallest = static_cast<WideCount>(WideUnsigned{1} << 127);
  EXPECT_EQ(ToText(smallest), "-170141183460469231731687303715884105728");
  EXPECT_EQ(WideCountFrom(ToText(smallest)), smallest);
  EXPECT_EQ(WideCountFrom("170141183460469231731687303715884105727"), -(smallest + 1));
}

TEST(WideCountTest, TextThatIsNoPlainIntegerOrDoesNotFitIsRefused) {
  for (const char* text :
       {"", "-", "01", "-0", "+1", "1.0", "1e3", " 1", "170141183460469231731687303715884105728"}) {
    EXPECT_EQ(WideCountFrom(text), std::nullopt) << text;
  }
  EXPECT_EQ(WideCountFrom("0"), WideCount{0});
}

TEST(RandomTest, OneSeedGivesOneSequence) {
  SeededRandom a(42), b(42), other(43);
  const std::uint64_t first = a.Next();
  EXPECT_EQ(first, b.Next());
  EXPECT_NE(first, other.Next());
  EXPECT_EQ(SeededRandom(0).Next(), 0xE220A8397B1DCDAFULL);  // splitmix64's published first value.
}

TEST(RandomTest, BelowStaysBelow) {
  SeededRandom random(1);
  EXPECT_EQ(random.Below(0), 0u);
  for (int i = 0; i < 1'000; ++i) EXPECT_LT(random.Below(7), 7u);
}

}  // namespace
}  // namespace cognitrack
