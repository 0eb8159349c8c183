// Room for simdjson's parsers. Its buffers are as large as the longest text so far, and fresh
// memory must be cleared by the system first, which costs as much as reading the text: a parser
// that grows by a byte with every day pays that every day.
#pragma once

#include <simdjson.h>

#include <cstddef>

namespace cognitrack {

// Makes room for `bytes` of text, and for a quarter more where there was not enough. A failure to
// do so is told by the iteration that follows.
inline void MakeRoom(std::size_t bytes, simdjson::ondemand::parser* parser) {
  if (parser->capacity() >= bytes) return;
  [[maybe_unused]] const auto error = parser->allocate(bytes + bytes / 4);
}

}  // namespace cognitrack
