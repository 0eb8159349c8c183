// Whose facts these are. Facts belong to one organisation at a provider, whatever key or file they
// came by: two keys of one organisation must never double a total, and two organisations must never
// mix. The project ids that were read tell them apart (DESIGN §2, §3.7).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/ledger_store.h"

namespace cognitrack {

// The projects that rows belong to. The series of a table are looked up once: most of those of a
// day were there on a day before.
class ProjectIds {
 public:
  // The project ids of the rows in `reads`, added to `ids`.
  void AddTo(std::set<std::string>* ids, const std::vector<WindowRead>& reads,
             const SeriesTable& series);

 private:
  std::uint32_t NumberOf(const Series& series);

  std::uint64_t table_ = 0;                // Whose series are known; 0: none.
  std::vector<std::uint32_t> project_of_;  // By series: its project's number.
  std::map<std::string, std::uint32_t> number_of_;
};

enum class SourceMatch {
  kSame,      // A project id is known under the source.
  kUnknown,   // One side knows none: nothing contradicts.
  kDisjoint,  // Known on both sides, and none in common: another organisation.
};

// What the ids say about the source of that name at that provider. kUsage where the name belongs to
// another provider, or where an id is already kept under another source of the provider (which the
// message names): stored a second time it would count twice.
Result<SourceMatch> MatchSource(const std::string& name, std::string_view provider,
                                const std::set<std::string>& ids,
                                const std::vector<SourceRecord>& sources);

// The source of that name; null where there is none yet.
const SourceRecord* FindSource(const std::string& name, const std::vector<SourceRecord>& sources);

// "acme, openai": for a message about a name that is none of them.
std::string NamesOf(const std::vector<SourceRecord>& sources);

// Whether project ids are kept for the provider, so that a read can contradict them.
bool KnowsProjects(std::string_view provider, const std::vector<SourceRecord>& sources);

}  // namespace cognitrack
