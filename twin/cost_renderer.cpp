#include <algorithm>

#include "twin/bucket_renderer.h"
#include "twin/cost_rows.h"
#include "twin/json_text.h"

namespace cognitrack::twin {
namespace {

class CostRenderer : public BucketRenderer {
 public:
  CostRenderer(const CostRecords& records, RowOrder order, AmountForm amounts)
      : held_(records), order_(order), amounts_(amounts), endpoint_(EndpointOf(kCosts)) {}

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
  std::string RowText(const CostRow& row) const;

  std::string ValueOf(const CostRow& row, std::size_t slot) const {
    return row.key[slot] == 0 ? "null" : JsonString(held_.values[slot].At(row.key[slot]));
  }

  const CostRecords& held_;
  RowOrder order_;
  AmountForm amounts_;
  const Endpoint& endpoint_;
};

std::string CostRenderer::RowText(const CostRow& row) const {
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
  const RecordFilter filter(query.filters, held_.values);
  std::vector<CostRow> rows = SumCosts(held_, from, to, query.group_by, filter, omit);
  if (order_ == RowOrder::kReversed) std::reverse(rows.begin(), rows.end());
  for (const CostRow& row : rows) {
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
