// The price book's files: prices/prices.csv, prices/models.csv and prices/line_items.csv, which the
// program carries with it, and a user's own, of the same form as the first.
//
// Columns of prices: provider, model, tier, input_above, from, until (the first day on which the
// price no longer holds), one column a meter in dollars per million tokens, source, and in a user's
// file discount_percent. provider, model, tier, from and source are needed; a blank cell says
// nothing. Columns of models: provider, pattern, model, billed_as, source. Columns of line items:
// provider, pattern, surface, source.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/input_file.h"
#include "pricing/price_book.h"
#include "versions/version.h"

namespace cognitrack {

// kBadInput with file, line and column: an unknown or absent column, an unknown tier, a price that
// is negative or no number, a discount outside 0 to 100 percent, a row that gives neither, days
// that are none or end before they begin.
Result<std::vector<PriceRow>> ReadPriceRows(InputFile input);
Result<std::vector<ModelRule>> ReadModelRules(InputFile input);
Result<std::vector<LineItemRule>> ReadLineItemRules(InputFile input);

// A user's file, whole. kBadInput where it cannot be read or is too large for a price book; whether
// it is one is seen by MakePriceBook.
Result<KeptPriceBook> ReadPriceBookFile(const std::string& path);

// The program's own book, and above it the user's where there is one.
Result<PriceBook> MakePriceBook(const std::optional<KeptPriceBook>& users);
// The same, of a file.
Result<PriceBook> LoadPriceBook(const std::optional<std::string>& users_file);
// The SHA-256 of all files of that book, lower-case hex: the same book has the same everywhere.
std::string PriceBookDigest(const std::optional<KeptPriceBook>& users);

}  // namespace cognitrack
