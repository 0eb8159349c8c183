// BookInForce: the price book that everything is priced by, decided in one place: a file that was
// given, else the book that was promoted in the ledger, else the program's own.
#pragma once

#include <optional>
#include <string>

#include "pricing/price_book.h"
#include "store/ledger_store.h"
#include "versions/version_state.h"

namespace cognitrack {

enum class BookOrigin { kGiven, kPromoted, kOwn };
// "given", "promoted", "own".
std::string_view NameOf(BookOrigin origin);

struct BookInForce {
  PriceBook book;
  std::string digest;                  // See PriceBookDigest.
  std::optional<KeptPriceBook> users;  // Above the program's own.
  BookOrigin origin = BookOrigin::kOwn;
  std::optional<KeptPriceBook> hidden;  // Promoted, and not used as another file was given.
};

// `given` is the path of a file. kBadInput, naming file and line, where it is no price book.
Result<BookInForce> ReadBookInForce(const std::optional<std::string>& given, LedgerStore& store);

// The book of a file, without a ledger.
Result<BookInForce> ReadGivenBook(const std::string& path);

// The book of an entry's version; an empty one is the program's own.
Result<BookInForce> ReadBookOfVersion(const std::string& version, LedgerStore& store);

// "contract.csv (3f2ab9c1d0e4…)", "the program's own".
std::string BookText(const std::optional<KeptPriceBook>& users);

}  // namespace cognitrack
