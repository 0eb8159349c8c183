#include "usage/series.h"

#include <gmock/gmock.h>

#include <thread>

#include "usage/grain.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::Pointee;

TEST(GrainTest, TextRoundTripsWithAwkwardNames) {
  const Grain grain({"model", "a,b", "back\\slash"});
  EXPECT_EQ(Grain::FromText(grain.ToText()), grain);
  EXPECT_EQ(Grain::FromText(""), Grain());
  EXPECT_EQ(Grain::Full().ToText(),
            "api_key_id,api_source,batch,model,project_id,service_tier,user_id");
}

TEST(GrainTest, IsASet) {
  const Grain grain({"model", "batch", "model"});
  EXPECT_THAT(grain.names(), ElementsAre("batch", "model"));
  EXPECT_TRUE(grain.Contains(Grain({"batch"})));
  EXPECT_FALSE(Grain({"batch"}).Contains(grain));
  EXPECT_EQ(grain.Intersect(Grain({"model", "user_id"})), Grain({"model"}));
  EXPECT_EQ(grain.Unite(Grain({"user_id"})), Grain({"batch", "model", "user_id"}));
  EXPECT_EQ(grain.Without("batch"), Grain({"model"}));
}

TEST(SeriesTest, OrderOfPairsDoesNotMatter) {
  const Series a{{"model", "gpt"}, {"batch", "false"}};
  const Series b{{"batch", "false"}, {"model", "gpt"}};
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.Hash(), b.Hash());
}

TEST(SeriesTest, AbsentEmptyAndFalseAreThreeThings) {
  const Series absent{{"model", "gpt"}};
  const Series empty{{"model", "gpt"}, {"batch", ""}};
  const Series no{{"model", "gpt"}, {"batch", "false"}};
  EXPECT_NE(absent.Hash(), empty.Hash());
  EXPECT_NE(empty.Hash(), no.Hash());
  EXPECT_NE(absent.Hash(), no.Hash());
}

TEST(SeriesTest, TextsCannotRunIntoEachOther) {
  const Series a_bc{{"a", "bc"}};
  const Series ab_c{{"ab", "c"}};
  EXPECT_NE(a_bc.Hash(), ab_c.Hash());
}

TEST(SeriesTest, RestrictingDropsNamesOutsideTheGrain) {
  const Series series{{"model", "gpt"}, {"user_id", "user_ann"}};
  const Series model_only{{"model", "gpt"}};
  EXPECT_EQ(series.RestrictedTo(Grain({"model", "batch"})), model_only);
  EXPECT_THAT(series.Find("user_id"), Pointee(std::string("user_ann")));
  EXPECT_EQ(series.Find("batch"), nullptr);
}

TEST(SeriesTableTest, OneSeriesHasOneReference) {
  SeriesTable table;
  std::vector<std::pair<std::string_view, std::string_view>> pairs = {{"model", "gpt"},
                                                                      {"batch", "true"}};
  const SeriesRef first = table.Intern(pairs);
  EXPECT_EQ(table.Intern(Series{{"batch", "true"}, {"model", "gpt"}}), first);
  EXPECT_NE(table.Intern(Series()), first);
  EXPECT_EQ(table.size(), 2u);
  EXPECT_EQ(table.HashAt(first), table.At(first).Hash());
}

TEST(SeriesTableTest, ThreadsMayShareOne) {
  constexpr int kSeries = 5'000;
  SeriesTable table;
  const auto series_of = [](int number) { return Series{{"model", std::to_string(number)}}; };
  std::vector<SeriesRef> forwards(kSeries), backwards(kSeries);
  std::thread other([&] {
    for (int i = kSeries - 1; i >= 0; --i) {
      const SeriesRef ref = backwards[static_cast<std::size_t>(i)] = table.Intern(series_of(i));
      EXPECT_EQ(table.At(ref), series_of(i));
    }
  });
  for (int i = 0; i < kSeries; ++i) {
    const SeriesRef ref = forwards[static_cast<std::size_t>(i)] = table.Intern(series_of(i));
    EXPECT_LT(ref, table.size());
    EXPECT_EQ(table.At(ref), series_of(i));
  }
  other.join();
  EXPECT_EQ(forwards, backwards);
  EXPECT_EQ(table.size(), std::size_t{kSeries});
}

}  // namespace
}  // namespace cognitrack
