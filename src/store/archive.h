// Archive: the bytes of a bucket, packed, by the SHA-256 of what the provider wrote. Those are the
// same bytes unless they held personal data (an e-mail address): that is replaced before, so that
// such bytes have another hash than the one they are known by.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/hash.h"
#include "base/packed_bytes.h"
#include "base/time.h"
#include "store/sql_connection.h"

namespace cognitrack {

class Archive {
 public:
  explicit Archive(SqlConnection* connection) : connection_(connection) {}

  // Inside the caller's transaction; bytes that are kept already cost nothing.
  Status Keep(const Hash256& hash, const PackedBytes& bytes);
  // Forgets bytes that no window and no history refers to, inside the caller's transaction.
  Status ForgetUnreferenced(const Hash256& hash);
  // Likewise all such bytes; gives how many they were, as they are kept.
  Result<std::int64_t> ForgetAllUnreferenced();
  // How many bytes are kept of each window with `start` in [from, to), its history included, by
  // start.
  Status CountBytes(std::int64_t stream, UtcSeconds from, UtcSeconds to,
                    const std::function<void(UtcSeconds, std::int64_t)>& window);
  // The bytes of that hash, or those that gave a window's content where its last read had that
  // hash.
  Result<std::string> Read(const Hash256& source_hash);

 private:
  SqlConnection* connection_;
};

}  // namespace cognitrack
