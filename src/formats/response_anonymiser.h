// A recorded page of a provider with pseudonyms in place of what is the customer's: ids, names,
// addresses, customers' parts of models and line items, page tokens, and every string of a field
// that is not known. Numbers keep their text; names of fields, their order, null and truth values
// stay. Blanks between tokens go, and next_page moves to the end: so are pages recorded in
// tests/contract/golden_responses.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "formats/exact_json.h"
#include "pseudonyms/pseudonyms.h"

namespace cognitrack {

// How many strings were replaced, by the name of their field.
using ReplacedFields = std::map<std::string, std::int64_t>;

// kInvariant where two texts would get one pseudonym.
Status AnonymisePage(ExactJson* page, Pseudonyms* pseudonyms, ReplacedFields* replaced);

}  // namespace cognitrack
