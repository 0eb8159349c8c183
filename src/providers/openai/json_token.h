// JSON tokens as simdjson's on-demand parser gives them: the raw text up to the next token, blanks
// included and not yet validated. Here they are checked to the letter of RFC 8259, because what the
// parser lets pass (`01`, `1.`, `nul`) must not become a count.
#pragma once

#include <cstdint>
#include <string_view>

namespace cognitrack {

enum class JsonKind { kMalformed, kObject, kArray, kString, kNumber, kBool, kNull };

// The kind of a raw token, which loses its trailing blanks. An object or an array is known by its
// bracket alone; a string by its quotes (its escapes are checked when it is unescaped).
JsonKind KindOf(std::string_view* token);

bool IsJsonNumber(std::string_view token);

// Why a JSON number is no count. kMalformed: it is no number either.
enum class CountProblem { kNone, kMalformed, kNegative, kNotWhole, kTooLarge };
std::string_view NameOf(CountProblem problem);

// A whole number from 0 to 2^63 − 1, without fraction and exponent.
CountProblem ParseCountToken(std::string_view token, std::int64_t* count);

// Whether `value` is one valid JSON object or array of at most `depth` levels and nothing else. For
// parts of a page that are skipped: a page is believed as a whole or not at all.
bool IsStrictContainer(std::string_view value, int depth);

// Deeper pages are refused.
inline constexpr int kJsonDepthMax = 64;

}  // namespace cognitrack
