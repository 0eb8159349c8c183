// RollUpSums: the rows of one window summed onto the series of each roll-up, in memory, and packed.
// What a coarser roll-up sums is taken from a finer one, not from the rows once more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "store/roll_up_block.h"

namespace cognitrack {

inline constexpr std::size_t kRollUpKinds = 5;

// Of one kind, in order of series id; and the same packed.
struct WindowRollUp {
  std::vector<const RollUpRow*> rows;
  std::vector<RollUpBlock> blocks;
};
using WindowRollUps = std::array<WindowRollUp, kRollUpKinds>;

class RollUpSums {
 public:
  // The numbers of the series that a row is summed onto, one of each kind.
  using Targets = std::array<std::uint32_t, kRollUpKinds>;

  // A number for a series of a kind, given by its id; numbers outlive windows.
  std::uint32_t NumberOf(std::size_t kind, std::int64_t id);
  void Forget();

  // Begins a window of so many rows: `targets_of[i]` are those of row i.
  void Begin(std::vector<Targets> targets_of);
  // Sums row i. False where a sum does not fit 64 bits.
  [[nodiscard]] bool Add(std::size_t row, const MetricValues& metrics);
  // After the last row: sums what is coarser, and adds the whole window up.
  [[nodiscard]] bool AddUp(MetricValues* totals);
  // After that: one kind in order and packed. Good until the next Begin.
  void Pack(std::size_t kind, WindowRollUp* roll_up);

 private:
  // The series that one kind sums onto, numbered as they were met; and the sums of the window at
  // hand, whose memory is used again for the next one.
  struct Kind {
    std::unordered_map<std::int64_t, std::uint32_t> number_of;
    std::vector<std::int64_t> ids;        // By number.
    std::vector<std::uint32_t> in_order;  // The numbers by id, as far as they were put in order.
    std::vector<std::uint32_t> place_of;  // By number: where the sum stands in `sums`.
    std::vector<RollUpRow> sums;
  };
  static void PutInOrder(Kind* kind);
  static bool AddTo(Kind* kind, std::uint32_t number, std::int64_t usage_rows,
                    const MetricValues& metrics);

  std::array<Kind, kRollUpKinds> kinds_;
  std::vector<Targets> targets_of_;
  std::vector<std::size_t> first_rows_;  // Of each sum of the kind that others are summed from.
};

}  // namespace cognitrack
