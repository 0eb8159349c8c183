// Random: the only source of randomness in product code (jitter, ids), injected so that a run can
// be repeated from a seed.
#pragma once

#include <cstdint>

namespace cognitrack {

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t Next() = 0;

  // Uniform in [0, bound); 0 where bound is 0.
  std::uint64_t Below(std::uint64_t bound);
};

// The operating system's generator, by way of libsodium.
class SystemRandom : public Random {
 public:
  std::uint64_t Next() override;
};

// splitmix64: the same numbers from the same seed on every machine. For tests and the twin.
class SeededRandom : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next() override;

 private:
  std::uint64_t state_;
};

}  // namespace cognitrack
