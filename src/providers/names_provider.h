// NamesProvider: the port to a provider's lists of projects, keys, users and service accounts. It
// reads whole lists, checks everything that the interface promises, and stores nothing. Where
// e-mail addresses were not asked for, none comes out of it: not in a name, an error or an issue.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "names/name_listing.h"
#include "net/fetcher.h"

namespace cognitrack {

struct NamesQuery {
  NameKind kind = NameKind::kProject;
  std::string project_id;  // Whose keys or service accounts; else "".
  EmailUse emails = EmailUse::kHide;
  std::function<bool()> abandoned = [] { return false; };  // Asked between pages; ends the read.
};

enum class NamesAnswer {
  kListed,
  kRefused,   // The key may not read this list (401, 403).
  kNotThere,  // The project has no such list (400, 404): an archived one's service accounts.
};

struct NamesRead {
  NamesAnswer answer = NamesAnswer::kListed;
  std::string reason;              // Where it is not kListed: for people.
  std::vector<SeenName> seen;      // Whole and checked; each id once.
  std::vector<SeenName> users;     // Owners of the keys, as far as they are named there.
  std::vector<SeenName> accounts;  // Likewise; service accounts.
  std::string organisation;        // As the provider calls it; "" where it does not say.
};

class NamesProvider {
 public:
  virtual ~NamesProvider() = default;

  // "openai".
  virtual std::string_view name() const = 0;

  // Every page of one list. An Error means that it could not be read whole, and nothing is known of
  // it: kProviderContract, kUnavailable, kTryLater.
  virtual Result<NamesRead> List(const NamesQuery& query) = 0;

  virtual const FetchCounters& counters() const = 0;
};

}  // namespace cognitrack
