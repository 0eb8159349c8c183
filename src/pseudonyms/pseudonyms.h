// Pseudonyms: what stands for an id, a name or another text of a customer in a copy that may be
// shown to others. The same text gets the same pseudonym under the same key, whatever column, file
// or machine it is met on, so that usage, costs and names still join. The form stays: `proj_…`,
// `user-…`, `key_…`, `org-…`, `sk-...…`; a name becomes two words and a number; the base model of a
// fine-tuned one stays, its owner, suffix and id do not.
//
// What is left alone is the provider's vocabulary: models, service tiers, batch, units, currencies.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "pseudonyms/pseudonym_key.h"

namespace cognitrack {

// What a text is, which says what its pseudonym looks like.
enum class TextKind {
  kVocabulary,  // The provider's own word: stays as it is.
  kProjectId,
  kUserId,
  kKeyId,
  kOrganisationId,
  kVectorStoreId,
  kAccountId,  // Of a service account.
  kName,       // Of a project, an organisation, a key, a person.
  kEmail,
  kRedactedKey,  // "sk-...abcd".
  kModel,        // The provider's model, or one that a customer has tuned.
  kLineItem,     // What a bill calls a line.
  kPageToken,
  kFileHash,  // The SHA-256 of a file of the customer's.
  kOther,     // Nobody knows: replaced as a whole.
};

// By the name that exports, the API and the ledger give to a column, a field or a dimension; kOther
// for a name that is not known.
TextKind TextKindOf(std::string_view name);

class Pseudonyms {
 public:
  // As many digits of a hash as a kind asks for, but no more than these: a test of what two equal
  // pseudonyms do takes fewer.
  explicit Pseudonyms(PseudonymKey key, std::size_t most_digits = 64)
      : key_(std::move(key)), most_digits_(most_digits) {}

  // The pseudonym, or the text itself where nothing of it is the customer's. An empty text stays
  // empty. kInvariant where two texts would get one pseudonym: nothing may be written then.
  Result<std::string> Of(TextKind kind, std::string_view text);

  // Whether `text` is an id, an address or a key that got a pseudonym: where these belong, it must
  // not be met again in what was written.
  bool WasReplaced(std::string_view text) const;
  // How many different texts were replaced.
  std::size_t size() const { return pseudonym_of_.size(); }

 private:
  Result<std::string> Remember(std::string_view domain, std::string_view text,
                               std::string pseudonym);
  Result<std::string> Id(std::string_view prefix, std::string_view text);
  Result<std::string> Name(std::string_view text);
  Result<std::string> Hashed(std::string_view domain, std::string_view before,
                             std::string_view text, std::string_view behind, std::size_t digits);
  // Model ids and line items, word by word.
  Result<std::string> Words(std::string_view text);
  Result<std::string> Word(std::string_view word);
  Result<std::string> TunedPart(std::string_view part);

  PseudonymKey key_;
  std::size_t most_digits_;
  std::map<std::string, std::string, std::less<>> pseudonym_of_;
  std::map<std::string, std::string, std::less<>> text_of_;
};

}  // namespace cognitrack
