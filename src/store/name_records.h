// Names: what the provider's ids are called, and were called before.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/ledger_store.h"
#include "store/sql_connection.h"

namespace cognitrack {

class NameRecords {
 public:
  explicit NameRecords(SqlConnection* connection) : connection_(connection) {}

  Result<NameTally> Store(std::int64_t source_id, const NameListing& listing);
  // With their history, by kind and id.
  Result<std::vector<NameRecord>> OfSource(std::int64_t source_id);
  // The number of versions that held an address.
  Result<std::int64_t> ForgetEmails(std::int64_t source_id);

 private:
  // What is held of a kind, by id, without history.
  Result<std::map<std::string, NameRecord>> Held(std::int64_t source_id, NameKind kind);
  // Gives each record of `names` its older versions.
  Status ReadHistory(std::int64_t source_id, NameKind kind,
                     std::map<std::string, NameRecord>* names);
  Status Carry(std::int64_t source_id, const NameRecord* held, const NameDecision& decision);
  Status Write(std::int64_t source_id, const NameRecord& record);
  Status WriteHistory(std::int64_t source_id, const NameRecord& record, const NameVersion& version);

  SqlConnection* connection_;
};

}  // namespace cognitrack
