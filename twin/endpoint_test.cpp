#include "twin/endpoint.h"

#include <gmock/gmock.h>

#include "twin/organisation.h"

namespace cognitrack::twin {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

TEST(EndpointTest, EverySurfaceHasOneAndCostsShareTheirs) {
  EXPECT_EQ(Endpoints().size(), Surfaces().size() - 1);
  for (const Surface& surface : Surfaces()) {
    const Endpoint& endpoint = EndpointOf(surface.name);
    EXPECT_EQ(EndpointAt("/v1" + std::string(surface.path)), &endpoint);
    for (const std::string_view dimension : surface.dimensions) {
      EXPECT_TRUE(endpoint.SlotOf(dimension).has_value()) << surface.name << ' ' << dimension;
    }
    EXPECT_LE(endpoint.dimensions.size(), endpoint.bills ? kCurrencySlot : kDimensionCount);
  }
  EXPECT_EQ(&EndpointOf(kCosts), &EndpointOf(kCostsByKey));
  EXPECT_EQ(EndpointAt("/v1/organization/usage/nothing"), nullptr);
}

TEST(EndpointTest, SlotsFollowTheRowsOfTheDocument) {
  EXPECT_THAT(EndpointOf("completions").dimensions, ElementsAreArray(kDimensionNames));
  EXPECT_THAT(EndpointOf("images").dimensions,
              ElementsAre("size", "source", "project_id", "user_id", "api_key_id", "model"));
  EXPECT_THAT(
      EndpointOf("web_search_calls").dimensions,
      ElementsAre("project_id", "user_id", "api_key_id", "model", "context_level", "api_source"));
  EXPECT_THAT(EndpointOf(kCosts).dimensions, ElementsAre("line_item", "project_id", "api_key_id"));
}

TEST(EndpointTest, GroupingDecidesWhichSurfaceIsAsked) {
  const Endpoint& costs = EndpointOf(kCosts);
  EXPECT_EQ(SurfaceAsked(costs, 0b011).name, kCosts);
  EXPECT_EQ(SurfaceAsked(costs, 0b100).name, kCostsByKey);
}

}  // namespace
}  // namespace cognitrack::twin
