// Archive: the bytes of a bucket as the provider wrote them, compressed with zstd, by their hash.
#pragma once

#include <string>

#include "base/hash.h"
#include "store/sql_connection.h"

namespace cognitrack {

// The compressed form, made before a transaction begins. Empty for empty bytes.
Result<std::string> Compressed(const std::string& bytes);

class Archive {
 public:
  explicit Archive(SqlConnection* connection) : connection_(connection) {}

  // Inside the caller's transaction; bytes that are kept already cost nothing.
  Status Keep(const Hash256& hash, std::size_t size, const std::string& compressed);
  // Forgets bytes that no window and no history refers to, inside the caller's transaction.
  Status ForgetUnreferenced(const Hash256& hash);
  // The bytes of that hash, or those that gave a window's content where its last read had that
  // hash.
  Result<std::string> Read(const Hash256& source_hash);

 private:
  SqlConnection* connection_;
};

}  // namespace cognitrack
