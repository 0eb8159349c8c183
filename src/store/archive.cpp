#include "store/archive.h"

#include <zstd.h>

namespace cognitrack {
namespace {

constexpr int kLevel = 3;
// A stored size that says more than this is damage, not a bucket.
constexpr std::int64_t kLargestBytes = std::int64_t{1} << 30;

}  // namespace

Result<std::string> Compressed(const std::string& bytes) {
  if (bytes.empty()) return std::string();
  std::string compressed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(compressed.data(), compressed.size(), bytes.data(), bytes.size(), kLevel);
  if (ZSTD_isError(size) != 0U) {
    return Error{ErrorCode::kTryLater, std::string("the bucket's bytes could not be compressed: ") +
                                           ZSTD_getErrorName(size) + "; nothing was stored"};
  }
  compressed.resize(size);
  return compressed;
}

Status Archive::Keep(const Hash256& hash, std::size_t size, const std::string& compressed) {
  if (compressed.empty()) return {};
  TRY(SqlQuery insert, connection_->Prepare("INSERT INTO archive (hash, size, bytes) "
                                            "VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"));
  insert.BindHash(1, hash).Bind(2, static_cast<std::int64_t>(size)).BindBlob(3, compressed);
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
  const std::int64_t size = query.Integer(0);
  const std::string_view compressed = query.Blob(1);
  std::string bytes(size > 0 && size <= kLargestBytes ? static_cast<std::size_t>(size) : 0, '\0');
  const std::size_t got =
      ZSTD_decompress(bytes.data(), bytes.size(), compressed.data(), compressed.size());
  if (ZSTD_isError(got) != 0U || got != bytes.size()) {
    return Error{ErrorCode::kDisk, "the archived bytes of hash " + ToHex(source_hash) +
                                       " are damaged; restore the database from a backup"};
  }
  return bytes;
}

}  // namespace cognitrack
