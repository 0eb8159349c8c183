#include "ingest/source_identity.h"

#include <algorithm>

namespace cognitrack {
namespace {

const std::string* FirstCommon(const std::set<std::string>& ids, const SourceRecord& source) {
  for (const std::string& known : source.project_ids) {
    if (ids.count(known) != 0) return &known;
  }
  return nullptr;
}

}  // namespace

void AddProjectIds(const std::vector<WindowRead>& reads, const SeriesTable& series,
                   std::set<std::string>* ids) {
  std::vector<bool> seen(series.size());
  for (const WindowRead& read : reads) {
    for (const UsageRow& row : read.rows) {
      if (seen[row.series]) continue;
      seen[row.series] = true;
      const std::string* id = series.At(row.series).Find("project_id");
      if (id != nullptr && !id->empty()) ids->insert(*id);
    }
  }
}

Result<SourceMatch> MatchSource(const std::string& name, std::string_view provider,
                                const std::set<std::string>& ids,
                                const std::vector<SourceRecord>& sources) {
  SourceMatch match = SourceMatch::kUnknown;
  for (const SourceRecord& source : sources) {
    if (source.name == name) {
      if (source.provider != provider) {
        return Error{ErrorCode::kUsage, "source " + name + " belongs to the provider " +
                                            source.provider + ", not to " + std::string(provider) +
                                            "; choose another name with --source"};
      }
      if (ids.empty() || source.project_ids.empty()) continue;
      match = FirstCommon(ids, source) != nullptr ? SourceMatch::kSame : SourceMatch::kDisjoint;
      continue;
    }
    if (source.provider != provider) continue;
    if (const std::string* common = FirstCommon(ids, source)) {
      return Error{ErrorCode::kUsage, "project " + *common + " belongs to source " + source.name +
                                          "; use --source " + source.name +
                                          ", so that its use is not counted twice"};
    }
  }
  return match;
}

const SourceRecord* FindSource(const std::string& name, const std::vector<SourceRecord>& sources) {
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [&name](const SourceRecord& s) { return s.name == name; });
  return found == sources.end() ? nullptr : &*found;
}

bool KnowsProjects(std::string_view provider, const std::vector<SourceRecord>& sources) {
  return std::any_of(sources.begin(), sources.end(), [provider](const SourceRecord& source) {
    return source.provider == provider && !source.project_ids.empty();
  });
}

}  // namespace cognitrack
