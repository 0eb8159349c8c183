#include "base/packed_bytes.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using testing::HasSubstr;

TEST(PackedBytesTest, GivesBackWhatWasPacked) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "row " + std::to_string(i % 977) + ";";
  const PackedBytes packed(text);
  EXPECT_EQ(packed.plain_size(), static_cast<std::int64_t>(text.size()));
  EXPECT_LT(packed.frame().size(), text.size() / 5);
  EXPECT_THAT(packed.Unpacked(), IsOkAndHolds(text));
  EXPECT_THAT(PackedBytes::FromFrame(packed.frame(), packed.plain_size()).Unpacked(),
              IsOkAndHolds(text));
}

TEST(PackedBytesTest, BytesThatDoNotPackAreKeptToo) {
  SeededRandom random(7);
  std::string noise;
  for (int i = 0; i < 100'000; ++i) noise.push_back(static_cast<char>(random.Below(256)));
  const PackedBytes packed(noise);
  EXPECT_GE(packed.frame().size(), noise.size());
  EXPECT_THAT(packed.Unpacked(), IsOkAndHolds(noise));
}

TEST(PackedBytesTest, NoBytesNeedNoFrame) {
  EXPECT_TRUE(PackedBytes("").empty());
  EXPECT_THAT(PackedBytes().Unpacked(), IsOkAndHolds(""));
}

TEST(PackedBytesTest, TellsDamage) {
  const PackedBytes packed("{\"results\":[]}");
  const std::string& frame = packed.frame();
  const auto unpacked = [](std::string_view bytes, std::int64_t size) {
    return PackedBytes::FromFrame(bytes, size).Unpacked();
  };
  EXPECT_THAT(unpacked(frame.substr(0, frame.size() - 1), 14),
              HasError(ErrorCode::kDisk, HasSubstr("damaged")));
  EXPECT_THAT(unpacked(frame, 13), HasError(ErrorCode::kDisk, HasSubstr("damaged")));
  EXPECT_THAT(unpacked(frame, 15), HasError(ErrorCode::kDisk, HasSubstr("damaged")));
  EXPECT_THAT(unpacked(frame, -1), HasError(ErrorCode::kDisk, HasSubstr("damaged")));
  EXPECT_THAT(unpacked(frame, std::int64_t{1} << 40),
              HasError(ErrorCode::kDisk, HasSubstr("damaged")));
  EXPECT_THAT(unpacked("", 1), HasError(ErrorCode::kDisk, HasSubstr("damaged")));
}

}  // namespace
}  // namespace cognitrack
