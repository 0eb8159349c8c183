// A parity check of a ledger whose schema is older than the program's: of a copy of it, which is
// brought to the program's schema and removed afterwards. The ledger itself is only read.
#pragma once

#include "ingest/parity_check.h"
#include "rollback/rollback_plan.h"

namespace cognitrack {

// As CheckParity; also the errors of a backup, kDisk for want of room among them.
Result<ParityDocument> CheckOnCopy(const ParityOptions& options, const RollbackParts& parts);

}  // namespace cognitrack
