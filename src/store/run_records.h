// Runs: what each execution did, its chunks and the issues that it met. Updates write only what
// changed since the last one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "accounts/team.h"
#include "store/ledger_store.h"
#include "store/sql_connection.h"

namespace cognitrack {

class RunRecords {
 public:
  // Without a team: in a database of whatever schema, which may have no column for it.
  RunRecords(SqlConnection* connection, std::optional<TeamId> team)
      : connection_(connection), team_(team) {}

  Result<std::int64_t> Start(const RunRecord& run);
  // The same as a part of the transaction that is open.
  Result<std::int64_t> Add(const RunRecord& run);
  Status Update(const RunRecord& run);
  Result<std::vector<RunRecord>> List(const std::string& source, const std::string& verb, int limit,
                                      std::int64_t before = 0);

 private:
  // What the database holds of a run's lists, so that an update compares in memory.
  struct Written {
    std::vector<RunChunk> chunks;
    std::vector<RunIssue> issues;
  };

  Status WriteTeam(std::int64_t run_id);
  Status WriteRun(const RunRecord& run);
  Status WriteLists(const RunRecord& run, const Written& written);
  Status WriteChunk(std::int64_t run_id, std::size_t position, const RunChunk& chunk);
  Status WriteIssue(std::int64_t run_id, std::size_t position, const RunIssue& issue);
  Result<std::vector<RunChunk>> ChunksOf(std::int64_t run_id);
  Result<std::vector<RunIssue>> IssuesOf(std::int64_t run_id);
  void Remember(const RunRecord& run);

  SqlConnection* connection_;
  std::optional<TeamId> team_;
  std::map<std::int64_t, Written> written_;
};

}  // namespace cognitrack
