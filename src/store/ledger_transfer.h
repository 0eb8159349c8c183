// LedgerTransfer: everything that a ledger holds, from one database into another, empty one, of
// whatever kind: table by table in the order of their references, values by their type, ids,
// revisions and times as they are. One snapshot of the one, one transaction of the other; that ends
// only after every table was read back and found equal, row by row, by count and hash.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "store/ledger_schema.h"

namespace cognitrack {

struct TransferredTable {
  std::string name;
  std::int64_t rows = 0;
  Hash256 hash;  // BLAKE2b-256 of all rows in the order of their key; the same in every database.
};

struct TransferredLedger {
  LedgerSummary summary;
  std::vector<TransferredTable> tables;
  std::int64_t Rows() const;
};

// Told after each batch of rows.
using TransferProgress = std::function<void(const std::string& table, std::int64_t rows)>;

// The target gets the schema of the source's version. kUsage where the target is not empty, kConfig
// where the source's schema is not of this program or there is none, kInvariant where the copy
// would differ. After any error the target is empty, as it was.
Result<TransferredLedger> TransferLedger(LedgerSchema& from, LedgerSchema& to,
                                         const TransferProgress& progress);

// The hashes of a ledger's tables, as a transfer makes them.
Result<std::vector<TransferredTable>> HashTables(LedgerSchema& ledger);

}  // namespace cognitrack
