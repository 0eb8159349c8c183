// NameBook: the names that go beside ids where people read them. Ids stay what is grouped and
// filtered by; an id without a known name stands alone, and nothing ever fails for want of one.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "names/name_record.h"
#include "parity/parity_document.h"
#include "reports/usage_query.h"
#include "store/ledger_store.h"

namespace cognitrack {

class NameBook {
 public:
  NameBook() = default;
  explicit NameBook(std::vector<NameRecord> records);

  // Whether values of the dimension can have names: project_id, api_key_id, user_id (users and
  // service accounts).
  static bool Names(std::string_view dimension);

  // What the id was called at the end of that day; before the first listing, what it was called
  // then. Null where nothing is known.
  const std::string* Find(std::string_view dimension, const std::string& id, Day day) const;
  // "proj_abc · Search", or the id alone. Not yet safe to print.
  std::string Beside(std::string_view dimension, const std::string& id, Day day) const;

  bool empty() const { return records_.empty(); }

 private:
  std::map<std::pair<NameKind, std::string>, NameRecord> records_;
};

// The names of a source; empty where the ledger does not hold it, and where none of the dimensions
// can have names.
Result<NameBook> LoadNames(LedgerStore& store, const std::string& source,
                           const std::vector<std::string>& dimensions);

// The document with names beside the ids of its differences: for the eye alone, never stored.
ParityDocument WithNames(ParityDocument document, const NameBook& names);

}  // namespace cognitrack
