#include "usage/surface.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/time.h"
#include "usage/grain.h"

namespace cognitrack {
namespace {

TEST(SurfaceTest, EverySurfaceIsFoundByItsNameAndHasOneOnly) {
  std::set<std::string_view> names;
  for (const Surface& surface : Surfaces()) {
    EXPECT_EQ(FindSurface(surface.name), &surface);
    EXPECT_TRUE(names.insert(surface.name).second) << surface.name;
  }
  EXPECT_EQ(names.size(), 13U);
  EXPECT_EQ(FindSurface("compute"), nullptr);
}

TEST(SurfaceTest, WhatIsPromisedIsKnownAndWhatMayBeRefusedIsAskedFor) {
  for (const Surface& surface : Surfaces()) {
    EXPECT_EQ(surface.required & surface.metrics, surface.required) << surface.name;
    const Grain grain(surface.dimensions);
    EXPECT_TRUE(std::is_sorted(surface.dimensions.begin(), surface.dimensions.end()));
    for (const std::string_view name : surface.refusable) EXPECT_TRUE(grain.Has(name)) << name;
    for (const std::string_view name : surface.unasked) EXPECT_FALSE(grain.Has(name)) << name;
    for (const SurfaceFilter& filter : surface.filters) {
      const bool is_known = grain.Has(filter.dimension) || HoldsMoney(surface.name);
      EXPECT_TRUE(is_known) << surface.name << " " << filter.parameter;
    }
  }
}

TEST(SurfaceTest, EachSurfaceHasRowsOfOneTable) {
  for (const Surface& surface : Surfaces()) {
    const bool tokens = (surface.metrics & kTokenMetrics) == surface.metrics;
    const bool service = (surface.metrics & kServiceMetrics) == surface.metrics;
    const bool money = surface.metrics == kCostMetrics;
    EXPECT_EQ(tokens + service + money, 1) << surface.name;
    EXPECT_EQ(tokens, CountsTokens(surface.name)) << surface.name;
    EXPECT_EQ(money, HoldsMoney(surface.name)) << surface.name;
  }
}

TEST(SurfaceTest, CostsAreToldByKeySinceDecember2025) {
  EXPECT_EQ(FindSurface(kCostsByKey)->first_day, *ParseDay("2025-12-06"));
  EXPECT_EQ(FindSurface(kCosts)->first_day, std::nullopt);
}

TEST(SurfaceTest, AnUnknownSurfaceMayHaveAnyCount) {
  EXPECT_EQ(MetricsOf("compute"), kUsageMetrics);
}

}  // namespace
}  // namespace cognitrack
