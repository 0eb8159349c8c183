// BucketRenderer: the JSON of one bucket of an organisation at one grouping. Rendered once and
// kept, so that serving a large organisation costs no more than sending bytes. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "twin/http_message.h"
#include "twin/organisation.h"
#include "twin/usage_query.h"

namespace cognitrack::twin {

// True for a record that is to be left out, by its number within its day.
using Omission = std::function<bool(const UsageRecord&, std::size_t number_in_day)>;

// Two answers may list the same rows in another order; what they say is the same.
enum class RowOrder { kGiven, kReversed };

class BucketRenderer {
 public:
  // The organisation must outlive the renderer.
  BucketRenderer(const Organisation& organisation, RowOrder order);

  // {"object":"bucket",…} of records in [from, to), in order of their first record or reversed.
  SharedText Render(UtcSeconds from, UtcSeconds to, const UsageQuery& query);

  // The same without the records for which `omit` says so; never kept.
  std::string RenderWithout(const Omission& omit, UtcSeconds from, UtcSeconds to,
                            const UsageQuery& query) const;

 private:
  struct Row;

  std::vector<Row> Sum(const Omission& omit, UtcSeconds from, UtcSeconds to,
                       const UsageQuery& query) const;
  void AppendRow(const Row& row, std::string* text) const;

  const Organisation& organisation_;
  RowOrder order_;
  // "\"model\":\"gpt-…\"" by dimension and value number.
  std::vector<std::vector<std::string>> dimension_text_;
  std::unordered_map<std::string, SharedText> kept_;
  std::size_t kept_bytes_ = 0;
};

}  // namespace cognitrack::twin
