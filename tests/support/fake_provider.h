// A provider that answers from a table of days: what a test needs of one to look at a pull. It
// keeps the queries that it was asked and answers with equal bytes where nothing changed.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "providers/usage_provider.h"
#include "usage/surface.h"

namespace cognitrack {

class FakeProvider : public UsageProvider {
 public:
  struct Use {
    std::string project;
    std::string model;
    std::int64_t requests = 0;
    std::int64_t tokens = 0;
  };

  std::string_view name() const override { return "openai"; }
  Result<PullResult> Read(const PullQuery& query, const KnownContentOf& known,
                          SeriesTable* series) override;
  const FetchCounters& counters() const override { return counters_; }

  // The days that were asked for, as "2026-03-05 – 2026-03-07", of other surfaces than completions
  // behind their name.
  std::vector<std::string> Asked() const;

  // Surfaces with the same use as completions: a cost for each token, a count for each request.
  std::set<std::string> offered = {"completions"};
  std::set<std::string> refused_surfaces;  // The key may not read them.
  std::vector<std::string> turned_away;    // Every time that another surface was asked for.
  std::map<Day, std::vector<Use>> use;     // The truth.
  std::set<std::string> refused;           // Dimensions that it refuses to group by.
  std::map<Day, Error> parked;             // Days that it cannot read whole.
  int days_together = 31;                  // Its answers end after so many days.
  std::set<Day> forgotten;                 // Days that its answers leave out, which is a defect.
  std::vector<PullIssue> issues;
  // An error in place of the answer; called before the answer is made.
  std::function<std::optional<Error>(const PullQuery&)> before_answer;
  std::vector<PullQuery> queries;

 private:
  WindowRead WindowOfDay(const Surface& surface, Day day, const Grain& grain,
                         SeriesTable* series) const;

  FetchCounters counters_;
};

}  // namespace cognitrack
