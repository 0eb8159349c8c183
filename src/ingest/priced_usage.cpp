#include "ingest/priced_usage.h"

#include "reports/usage_query.h"

namespace cognitrack {
namespace {

std::string TextOf(const GroupValue& value) {
  return value.kind == GroupValue::Kind::kValue ? value.text : std::string();
}

}  // namespace

Status ReadUse(const UseQuery& query, LedgerStore& store, const OnUse& on_use) {
  enum { kDay, kProject, kModel, kTier, kBatch, kFurther };
  UsageQuery sums;
  sums.stream = query.stream;
  sums.from = query.from;
  sums.to = query.to;
  sums.filters = query.filters;
  sums.as_of = query.as_of;
  sums.group_by = {std::string(kGroupByDay), "project_id", "model", "service_tier", "batch"};
  const bool has_size = query.surface == "images";
  if (has_size) sums.group_by.emplace_back("size");
  if (query.by_key) sums.group_by.emplace_back("api_key_id");
  TRY(const UsageReport report, store.Aggregate(sums));
  for (const UsageReportRow& row : report.rows) {
    PricedUse use;
    use.surface = query.surface;
    TRY(use.day, ParseDay(row.group[kDay].text));
    use.model = TextOf(row.group[kModel]);
    use.service_tier = TextOf(row.group[kTier]);
    if (has_size) use.size = TextOf(row.group[kFurther]);
    if (const GroupValue batch = row.group[kBatch]; batch.kind == GroupValue::Kind::kValue) {
      use.batch = batch.text == "true";
    }
    const std::string api_key = query.by_key ? TextOf(row.group[row.group.size() - 1]) : "";
    on_use(TextOf(row.group[kProject]), api_key, use, row.metrics);
  }
  return {};
}

Result<std::vector<PricedRow>> ReadPricedDay(UseQuery query, Day day, LedgerStore& store,
                                             const PriceBook& book, const std::string& provider) {
  query.from = query.to = day;
  UsagePricer pricer(book, provider);
  PricedRows rows;
  TRY_VOID(ReadUse(query, store,
                   [&](const std::string& project, const std::string& api_key, const PricedUse& use,
                       const MetricValues& metrics) {
                     rows.Add(project, api_key, use, pricer.Price(use, metrics));
                   }));
  return rows.Rows();
}

}  // namespace cognitrack
