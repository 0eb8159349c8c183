// PricingComparison: the same use priced by two price books, by day, model, tier and meter, and
// what either book makes of the bill. A leaf: no I/O, no current time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pricing/bill_document.h"
#include "pricing/priced_rows.h"

namespace cognitrack {

// What one book makes of a line of use.
struct PricedSide {
  WideCount units = 0;
  WideCount unpriced_units = 0;  // Of those.
  std::optional<Picos> usd;      // Of the others; nothing where there are none.
  bool operator==(const PricedSide&) const = default;
};

// A line of use that the books price otherwise.
struct PricedDifference {
  std::string source;
  Day day;
  std::string surface;
  std::string model;  // What the book calls the price.
  std::string tier;
  bool free = false;  // Not billed.
  Meter meter = Meter::kInput;
  PricedSide in_force;
  PricedSide candidate;
};

// Sums over lines.
struct PricedTotals {
  Picos in_force;  // Of what has a price there.
  Picos candidate;
  std::int64_t lines = 0;
  std::int64_t differing = 0;
  std::int64_t newly_priced = 0;    // Lines of which the candidate leaves fewer units unpriced, …
  std::int64_t newly_unpriced = 0;  // … and more.

  Picos delta() const { return Picos{candidate.count - in_force.count}; }
};

// What `parity costs` says under one book.
struct BilledSide {
  BillVerdict verdict = BillVerdict::kIncomplete;
  Picos priced;
  std::optional<Picos> reproduced_share;
  std::optional<Picos> explained_share;
};

struct BilledComparison {
  std::string source;
  Picos billed;  // Of the days of which both use and costs were read.
  BilledSide in_force;
  BilledSide candidate;
};

// What a reconciliation says, as one side.
BilledSide BilledSideOf(const BillDocument& document);

struct ComparedBook {
  std::string digest;   // Of the whole book.
  std::string version;  // As VersionChange::version.
  std::string name;     // What its file was called; empty: the program's own.
};

struct PricingComparison {
  ComparedBook in_force;
  ComparedBook candidate;
  std::optional<std::string> source;  // Nothing: all of them.
  std::optional<Day> from;            // As asked; nothing: all days.
  std::optional<Day> to;
  std::int64_t windows = 0;         // Priced by both.
  std::int64_t windows_pruned = 0;  // Whose rows went, so that nobody can price them.
  PricedTotals totals;
  std::map<Day, PricedTotals> days;
  std::map<std::string, PricedTotals> models;
  std::vector<PricedDifference> lines;
  std::vector<BilledComparison> bills;

  // The use of one surface on one day, priced by both. Projects and keys are not looked at.
  void Add(const std::string& source, Day day, const std::vector<PricedRow>& in_force,
           const std::vector<PricedRow>& candidate);
};

}  // namespace cognitrack
