// RecordingSession: an SqlSession that asks the database for the plan of every statement that the
// program sends, once a text, just before it is executed for the first time and with its own
// parameters. In PostgreSQL that carries it out (EXPLAIN ANALYZE), and undoes it.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "store/sql_session.h"

namespace cognitrack {

struct RecordedStatement {
  std::string scene;
  std::string sql;
  std::vector<std::string> plan;  // As the database tells it, line by line.
  double milliseconds = 0;        // That its first execution took, all its rows read.
  std::int64_t rows = 0;          // That it gave back.
};

struct Recording {
  std::string scene;  // What the program does just now; nothing is recorded while it is empty.
  std::vector<RecordedStatement> statements;
  std::set<std::string> known;
  std::vector<std::string> failures;  // Of asking for a plan.
};

// `recording` outlives the session.
std::unique_ptr<SqlSession> MakeRecordingSession(std::unique_ptr<SqlSession> below,
                                                 Recording* recording);

}  // namespace cognitrack
