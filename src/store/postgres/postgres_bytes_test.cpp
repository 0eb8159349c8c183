#include "store/postgres/postgres_bytes.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace cognitrack {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

std::string Numeric(std::int16_t weight, bool is_negative, const std::vector<int>& digits) {
  std::string bytes;
  AppendBigEndian(static_cast<std::int16_t>(digits.size()), &bytes);
  AppendBigEndian(weight, &bytes);
  AppendBigEndian(static_cast<std::int16_t>(is_negative ? 0x4000 : 0), &bytes);
  AppendBigEndian(std::int16_t{0}, &bytes);
  for (const int digit : digits) AppendBigEndian(static_cast<std::int16_t>(digit), &bytes);
  return bytes;
}

TEST(PostgresBytesTest, IntegersComeBackAsTheyWent) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{258}, kMost, kLeast}) {
    std::string bytes;
    AppendBigEndian(value, &bytes);
    EXPECT_EQ(bytes.size(), 8u);
    EXPECT_EQ(IntegerFrom(bytes), value);
  }
  EXPECT_EQ(IntegerFrom(std::string_view("\xff\xfe", 2)), -2);
  EXPECT_EQ(IntegerFrom(std::string_view("\x01", 1)), 1);
}

TEST(PostgresBytesTest, WholeNumbersOfNumericAreTaken) {
  EXPECT_EQ(IntegerFromNumeric(Numeric(0, false, {})), 0);
  EXPECT_EQ(IntegerFromNumeric(Numeric(0, true, {7})), -7);
  EXPECT_EQ(IntegerFromNumeric(Numeric(2, false, {1, 2, 3})), 1'0002'0003);
  EXPECT_EQ(IntegerFromNumeric(Numeric(2, false, {5})), 5'0000'0000);
  EXPECT_EQ(IntegerFromNumeric(Numeric(4, false, {922, 3372, 368, 5477, 5807})), kMost);
  EXPECT_EQ(IntegerFromNumeric(Numeric(4, true, {922, 3372, 368, 5477, 5808})), kLeast);
}

TEST(PostgresBytesTest, WhatDoesNotFitIsRefusedAndNeverWrapped) {
  EXPECT_EQ(IntegerFromNumeric(Numeric(4, false, {922, 3372, 368, 5477, 5808})), std::nullopt);
  EXPECT_EQ(IntegerFromNumeric(Numeric(4, true, {922, 3372, 368, 5477, 5809})), std::nullopt);
  EXPECT_EQ(IntegerFromNumeric(Numeric(30'000, false, {1})), std::nullopt);
  EXPECT_EQ(IntegerFromNumeric(Numeric(0, false, {1, 5000})), std::nullopt) << "1.5";
  EXPECT_EQ(IntegerFromNumeric(std::string(6, '\0')), std::nullopt);
}

}  // namespace
}  // namespace cognitrack
