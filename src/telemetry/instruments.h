// Instruments: the values of the instrument table, and their text for Prometheus. Thread-safe. An
// instrument has at most so many series: what would make one more is counted
// (cognitrack_telemetry_series_dropped_total) and left out, so that no input can fill the memory.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/instrument_table.h"

namespace cognitrack {

// In the order of the instrument's labels.
using LabelValues = std::vector<std::string>;

class Instruments {
 public:
  static constexpr std::size_t kMostSeries = 1'000;

  explicit Instruments(std::size_t most_series = kMostSeries);
  ~Instruments();
  Instruments(const Instruments&) = delete;
  Instruments& operator=(const Instruments&) = delete;

  // `name` is in the table, of that kind, with as many labels.
  void Add(std::string_view counter, const LabelValues& labels, double amount = 1);
  void Set(std::string_view gauge, const LabelValues& labels, double value);
  void Observe(std::string_view histogram, const LabelValues& labels, double value);

  // The text format 0.0.4; instruments without a series are absent.
  std::string ToText() const;

 private:
  class Families;
  std::unique_ptr<Families> families_;
};

// The Content-Type of the text.
inline constexpr std::string_view kInstrumentsContentType =
    "text/plain; version=0.0.4; charset=utf-8";

}  // namespace cognitrack
