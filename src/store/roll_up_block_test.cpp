#include "store/roll_up_block.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/random.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

std::vector<RollUpBlock> PackedRows(const std::vector<RollUpRow>& rows) {
  std::vector<const RollUpRow*> pointers;
  for (const RollUpRow& row : rows) pointers.push_back(&row);
  return Packed(pointers);
}

std::vector<RollUpRow> Unpacked(const std::vector<RollUpBlock>& blocks,
                                const std::vector<std::int64_t>* wanted = nullptr) {
  std::vector<RollUpRow> rows;
  for (const RollUpBlock& block : blocks) {
    EXPECT_TRUE(Unpack(block.packed, wanted, [&rows](const RollUpRow& row) {
      rows.push_back(row);
      return true;
    })) << block.packed;
  }
  return rows;
}

RollUpRow Row(std::int64_t series, std::int64_t usage_rows, std::int64_t input) {
  RollUpRow row{series, usage_rows, {}};
  row.metrics.Set(Metric::kInputTokens, input);
  return row;
}

// The text is stored: whoever changes it must still read this one.
TEST(RollUpBlockTest, IsWrittenAsTheSchemaSays) {
  RollUpRow reported = Row(255, 2, INT64_MAX);
  reported.metrics.Set(Metric::kNumModelRequests, 0);
  EXPECT_THAT(PackedRows({reported, Row(256, 1, 7), {257, 3, {}}}),
              ElementsAre(RollUpBlock{0, "[[255,2,0,9223372036854775807]]"},
                          RollUpBlock{1, "[[256,1,null,7],[257,3]]"}));
}

TEST(RollUpBlockTest, GivesBackWhatWasPacked) {
  SeededRandom random(11);
  std::vector<RollUpRow> rows;
  std::int64_t series = 0;
  for (int i = 0; i < 2'000; ++i) {
    series += 1 + static_cast<std::int64_t>(random.Below(40));
    RollUpRow row{series, static_cast<std::int64_t>(random.Below(1'000)), {}};
    for (std::size_t m = 0; m < kCountMetrics; ++m) {
      if (!kTokenMetrics.Has(MetricAt(m)) || random.Below(3) == 0) continue;
      const auto digits = static_cast<unsigned>(random.Below(63));
      row.metrics.Set(MetricAt(m), static_cast<std::int64_t>(random.Below(1ULL << digits)));
    }
    rows.push_back(row);
  }
  const auto blocks = PackedRows(rows);
  EXPECT_THAT(blocks, SizeIs(static_cast<std::size_t>(BlockOf(series)) + 1));
  EXPECT_EQ(Unpacked(blocks), rows);

  const std::vector<std::int64_t> wanted = {rows[3].series, rows[3].series + 1, rows[999].series,
                                            rows[1'999].series};
  std::vector<RollUpRow> expected;
  for (const RollUpRow& row : rows) {
    if (std::binary_search(wanted.begin(), wanted.end(), row.series)) expected.push_back(row);
  }
  EXPECT_EQ(Unpacked(blocks, &wanted), expected);
}

TEST(RollUpBlockTest, EndsWhereItIsToldTo) {
  int given = 0;
  EXPECT_TRUE(Unpack("[[1,1,null,5],[2,1,null,6]]", nullptr,
                     [&given](const RollUpRow&) { return ++given < 1; }));
  EXPECT_EQ(given, 1);
}

TEST(RollUpBlockTest, RefusesWhatIsNoBlock) {
  const auto reads = [](std::string_view text, const std::vector<std::int64_t>* wanted) {
    return Unpack(text, wanted, [](const RollUpRow&) { return true; });
  };
  ASSERT_TRUE(reads("[[1,1,2],[2,1]]", nullptr));
  const std::string most = "[[1,1,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]]";
  ASSERT_TRUE(reads(most, nullptr));
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("[[1,1,2]"), std::string("[[1,1,2]] "),
        std::string("[[1,1,2],]"), std::string("[[1,1,2][2,1]]"), std::string("[[1]]"),
        std::string("[[1,1,x]]"), std::string("[[1,1,]]"), std::string("[[1,1,2.5]]"),
        std::string("[[1,1,9223372036854775808]]"), std::string("[[null,1]]"),
        std::string("[[1,1,nul]]"), most.substr(0, most.size() - 2) + ",18]]"}) {
    EXPECT_FALSE(reads(text, nullptr)) << text;
  }
  const std::vector<std::int64_t> other = {7};
  EXPECT_TRUE(reads("[[1,1,2],[2,1]]", &other));
  EXPECT_FALSE(reads("[[1,1,2],[2,1", &other));
  EXPECT_FALSE(reads("[[x,1,2]]", &other));
}

}  // namespace
}  // namespace cognitrack
