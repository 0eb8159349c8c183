#include "store/ledger_summary.h"

#include <string>

#include "base/hash.h"
#include "base/time.h"

namespace cognitrack {
namespace {

Result<std::int64_t> IntegerOf(SqlConnection& connection, std::string_view sql) {
  TRY(SqlQuery query, connection.PrepareOnce(sql));
  TRY(const auto value, query.RunForInteger());
  return value.value_or(0);
}

Error Differs(const std::string& what) {
  return Error{ErrorCode::kInvariant, "the copy is not what was copied: " + what};
}

std::string Place(std::int64_t stream, std::int64_t start) {
  return "stream " + std::to_string(stream) + ", " + FormatTime(start);
}

// What identifies a content: its row count and its hash.
struct Content {
  std::int64_t rows = 0;
  std::string hash;
  bool operator==(const Content&) const = default;
};

Content ContentIn(const SqlQuery& query, int first) {
  return {query.Integer(first), std::string(query.Blob(first + 1))};
}

class Comparison {
 public:
  Comparison(SqlConnection& original, SqlConnection& copy) : original_(original), copy_(copy) {}

  Result<std::int64_t> Run() {
    TRY(SqlTransaction of_original, original_.BeginRead());
    TRY(SqlTransaction of_copy, copy_.BeginRead());
    TRY(const auto faults, copy_.session().CheckItself());
    if (!faults.empty()) {
      return Error{ErrorCode::kDisk, "the copy is damaged: " + faults.front()};
    }
    TRY(revision_, IntegerOf(copy_, "SELECT MAX(revision) FROM revisions"));
    TRY_VOID(CompareWindows());
    TRY_VOID(CompareHistory());
    return compared_;
  }

 private:
  Status CompareWindows() {
    TRY(SqlQuery copied,
        copy_.PrepareOnce("SELECT stream, window_start, revision, row_count, content_hash FROM "
                          "windows WHERE revision > 0 ORDER BY stream, window_start"));
    std::int64_t unchanged = 0;
    while (true) {
      TRY(const bool row, copied.Step());
      if (!row) break;
      ++compared_;
      TRY(const bool is_held, CompareWindow(copied.Integer(0), copied.Integer(1), copied.Integer(2),
                                            ContentIn(copied, 3)));
      if (is_held) ++unchanged;
    }
    TRY(SqlQuery held, original_.Prepare("SELECT COUNT(*) FROM windows WHERE revision > 0 AND "
                                         "revision <= $1"));
    held.Bind(1, revision_);
    TRY(const auto count, held.RunForInteger());
    if (count.value_or(0) == unchanged) return {};
    return Differs(std::to_string(count.value_or(0)) + " windows are as old as the copy, and " +
                   std::to_string(unchanged) + " of them are in it");
  }

  // Whether the original still holds that content. One that went on keeps the older content in its
  // history, unless the day was open.
  Result<bool> CompareWindow(std::int64_t stream, std::int64_t start, std::int64_t revision,
                             const Content& content) {
    TRY(SqlQuery now, original_.Prepare("SELECT revision, row_count, content_hash FROM windows "
                                        "WHERE stream = $1 AND window_start = $2"));
    now.Bind(1, stream).Bind(2, start);
    TRY(const bool is_there, now.Step());
    if (!is_there) return Differs(Place(stream, start) + " is in the copy alone");
    if (now.Integer(0) == revision) {
      if (ContentIn(now, 1) == content) return true;
      return Differs(Place(stream, start) + " has another content");
    }
    if (now.Integer(0) <= revision_) return Differs(Place(stream, start) + " is of another time");
    TRY(SqlQuery then,
        original_.Prepare("SELECT row_count, content_hash FROM window_history WHERE stream = $1 "
                          "AND window_start = $2 AND revision = $3"));
    then.Bind(1, stream).Bind(2, start).Bind(3, revision);
    TRY(const bool is_kept, then.Step());
    if (is_kept && ContentIn(then, 0) != content) {
      return Differs(Place(stream, start) + " had another content");
    }
    return false;
  }

  Status CompareHistory() {
    TRY(const Hash256 before, HistoryOf(original_));
    TRY(const Hash256 after, HistoryOf(copy_));
    if (before == after) return {};
    return Differs("the history of its windows");
  }

  Result<Hash256> HistoryOf(SqlConnection& connection) {
    TRY(SqlQuery query,
        connection.PrepareOnce("SELECT stream, window_start, revision, until_revision, row_count, "
                               "content_hash FROM window_history WHERE until_revision <= $1 "
                               "ORDER BY stream, window_start, revision"));
    query.Bind(1, revision_);
    Blake2bHasher hasher;
    std::int64_t rows = 0;
    while (true) {
      TRY(const bool row, query.Step());
      if (!row) break;
      ++rows;
      for (int i = 0; i < 5; ++i) hasher.AddInteger(query.Integer(i));
      hasher.AddText(query.Blob(5));
    }
    if (&connection == &copy_) compared_ += rows;
    return hasher.Finish();
  }

  SqlConnection& original_;
  SqlConnection& copy_;
  std::int64_t revision_ = 0;
  std::int64_t compared_ = 0;
};

}  // namespace

Result<LedgerSummary> SummaryOf(SqlConnection& connection) {
  LedgerSummary summary;
  TRY(SqlTransaction snapshot, connection.BeginRead());
  TRY(const bool empty, connection.session().IsEmpty());
  if (empty) return summary;
  const auto count = [&](std::string_view sql, std::int64_t* to) -> Status {
    TRY(const std::int64_t value, IntegerOf(connection, sql));
    *to += value;
    return {};
  };
  TRY(const std::int64_t schema,
      IntegerOf(connection, "SELECT MAX(version) FROM schema_migrations"));
  summary.schema = static_cast<int>(schema);
  TRY_VOID(count("SELECT MAX(revision) FROM revisions", &summary.revision));
  TRY_VOID(count("SELECT COUNT(*) FROM sources", &summary.sources));
  TRY_VOID(count("SELECT COUNT(*) FROM windows WHERE revision > 0", &summary.windows));
  summary.contents = summary.windows;
  TRY_VOID(count("SELECT COUNT(*) FROM window_history", &summary.contents));
  for (const std::string table : {"usage", "service_usage", "costs"}) {
    TRY_VOID(count("SELECT COUNT(*) FROM " + table, &summary.rows));
  }
  TRY_VOID(count("SELECT COUNT(*) FROM runs", &summary.runs));
  return summary;
}

Result<std::int64_t> CompareWithOriginal(SqlConnection& original, SqlConnection& copy) {
  return Comparison(original, copy).Run();
}

}  // namespace cognitrack
