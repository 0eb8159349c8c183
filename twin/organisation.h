// Organisation: what the twin knows about one imaginary (or exported) organisation: for each
// surface its usage records in order of time, with their dimension values interned, and what was
// billed. Immutable once built; safe to read from several threads.
//
// A record is finer than anything the API reports: the API sums records into buckets, the export
// writes one line per bucket, key and lot. Nothing here reads or writes JSON, and nothing here is
// shared with the product's own parsers, so that the two cannot share a mistake.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "twin/endpoint.h"
#include "twin/exact_decimal.h"
#include "usage/metrics.h"

namespace cognitrack::twin {

// The slots of the completions endpoint, in the order in which the API writes them in a row.
enum class Dimension : std::uint8_t {
  kProjectId,
  kUserId,
  kApiKeyId,
  kModel,
  kBatch,
  kServiceTier,
  kApiSource,
};
inline constexpr std::size_t kDimensionCount = 7;
inline constexpr std::array<std::string_view, kDimensionCount> kDimensionNames = {
    "project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source"};

// The slots of a row of costs beside those of the costs endpoint: what no query groups by.
inline constexpr std::size_t kCurrencySlot = 4;
inline constexpr std::size_t kUnitSlot = 5;
inline constexpr std::size_t kOrganisationSlot = 6;

inline constexpr DimensionMask kAllDimensions = (1U << kDimensionCount) - 1;
constexpr DimensionMask MaskOf(Dimension dimension) {
  return 1U << static_cast<std::uint32_t>(dimension);
}

// The values that one dimension takes. Value 0 stands for "none": unattributed.
class ValueTable {
 public:
  ValueTable() : values_{""} {}
  // The number of a value, from now on where it is new; 0 for the empty one.
  std::uint32_t Intern(std::string_view value);
  // The number of a value, or 0 where it never occurs.
  std::uint32_t Find(std::string_view value) const;
  const std::string& At(std::uint32_t id) const { return values_[id]; }
  std::size_t size() const { return values_.size(); }

 private:
  std::vector<std::string> values_;
  std::unordered_map<std::string, std::uint32_t> ids_;
};

// Value numbers, by slot of the endpoint; no endpoint has more than seven. A batch value is "true"
// or "false".
using Key = std::array<std::uint32_t, kDimensionCount>;
struct KeyHash {
  std::size_t operator()(const Key& key) const;
};
// The key with the dimensions outside of `kept` set to "none".
Key KeyAt(const Key& key, DimensionMask kept);

struct UsageRecord {
  UtcSeconds start = 0;
  Key key{};
  // Records of one key and day with different lots are different lines of an export.
  std::uint32_t lot = 0;
  MetricValues metrics;
};

// A metric that is not among the known ones, by the number of its record.
struct ExtraMetric {
  std::size_t record = 0;
  std::uint32_t name = 0;  // Into Organisation::extra_names.
  std::int64_t value = 0;
};

// The usage of one surface.
struct SurfaceRecords {
  std::string_view surface = "completions";
  std::array<ValueTable, kDimensionCount> values;  // By slot.
  std::vector<UsageRecord> records;                // By start.
  std::vector<std::string> extra_names;
  std::vector<ExtraMetric> extras;  // By record.
  UtcSeconds start = 0;             // What the data covers, days without use included.
  UtcSeconds end = 0;

  const ValueTable& ValuesOf(Dimension dimension) const {
    return values[static_cast<std::size_t>(dimension)];
  }
  // Puts records (and their extras) in order of time; records of one time keep their order.
  void Sort();
  // Records with start in [from, to), as numbers [first, last).
  std::pair<std::size_t, std::size_t> RecordsIn(UtcSeconds from, UtcSeconds to) const;
};

struct CostRecord {
  UtcSeconds start = 0;
  Key key{};  // By slot of the costs endpoint, then currency, unit and organisation.
  ExactDecimal amount;
  std::optional<ExactDecimal> quantity;
};

// What was billed.
struct CostRecords {
  std::array<ValueTable, kDimensionCount> values;  // By slot.
  std::vector<CostRecord> records;                 // By start.
  UtcSeconds start = 0;
  UtcSeconds end = 0;

  void Sort();
  std::pair<std::size_t, std::size_t> RecordsIn(UtcSeconds from, UtcSeconds to) const;
};

struct Organisation {
  std::vector<SurfaceRecords> surfaces;  // What is not among them is unknown to this provider.
  std::optional<CostRecords> costs;

  // Null where the organisation does not have it.
  const SurfaceRecords* Find(std::string_view surface) const;
  // Adds it where it does not have it.
  SurfaceRecords& Surface(std::string_view surface);
  const SurfaceRecords& completions() const;
  SurfaceRecords& completions() { return Surface("completions"); }
  // What the data of all surfaces covers; 0 without any.
  UtcSeconds start() const;
  UtcSeconds end() const;
};

}  // namespace cognitrack::twin
