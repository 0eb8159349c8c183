#include "store/archive.h"

namespace cognitrack {

Status Archive::Keep(const Hash256& hash, const PackedBytes& bytes) {
  if (bytes.empty()) return {};
  TRY(SqlQuery insert,
      connection_->Prepare("INSERT INTO archive (id, hash, size, bytes) "
                           "VALUES (" +
                           NextId("archive", "id") + ", $1, $2, $3) ON CONFLICT DO NOTHING"));
  insert.BindHash(1, hash).Bind(2, bytes.plain_size()).BindBlob(3, bytes.frame());
  return insert.Run();
}

Status Archive::ForgetUnreferenced(const Hash256& hash) {
  if (hash == Hash256{}) return {};
  TRY(SqlQuery remove,
      connection_->Prepare(
          "DELETE FROM archive WHERE hash = $1 AND NOT EXISTS (SELECT 1 FROM windows "
          "WHERE archived_hash = $1) AND NOT EXISTS (SELECT 1 FROM window_history "
          "WHERE archived_hash = $1)"));
  return remove.BindHash(1, hash).Run();
}

Result<std::int64_t> Archive::ForgetAllUnreferenced() {
  static const std::string kUnreferenced =
      " FROM archive WHERE hash NOT IN (SELECT archived_hash FROM windows "
      "WHERE archived_hash IS NOT NULL) AND hash NOT IN (SELECT archived_hash "
      "FROM window_history WHERE archived_hash IS NOT NULL)";
  static const std::string kCount =
      "SELECT CAST(COALESCE(SUM(OCTET_LENGTH(bytes)), 0) AS BIGINT)" + kUnreferenced;
  static const std::string kRemove = "DELETE" + kUnreferenced;
  TRY(SqlQuery count, connection_->Prepare(kCount));
  TRY(const auto bytes, count.RunForInteger());
  TRY(SqlQuery remove, connection_->Prepare(kRemove));
  TRY_VOID(remove.Run());
  return bytes.value_or(0);
}

Status Archive::CountBytes(std::int64_t stream, UtcSeconds from, UtcSeconds to,
                           const std::function<void(UtcSeconds, std::int64_t)>& window) {
  TRY(SqlQuery query,
      connection_->Prepare(
          "SELECT k.window_start, CAST(SUM(OCTET_LENGTH(a.bytes)) AS BIGINT) FROM "
          "(SELECT window_start, archived_hash FROM windows WHERE stream = $1 "
          "AND window_start >= $2 AND window_start < $3 UNION SELECT window_start, archived_hash "
          "FROM window_history WHERE stream = $1 AND window_start >= $2 AND window_start < $3) "
          "AS k JOIN archive AS a ON a.hash = k.archived_hash "
          "GROUP BY k.window_start ORDER BY k.window_start"));
  query.Bind(1, stream).Bind(2, from).Bind(3, to);
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return {};
    window(query.Integer(0), query.Integer(1));
  }
}

Result<std::string> Archive::Read(const Hash256& source_hash) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT size, bytes FROM archive WHERE hash = $1 OR hash IN "
                           "(SELECT archived_hash FROM windows WHERE source_hash = $1) LIMIT 1"));
  TRY(const bool row, query.BindHash(1, source_hash).Step());
  if (!row) {
    return Error{ErrorCode::kConfig, "the archive holds no bytes of hash " + ToHex(source_hash) +
                                         "; only buckets that changed a window are kept"};
  }
  auto bytes = PackedBytes::FromFrame(query.Blob(1), query.Integer(0)).Unpacked();
  if (!bytes) {
    return Error{ErrorCode::kDisk, "the archived bytes of hash " + ToHex(source_hash) +
                                       " are damaged; restore the database from a backup"};
  }
  return bytes;
}

}  // namespace cognitrack
