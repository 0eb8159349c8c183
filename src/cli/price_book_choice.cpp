#include "cli/price_book_choice.h"

#include "cli/display_text.h"

namespace cognitrack {

Result<BookInForce> ChoosePriceBook(CommandContext& context, LedgerStore& store) {
  const auto& given = context.settings().prices_file;
  TRY(BookInForce in_force, ReadBookInForce(given, store));
  if (in_force.hidden) {
    context.Remark("note: " + Printable(*given) +
                   (context.options().prices_file ? " (--prices)" : " (COGNITRACK_PRICES)") +
                   " hides the promoted price book " + Printable(BookText(in_force.hidden)));
  }
  return in_force;
}

Result<BookInForce> ChoosePriceBook(CommandContext& context) {
  const auto& given = context.settings().prices_file;
  const Result<LedgerHandle> store = context.OpenLedger(DatabaseAccess::kRead);
  if (store) return ChoosePriceBook(context, **store);
  if (given) return ReadGivenBook(*given);
  return store.error();
}

}  // namespace cognitrack
