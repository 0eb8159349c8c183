// ContentWork: what a window's rows come to: content hash, totals and roll-ups. It is done in
// pieces, so that it fits between the rows that are sent to a database, which digests them
// meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "store/fact_rows.h"
#include "store/roll_up_sums.h"
#include "usage/content_hasher.h"

namespace cognitrack {

class ContentWork {
 public:
  // `rows` are those of the read, as they are stored; `sums` has begun their window, and is null
  // where there are no roll-ups. All of them outlive this object and stay where they are. A hash
  // that is known already is not worked out again.
  ContentWork(const StreamKey& stream, const WindowRead& read, const SeriesTable& series,
              const std::vector<NewRow>& rows, RollUpSums* sums,
              const std::optional<Hash256>& known_hash);
  // Does the work until `done` of `all` parts of it are done. kBadInput where a sum does not fit 64
  // bits.
  Status DoUntil(std::size_t done, std::size_t all);
  // Does what is left.
  Status Finish();

  // After Finish().
  const Hash256& content_hash() const { return content_hash_; }
  const MetricValues& totals() const { return totals_; }
  WindowRollUps& roll_ups() { return roll_ups_; }

 private:
  Status DoNext();
  Error TooMuch() const;
  [[nodiscard]] bool AddRow(std::size_t row);

  const WindowRead& read_;
  const std::vector<NewRow>& rows_;
  RollUpSums* sums_;
  std::optional<ContentHasher> hasher_;
  // What is done, out of a scale: the rows to be summed, as many again for each step of packing as
  // it weighs, and the rows to be hashed.
  std::size_t at_ = 0;
  std::size_t step_weight_;
  Hash256 content_hash_;
  MetricValues totals_;
  WindowRollUps roll_ups_;
};

}  // namespace cognitrack
