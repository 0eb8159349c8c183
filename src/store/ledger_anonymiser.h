// LedgerAnonymiser: takes what is the customer's out of a ledger (store/ledger_texts.h says what
// becomes of each column). Numbers, days, models, tiers, revisions and history stay; hashes of
// series and contents are made anew, so that the ledger agrees with itself. What named the
// provider's or a file's bytes is forgotten: of such a ledger nothing can be rebuilt.
#pragma once

#include <string>

#include "pseudonyms/pseudonyms.h"
#include "store/fact_rows.h"
#include "store/ledger_store.h"
#include "store/ledger_texts.h"
#include "store/series_dictionary.h"
#include "store/source_records.h"
#include "store/window_records.h"

namespace cognitrack {

struct AnonymisingParts {
  SqlConnection& connection;
  StreamRecords& streams;
  SeriesDictionary& dictionary;
  WindowRecords& windows;
  Facts& facts;
};

class LedgerAnonymiser {
 public:
  LedgerAnonymiser(AnonymisingParts parts, Pseudonyms* pseudonyms)
      : parts_(parts), pseudonyms_(*pseudonyms) {}

  // Inside the caller's transaction; what the parts remember of series is wrong afterwards. kDisk
  // where a series is damaged, kInvariant where two texts would get one pseudonym.
  Result<AnonymisedLedger> Run();

 private:
  Status CarryOut(const LedgerText& text);
  // Every text of the column, but "", by what `pseudonym` makes of it.
  Status Replace(const LedgerText& text);
  Status ReplaceOrigins(const std::string& table);
  Status WriteReplacements(const std::string& table, const std::string& column,
                           const std::string& where,
                           const std::vector<std::pair<std::string, std::string>>& replacements);
  Result<std::vector<std::string>> TextsIn(const std::string& table, const std::string& column,
                                           const std::string& where);
  Status ReplaceSeries();
  Result<Series> Replaced(const Series& series);
  Status Write(std::int64_t id, const Series& series);
  Status HashContents(const StreamRecord& stream);
  Status HashContent(const StreamRecord& stream, const WindowRecord& record, bool is_held);
  Status Execute(const std::string& statement);

  AnonymisingParts parts_;
  Pseudonyms& pseudonyms_;
  AnonymisedLedger done_;
};

}  // namespace cognitrack
