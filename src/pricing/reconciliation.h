// Reconciliation: priced usage against billed cost, line by line (DESIGN §1: two ledgers, never
// merged; the price book explains the step between them). A leaf: no I/O, no current time.
//
// A difference is billed − priced of one line, zero within 10^-6 dollars. One with evidence of its
// own is named; every other one is unknown, however small. Less billed than priced is unknown
// unless something else than the price says why.
#pragma once

#include <map>
#include <set>
#include <string>

#include "pricing/bill_cells.h"
#include "pricing/bill_document.h"

namespace cognitrack {

struct ReconciliationScope {
  std::string source;
  std::string provider;
  BillBands bands;
  std::set<std::string> surfaces_read;  // Of which any window was ever read.
  bool every_line = false;  // Keep lines without a difference, too, and those not compared.
};

class Reconciliation {
 public:
  // The book must outlive it.
  Reconciliation(const PriceBook& book, ReconciliationScope scope)
      : book_(book), scope_(std::move(scope)), cells_(book, scope_.provider) {}

  // Days in any order, the facts of each before what stands in it.
  void AddDay(const BillDayFacts& facts) { cells_.AddDay(facts); }
  void AddUse(const std::string& project, const PricedUse& use, const MetricValues& metrics) {
    cells_.AddUse(project, use, metrics);
  }
  void AddBilled(Day day, const std::string& project, const std::string& line_item, Picos dollars) {
    cells_.AddBilled(day, project, line_item, dollars);
  }
  // A line in another currency, or of which the provider gave no amount, is told, and not compared.
  void AddNotCompared(LineNotCompared line) {
    if (line.amount) other_currencies_[line.currency].count += line.amount->count;
    cells_.NoteLine(line.day, line.line_item);
    if (scope_.every_line) not_compared_.push_back(std::move(line));
  }

  // Once.
  BillDocument Finish();

 private:
  const PriceBook& book_;
  ReconciliationScope scope_;
  BillCells cells_;
  std::map<std::string, Picos> other_currencies_;
  std::vector<LineNotCompared> not_compared_;
};

}  // namespace cognitrack
