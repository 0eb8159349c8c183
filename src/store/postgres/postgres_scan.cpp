#include "store/postgres/postgres_scan.h"

#include <algorithm>

namespace cognitrack {
namespace {

// A piece is small where rows may be large, and grows to what its rows then weigh.
constexpr std::int64_t kFirstRows = 64;
constexpr std::int64_t kGrowth = 8;
constexpr std::int64_t kMostRows = 8'192;
constexpr std::int64_t kPieceBytes = 4 << 20;

std::int64_t RowsOfNextPiece(const PGresult* piece) {
  const std::int64_t rows = PQntuples(piece);
  const auto bytes = static_cast<std::int64_t>(PQresultMemorySize(piece));
  const std::int64_t fitting = kPieceBytes / std::max<std::int64_t>(1, bytes / rows);
  return std::clamp<std::int64_t>(fitting, 1, std::min(kGrowth * rows, kMostRows));
}

}  // namespace

PostgresScan::PostgresScan(std::shared_ptr<PostgresHandle> handle, std::string_view sql)
    : PostgresStatement(std::move(handle), sql), select_(sql) {}

bool PostgresScan::is_open() const {
  return !cursor_.empty() && handle().in_transaction() && handle().transaction() == transaction_;
}

Result<bool> PostgresScan::Step() {
  if (cursor_.empty()) TRY_VOID(Open());
  while (!NextInAnswer()) {
    if (is_last_) return false;
    TRY_VOID(Fetch());
  }
  return true;
}

Status PostgresScan::Open() {
  if (!handle().in_transaction()) {
    return Error{ErrorCode::kInvariant, handle().name() + ": " + FirstWords(select_) +
                                            ": an answer is read in pieces inside a transaction "
                                            "only"};
  }
  const std::string name = handle().NewCursorName();
  TRY_VOID(Execute("DECLARE " + name + " NO SCROLL CURSOR FOR " + select_));
  cursor_ = name;
  transaction_ = handle().transaction();
  asked_for_ = kFirstRows;
  is_last_ = false;
  return Fetch();
}

Status PostgresScan::Fetch() {
  if (!is_open()) {
    return Error{ErrorCode::kInvariant, handle().name() + ": " + FirstWords(select_) +
                                            ": the transaction in which this was read has ended"};
  }
  static const PostgresParameters kNone;
  TRY(PostgresResult piece,
      handle().Run("FETCH " + std::to_string(asked_for_) + " FROM " + cursor_, kNone));
  is_last_ = PQntuples(piece.get()) < asked_for_;
  if (!is_last_) asked_for_ = RowsOfNextPiece(piece.get());
  return Take(std::move(piece));
}

void PostgresScan::Reset() {
  if (is_open()) {
    const auto closed = handle().Execute("CLOSE " + cursor_);
    static_cast<void>(closed);  // It ends with its transaction at the latest.
  }
  cursor_.clear();
  PostgresStatement::Reset();
}

}  // namespace cognitrack
