// After the faults end, the ledger holds exactly what the provider shows: every day, no gap, the
// cursor at tomorrow. COGNITRACK_SIM_SEED=N runs one seed of one's own, N-M a range of them.
#include <gmock/gmock.h>

#include <cstdlib>
#include <string>

#include "tests/sim/sim_world.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;

std::vector<std::uint64_t> Seeds() {
  const char* given = std::getenv("COGNITRACK_SIM_SEED");
  if (given == nullptr || *given == '\0') return {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  char* end = nullptr;
  const std::uint64_t first = std::strtoull(given, &end, 10);
  const std::uint64_t last = *end == '-' ? std::strtoull(end + 1, nullptr, 10) : first;
  std::vector<std::uint64_t> seeds;
  for (std::uint64_t seed = first; seed <= last; ++seed) seeds.push_back(seed);
  return seeds;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

class PullSimTest : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(PullSimTest, EverythingMendsItself) {
  SimWorld world(GetParam());
  world.Run();
  EXPECT_THAT(world.Wrongs(), IsEmpty()) << "seed " << GetParam() << ":\n" << Joined(world.trace());
}

INSTANTIATE_TEST_SUITE_P(Seeds, PullSimTest, ::testing::ValuesIn(Seeds()));

TEST(PullSimRepeatTest, OneSeedIsOneStory) {
  SimWorld first(Seeds().front());
  first.Run();
  SimWorld second(Seeds().front());
  second.Run();
  EXPECT_EQ(Joined(first.trace()), Joined(second.trace()));
}

}  // namespace
}  // namespace cognitrack
