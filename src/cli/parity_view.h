// A parity document for people: a calendar of verdicts, the worst days, the differences with their
// causes in words, and one line that says what is proven.
#pragma once

#include <string>

#include "cli/text_style.h"
#include "parity/parity_document.h"

namespace cognitrack {

std::string ParityText(const ParityDocument& document, const TextStyle& style, int width);

// "exact: 31 of 31 days equal, 784 rows, to the token"; with the scope where not all was compared:
// "exact within model = gpt-a, on 2026-05-02 only: 1 of 1 day equal, 4 rows, to the token".
std::string VerdictLine(const ParityDocument& document);

// Of a cause, as a sentence without a full stop.
std::string_view PhraseFor(Cause cause);

}  // namespace cognitrack
