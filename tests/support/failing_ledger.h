// FailingLedger: a ledger whose n-th call fails, before it did anything or after it did everything
// ("committed, reply lost"), once or from then on. What a retry must converge from.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "store/ledger_store.h"

namespace cognitrack {

class FailingLedger : public LedgerStore {
 public:
  enum class Mode { kBefore, kAfter };

  explicit FailingLedger(LedgerStore& ledger) : ledger_(ledger) {}

  // The n-th call from now on fails, counted from 1; with `for_ever` each one after it, too, as
  // when the process or the database died there.
  void FailCall(std::int64_t n, Mode mode, bool for_ever);
  bool failed() const { return failed_; }

  Result<std::vector<SourceRecord>> Sources() override;
  Result<SourceRecord> EnsureSource(const std::string& name, const std::string& provider) override;
  Result<std::vector<StreamRecord>> Streams(std::int64_t source_id) override;
  Result<StreamRecord> EnsureStream(std::int64_t source_id, const StreamKey& key) override;
  Status UpdateStream(const StreamRecord& stream) override;
  Result<CommitOutcome> CommitWindow(std::int64_t stream_id, const WindowRead& read,
                                     const SeriesTable& series, std::int64_t run_id) override;
  Result<MendOutcome> MendWindow(std::int64_t stream_id, const WindowRead& read,
                                 const SeriesTable& series, bool dry_run) override;
  Status ConfirmWindow(std::int64_t stream_id, UtcSeconds start, UtcSeconds read_at,
                       std::int64_t run_id) override;
  Status RecordAttempt(std::int64_t stream_id, UtcSeconds start, UtcSeconds end,
                       const Attempt& attempt) override;
  Result<std::vector<WindowRecord>> Windows(std::int64_t stream_id, UtcSeconds from,
                                            UtcSeconds to) override;
  Result<std::vector<WindowRevision>> WindowHistory(std::int64_t stream_id,
                                                    UtcSeconds start) override;
  Status ReadRows(std::int64_t stream_id, UtcSeconds from, UtcSeconds to,
                  std::optional<std::int64_t> as_of, SeriesTable* series,
                  const std::function<bool(const LedgerRow&)>& row) override;
  Result<std::vector<UnknownMetric>> UnknownMetricsOf(std::int64_t stream_id, UtcSeconds start,
                                                      std::optional<std::int64_t> as_of,
                                                      SeriesTable* series) override;
  Result<std::vector<HeldStream>> HeldStreams(std::int64_t source_id) override;
  Result<std::int64_t> ResetWindows(std::int64_t stream_id, Day from,
                                    const Attempt& attempt) override;
  Result<std::vector<WindowWeight>> WeighWindows(std::int64_t stream_id, UtcSeconds from,
                                                 UtcSeconds to) override;
  Result<PruneOutcome> PruneWindows(const std::vector<PruneTarget>& windows) override;
  Result<std::string> ReadArchive(const Hash256& source_hash) override;
  Result<UsageReport> Aggregate(const UsageQuery& query) override;
  Result<std::int64_t> RevisionAt(UtcSeconds time) override;
  Result<std::int64_t> StartRun(const RunRecord& run) override;
  Status UpdateRun(const RunRecord& run) override;
  Result<std::vector<RunRecord>> Runs(const std::string& source, const std::string& verb, int limit,
                                      std::int64_t before) override;
  Status SaveParity(const ParityRecord& record) override;
  Status SaveBill(const BillRecord& record) override;
  Result<std::optional<BillRecord>> BillOf(std::optional<std::int64_t> run_id) override;
  Result<std::vector<ParityRecord>> ParityRecords(int limit, std::int64_t before) override;
  Status SignParity(std::int64_t run_id, const std::string& name, UtcSeconds at,
                    const std::string& note) override;
  Result<std::int64_t> SetAllocation(const std::vector<AllocationRule>& rules,
                                     std::int64_t run_id) override;
  Result<std::vector<AllocationVersion>> AllocationVersions(std::optional<std::int64_t> as_of,
                                                            int limit) override;
  Result<std::int64_t> AddFlagChange(const FlagChange& change) override;
  Result<std::vector<FlagChange>> FlagChanges() override;
  Result<std::int64_t> AddVersionChange(const VersionChange& change,
                                        const std::optional<KeptPriceBook>& book) override;
  Result<std::vector<VersionChange>> VersionChanges() override;
  Result<KeptPriceBook> PriceBookWith(const std::string& sha256) override;
  Status SaveComparison(const VersionComparison& comparison, const std::string& document) override;
  Result<std::vector<VersionComparison>> VersionComparisons() override;
  Result<std::string> ComparisonDocument(std::int64_t run_id) override;
  Result<NameTally> StoreNames(std::int64_t source_id, const NameListing& listing) override;
  Result<std::vector<NameRecord>> Names(std::int64_t source_id) override;
  Result<std::int64_t> ForgetEmails(std::int64_t source_id) override;
  Result<LeaseTaken> TakeLease(const std::string& name, const std::string& holder) override;
  Status KeepLeases() override;
  // Not counted: nobody is told where it fails, and the lease runs out. Of a dead process it does.
  Status GiveBackLease(const Lease& lease) override;
  Result<std::vector<Lease>> Leases() override;
  void SetLeaseLength(std::chrono::seconds length) override { ledger_.SetLeaseLength(length); }
  Status CopyTo(const std::string& path) override;
  Result<AnonymisedLedger> Anonymise(Pseudonyms* pseudonyms) override;
  Result<std::vector<IntegrityFinding>> CheckIntegrity() override;

 private:
  // Whether the call in hand fails.
  bool Fails();
  template <typename Call>
  auto Through(Call call) -> decltype(call());

  LedgerStore& ledger_;
  std::int64_t calls_ = 0;
  std::int64_t fail_at_ = std::numeric_limits<std::int64_t>::max();
  Mode mode_ = Mode::kBefore;
  bool for_ever_ = false;
  bool failed_ = false;
};

}  // namespace cognitrack
