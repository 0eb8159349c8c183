#include "cli/nearest_name.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::Eq;
using ::testing::Optional;

const std::vector<std::string> kVerbs = {"import", "ingest", "backfill", "usage"};

TEST(NearestNameTest, AMistypedNameFindsTheOneThatWasMeant) {
  EXPECT_THAT(NearestName("imprt", kVerbs), Optional(Eq("import")));
  EXPECT_THAT(NearestName("backfil", kVerbs), Optional(Eq("backfill")));
  EXPECT_THAT(NearestName("usgae", kVerbs), Optional(Eq("usage")));
}

TEST(NearestNameTest, ABeginningOfThreeLettersIsEnough) {
  EXPECT_THAT(NearestName("bac", kVerbs), Optional(Eq("backfill")));
}

TEST(NearestNameTest, AWordFarFromAllSuggestsNothing) {
  EXPECT_THAT(NearestName("frobnicate", kVerbs), Eq(std::nullopt));
  EXPECT_THAT(NearestName("x", kVerbs), Eq(std::nullopt));
}

}  // namespace
}  // namespace cognitrack
