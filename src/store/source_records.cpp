#include "store/source_records.h"

#include <algorithm>

namespace cognitrack {

Result<std::vector<SourceRecord>> SourceRecords::All() {
  TRY(SqlTransaction snapshot, connection_->BeginRead());
  TRY(SqlQuery query,
      connection_->Prepare("SELECT id, name, provider, team FROM sources WHERE team_id = $1 "
                           "ORDER BY id"));
  query.Bind(1, team_.value);
  std::vector<SourceRecord> sources;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return sources;
    TRY(std::vector<std::string> projects, ProjectsOf(query.Integer(0)));
    sources.push_back(
        {query.Integer(0), query.Text(1), query.Text(2), query.Text(3), std::move(projects)});
  }
}

Result<std::vector<std::string>> SourceRecords::ProjectsOf(std::int64_t source_id) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT project_id FROM source_projects WHERE source_id = $1"));
  query.Bind(1, source_id);
  std::vector<std::string> projects;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) break;
    projects.push_back(query.Text(0));
  }
  std::sort(projects.begin(), projects.end());
  return projects;
}

Result<std::optional<SourceRecord>> SourceRecords::Find(const std::string& name,
                                                        const std::string& provider) {
  TRY(std::vector<SourceRecord> sources, All());
  for (SourceRecord& source : sources) {
    if (source.name != name) continue;
    if (source.provider == provider) return std::optional(std::move(source));
    return Error{ErrorCode::kConfig, "source '" + name + "' belongs to " + source.provider +
                                         ", not to " + provider +
                                         "; choose another name with --source; nothing was stored"};
  }
  return std::optional<SourceRecord>();
}

Result<SourceRecord> SourceRecords::Ensure(const std::string& name, const std::string& provider) {
  TRY(std::optional<SourceRecord> held, Find(name, provider));
  if (held) return std::move(*held);
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  // Another process may have added it since.
  TRY(held, Find(name, provider));
  if (held) return std::move(*held);
  TRY_VOID(RequireFree(name));
  SourceRecord source{0, name, provider, "", {}};
  TRY(SqlQuery find, connection_->Prepare("SELECT name FROM teams WHERE id = $1"));
  TRY(const bool is_team, find.Bind(1, team_.value).Step());
  if (!is_team) {
    return Error{ErrorCode::kInvariant, "there is no team " + std::to_string(team_.value) +
                                            " in the database; nothing was stored"};
  }
  source.team = find.Text(0);
  TRY(SqlQuery insert,
      connection_->Prepare("INSERT INTO sources (id, name, provider, team, team_id) VALUES (" +
                           NextId("sources", "id") + ", $1, $2, $3, $4) RETURNING id"));
  insert.BindText(1, name).BindText(2, provider).BindText(3, source.team);
  insert.Bind(4, team_.value);
  TRY(const auto id, insert.RunForInteger());
  source.id = id.value_or(0);
  TRY_VOID(transaction.Commit());
  return source;
}

Status SourceRecords::RequireFree(const std::string& name) {
  TRY(SqlQuery find, connection_->Prepare("SELECT id FROM sources WHERE name = $1"));
  TRY(const auto id, find.BindText(1, name).RunForInteger());
  if (!id) return {};
  return Error{ErrorCode::kConfig, "the name '" + name +
                                       "' is taken in this database; choose another one with "
                                       "--source; nothing was stored"};
}

Status SourceRecords::AddProjectsOf(const SeriesTable& series, const std::vector<SeriesRef>& refs,
                                    const std::vector<std::int64_t>& ids, std::int64_t source_id) {
  std::vector<bool>& seen = seen_[source_id];
  std::set<std::string> project_ids;
  std::vector<std::size_t> fresh;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto place = static_cast<std::size_t>(ids[i]);
    if (place < seen.size() && seen[place]) continue;
    fresh.push_back(place);
    const std::string* project_id = series.At(refs[i]).Find("project_id");
    if (project_id != nullptr) project_ids.insert(*project_id);
  }
  if (fresh.empty()) return {};
  TRY_VOID(AddProjects(source_id, project_ids));
  seen.resize(std::max(seen.size(), *std::max_element(fresh.begin(), fresh.end()) + 1));
  for (const std::size_t place : fresh) seen[place] = true;
  return {};
}

Status SourceRecords::AddProjects(std::int64_t source_id,
                                  const std::set<std::string>& project_ids) {
  TRY(const std::vector<std::string> known, ProjectsOf(source_id));
  std::vector<std::string> missing;
  std::set_difference(project_ids.begin(), project_ids.end(), known.begin(), known.end(),
                      std::back_inserter(missing));
  if (missing.empty()) return {};
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY(SqlQuery insert, connection_->Prepare("INSERT INTO source_projects (source_id, project_id) "
                                            "VALUES ($1, $2) ON CONFLICT DO NOTHING"));
  for (const std::string& project_id : missing) {
    insert.Bind(1, source_id).BindText(2, project_id);
    TRY_VOID(insert.Run());
  }
  return transaction.Commit();
}

}  // namespace cognitrack
