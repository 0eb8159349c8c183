// Protection against formula injection: a spreadsheet takes a cell that begins with = + - @ (also
// in their full-width forms), TAB, CR or LF for a formula. Text is written with a ' before it where
// it begins with any number of ' and then one of these; reading takes one ' off exactly such cells.
// So every text comes back as it was: GuardFormula and UnguardFormula are inverse to each other.
//
// Source: OWASP cheat sheet "CSV Injection" (2024).
#pragma once

#include <string_view>

namespace cognitrack {

// Whether `text` must be written with a ' before it.
bool NeedsFormulaGuard(std::string_view text);

// The text that a cell stands for.
std::string_view UnguardFormula(std::string_view cell);

}  // namespace cognitrack
