// Versions of pricing and ingest: the entries, the kept price books, and the comparisons.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/team.h"
#include "store/sql_connection.h"
#include "versions/version.h"

namespace cognitrack {

class VersionRecords {
 public:
  VersionRecords(SqlConnection* connection, TeamId team) : connection_(connection), team_(team) {}

  // With the book that the entry is about, where it brings one.
  Result<std::int64_t> Add(const VersionChange& change, const std::optional<KeptPriceBook>& book);
  // Newest first. kInvariant for a kind or an action that is none.
  Result<std::vector<VersionChange>> All();
  // kConfig where no such book is kept, kDisk where it has another hash by now.
  Result<KeptPriceBook> Book(const std::string& sha256);

  // kConfig for a source that there is not.
  Status SaveComparison(const VersionComparison& comparison, const std::string& document);
  // Newest first.
  Result<std::vector<VersionComparison>> Comparisons();
  // kConfig for a run that compared nothing.
  Result<std::string> Document(std::int64_t run_id);

 private:
  Status Keep(const KeptPriceBook& book);

  SqlConnection* connection_;
  TeamId team_;
};

}  // namespace cognitrack
