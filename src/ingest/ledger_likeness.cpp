#include "ingest/ledger_likeness.h"

#include <algorithm>
#include <map>

namespace cognitrack {
namespace {

using GroupKey = std::vector<std::pair<GroupValue::Kind, std::string>>;

struct GroupTotals {
  MetricValues metrics;
  std::map<std::string, std::string> unknown_metrics;
  std::int64_t rows = 0;
  bool operator==(const GroupTotals&) const = default;
};

Error Differs(const StreamRecord& stream, const std::string& what) {
  return Error{ErrorCode::kInvariant,
               "the copy does not say the same as the ledger: " + stream.key.surface + ", stream " +
                   std::to_string(stream.id) + ": " + what};
}

// What the totals of a surface are told apart by.
std::vector<std::string> GroupsOf(const std::string& surface) {
  if (HoldsMoney(surface)) return {"day", "line_item", "amount_currency", "quantity_unit"};
  if (CountsTokens(surface)) return {"day", "model", "service_tier", "batch"};
  return {"day", "model"};
}

// With pseudonyms: as the copy must be.
Result<std::map<GroupKey, GroupTotals>> TotalsIn(LedgerStore& store, const StreamRecord& stream,
                                                 Pseudonyms* pseudonyms) {
  UsageQuery query;
  query.stream = stream.id;
  query.group_by = GroupsOf(stream.key.surface);
  TRY(const UsageReport report, store.Aggregate(query));
  std::map<GroupKey, GroupTotals> totals;
  for (const UsageReportRow& row : report.rows) {
    GroupKey key;
    for (std::size_t i = 0; i < query.group_by.size(); ++i) {
      GroupValue value = row.group[i];
      const bool is_text =
          value.kind == GroupValue::Kind::kValue && query.group_by[i] != kGroupByDay;
      if (pseudonyms != nullptr && is_text) {
        TRY(value.text, pseudonyms->Of(TextKindOf(query.group_by[i]), value.text));
      }
      key.emplace_back(value.kind, value.text);
    }
    totals[std::move(key)] = {row.metrics, row.unknown_metrics, row.ledger_rows};
  }
  return totals;
}

// But for what was made anew or forgotten: hashes, origins, reasons.
bool IsLike(const WindowRecord& a, const WindowRecord& b) {
  return a.start == b.start && a.end == b.end && a.revision == b.revision &&
         a.clipped == b.clipped && a.grain == b.grain && a.reported == b.reported &&
         a.row_count == b.row_count && a.totals == b.totals &&
         a.origin.from_api == b.origin.from_api && a.content_since == b.content_since &&
         a.read_at == b.read_at && a.pruned == b.pruned && a.attempt.outcome == b.attempt.outcome &&
         a.attempt.at == b.attempt.at;
}

Status CompareHistory(LedgerStore& original, LedgerStore& copy, const StreamRecord& stream,
                      UtcSeconds start, LedgerLikeness* likeness) {
  TRY(const auto before, original.WindowHistory(stream.id, start));
  TRY(const auto after, copy.WindowHistory(stream.id, start));
  const bool alike = std::equal(before.begin(), before.end(), after.begin(), after.end(),
                                [](const WindowRevision& a, const WindowRevision& b) {
                                  return IsLike(a.record, b.record) &&
                                         a.until_revision == b.until_revision &&
                                         a.recorded_at == b.recorded_at && a.run_id == b.run_id;
                                });
  if (!alike) return Differs(stream, "the history of " + FormatTime(start));
  likeness->revisions += static_cast<std::int64_t>(before.size());
  return {};
}

Status CompareStream(LedgerStore& original, LedgerStore& copy, const StreamRecord& stream,
                     Pseudonyms* pseudonyms, LedgerLikeness* likeness) {
  const UtcSeconds from = kFirstDay.start() - 1;
  const UtcSeconds to = kLastDay.end() + 1;
  TRY(const auto before, original.Windows(stream.id, from, to));
  TRY(const auto after, copy.Windows(stream.id, from, to));
  if (!std::equal(before.begin(), before.end(), after.begin(), after.end(), IsLike)) {
    return Differs(stream, "its windows");
  }
  for (const WindowRecord& window : before) {
    if (!window.has_content()) continue;
    ++likeness->windows;
    likeness->rows += window.row_count;
    TRY_VOID(CompareHistory(original, copy, stream, window.start, likeness));
  }
  TRY(const auto totals, TotalsIn(original, stream, pseudonyms));
  TRY(const auto totals_of_copy, TotalsIn(copy, stream, nullptr));
  if (totals != totals_of_copy) return Differs(stream, "totals by day and model, or line item");
  likeness->groups += static_cast<std::int64_t>(totals.size());
  return {};
}

Result<std::vector<StreamRecord>> StreamsOf(LedgerStore& store) {
  TRY(const std::vector<SourceRecord> sources, store.Sources());
  std::vector<StreamRecord> all;
  for (const SourceRecord& source : sources) {
    TRY(const std::vector<StreamRecord> streams, store.Streams(source.id));
    all.insert(all.end(), streams.begin(), streams.end());
  }
  std::sort(all.begin(), all.end(),
            [](const StreamRecord& a, const StreamRecord& b) { return a.id < b.id; });
  return all;
}

}  // namespace

Result<LedgerLikeness> CompareWithCopy(LedgerStore& original, LedgerStore& copy,
                                       Pseudonyms* pseudonyms) {
  TRY(const std::vector<IntegrityFinding> findings, copy.CheckIntegrity());
  if (!findings.empty()) {
    return Error{ErrorCode::kInvariant, "the copy contradicts itself (" + findings.front().check +
                                            ", " + std::to_string(findings.size()) + " findings)"};
  }
  TRY(const std::vector<StreamRecord> streams, StreamsOf(original));
  TRY(const std::vector<StreamRecord> copied, StreamsOf(copy));
  LedgerLikeness likeness;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    if (i >= copied.size() || copied[i].id != streams[i].id || copied[i].key != streams[i].key) {
      return Differs(streams[i], "it is not there");
    }
    TRY_VOID(CompareStream(original, copy, streams[i], pseudonyms, &likeness));
  }
  return likeness;
}

}  // namespace cognitrack
