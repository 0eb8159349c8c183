#include "store/postgres/postgres_statement.h"

#include <algorithm>

#include "store/postgres/postgres_bytes.h"

namespace cognitrack {
namespace {

// The greatest n of any $n.
std::size_t ParameterCountOf(std::string_view sql) {
  std::size_t count = 0;
  for (std::size_t at = sql.find('$'); at != std::string_view::npos; at = sql.find('$', at + 1)) {
    std::size_t number = 0;
    for (std::size_t i = at + 1; i < sql.size() && sql[i] >= '0' && sql[i] <= '9'; ++i) {
      number = number * 10 + static_cast<std::size_t>(sql[i] - '0');
    }
    count = std::max(count, number);
  }
  return count;
}

}  // namespace

PostgresStatement::PostgresStatement(std::shared_ptr<PostgresHandle> handle, std::string_view sql)
    : handle_(std::move(handle)), sql_(sql), values_(ParameterCountOf(sql) + 1) {
  const std::size_t count = values_.size() - 1;
  parameters_.types.resize(count);
  parameters_.values.resize(count);
  parameters_.lengths.resize(count);
  parameters_.formats.assign(count, 1);
}

PostgresStatement::Value* PostgresStatement::At(int parameter) {
  const auto number = static_cast<std::size_t>(parameter);
  if (number > 0 && number < values_.size()) return &values_[number];
  unknown_parameter_ = parameter;
  return &values_[0];
}

void PostgresStatement::Set(int parameter, Oid type, std::string_view bytes) {
  Value* value = At(parameter);
  value->type = type;
  value->is_null = false;
  value->bytes.assign(bytes);
}

void PostgresStatement::BindNull(int parameter) { At(parameter)->is_null = true; }

void PostgresStatement::BindInteger(int parameter, std::int64_t value) {
  Value* at = At(parameter);
  at->type = kPostgresInt8;
  at->is_null = false;
  at->bytes.clear();
  AppendBigEndian(value, &at->bytes);
}

void PostgresStatement::BindText(int parameter, std::string_view text) {
  Set(parameter, kPostgresText, text);
}

void PostgresStatement::BindBlob(int parameter, std::string_view bytes) {
  Set(parameter, kPostgresBytes, bytes);
}

void PostgresStatement::BindIntegers(int first, std::span<const std::int64_t> values,
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

Result<bool> PostgresStatement::Step() {
  if (result_ == nullptr) TRY_VOID(Execute(sql_));
  return NextInAnswer();
}

bool PostgresStatement::NextInAnswer() {
  if (row_ + 1 >= PQntuples(result_.get())) return false;
  ++row_;
  return true;
}

Status PostgresStatement::Execute(const std::string& sql) {
  if (unknown_parameter_ != 0) {
    return Error{ErrorCode::kInvariant, handle_->name() + ": binding " + FirstWords(sql_) +
                                            ": it has no parameter " +
                                            std::to_string(unknown_parameter_)};
  }
  for (std::size_t i = 0; i + 1 < values_.size(); ++i) {
    const Value& value = values_[i + 1];
    parameters_.types[i] = value.type;
    parameters_.values[i] = value.is_null ? nullptr : value.bytes.data();
    parameters_.lengths[i] = static_cast<int>(value.bytes.size());
  }
  TRY(PostgresResult result, handle_->Run(sql, parameters_));
  return Take(std::move(result));
}

Status PostgresStatement::Take(PostgresResult result) {
  result_ = std::move(result);
  row_ = -1;
  return CheckNumbers();
}

Status PostgresStatement::CheckNumbers() {
  for (int column = 0; column < PQnfields(result_.get()); ++column) {
    if (PQftype(result_.get(), column) != kPostgresNumeric) continue;
    for (int row = 0; row < PQntuples(result_.get()); ++row) {
      const std::string_view bytes(
          PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column)));
      const bool is_null = PQgetisnull(result_.get(), row, column) != 0;
      if (is_null || IntegerFromNumeric(bytes)) continue;
      return Error{ErrorCode::kBadInput,
                   handle_->name() + ": " + FirstWords(sql_) +
                       ": a sum does not fit 64 bits; ask for a shorter range"};
    }
  }
  return {};
}

bool PostgresStatement::IsNull(int column) const {
  return PQgetisnull(result_.get(), row_, column) != 0;
}

std::string_view PostgresStatement::Text(int column) const {
  return {PQgetvalue(result_.get(), row_, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::string_view PostgresStatement::Blob(int column) const { return Text(column); }

std::int64_t PostgresStatement::Integer(int column) const {
  const std::string_view bytes = Text(column);
  if (PQftype(result_.get(), column) == kPostgresNumeric) {
    return IntegerFromNumeric(bytes).value_or(0);
  }
  return IntegerFrom(bytes);
}

std::uint32_t PostgresStatement::Integers(int first, std::span<std::int64_t> values) const {
  std::uint32_t present = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int column = first + static_cast<int>(i);
    const bool is_null = IsNull(column);
    values[i] = is_null ? 0 : Integer(column);
    if (!is_null) present |= 1U << i;
  }
  return present;
}

void PostgresStatement::Reset() {
  result_.reset();
  row_ = -1;
}

void PostgresStatement::Forget() {
  Reset();
  unknown_parameter_ = 0;
  for (Value& value : values_) value.is_null = true;
}

}  // namespace cognitrack
