// CsvTokenizer: an InputFile as rows of cells, after RFC 4180: cells apart by comma, semicolon or
// TAB (told from the first line), rows by LF, CRLF or CR, cells in double quotes where they hold
// these,
// "" for a quote within. UTF-8 with or without BOM. Streams through one reused buffer: memory does
// not grow with the file, and a row over 1 MiB is refused without being read whole.
//
// Refused, each with its place and what to do: UTF-16, NUL bytes, bytes that are no UTF-8,
// compressed files and workbooks, a quote that is never closed or stands inside an unquoted cell,
// text behind a closing quote, a CR or LF in an unquoted cell, rows over 1 MiB.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/csv_marks.h"
#include "formats/input_file.h"

namespace cognitrack {

struct CsvRecord {
  std::int64_t line = 0;                // The line on which the row begins, from 1.
  std::vector<std::string_view> cells;  // Without their quotes. Valid until the next call.
  bool plain = true;  // No cell was in quotes: the cells stand in one text, one delimiter apart.
  bool line_break = true;  // False for a last row that ends with the file.
  // Where CsvTokenizer::KeepRaw was called: the row's bytes as they are in the file, its line break
  // included, and its cells within them, quotes included.
  std::string_view raw;
  std::vector<std::string_view> raw_cells;
};

class CsvTokenizer {
 public:
  static constexpr std::size_t kMaxRecordBytes = 1U << 20;

  // `file` is not owned. `block_bytes` are read at a time; at least 1.
  explicit CsvTokenizer(InputFile* file, std::size_t block_bytes = 64U << 10);

  // Looks at the first line: encoding, delimiter, line breaks. Once, before Next; again after the
  // file was rewound. kBadInput for an empty file.
  Status Start();

  // Rows keep their bytes as they are in the file beside their cells.
  void KeepRaw() { keep_raw_ = true; }
  // Whether the file begins with one. After Start.
  bool has_byte_order_mark() const { return has_byte_order_mark_; }

  // False at the end of the file, with `record` empty.
  Result<bool> Next(CsvRecord* record);

 private:
  void Reserve();
  Status ReadBlock();
  Status CheckEncoding() const;
  void ChooseDelimiterAndLineBreak();
  bool FirstLineIsWhole() const;
  void ScanFrom(std::size_t from);
  Status Refill();
  Result<bool> LastRecord(CsvRecord* record, std::size_t cell_begin);
  Result<bool> Finish(CsvRecord* record, std::size_t end);
  void KeepRawOf(std::size_t end, CsvRecord* record);
  Status CheckBytes(const CsvRecord& record, std::size_t end) const;
  Status CheckLineBreaks(const CsvRecord& record) const;
  Status Unquote(CsvRecord* record);  // Also tells whether the row is plain.
  Error TooLong(std::size_t cell_begin, std::size_t cells_before) const;
  Error ErrorIn(std::size_t position, std::size_t cell, const std::string& reason) const;

  InputFile* file_;
  std::size_t block_bytes_;
  std::unique_ptr<char[]> buffer_;
  std::unique_ptr<std::uint32_t[]> marks_;
  std::size_t capacity_ = 0;   // Of both.
  std::size_t filled_ = 0;     // Bytes in buffer_.
  std::size_t next_mark_ = 0;  // Into marks_, of the current row's next delimiter.
  std::size_t mark_count_ = 0;
  std::size_t record_begin_ = 0;  // Of the current row, in buffer_.
  std::int64_t line_ = 1;         // Of the current row.
  bool at_end_ = false;           // The file holds no more than buffer_.
  bool has_byte_order_mark_ = false;
  bool keep_raw_ = false;
  std::string raw_;  // Of the current row, where it is kept.
  char delimiter_ = ',';
  char line_break_ = '\n';
  CsvMarks scanner_{',', '\n'};
  CsvMarks::Seen seen_;          // In buffer_ from the current row on.
  std::size_t block_begin_ = 0;  // Where the block that was read last begins in buffer_.
};

}  // namespace cognitrack
