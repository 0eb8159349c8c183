// What 'backup', 'restore' and 'copy' say, as text and as JSON.
#pragma once

#include <string>

#include "cli/json_document.h"
#include "cli/text_style.h"
#include "store/ledger_transfer.h"
#include "upkeep/restore.h"

namespace cognitrack {

// "62 windows with 70 contents, 2,604 rows, 12 runs".
std::string SummaryText(const LedgerSummary& summary);
std::string BackupText(const BackupRecord& record, const TextStyle& style);
std::string RestoreText(const RestoreRecord& record, const std::string& from,
                        const std::string& database, const TextStyle& style);
std::string CopyText(const TransferredLedger& copy, const std::string& to, const TextStyle& style,
                     int width);

JsonObject BackupObject(const BackupRecord& record);
std::string RestoreJson(const RestoreRecord& record, const std::string& from,
                        const std::string& database);
std::string CopyJson(const TransferredLedger& copy, const std::string& from, const std::string& to);

}  // namespace cognitrack
