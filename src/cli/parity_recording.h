// Keeping a parity document in the ledger, with the run that made it.
#pragma once

#include <cstdint>

#include "cli/command_context.h"
#include "parity/parity_document.h"

namespace cognitrack {

// The document with as many differences as standard output and the ledger hold at most (DESIGN §7).
ParityDocument FirstDifferences(const ParityDocument& document);

// Gives the run. A ledger that may not be written stays as it is.
Result<std::int64_t> RecordParity(CommandContext& context, const ParityDocument& document,
                                  UtcSeconds started_at);

}  // namespace cognitrack
