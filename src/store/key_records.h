// Keys of providers as they are kept: sealed, in service transactions of their own, so that keys
// can be added, exchanged and taken out while a pull runs. What the bytes are sealed with is the
// caller's: it is asked inside the transaction, when id and version are known, so that no other
// change of keys can come between.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/sql_connection.h"

namespace cognitrack {

enum class KeyState {
  kActive,      // Pulls use it; one a source.
  kSpare,       // Takes over when the active one fails.
  kAuthFailed,  // The provider refused it.
  kDisabled,    // By a person.
  kRevoked,     // Taken out for good: the secret is gone, the row stays.
};
// "active", "spare", "auth_failed", "disabled", "revoked".
std::string_view NameOf(KeyState state);

struct KeyRecord {
  std::int64_t id = 0;
  std::string team = "default";
  std::string source;
  std::string provider;
  std::string label;
  KeyState state = KeyState::kSpare;
  std::string state_reason;
  UtcSeconds state_at = 0;
  std::string sealed;
  std::int64_t version = 1;  // Of the secret: the key id stays when it is exchanged.
  std::string kek_id;
  std::string last_four;
  std::string organisation;              // As the provider called it; "" where it did not say.
  std::vector<std::string> project_ids;  // That it was seen to read, sorted.
  UtcSeconds added_at = 0;
  std::string added_by;
  UtcSeconds used_at = 0;     // 0: never.
  UtcSeconds checked_at = 0;  // 0: never.
};

// Fills in `sealed` and `kek_id` of a record whose id, source and version stand.
using SealRecord = std::function<Status(KeyRecord*)>;

class KeyRecords {
 public:
  KeyRecords(SqlConnection* connection, Clock* clock) : connection_(connection), clock_(clock) {}

  // By id. kInvariant for a state that is none.
  Result<std::vector<KeyRecord>> All();
  // kUsage where there is none of that id.
  Result<KeyRecord> Find(std::int64_t id);
  // What pulls of the source use.
  Result<std::optional<KeyRecord>> Active(const std::string& source);

  // Gives an id, times, and the state: active where the source has no active key and no spare was
  // wanted, else spare.
  Result<KeyRecord> Add(KeyRecord record, bool as_spare, const SealRecord& seal);
  // Another secret of the same id: version + 1, active or spare again. kTryLater where the version
  // is no longer `record`'s; kUsage where it was taken out.
  Result<KeyRecord> Exchange(KeyRecord record, const SealRecord& seal);
  // Seals the same secret anew, where `record` is still what is stored; else changes nothing.
  Status Reseal(KeyRecord record, const SealRecord& seal);
  // Runs `change` while nobody else changes keys, unless one that `is_in_use` is stored; kTryLater
  // then, naming the keys.
  Status WhenUnused(const std::function<bool(const KeyRecord&)>& is_in_use,
                    const std::function<Status()>& change);

  // Takes the key out of use; where it was active the oldest spare of the source becomes so, which
  // is given. Changes nothing where the key is not in use any more or has another version than
  // that. Where it was taken out for good, its sealed bytes are emptied.
  Result<std::optional<KeyRecord>> TakeOut(const KeyRecord& record, KeyState to,
                                           const std::string& reason);
  // Back from disabled or auth_failed: as Add. kUsage from another state.
  Result<KeyRecord> BringBack(std::int64_t id);

  Status NoteUse(std::int64_t id);
  Status NoteCheck(const KeyRecord& record);

 private:
  Result<std::vector<KeyRecord>> Of(const std::string& source, KeyState state);
  Result<std::vector<KeyRecord>> Read(const std::string& where,
                                      const std::function<void(SqlQuery*)>& bind);
  Result<bool> HasActive(const std::string& source);
  Status Write(const KeyRecord& record);
  Status SetState(std::int64_t id, KeyState state, const std::string& reason);

  SqlConnection* connection_;
  Clock* clock_;
};

}  // namespace cognitrack
