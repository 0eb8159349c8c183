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
