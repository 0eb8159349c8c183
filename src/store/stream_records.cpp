#include "store/source_records.h"

namespace cognitrack {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, source_id, surface, width, pass, history_start, buckets_per_page, "
    "fallen_back_grain, full_grain_tried_at, surface_state FROM streams ";

StreamRecord StreamIn(const SqlQuery& query) {
  StreamRecord stream;
  stream.id = query.Integer(0);
  stream.source_id = query.Integer(1);
  stream.key = {query.Text(2), query.Text(3), query.Text(4)};
  if (const auto day = query.OptionalInteger(5)) {
    stream.history_start = Day{static_cast<std::int32_t>(*day)};
  }
  stream.buckets_per_page = static_cast<int>(query.Integer(6));
  if (!query.IsNull(7)) stream.fallen_back_grain = Grain::FromText(query.TextView(7));
  stream.full_grain_tried_at = query.Integer(8);
  stream.surface_state = static_cast<SurfaceState>(query.Integer(9));
  return stream;
}

Result<std::vector<StreamRecord>> StreamsIn(SqlQuery query) {
  std::vector<StreamRecord> streams;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return streams;
    streams.push_back(StreamIn(query));
  }
}

}  // namespace

Result<std::vector<StreamRecord>> StreamRecords::OfSource(std::int64_t source_id) {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kSelect) + "WHERE source_id = $1 ORDER BY id"));
  query.Bind(1, source_id);
  return StreamsIn(std::move(query));
}

Result<std::vector<StreamRecord>> StreamRecords::All() {
  TRY(SqlQuery query, connection_->Prepare(std::string(kSelect) + "ORDER BY id"));
  return StreamsIn(std::move(query));
}

Result<StreamRecord> StreamRecords::WithId(std::int64_t id) {
  TRY(SqlQuery query, connection_->Prepare(std::string(kSelect) + "WHERE id = $1"));
  TRY(const bool row, query.Bind(1, id).Step());
  if (row) return StreamIn(query);
  return Error{ErrorCode::kInvariant,
               "there is no stream " + std::to_string(id) + " in the ledger; nothing was stored"};
}

Result<StreamRecord> StreamRecords::Ensure(std::int64_t source_id, const StreamKey& key) {
  TRY(std::vector<StreamRecord> streams, OfSource(source_id));
  for (StreamRecord& stream : streams) {
    if (stream.key == key) return std::move(stream);
  }
  StreamRecord stream;
  stream.source_id = source_id;
  stream.key = key;
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY(SqlQuery insert,
      connection_->Prepare("INSERT INTO streams (id, source_id, surface, width, pass, "
                           "buckets_per_page, full_grain_tried_at, surface_state) "
                           "VALUES (" +
                           NextId("streams", "id") + ", $1, $2, $3, $4, 0, 0, 0) RETURNING id"));
  insert.Bind(1, source_id).BindText(2, key.surface).BindText(3, key.width).BindText(4, key.pass);
  TRY(const auto id, insert.RunForInteger());
  stream.id = id.value_or(0);
  TRY_VOID(transaction.Commit());
  return stream;
}

Status StreamRecords::MoveHistoryStart(std::int64_t id, Day day) {
  TRY(SqlQuery update, connection_->Prepare("UPDATE streams SET history_start = $2 WHERE id = $1"));
  return update.Bind(1, id).Bind(2, std::int64_t{day.number}).Run();
}

Status StreamRecords::Update(const StreamRecord& stream) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY(SqlQuery update,
      connection_->Prepare("UPDATE streams SET history_start = $2, buckets_per_page = $3, "
                           "fallen_back_grain = $4, full_grain_tried_at = $5, surface_state = $6 "
                           "WHERE id = $1 RETURNING id"));
  update.Bind(1, stream.id).Bind(3, stream.buckets_per_page).Bind(5, stream.full_grain_tried_at);
  if (stream.history_start) update.Bind(2, stream.history_start->number);
  if (stream.fallen_back_grain) update.BindText(4, stream.fallen_back_grain->ToText());
  update.Bind(6, static_cast<std::int64_t>(stream.surface_state));
  TRY(const auto id, update.RunForInteger());
  if (!id) {
    return Error{ErrorCode::kInvariant, "there is no stream " + std::to_string(stream.id) +
                                            " in the ledger; nothing was stored"};
  }
  return transaction.Commit();
}

}  // namespace cognitrack
