#include "formats/csv_tokenizer.h"

#include <algorithm>
#include <cstring>

#include "formats/input_error.h"
#include "formats/utf8.h"

namespace cognitrack {
namespace {

constexpr std::size_t kScanPadding = 64;
constexpr const char* kNulByte =
    "a NUL byte; the file is damaged or no text: export it again, or save as UTF-8 CSV";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool BeginsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool LooksLikeUtf16(std::string_view bytes) {
  if (BeginsWith(bytes, "\xFF\xFE") || BeginsWith(bytes, "\xFE\xFF")) return true;
  // ASCII text in UTF-16 has every other byte NUL.
  return bytes.size() >= 4 && ((bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0) ||
                               (bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0));
}

// Takes the quotes off `cell`, which begins at `bytes`. False where its closing quote is not its
// end.
bool UnquoteInPlace(char* bytes, std::string_view* cell) {
  char* to = bytes;
  const char* from = bytes + 1;
  char* const end = bytes + cell->size();
  bool closed = false;
  while (from < end) {
    if (*from == '"') {
      ++from;
      closed = from == end || *from != '"';
      if (closed) break;
    }
    *to++ = *from++;
  }
  if (!closed || from != end) return false;
  *cell = std::string_view(bytes, static_cast<std::size_t>(to - bytes));
  // What is left must not look like line breaks to those who count them.
  std::memset(to, '"', static_cast<std::size_t>(end - to));
  return true;
}

}  // namespace

CsvTokenizer::CsvTokenizer(InputFile* file, std::size_t block_bytes)
    : file_(file), block_bytes_(block_bytes) {}

Status CsvTokenizer::Start() {
  filled_ = next_mark_ = mark_count_ = record_begin_ = 0;
  line_ = 1;
  at_end_ = false;
  do {
    TRY_VOID(ReadBlock());
  } while (!at_end_ && !FirstLineIsWhole() && filled_ < kMaxRecordBytes);
  if (filled_ == 0) return ErrorIn(0, 0, "the file is empty; export it again");
  TRY_VOID(CheckEncoding());
  has_byte_order_mark_ = BeginsWith({buffer_.get(), filled_}, kByteOrderMark);
  if (has_byte_order_mark_) record_begin_ = kByteOrderMark.size();
  ChooseDelimiterAndLineBreak();
  scanner_ = CsvMarks(delimiter_, line_break_);
  seen_ = CsvMarks::Seen{};
  block_begin_ = 0;
  ScanFrom(record_begin_);
  return {};
}

// Makes room for one more block. Only a row longer than a block makes the buffer grow.
void CsvTokenizer::Reserve() {
  const std::size_t needed = filled_ + block_bytes_;
  if (needed <= capacity_) return;
  const std::size_t capacity = std::max(needed, 2 * capacity_) + block_bytes_;
  auto buffer = std::make_unique_for_overwrite<char[]>(capacity + kScanPadding);
  auto marks = std::make_unique_for_overwrite<std::uint32_t[]>(capacity);
  std::copy_n(buffer_.get(), filled_, buffer.get());
  std::copy_n(marks_.get(), mark_count_, marks.get());
  buffer_ = std::move(buffer);
  marks_ = std::move(marks);
  capacity_ = capacity;
}

Status CsvTokenizer::ReadBlock() {
  Reserve();
  TRY(const std::size_t got, file_->Read(buffer_.get() + filled_, block_bytes_));
  filled_ += got;
  at_end_ = got < block_bytes_;
  return {};
}

bool CsvTokenizer::FirstLineIsWhole() const {
  const std::string_view bytes(buffer_.get(), filled_);
  const std::size_t at = bytes.find_first_of("\r\n");
  // Whether a CR is followed by LF must be seen.
  return at != std::string_view::npos && at + 1 < bytes.size();
}

Status CsvTokenizer::CheckEncoding() const {
  const std::string_view bytes(buffer_.get(), filled_);
  if (LooksLikeUtf16(bytes)) return ErrorIn(0, 0, "this is UTF-16; save as UTF-8 CSV");
  if (BeginsWith(bytes, "PK\x03\x04")) {
    return ErrorIn(0, 0, "this is a workbook or zip archive; save as UTF-8 CSV");
  }
  if (BeginsWith(bytes, "\x1F\x8B") || BeginsWith(bytes, "\x28\xB5\x2F\xFD")) {
    return ErrorIn(0, 0, "this is a compressed file; unpack it first");
  }
  if (BeginsWith(bytes, "{")) {
    return ErrorIn(0, 0, "this is JSON; only CSV exports can be read ('export --format csv')");
  }
  return {};
}

void CsvTokenizer::ChooseDelimiterAndLineBreak() {
  std::size_t commas = 0;
  std::size_t semicolons = 0;
  std::size_t tabs = 0;
  bool quoted = false;
  line_break_ = '\n';
  for (std::size_t at = record_begin_; at < filled_; ++at) {
    const char c = buffer_[at];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    commas += c == ',' ? 1U : 0U;
    semicolons += c == ';' ? 1U : 0U;
    tabs += c == '\t' ? 1U : 0U;
    if (c == '\n') break;
    if (c == '\r') {
      if (at + 1 == filled_ || buffer_[at + 1] != '\n') line_break_ = '\r';
      break;
    }
  }
  delimiter_ = ',';
  if (semicolons > commas) delimiter_ = ';';
  if (tabs > std::max(commas, semicolons)) delimiter_ = '\t';
}

void CsvTokenizer::ScanFrom(std::size_t from) {
  const std::uint32_t* end =
      scanner_.Scan(buffer_.get(), from, filled_, marks_.get() + mark_count_);
  mark_count_ = static_cast<std::size_t>(end - marks_.get());
  seen_.quotes |= scanner_.seen().quotes;
  seen_.carriage_returns |= scanner_.seen().carriage_returns;
  seen_.unusual |= scanner_.seen().unusual;
}

Result<bool> CsvTokenizer::Next(CsvRecord* record) {
  for (;;) {
    record->cells.clear();
    record->line = line_;
    record->line_break = true;
    record->plain = true;
    std::size_t cell = record_begin_;
    std::size_t mark = next_mark_;
    while (mark < mark_count_) {
      const std::size_t at = marks_[mark++];
      record->cells.emplace_back(buffer_.get() + cell, at - cell);
      cell = at + 1;
      if (buffer_[at] == line_break_) {
        next_mark_ = mark;
        return Finish(record, at);
      }
    }
    if (at_end_) return LastRecord(record, cell);
    if (filled_ - record_begin_ > kMaxRecordBytes) return TooLong(cell, record->cells.size());
    TRY_VOID(Refill());
  }
}

// Moves the part of the row that is there to the front, and reads on behind it.
Status CsvTokenizer::Refill() {
  const std::size_t shift = record_begin_;
  if (record_begin_ >= block_begin_) seen_ = scanner_.seen();
  scanner_.ForgetSeen();
  filled_ -= shift;
  std::memmove(buffer_.get(), buffer_.get() + shift, filled_);
  for (std::size_t i = next_mark_; i < mark_count_; ++i) {
    marks_[i - next_mark_] = marks_[i] - static_cast<std::uint32_t>(shift);
  }
  mark_count_ -= next_mark_;
  next_mark_ = record_begin_ = 0;
  block_begin_ = filled_;
  TRY_VOID(ReadBlock());
  ScanFrom(block_begin_);
  return {};
}

Result<bool> CsvTokenizer::LastRecord(CsvRecord* record, std::size_t cell_begin) {
  if (scanner_.in_quotes() && buffer_[cell_begin] == '"') {
    return ErrorIn(cell_begin, record->cells.size(),
                   "the quote that opens this cell is never closed; the file may be cut off: "
                   "export it again");
  }
  if (record->cells.empty() && cell_begin == filled_) return false;
  record->cells.emplace_back(buffer_.get() + cell_begin, filled_ - cell_begin);
  record->line_break = false;
  next_mark_ = mark_count_;
  return Finish(record, filled_);
}

// `end` is the position of the row's line break.
Result<bool> CsvTokenizer::Finish(CsvRecord* record, std::size_t end) {
  if (end - record_begin_ > kMaxRecordBytes) return TooLong(record_begin_, 0);
  std::string_view& last = record->cells.back();
  if (line_break_ == '\n' && !last.empty() && last.back() == '\r') last.remove_suffix(1);

  if (keep_raw_) KeepRawOf(end, record);

  std::int64_t lines = 1;
  if (seen_.unusual) TRY_VOID(CheckBytes(*record, end));
  if (seen_.carriage_returns || line_break_ == '\r') TRY_VOID(CheckLineBreaks(*record));
  if (seen_.quotes) {
    lines += std::count(buffer_.get() + record_begin_, buffer_.get() + end, line_break_);
    TRY_VOID(Unquote(record));
  }
  record_begin_ = std::min(end + 1, filled_);
  line_ += lines;
  return true;
}

// Quotes are taken off in place: what they were must be kept before.
void CsvTokenizer::KeepRawOf(std::size_t end, CsvRecord* record) {
  const char* row = buffer_.get() + record_begin_;
  raw_.assign(row, std::min(end + 1, filled_) - record_begin_);
  record->raw = raw_;
  record->raw_cells.clear();
  for (const std::string_view cell : record->cells) {
    record->raw_cells.push_back(
        record->raw.substr(static_cast<std::size_t>(cell.data() - row), cell.size()));
  }
}

Status CsvTokenizer::CheckBytes(const CsvRecord& record, std::size_t end) const {
  const std::string_view row(buffer_.get() + record_begin_, end - record_begin_);
  std::size_t fault = row.find('\0');
  const char* reason = kNulByte;
  if (fault == std::string_view::npos) {
    fault = FirstInvalidUtf8(row);
    reason = "bytes that are no UTF-8 (perhaps Latin-1); save as UTF-8 CSV";
  }
  if (fault == std::string_view::npos) return {};
  const char* at = row.data() + fault;
  std::size_t cell = 0;
  while (cell + 1 < record.cells.size() && record.cells[cell + 1].data() <= at) ++cell;
  return ErrorIn(record_begin_ + fault, cell, reason);
}

// A CR or LF belongs into quotes, or to the end of a line.
Status CsvTokenizer::CheckLineBreaks(const CsvRecord& record) const {
  const char stray = line_break_ == '\n' ? '\r' : '\n';
  const char* row = buffer_.get() + record_begin_;
  const char* end = record.cells.back().data() + record.cells.back().size();
  if (std::memchr(row, stray, static_cast<std::size_t>(end - row)) == nullptr) return {};
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const std::string_view cell = record.cells[i];
    if (cell.empty() || cell.front() == '"') continue;
    if (std::memchr(cell.data(), stray, cell.size()) != nullptr) {
      return ErrorIn(static_cast<std::size_t>(cell.data() - buffer_.get()), i,
                     "a line break of another kind than the first line's; save the file with one "
                     "kind of line breaks, LF or CRLF");
    }
  }
  return {};
}

Status CsvTokenizer::Unquote(CsvRecord* record) {
  const char* row = buffer_.get() + record_begin_;
  const char* end = record->cells.back().data() + record->cells.back().size();
  record->plain = std::memchr(row, '"', static_cast<std::size_t>(end - row)) == nullptr;
  if (record->plain) return {};
  for (std::size_t i = 0; i < record->cells.size(); ++i) {
    std::string_view& cell = record->cells[i];
    if (cell.empty()) continue;
    const auto begin = static_cast<std::size_t>(cell.data() - buffer_.get());
    if (cell.front() != '"') {
      if (std::memchr(cell.data(), '"', cell.size()) == nullptr) continue;
      return ErrorIn(begin, i,
                     "a quote inside a cell that does not begin with one; put the cell in quotes "
                     "and double those within");
    }
    if (!UnquoteInPlace(buffer_.get() + begin, &cell)) {
      return ErrorIn(begin, i, "text behind the closing quote; double the quotes within the cell");
    }
  }
  return {};
}

Error CsvTokenizer::TooLong(std::size_t cell_begin, std::size_t cells_before) const {
  const std::size_t size = filled_ - cell_begin;
  if (std::memchr(buffer_.get() + cell_begin, 0, size) != nullptr) {
    return ErrorIn(cell_begin, cells_before, kNulByte);
  }
  if (std::memchr(buffer_.get() + cell_begin, '"', size) != nullptr) {
    return ErrorIn(cell_begin, cells_before,
                   "the quote that opens here is not closed within 1 MiB; close it, or export the "
                   "file again");
  }
  return ErrorIn(record_begin_, 0, "the line is longer than 1 MiB; this is no export of usage");
}

Error CsvTokenizer::ErrorIn(std::size_t position, std::size_t cell,
                            const std::string& reason) const {
  const char* row = buffer_.get() + record_begin_;
  const auto breaks = std::count(row, row + (position - record_begin_), line_break_);
  return InputErrorAt(file_->path(), line_ + breaks, static_cast<std::int64_t>(cell) + 1, reason);
}

}  // namespace cognitrack
