// ShadowComparison: the candidate of a kind beside what is in force, over what is held: compared,
// recorded, and after a pull compared on what the pull stored.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "ingest/compare_scope.h"
#include "ingest/pull.h"
#include "pricing/bill_document.h"
#include "providers/bucket_reader.h"
#include "providers/reading_spec.h"
#include "versions/pricing_comparison.h"
#include "versions/reading_comparison.h"

namespace cognitrack {

// What the program can read by; its own reading first.
struct ProgramReadings {
  std::vector<ReadingSpec> known;
  std::function<Result<std::unique_ptr<BucketReader>>(int reading)> make_reader;
};

// How comparisons name a version: see VersionComparison. kConfig for a reading that the program
// does not know.
Result<std::string> ComparedAs(VersionKind kind, const std::string& version,
                               const std::vector<ReadingSpec>& known);

struct ShadowComparison {
  VersionComparison entry;  // Its run is 0 until it is recorded.
  std::variant<ReadingComparison, PricingComparison> found;
  UtcSeconds started_at = 0;
};

// "31 windows compared, 2 differ"; "no line of 31 windows differs".
std::string SummaryOf(const ShadowComparison& comparison);
// As JSON, with at most `found_max` of what differs.
std::string DocumentOf(const ShadowComparison& comparison, std::size_t found_max);

// kUsage where no version of that kind is in shadow; kTryLater where it was interrupted. Nothing is
// written. `bands`: see ComparePricing.
Result<ShadowComparison> CompareShadow(VersionKind kind, const CompareScope& scope,
                                       const std::optional<BillBands>& bands,
                                       const ProgramReadings& readings,
                                       const CompareEnvironment& environment);

// Keeps it with a run of its own, and gives it that run's id.
Status RecordComparison(ShadowComparison* comparison, const std::string& label, LedgerStore& store,
                        Clock& clock);

// The kinds of which a version is in shadow.
std::vector<VersionKind> KindsInShadow(const std::vector<VersionChange>& history);

// PullEnvironment::compare_stored for those kinds; null where there are none. What goes wrong is an
// issue of the pull, never its failure.
CompareStored ComparesStored(const std::vector<VersionKind>& kinds, ProgramReadings readings,
                             LedgerStore& store, Clock& clock);

}  // namespace cognitrack
