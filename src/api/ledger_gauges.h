// LedgerGauges: what the ledger itself tells /metrics: gaps, lag, freshness, the last pull, parity.
// Read from the ledger when it is asked for, so that the work of any process counts, and kept some
// seconds, so that whoever scrapes costs little. What cannot be read is absent, never 0.
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "pricing/price_book.h"
#include "store/ledger_pool.h"
#include "telemetry/instruments.h"

namespace cognitrack {

class LedgerGauges {
 public:
  // Sources beyond these, by name, are left out; cognitrack_ledger_sources tells how many there
  // are.
  static constexpr std::size_t kMostSources = 50;
  static constexpr std::chrono::milliseconds kKept{5'000};
  // Of what takes longer to find out: prices and parity.
  static constexpr std::chrono::milliseconds kKeptLonger{60'000};

  using OnError = std::function<void(const Error&)>;

  // `prices_file`: the user's price book, where one is set. `on_error` is told each time that the
  // ledger could not be read.
  LedgerGauges(LedgerPool& pool, std::optional<std::string> prices_file, Clock& clock,
               OnError on_error)
      : pool_(pool),
        prices_file_(std::move(prices_file)),
        clock_(clock),
        on_error_(std::move(on_error)) {}

  // In Prometheus' text format.
  std::string ToText();

 private:
  struct Verdicts {
    std::string source, surface, verdict;
  };

  std::string Read();
  Status Measure(Instruments* to);
  Status MeasureSource(const SourceRecord& source, LedgerStore& store, Instruments* to);
  Status MeasurePulls(const SourceRecord& source, LedgerStore& store, Instruments* to);
  Status Relearn(const std::vector<SourceRecord>& sources, LedgerStore& store);
  Status LearnUnpriced(const std::vector<SourceRecord>& sources, LedgerStore& store);
  Status LearnParity(LedgerStore& store);

  LedgerPool& pool_;
  std::optional<std::string> prices_file_;
  Clock& clock_;
  OnError on_error_;

  std::mutex mutex_;  // Of all that follows: one reads, the others wait for what it read.
  std::string text_;
  std::optional<std::chrono::milliseconds> read_at_;
  std::optional<std::chrono::milliseconds> learned_at_;
  std::map<std::string, std::int64_t> unpriced_;  // Of sources; absent where it is not known.
  std::vector<Verdicts> verdicts_;                // The newest of each source and surface.
  std::map<std::string, UtcSeconds> last_success_;
};

}  // namespace cognitrack
