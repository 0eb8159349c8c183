// ProofBook: which contents of windows were proven by something else than where they came from: the
// days that a recorded parity check found exact or explained. A proof is about a content hash, so
// that a day which changed afterwards is not proven by it, and one that came back unchanged is.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "parity/parity_document.h"
#include "store/ledger_store.h"

namespace cognitrack {

class ProofBook {
 public:
  explicit ProofBook(std::string source) : source_(std::move(source)) {}

  // Every parity document on record, signed or not. kBadInput for one that cannot be read.
  static Result<ProofBook> Read(LedgerStore& store, const std::string& source);

  // Takes what the document proves: days whose rows, all of them, were compared with a file, and of
  // which nothing stays unexplained. A check of some rows or of some dimensions only proves none,
  // nor does one of a day that came from an export itself.
  void Add(const ParityDocument& document, std::int64_t run_id);

  // The newest run that proved this content of the day.
  std::optional<std::int64_t> ProofOf(const std::string& surface, Day day,
                                      const Hash256& content) const;
  // The newest run that proved some content of the day.
  std::optional<std::int64_t> AnyProofOf(const std::string& surface, Day day) const;

 private:
  std::string source_;
  // By surface and day: the content's hash in hex, and the run.
  std::map<std::pair<std::string, Day>, std::map<std::string, std::int64_t>> proven_;
};

// Whether the provider has an export of the surface that a day could be compared with.
bool CanBeProven(std::string_view surface);

}  // namespace cognitrack
