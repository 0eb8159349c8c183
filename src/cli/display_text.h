// Text on its way to a person: how wide it is on a terminal, padding, wrapping, cutting, and taking
// the teeth out of control characters that a provider's names might hold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cognitrack {

// Columns on a terminal. Escape sequences of TextStyle count nothing; wide East Asian characters
// and emoji count two.
int DisplayWidth(std::string_view text);

std::string PaddedLeft(std::string_view text, int width);
std::string PaddedRight(std::string_view text, int width);

// At most `width` columns, the last one "…" where something was cut off. Plain text only.
std::string Shortened(std::string_view text, int width);

// Lines of at most `width` columns, broken at blanks; a longer word stands alone.
std::vector<std::string> Wrapped(std::string_view text, int width);

// Control characters (C0, C1, DEL) as \xNN, so that a model's name cannot drive the terminal.
std::string Printable(std::string_view text);

}  // namespace cognitrack
