#include "cli/metric_heads.h"

#include <array>
#include <utility>

namespace cognitrack {

std::string HeadOf(Metric metric) {
  static constexpr std::array<std::pair<Metric, std::string_view>, 10> kHeads = {
      {{Metric::kNumModelRequests, "Requests"},
       {Metric::kInputTokens, "Input tokens"},
       {Metric::kNumRequests, "Calls"},
       {Metric::kImages, "Images"},
       {Metric::kCharacters, "Characters"},
       {Metric::kSeconds, "Seconds"},
       {Metric::kUsageBytes, "Bytes stored"},
       {Metric::kNumSessions, "Sessions"},
       {Metric::kAmountValue, "Amount"},
       {Metric::kQuantity, "Quantity"}}};
  for (const auto& [named, head] : kHeads) {
    if (named == metric) return std::string(head);
  }
  return std::string(NameOf(metric));
}

}  // namespace cognitrack
