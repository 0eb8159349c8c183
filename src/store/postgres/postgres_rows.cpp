#include "store/postgres/postgres_rows.h"

#include <algorithm>

#include "store/postgres/postgres_bytes.h"

namespace cognitrack {
namespace {

// Small, so that the server begins early, and pieces follow each other without a gap.
constexpr std::size_t kBufferSize = 64 << 10;

}  // namespace

PostgresRows::PostgresRows(std::shared_ptr<PostgresHandle> handle, std::string_view table,
                           std::string_view columns)
    : handle_(std::move(handle)),
      sql_("COPY " + std::string(table) + " (" + std::string(columns) +
           ") FROM STDIN (FORMAT binary)"),
      fields_(1 + static_cast<std::size_t>(std::count(columns.begin(), columns.end(), ','))) {
  for (std::size_t i = 0; i < fields_.size(); ++i) BindNull(static_cast<int>(i) + 1);
}

void PostgresRows::BindNull(int parameter) {
  Field& field = At(parameter);
  field.size = PutBigEndian(std::int32_t{-1}, field.begin.data());
  field.bytes.clear();
}

void PostgresRows::BindInteger(int parameter, std::int64_t value) {
  Field& field = At(parameter);
  field.size = PutBigEndian(std::int32_t{sizeof value}, field.begin.data());
  field.size += PutBigEndian(value, field.begin.data() + field.size);
  field.bytes.clear();
}

void PostgresRows::Bind(int parameter, std::string_view bytes) {
  Field& field = At(parameter);
  field.size = PutBigEndian(static_cast<std::int32_t>(bytes.size()), field.begin.data());
  field.bytes = bytes;
}

void PostgresRows::BindIntegers(int first, std::span<const std::int64_t> values,
                                std::uint32_t present) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int parameter = first + static_cast<int>(i);
    if ((present >> i) & 1U) {
      BindInteger(parameter, values[i]);
    } else {
      BindNull(parameter);
    }
  }
}

Result<bool> PostgresRows::Step() {
  if (!is_open_) {
    TRY_VOID(handle_->BeginCopy(sql_));
    is_open_ = true;
    // Signature, flags, and the length of a header extension.
    buffer_.assign("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  }
  AppendBigEndian(static_cast<std::int16_t>(fields_.size()), &buffer_);
  for (const Field& field : fields_) {
    buffer_.append(field.begin.data(), field.size);
    if (!field.bytes.empty()) buffer_.append(field.bytes);
  }
  if (buffer_.size() < kBufferSize) return false;
  TRY_VOID(handle_->PutCopy(buffer_));
  buffer_.clear();
  return false;
}

Status PostgresRows::Finish() {
  if (!is_open_) return {};
  AppendBigEndian(std::int16_t{-1}, &buffer_);
  TRY_VOID(handle_->PutCopy(buffer_));
  is_open_ = false;
  return handle_->EndCopy();
}

void PostgresRows::Forget() {
  if (is_open_) handle_->AbandonCopy();
  is_open_ = false;
  for (std::size_t i = 0; i < fields_.size(); ++i) BindNull(static_cast<int>(i) + 1);
}

}  // namespace cognitrack
