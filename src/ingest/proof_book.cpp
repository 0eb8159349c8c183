#include "ingest/proof_book.h"

#include <algorithm>

#include "formats/parity_json.h"

namespace cognitrack {

Result<ProofBook> ProofBook::Read(LedgerStore& store, const std::string& source) {
  ProofBook book(source);
  TRY(const std::vector<ParityRecord> records, store.ParityRecords(0));
  for (const ParityRecord& record : records) {
    const Result<ParityDocument> document = ParseParityJson(record.document);
    if (!document) {
      return document.error().At("the parity document of run " + std::to_string(record.run_id));
    }
    book.Add(*document, record.run_id);
  }
  return book;
}

void ProofBook::Add(const ParityDocument& document, std::int64_t run_id) {
  if (document.source != source_ || !document.scope) return;
  if (!document.scope->filters.empty() || document.scope->dimensions) return;
  for (const ParityDay& day : document.days) {
    const bool was_compared = day.csv && day.ledger && !day.ledger_hash.empty();
    // Of a pruned day only its totals were.
    const bool by_rows = day.ledger_state != NameOf(WindowState::kPruned);
    if (!was_compared || !by_rows || day.self || !Proves(day.verdict)) continue;
    std::int64_t& run = proven_[{document.surface, day.day}][day.ledger_hash];
    run = std::max(run, run_id);
  }
}

std::optional<std::int64_t> ProofBook::ProofOf(const std::string& surface, Day day,
                                               const Hash256& content) const {
  const auto found = proven_.find({surface, day});
  if (found == proven_.end()) return std::nullopt;
  const auto run = found->second.find(ToHex(content));
  return run == found->second.end() ? std::nullopt : std::optional(run->second);
}

std::optional<std::int64_t> ProofBook::AnyProofOf(const std::string& surface, Day day) const {
  const auto found = proven_.find({surface, day});
  if (found == proven_.end()) return std::nullopt;
  std::int64_t newest = 0;
  for (const auto& [hash, run] : found->second) newest = std::max(newest, run);
  return newest;
}

bool CanBeProven(std::string_view surface) { return surface == kCompletions || surface == kCosts; }

}  // namespace cognitrack
