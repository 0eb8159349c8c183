#include "ingest/pricing_compare.h"

#include <algorithm>

#include "ingest/cost_check.h"
#include "ingest/priced_usage.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

ComparedBook ComparedBookOf(const BookInForce& book) {
  if (!book.users) return {book.digest, "", ""};
  return {book.digest, book.users->sha256, book.users->name};
}

class PricingCompare {
 public:
  PricingCompare(const CompareScope& scope, const BookInForce& in_force,
                 const BookInForce& candidate, const CompareEnvironment& environment)
      : scope_(scope), in_force_(in_force), candidate_(candidate), environment_(environment) {
    comparison_.in_force = ComparedBookOf(in_force);
    comparison_.candidate = ComparedBookOf(candidate);
    comparison_.source = scope.source;
    comparison_.from = scope.from;
    comparison_.to = scope.to;
  }

  Result<PricingComparison> Run(const std::optional<BillBands>& bands) {
    TRY(const std::vector<SourceToCompare> held, HeldIn(scope_, environment_.store));
    CompareProgress progress(environment_, held);
    for (const SourceToCompare& source : held) {
      UsagePricer before(in_force_.book, source.source.provider);
      UsagePricer after(candidate_.book, source.source.provider);
      for (const HeldStream& stream : source.streams) {
        for (const WindowRecord& window : stream.windows) {
          TRY_VOID(progress.Next());
          TRY_VOID(Price(source.source.name, stream.stream, window, &before, &after));
        }
      }
      if (bands) TRY_VOID(CheckBill(source, *bands));
    }
    return std::move(comparison_);
  }

 private:
  Status Price(const std::string& source, const StreamRecord& stream, const WindowRecord& window,
               UsagePricer* before, UsagePricer* after) {
    if (!CanBePriced(stream.key, window)) {
      if (window.pruned && !HoldsMoney(stream.key.surface)) ++comparison_.windows_pruned;
      return {};
    }
    const Day day = DayOf(window.start);
    UseQuery query;
    query.surface = stream.key.surface;
    query.stream = stream.id;
    query.from = query.to = day;
    PricedRows by_in_force;
    PricedRows by_candidate;
    TRY_VOID(ReadUse(query, environment_.store,
                     [&](const std::string&, const std::string&, const PricedUse& use,
                         const MetricValues& metrics) {
                       by_in_force.Add("", "", use, before->Price(use, metrics));
                       by_candidate.Add("", "", use, after->Price(use, metrics));
                     }));
    comparison_.Add(source, day, by_in_force.Rows(), by_candidate.Rows());
    return {};
  }

  // A check of its own for each book, over the days of the scope that costs are held of.
  Status CheckBill(const SourceToCompare& source, const BillBands& bands) {
    const bool has_costs =
        std::any_of(source.streams.begin(), source.streams.end(), [](const HeldStream& held) {
          return held.stream.key.surface == kCosts && !held.windows.empty();
        });
    if (!has_costs) return {};
    const CostCheckOptions options{source.source.name, scope_.from, scope_.to, bands, false};
    TRY(const BillDocument before, CheckCosts(options, in_force_.book, environment_.store));
    TRY(const BillDocument after, CheckCosts(options, candidate_.book, environment_.store));
    comparison_.bills.push_back(
        {source.source.name, before.totals.billed, BilledSideOf(before), BilledSideOf(after)});
    return {};
  }

  const CompareScope& scope_;
  const BookInForce& in_force_;
  const BookInForce& candidate_;
  const CompareEnvironment& environment_;
  PricingComparison comparison_;
};

}  // namespace

Result<PricingComparison> ComparePricing(const CompareScope& scope, const BookInForce& in_force,
                                         const BookInForce& candidate,
                                         const std::optional<BillBands>& bands,
                                         const CompareEnvironment& environment) {
  return PricingCompare(scope, in_force, candidate, environment).Run(bands);
}

}  // namespace cognitrack
