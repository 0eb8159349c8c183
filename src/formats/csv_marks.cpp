#include "formats/csv_marks.h"

#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace cognitrack {
namespace {

constexpr std::size_t kBlock = 64;

// One bit a byte of a block.
struct BlockMasks {
  std::uint64_t marks = 0;
  std::uint64_t quotes = 0;
  std::uint64_t carriage_returns = 0;
  std::uint64_t unusual = 0;
};

#if defined(__SSE2__)

std::uint64_t MaskOf(__m128i truth) { return static_cast<std::uint16_t>(_mm_movemask_epi8(truth)); }

BlockMasks MasksOf(const char* block, char delimiter, char line_break) {
  const __m128i delimiters = _mm_set1_epi8(delimiter);
  const __m128i line_breaks = _mm_set1_epi8(line_break);
  const __m128i quotes = _mm_set1_epi8('"');
  const __m128i returns = _mm_set1_epi8('\r');
  BlockMasks masks;
  for (std::size_t part = 0; part < kBlock; part += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + part));
    const __m128i marks =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters), _mm_cmpeq_epi8(bytes, line_breaks));
    // NUL and what is over 0x7F are the bytes below 1 when taken as signed.
    const __m128i unusual = _mm_cmplt_epi8(bytes, _mm_set1_epi8(1));
    masks.marks |= MaskOf(marks) << part;
    masks.quotes |= MaskOf(_mm_cmpeq_epi8(bytes, quotes)) << part;
    masks.carriage_returns |= MaskOf(_mm_cmpeq_epi8(bytes, returns)) << part;
    masks.unusual |= MaskOf(unusual) << part;
  }
  return masks;
}

#else

BlockMasks MasksOf(const char* block, char delimiter, char line_break) {
  BlockMasks masks;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const char byte = block[i];
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (byte == delimiter || byte == line_break) masks.marks |= bit;
    if (byte == '"') masks.quotes |= bit;
    if (byte == '\r') masks.carriage_returns |= bit;
    if (static_cast<signed char>(byte) < 1) masks.unusual |= bit;
  }
  return masks;
}

#endif

// Bit i of the result is the parity of bits 0…i.
std::uint64_t PrefixParity(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

}  // namespace

std::uint32_t* CsvMarks::Scan(const char* bytes, std::size_t from, std::size_t to,
                              std::uint32_t* marks) {
  for (std::size_t at = from; at < to; at += kBlock) {
    BlockMasks masks = MasksOf(bytes + at, delimiter_, line_break_);
    if (to - at < kBlock) {
      const std::uint64_t valid = (std::uint64_t{1} << (to - at)) - 1;
      masks = {masks.marks & valid, masks.quotes & valid, masks.carriage_returns & valid,
               masks.unusual & valid};
    }
    std::uint64_t inside = inside_;
    if (masks.quotes != 0) {
      inside ^= PrefixParity(masks.quotes);
      inside_ = (inside >> 63) != 0 ? ~std::uint64_t{0} : 0;
      seen_.quotes = true;
    }
    seen_.carriage_returns |= masks.carriage_returns != 0;
    seen_.unusual |= masks.unusual != 0;
    for (std::uint64_t rest = masks.marks & ~inside; rest != 0; rest &= rest - 1) {
      *marks++ =
          static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(std::countr_zero(rest));
    }
  }
  return marks;
}

}  // namespace cognitrack
