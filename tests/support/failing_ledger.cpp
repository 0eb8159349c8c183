#include "tests/support/failing_ledger.h"

namespace cognitrack {

void FailingLedger::FailCall(std::int64_t n, Mode mode, bool for_ever) {
  calls_ = 0;
  fail_at_ = n;
  mode_ = mode;
  for_ever_ = for_ever;
  failed_ = false;
}

bool FailingLedger::Fails() {
  ++calls_;
  const bool fails = for_ever_ ? calls_ >= fail_at_ : calls_ == fail_at_;
  failed_ = failed_ || fails;
  return fails;
}

template <typename Call>
auto FailingLedger::Through(Call call) -> decltype(call()) {
  if (!Fails()) return call();
  const bool is_dead = calls_ > fail_at_;
  if (mode_ == Mode::kAfter && !is_dead) {
    if (const auto ignored = call(); !ignored) return ignored.error();
  }
  return Error{ErrorCode::kUnavailable, "the ledger failed, as the test wanted"};
}

Result<std::vector<SourceRecord>> FailingLedger::Sources() {
  return Through([&] { return ledger_.Sources(); });
}

Result<SourceRecord> FailingLedger::EnsureSource(const std::string& name,
                                                 const std::string& provider) {
  return Through([&] { return ledger_.EnsureSource(name, provider); });
}

Result<std::vector<StreamRecord>> FailingLedger::Streams(std::int64_t source_id) {
  return Through([&] { return ledger_.Streams(source_id); });
}

Result<StreamRecord> FailingLedger::EnsureStream(std::int64_t source_id, const StreamKey& key) {
  return Through([&] { return ledger_.EnsureStream(source_id, key); });
}

Status FailingLedger::UpdateStream(const StreamRecord& stream) {
  return Through([&] { return ledger_.UpdateStream(stream); });
}

Result<CommitOutcome> FailingLedger::CommitWindow(std::int64_t stream_id, const WindowRead& read,
                                                  const SeriesTable& series, std::int64_t run_id) {
  return Through([&] { return ledger_.CommitWindow(stream_id, read, series, run_id); });
}

Status FailingLedger::ConfirmWindow(std::int64_t stream_id, UtcSeconds start, UtcSeconds read_at,
                                    std::int64_t run_id) {
  return Through([&] { return ledger_.ConfirmWindow(stream_id, start, read_at, run_id); });
}

Status FailingLedger::RecordAttempt(std::int64_t stream_id, UtcSeconds start, UtcSeconds end,
                                    const Attempt& attempt) {
  return Through([&] { return ledger_.RecordAttempt(stream_id, start, end, attempt); });
}

Result<std::vector<WindowRecord>> FailingLedger::Windows(std::int64_t stream_id, UtcSeconds from,
                                                         UtcSeconds to) {
  return Through([&] { return ledger_.Windows(stream_id, from, to); });
}

Result<std::vector<WindowRevision>> FailingLedger::WindowHistory(std::int64_t stream_id,
                                                                 UtcSeconds start) {
  return Through([&] { return ledger_.WindowHistory(stream_id, start); });
}

Status FailingLedger::ReadRows(std::int64_t stream_id, UtcSeconds from, UtcSeconds to,
                               std::optional<std::int64_t> as_of, SeriesTable* series,
                               const std::function<bool(const LedgerRow&)>& row) {
  return Through([&] { return ledger_.ReadRows(stream_id, from, to, as_of, series, row); });
}

Result<std::vector<UnknownMetric>> FailingLedger::UnknownMetricsOf(
    std::int64_t stream_id, UtcSeconds start, std::optional<std::int64_t> as_of,
    SeriesTable* series) {
  return Through([&] { return ledger_.UnknownMetricsOf(stream_id, start, as_of, series); });
}

Result<std::vector<HeldStream>> FailingLedger::HeldStreams(std::int64_t source_id) {
  return Through([&] { return ledger_.HeldStreams(source_id); });
}

Result<std::int64_t> FailingLedger::ResetWindows(std::int64_t stream_id, Day from,
                                                 const Attempt& attempt) {
  return Through([&] { return ledger_.ResetWindows(stream_id, from, attempt); });
}

Result<std::vector<WindowWeight>> FailingLedger::WeighWindows(std::int64_t stream_id,
                                                              UtcSeconds from, UtcSeconds to) {
  return Through([&] { return ledger_.WeighWindows(stream_id, from, to); });
}

Result<MendOutcome> FailingLedger::MendWindow(std::int64_t stream_id, const WindowRead& read,
                                              const SeriesTable& series, bool dry_run) {
  return Through([&] { return ledger_.MendWindow(stream_id, read, series, dry_run); });
}

Result<PruneOutcome> FailingLedger::PruneWindows(const std::vector<PruneTarget>& windows) {
  return Through([&] { return ledger_.PruneWindows(windows); });
}

Result<std::string> FailingLedger::ReadArchive(const Hash256& source_hash) {
  return Through([&] { return ledger_.ReadArchive(source_hash); });
}

Result<UsageReport> FailingLedger::Aggregate(const UsageQuery& query) {
  return Through([&] { return ledger_.Aggregate(query); });
}

Result<std::int64_t> FailingLedger::RevisionAt(UtcSeconds time) {
  return Through([&] { return ledger_.RevisionAt(time); });
}

Result<std::int64_t> FailingLedger::StartRun(const RunRecord& run) {
  return Through([&] { return ledger_.StartRun(run); });
}

Status FailingLedger::UpdateRun(const RunRecord& run) {
  return Through([&] { return ledger_.UpdateRun(run); });
}

Result<std::vector<RunRecord>> FailingLedger::Runs(const std::string& source,
                                                   const std::string& verb, int limit,
                                                   std::int64_t before) {
  return Through([&] { return ledger_.Runs(source, verb, limit, before); });
}

Status FailingLedger::SaveParity(const ParityRecord& record) {
  return Through([&] { return ledger_.SaveParity(record); });
}

Status FailingLedger::SaveBill(const BillRecord& record) {
  return Through([&] { return ledger_.SaveBill(record); });
}

Result<std::optional<BillRecord>> FailingLedger::BillOf(std::optional<std::int64_t> run_id) {
  return Through([&] { return ledger_.BillOf(run_id); });
}

Result<std::vector<ParityRecord>> FailingLedger::ParityRecords(int limit, std::int64_t before) {
  return Through([&] { return ledger_.ParityRecords(limit, before); });
}

Status FailingLedger::SignParity(std::int64_t run_id, const std::string& name, UtcSeconds at,
                                 const std::string& note) {
  return Through([&] { return ledger_.SignParity(run_id, name, at, note); });
}

Result<std::int64_t> FailingLedger::SetAllocation(const std::vector<AllocationRule>& rules,
                                                  std::int64_t run_id) {
  return Through([&] { return ledger_.SetAllocation(rules, run_id); });
}

Result<std::vector<AllocationVersion>> FailingLedger::AllocationVersions(
    std::optional<std::int64_t> as_of, int limit) {
  return Through([&] { return ledger_.AllocationVersions(as_of, limit); });
}

Result<std::int64_t> FailingLedger::AddFlagChange(const FlagChange& change) {
  return Through([&] { return ledger_.AddFlagChange(change); });
}

Result<std::vector<FlagChange>> FailingLedger::FlagChanges() {
  return Through([&] { return ledger_.FlagChanges(); });
}

Result<std::int64_t> FailingLedger::AddVersionChange(const VersionChange& change,
                                                     const std::optional<KeptPriceBook>& book) {
  return Through([&] { return ledger_.AddVersionChange(change, book); });
}

Result<std::vector<VersionChange>> FailingLedger::VersionChanges() {
  return Through([&] { return ledger_.VersionChanges(); });
}

Result<KeptPriceBook> FailingLedger::PriceBookWith(const std::string& sha256) {
  return Through([&] { return ledger_.PriceBookWith(sha256); });
}

Status FailingLedger::SaveComparison(const VersionComparison& comparison,
                                     const std::string& document) {
  return Through([&] { return ledger_.SaveComparison(comparison, document); });
}

Result<std::vector<VersionComparison>> FailingLedger::VersionComparisons() {
  return Through([&] { return ledger_.VersionComparisons(); });
}

Result<std::string> FailingLedger::ComparisonDocument(std::int64_t run_id) {
  return Through([&] { return ledger_.ComparisonDocument(run_id); });
}

Result<NameTally> FailingLedger::StoreNames(std::int64_t source_id, const NameListing& listing) {
  return Through([&] { return ledger_.StoreNames(source_id, listing); });
}

Result<std::vector<NameRecord>> FailingLedger::Names(std::int64_t source_id) {
  return Through([&] { return ledger_.Names(source_id); });
}

Result<std::int64_t> FailingLedger::ForgetEmails(std::int64_t source_id) {
  return Through([&] { return ledger_.ForgetEmails(source_id); });
}

Result<LeaseTaken> FailingLedger::TakeLease(const std::string& name, const std::string& holder) {
  return Through([&] { return ledger_.TakeLease(name, holder); });
}

Status FailingLedger::KeepLeases() {
  return Through([&] { return ledger_.KeepLeases(); });
}

Status FailingLedger::GiveBackLease(const Lease& lease) {
  if (for_ever_ && failed_) return Error{ErrorCode::kUnavailable, "an injected fault"};
  return ledger_.GiveBackLease(lease);
}

Result<std::vector<Lease>> FailingLedger::Leases() {
  return Through([&] { return ledger_.Leases(); });
}

Status FailingLedger::CopyTo(const std::string& path) {
  return Through([&] { return ledger_.CopyTo(path); });
}

Result<AnonymisedLedger> FailingLedger::Anonymise(Pseudonyms* pseudonyms) {
  return Through([&] { return ledger_.Anonymise(pseudonyms); });
}

Result<std::vector<IntegrityFinding>> FailingLedger::CheckIntegrity() {
  return Through([&] { return ledger_.CheckIntegrity(); });
}

}  // namespace cognitrack
