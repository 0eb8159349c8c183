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

Error NoStream(std::int64_t id) {
  return {ErrorCode::kInvariant,
          "there is no stream " + std::to_string(id) + " in the ledger; nothing was stored"};
}

}  // namespace

Result<std::vector<StreamRecord>> StreamRecords::OfSource(std::int64_t source_id) {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kSelect) +
                           "WHERE source_id = $1 AND source_id IN (SELECT id FROM sources WHERE "
                           "team_id = $2) ORDER BY id"));
  query.Bind(1, source_id).Bind(2, team_.value);
  return StreamsIn(std::move(query));
}

Result<std::vector<StreamRecord>> StreamRecords::All() {
  TRY(SqlQuery query, connection_->Prepare(std::string(kSelect) + "ORDER BY id"));
  return StreamsIn(std::move(query));
}

Result<StreamRecord> StreamRecords::WithId(std::int64_t id) {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kSelect) + "WHERE id = $1 AND source_id IN (SELECT id FROM "
                                                  "sources WHERE team_id = $2)"));
  TRY(const bool row, query.Bind(1, id).Bind(2, team_.value).Step());
  if (row) return StreamIn(query);
  return NoStream(id);
}

Status StreamRecords::RequireOwn(std::int64_t id) {
  if (own_.contains(id)) return {};
  TRY(const StreamRecord stream, WithId(id));
  own_.insert(stream.id);
  return {};
}

Status StreamRecords::RequireOwnSource(std::int64_t source_id) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT id FROM sources WHERE id = $1 AND team_id = $2"));
  TRY(const auto id, query.Bind(1, source_id).Bind(2, team_.value).RunForInteger());
  if (id) return {};
  return Error{ErrorCode::kInvariant, "there is no source " + std::to_string(source_id) +
                                          " in the ledger; nothing was stored"};
}

Result<std::optional<StreamRecord>> StreamRecords::Find(std::int64_t source_id,
                                                        const StreamKey& key) {
  TRY(std::vector<StreamRecord> streams, OfSource(source_id));
  for (StreamRecord& stream : streams) {
    if (stream.key == key) return std::optional(std::move(stream));
  }
  return std::optional<StreamRecord>();
}

Result<StreamRecord> StreamRecords::Ensure(std::int64_t source_id, const StreamKey& key) {
  TRY(std::optional<StreamRecord> held, Find(source_id, key));
  if (held) return std::move(*held);
  TRY_VOID(RequireOwnSource(source_id));
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  // Another process may have added it since.
  TRY(held, Find(source_id, key));
  if (held) return std::move(*held);
  StreamRecord stream;
  stream.source_id = source_id;
  stream.key = key;
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
  TRY_VOID(RequireOwn(stream.id));
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
  if (!id) return NoStream(stream.id);
  return transaction.Commit();
}

}  // namespace cognitrack
