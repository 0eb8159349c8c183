// Sources, the project ids known of them, and their streams; those of one team.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "accounts/team.h"
#include "store/ledger_store.h"
#include "store/sql_connection.h"

namespace cognitrack {

class SourceRecords {
 public:
  SourceRecords(SqlConnection* connection, TeamId team) : connection_(connection), team_(team) {}

  Result<std::vector<SourceRecord>> All();
  // kConfig where a source of that name belongs to another provider or another team: a name is
  // unique in the database, as runs tell their source by it.
  Result<SourceRecord> Ensure(const std::string& name, const std::string& provider);
  // Adds the projects of these series (`refs[i]` has the id `ids[i]`) that the source lacks, in a
  // transaction of their own.
  Status AddProjectsOf(const SeriesTable& series, const std::vector<SeriesRef>& refs,
                       const std::vector<std::int64_t>& ids, std::int64_t source_id);

 private:
  Result<std::optional<SourceRecord>> Find(const std::string& name, const std::string& provider);
  Status RequireFree(const std::string& name);
  Result<std::vector<std::string>> ProjectsOf(std::int64_t source_id);
  Status AddProjects(std::int64_t source_id, const std::set<std::string>& project_ids);

  SqlConnection* connection_;
  TeamId team_;
  // By source, for each series id: whether its project is known to be one of the source's.
  std::unordered_map<std::int64_t, std::vector<bool>> seen_;
};

class StreamRecords {
 public:
  StreamRecords(SqlConnection* connection, TeamId team) : connection_(connection), team_(team) {}

  Result<std::vector<StreamRecord>> OfSource(std::int64_t source_id);
  // Of every team: what looks after the database as a whole goes through them.
  Result<std::vector<StreamRecord>> All();
  // kInvariant where there is no such stream.
  Result<StreamRecord> WithId(std::int64_t id);
  Result<StreamRecord> Ensure(std::int64_t source_id, const StreamKey& key);
  Status Update(const StreamRecord& stream);
  // Inside the caller's transaction.
  Status MoveHistoryStart(std::int64_t id, Day day);
  // kInvariant where the team has no such stream, or source.
  Status RequireOwn(std::int64_t id);
  Status RequireOwnSource(std::int64_t source_id);

 private:
  Result<std::optional<StreamRecord>> Find(std::int64_t source_id, const StreamKey& key);

  SqlConnection* connection_;
  TeamId team_;
  std::unordered_set<std::int64_t> own_;  // Streams that were found to be the team's.
};

}  // namespace cognitrack
