#include "ingest/priced_usage.h"

#include "reports/usage_query.h"

namespace cognitrack {

Status ReadUse(const UseQuery& query, LedgerStore& store, const OnUse& on_use) {
  enum { kProject = 1, kModel, kTier, kBatch, kFurther };  // Behind the day.
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
  const std::string no_key;
  // Its texts are assigned anew, so that a row costs no memory.
  PricedUse use;
  use.surface = query.surface;
  for (const UsageReportRow& row : report.rows) {
    const RowGroup& group = row.group;
    use.day = group.day();
    use.model = group.TextAt(kModel);
    use.service_tier = group.TextAt(kTier);
    if (has_size) use.size = group.TextAt(kFurther);
    const std::string& batch = group.TextAt(kBatch);
    use.batch = batch.empty() ? std::nullopt : std::optional(batch == "true");
    const std::string& api_key = query.by_key ? group.TextAt(group.size() - 1) : no_key;
    on_use(group.TextAt(kProject), api_key, use, row.metrics);
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
