#include <algorithm>

#include "twin/bucket_renderer.h"
#include "twin/json_text.h"
#include "twin/record_filter.h"

namespace cognitrack::twin {
namespace {

// Rows are never summed over these, whatever the grouping; the unit only tells with a line item.
constexpr DimensionMask kAlwaysApart = 1U << kCurrencySlot | 1U << kOrganisationSlot;

class CostRenderer : public BucketRenderer {
 public:
  CostRenderer(const CostRecords& records, RowOrder order, AmountForm amounts)
      : held_(records),
        order_(order),
        amounts_(amounts),
        endpoint_(EndpointOf(kCosts)),
        line_item_mask_(1U << *endpoint_.SlotOf("line_item")) {}

  std::string RenderWithout(const Omission& omit, UtcSeconds from, UtcSeconds to,
                            const UsageQuery& query) const override;

  std::size_t CountIn(UtcSeconds from, UtcSeconds to) const override {
    const auto [first, last] = held_.RecordsIn(from, to);
    return last - first;
  }
  std::optional<Day> LastDay() const override {
    if (held_.records.empty()) return std::nullopt;
    return DayOf(held_.records.back().start);
  }

 private:
  struct Row {
    Key key{};
    ExactDecimal amount;
    std::optional<ExactDecimal> quantity;
  };

  std::vector<Row> Sum(const Omission& omit, UtcSeconds from, UtcSeconds to,
                       const UsageQuery& query) const;
  std::string RowText(const Row& row) const;

  std::string ValueOf(const Row& row, std::size_t slot) const {
    return row.key[slot] == 0 ? "null" : JsonString(held_.values[slot].At(row.key[slot]));
  }

  const CostRecords& held_;
  RowOrder order_;
  AmountForm amounts_;
  const Endpoint& endpoint_;
  DimensionMask line_item_mask_;
};

std::vector<CostRenderer::Row> CostRenderer::Sum(const Omission& omit, UtcSeconds from,
                                                 UtcSeconds to, const UsageQuery& query) const {
  std::vector<Row> rows;
  std::unordered_map<Key, std::size_t, KeyHash> row_of;
  const RecordFilter filter(query.filters, held_.values);
  const bool by_line_item = (query.group_by & line_item_mask_) != 0;
  const DimensionMask kept =
      query.group_by | kAlwaysApart | (by_line_item ? 1U << kUnitSlot : DimensionMask{0});
  const auto [first, last] = held_.RecordsIn(from, to);
  const std::size_t day_first = held_.RecordsIn(DayOf(from).start(), from).first;
  for (std::size_t i = first; i < last; ++i) {
    const CostRecord& record = held_.records[i];
    if (!filter.Passes(record.key) || (omit && omit(i - day_first))) continue;
    const auto [found, added] = row_of.try_emplace(KeyAt(record.key, kept), rows.size());
    if (added) rows.push_back({found->first, {}, {}});
    Row& row = rows[found->second];
    row.amount += record.amount;
    if (!by_line_item || !record.quantity) continue;
    if (!row.quantity) row.quantity.emplace();
    *row.quantity += *record.quantity;
  }
  if (order_ == RowOrder::kReversed) std::reverse(rows.begin(), rows.end());
  return rows;
}

std::string CostRenderer::RowText(const Row& row) const {
  const std::string amount = row.amount.Text();
  std::string text = "{\"object\":" + JsonString(endpoint_.row_kind) + R"(,"amount":{"value":)" +
                     (amounts_ == AmountForm::kText ? JsonString(amount) : amount) +
                     R"(,"currency":)" + ValueOf(row, kCurrencySlot) + "}";
  for (std::size_t slot = 0; slot < endpoint_.dimensions.size(); ++slot) {
    text += ",\"" + std::string(endpoint_.dimensions[slot]) + "\":" + ValueOf(row, slot);
  }
  text += R"(,"quantity":)" + (row.quantity ? row.quantity->Text() : "null");
  text += R"(,"quantity_unit":)" + ValueOf(row, kUnitSlot);
  text += R"(,"organization_id":)" + ValueOf(row, kOrganisationSlot) + "}";
  return text;
}

std::string CostRenderer::RenderWithout(const Omission& omit, UtcSeconds from, UtcSeconds to,
                                        const UsageQuery& query) const {
  std::string text = R"({"object":"bucket","start_time":)" + std::to_string(from) +
                     R"(,"end_time":)" + std::to_string(to) + R"(,"results":[)";
  const std::vector<Row> rows = Sum(omit, from, to, query);
  for (const Row& row : rows) {
    if (&row != rows.data()) text += ',';
    text += RowText(row);
  }
  return text + "]}";
}

}  // namespace

std::unique_ptr<BucketRenderer> MakeCostRenderer(const CostRecords& records, RowOrder order,
                                                 AmountForm amounts) {
  return std::make_unique<CostRenderer>(records, order, amounts);
}

}  // namespace cognitrack::twin
