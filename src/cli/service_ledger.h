// ServiceLedger: the ledger's side of a parity check as a running service shows it through /api/v1:
// what anybody who asks it is told, and nothing that only its database knows.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/service_questions.h"
#include "ingest/compared_ledger.h"

namespace cognitrack {

class ServiceLedger : public ComparedLedger {
 public:
  // `questions` outlives it. `source`: the one that will be chosen. A token that may read that one
  // alone is not told of the others, nor of its projects.
  ServiceLedger(std::string source, ServiceQuestions& questions)
      : source_(std::move(source)), questions_(questions) {}

  Result<std::vector<SourceRecord>> Sources() override;
  Status Choose(const SourceRecord& source, const StreamKey& key) override;
  // kConfig for a day of money that was pruned: the service shows no sum of it.
  Result<std::vector<ComparedWindow>> Windows(std::optional<Day> from,
                                              std::optional<Day> to) override;
  // kTryLater where a day's rows are no longer those that Windows told of.
  Status ReadDays(
      const std::vector<Day>& days, SeriesTable* series,
      const std::function<bool(const LedgerRow&)>& row,
      const std::function<void(Day, const std::vector<UnknownMetric>&)>& unknown) override;

 private:
  struct DayRows {
    std::int64_t rows = 0;
    MetricValues totals;
    std::vector<UnknownMetric> unknown;
  };
  using RowReader = std::function<Status(Day, const MetricValues&, const boost::json::object&)>;

  std::string_view Report() const { return HoldsMoney(surface_) ? "/costs" : "/usage"; }
  QueryParameters Question(std::optional<Day> from, std::optional<Day> to) const;
  Status AddMoney(std::vector<ComparedWindow>* windows);
  Status EachRow(Day from, Day to, const std::vector<std::string>& dimensions,
                 const RowReader& read);
  std::vector<std::pair<Day, Day>> QuestionsOf(const std::vector<Day>& days) const;
  std::vector<std::string> DimensionsOf(Day from, Day to) const;
  Status CheckDay(Day day, const DayRows& read) const;

  std::string source_;
  ServiceQuestions& questions_;
  std::string surface_;
  std::map<Day, WindowRecord> held_;  // As Windows told of them.
};

}  // namespace cognitrack
