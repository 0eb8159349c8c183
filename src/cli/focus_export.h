// `export --format focus`: the billed costs, or use priced by the price book, as FOCUS rows.
#pragma once

#include <string>
#include <vector>

#include "cli/export_order.h"
#include "cli/export_output.h"

namespace cognitrack {

// What --surface asks for: the costs, or else use: completions where it asks for nothing.
Result<ExportCount> WriteFocus(CommandContext& context, LedgerStore& store,
                               const WriteBytes& write);

// The billed costs, each row with what the allocation rules in force make of it.
Result<ExportCount> WriteFocusCosts(CommandContext& context, const ExportOrder& order,
                                    LedgerStore& store, const WriteBytes& write);

// The use of each order's surface, day by day, priced.
Result<ExportCount> WriteFocusUsage(CommandContext& context, const std::vector<ExportOrder>& orders,
                                    LedgerStore& store, const WriteBytes& write);

// The provider's name; where nothing is held of the source yet, that of the source itself.
Result<std::string> ProviderOf(LedgerStore& store, const std::string& source);

}  // namespace cognitrack
