#include "ingest/reading_in_force.h"

#include "base/check.h"

namespace cognitrack {

Result<int> ReadingOfVersion(const std::string& version, const std::vector<ReadingSpec>& known) {
  CHECK(!known.empty(), "a program has a reading of its own");
  if (version.empty()) return known.front().number;
  for (const ReadingSpec& reading : known) {
    if (std::to_string(reading.number) == version) return reading.number;
  }
  return Error{ErrorCode::kConfig,
               "the ledger goes by reading " + version + ", and this program knows " +
                   NumbersOf(known) +
                   " only; use the newer program, or 'cognitrack shadow back ingest' goes back to "
                   "the reading before; nothing was read"};
}

Result<int> ReadingInForce(const std::vector<ReadingSpec>& known, LedgerStore& store) {
  TRY(const std::vector<VersionChange> history, store.VersionChanges());
  return ReadingOfVersion(StateOf(VersionKind::kIngest, history).in_force, known);
}

std::string NumbersOf(const std::vector<ReadingSpec>& known) {
  std::string numbers;
  for (const ReadingSpec& reading : known) {
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(reading.number);
  }
  return numbers;
}

}  // namespace cognitrack
