#include "ingest/book_in_force.h"

#include "formats/price_file.h"

namespace cognitrack {
namespace {

constexpr std::size_t kDigestShown = 12;

Result<BookInForce> BookWith(std::optional<KeptPriceBook> users, BookOrigin origin) {
  BookInForce in_force;
  TRY(in_force.book, MakePriceBook(users));
  in_force.digest = PriceBookDigest(users);
  in_force.users = std::move(users);
  in_force.origin = origin;
  return in_force;
}

}  // namespace

std::string_view NameOf(BookOrigin origin) {
  switch (origin) {
    case BookOrigin::kGiven:
      return "given";
    case BookOrigin::kPromoted:
      return "promoted";
    case BookOrigin::kOwn:
      return "own";
  }
  return "own";
}

Result<BookInForce> ReadBookInForce(const std::optional<std::string>& given, LedgerStore& store) {
  TRY(const std::vector<VersionChange> history, store.VersionChanges());
  const VersionState state = StateOf(VersionKind::kPricing, history);
  if (!given) return ReadBookOfVersion(state.in_force, store);
  TRY(BookInForce in_force, ReadGivenBook(*given));
  if (!state.in_force.empty() && state.in_force != in_force.users->sha256) {
    TRY(in_force.hidden, store.PriceBookWith(state.in_force));
  }
  return in_force;
}

Result<BookInForce> ReadGivenBook(const std::string& path) {
  TRY(KeptPriceBook users, ReadPriceBookFile(path));
  return BookWith(std::move(users), BookOrigin::kGiven);
}

Result<BookInForce> ReadBookOfVersion(const std::string& version, LedgerStore& store) {
  if (version.empty()) return BookWith(std::nullopt, BookOrigin::kOwn);
  TRY(KeptPriceBook users, store.PriceBookWith(version));
  return BookWith(std::move(users), BookOrigin::kPromoted);
}

std::string BookText(const std::optional<KeptPriceBook>& users) {
  if (!users) return "the program's own";
  return users->name + " (" + users->sha256.substr(0, kDigestShown) + "…)";
}

}  // namespace cognitrack
