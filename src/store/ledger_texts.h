// Every column of the schema that holds texts or bytes, and what becomes of it where a ledger is
// anonymised. A column that is not here cannot be passed over: a test compares with the schema.
#pragma once

#include <string>
#include <vector>

#include "pseudonyms/pseudonyms.h"

namespace cognitrack {

enum class TextFate {
  kKept,      // The provider's words, or ours.
  kReplaced,  // Each text by its pseudonym.
  kRemade,    // By code of its own: hashes, series, origins.
  kEmptied,   // Free text: nobody knows what it holds.
  kNulled,    // Likewise, where there may be nothing.
  kRemoved,   // Its rows go.
};

struct LedgerText {
  std::string table;
  std::string column;
  TextFate fate = TextFate::kKept;
  TextKind kind = TextKind::kOther;  // Of what is replaced …
  std::string where = {};            // … in these rows; "" for all.
};

const std::vector<LedgerText>& LedgerTexts();

}  // namespace cognitrack
