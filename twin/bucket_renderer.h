// BucketRenderer: the JSON of one bucket of one endpoint at one grouping. Rendered once and kept,
// so that serving a large organisation costs no more than sending bytes. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "twin/http_message.h"
#include "twin/organisation.h"
#include "twin/usage_query.h"

namespace cognitrack::twin {

// True for a record that is to be left out, by its number within its day.
using Omission = std::function<bool(std::size_t number_in_day)>;

// Two answers may list the same rows in another order; what they say is the same.
enum class RowOrder { kGiven, kReversed };

// Whether an amount is a JSON number, as the document says, or a text, as has been seen.
enum class AmountForm { kNumber, kText };

class BucketRenderer {
 public:
  virtual ~BucketRenderer() = default;

  // {"object":"bucket",…} of records in [from, to), in order of their first record or reversed.
  SharedText Render(UtcSeconds from, UtcSeconds to, const UsageQuery& query);

  // The same without the records for which `omit` says so; never kept.
  virtual std::string RenderWithout(const Omission& omit, UtcSeconds from, UtcSeconds to,
                                    const UsageQuery& query) const = 0;

  virtual std::size_t CountIn(UtcSeconds from, UtcSeconds to) const = 0;
  // Nothing where there is no record.
  virtual std::optional<Day> LastDay() const = 0;

 private:
  std::unordered_map<std::string, SharedText> kept_;
  std::size_t kept_bytes_ = 0;
};

// The records must outlive the renderer.
std::unique_ptr<BucketRenderer> MakeUsageRenderer(const SurfaceRecords& records, RowOrder order);
std::unique_ptr<BucketRenderer> MakeCostRenderer(const CostRecords& records, RowOrder order,
                                                 AmountForm amounts);

}  // namespace cognitrack::twin
