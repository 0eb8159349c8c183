#include "ingest/unpriced_models.h"

#include <algorithm>
#include <set>

#include "ingest/cursor.h"
#include "reports/usage_query.h"

namespace cognitrack {
namespace {

constexpr std::string_view kModel = "model";

bool TellsModels(const StreamRecord& stream) {
  const Surface* surface = FindSurface(stream.key.surface);
  return surface != nullptr && IsDaily(stream) && !HoldsMoney(surface->name) &&
         std::find(surface->dimensions.begin(), surface->dimensions.end(), kModel) !=
             surface->dimensions.end();
}

}  // namespace

Result<std::vector<std::string>> UnpricedModels(const SourceRecord& source, Day from,
                                                const PriceBook& book, LedgerStore& store) {
  std::set<std::string> models;
  TRY(const std::vector<StreamRecord> streams, store.Streams(source.id));
  for (const StreamRecord& stream : streams) {
    if (!TellsModels(stream)) continue;
    UsageQuery query;
    query.stream = stream.id;
    query.from = from;
    query.group_by = {std::string(kModel)};
    TRY(const UsageReport report, store.Aggregate(query));
    for (const UsageReportRow& row : report.rows) {
      const GroupValue model = row.group[0];
      const bool is_told = model.kind == GroupValue::Kind::kValue;
      if (is_told && !book.Knows(source.provider, model.text)) models.insert(model.text);
    }
  }
  return std::vector<std::string>(models.begin(), models.end());
}

}  // namespace cognitrack
