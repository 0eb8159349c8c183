// ContentWork: what a window's rows come to: content hash, totals and roll-ups. Of a large window
// it is done by a thread of its own, while the caller sends the rows to a database.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "base/spawner.h"
#include "store/fact_rows.h"
#include "store/roll_up_sums.h"

namespace cognitrack {

class ContentWork {
 public:
  // `rows` are those of the read, as they are stored; `sums` has begun their window, and is null
  // where there are no roll-ups. All of them outlive this object, stay where they are, and are
  // changed by nobody else until Finish has returned. A hash that is known already is not worked
  // out again.
  ContentWork(const StreamKey& stream, const WindowRead& read, const SeriesTable& series,
              const std::vector<NewRow>& rows, RollUpSums* sums,
              const std::optional<Hash256>& known_hash)
      : stream_(stream),
        read_(read),
        series_(series),
        rows_(rows),
        sums_(sums),
        known_hash_(known_hash) {}
  ContentWork(const ContentWork&) = delete;
  ContentWork& operator=(const ContentWork&) = delete;

  // Begins it beside the caller, where it is worth a thread. No spawner is asked for: it is sums
  // and hashes only, which come out the same whoever does them, and when.
  void Begin();
  // Does it, or waits until it is done. kBadInput where a sum does not fit 64 bits.
  Status Finish();

  // After Finish().
  const Hash256& content_hash() const { return content_hash_; }
  const MetricValues& totals() const { return totals_; }
  WindowRollUps& roll_ups() { return roll_ups_; }

 private:
  Status Do();
  Status SumRows();
  Error TooMuch() const;

  const StreamKey& stream_;
  const WindowRead& read_;
  const SeriesTable& series_;
  const std::vector<NewRow>& rows_;
  RollUpSums* sums_;
  std::optional<Hash256> known_hash_;
  Hash256 content_hash_;
  MetricValues totals_;
  WindowRollUps roll_ups_;
  Status done_;
  std::unique_ptr<Task> begun_;  // Last: its end is waited for before anything else goes.
};

}  // namespace cognitrack
