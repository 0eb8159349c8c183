// Sources, the project ids known of them, and their streams.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/ledger_store.h"
#include "store/sql_connection.h"

namespace cognitrack {

class SourceRecords {
 public:
  explicit SourceRecords(SqlConnection* connection) : connection_(connection) {}

  Result<std::vector<SourceRecord>> All();
  // kConfig where a source of that name belongs to another provider.
  Result<SourceRecord> Ensure(const std::string& name, const std::string& provider);
  // Adds the projects of these series (`refs[i]` has the id `ids[i]`) that the source lacks, in a
  // transaction of their own.
  Status AddProjectsOf(const SeriesTable& series, const std::vector<SeriesRef>& refs,
                       const std::vector<std::int64_t>& ids, std::int64_t source_id);

 private:
  Result<std::vector<std::string>> ProjectsOf(std::int64_t source_id);
  Status AddProjects(std::int64_t source_id, const std::set<std::string>& project_ids);

  SqlConnection* connection_;
  // By source, for each series id: whether its project is known to be one of the source's.
  std::unordered_map<std::int64_t, std::vector<bool>> seen_;
};

class StreamRecords {
 public:
  explicit StreamRecords(SqlConnection* connection) : connection_(connection) {}

  Result<std::vector<StreamRecord>> OfSource(std::int64_t source_id);
  Result<std::vector<StreamRecord>> All();
  // kInvariant where there is no such stream.
  Result<StreamRecord> WithId(std::int64_t id);
  Result<StreamRecord> Ensure(std::int64_t source_id, const StreamKey& key);
  Status Update(const StreamRecord& stream);
  // Inside the caller's transaction.
  Status MoveHistoryStart(std::int64_t id, Day day);

 private:
  SqlConnection* connection_;
};

}  // namespace cognitrack
