#include "store/sql_ledger.h"

#include "store/allocation_records.h"
#include "store/bill_records.h"
#include "store/flag_records.h"
#include "store/integrity.h"
#include "store/lease_records.h"
#include "store/ledger_anonymiser.h"
#include "store/migrations.h"
#include "store/name_records.h"
#include "store/parity_records.h"
#include "store/run_records.h"
#include "store/usage_aggregate.h"
#include "store/version_records.h"
#include "store/window_commit.h"
#include "store/window_prune.h"
#include "store/window_rows.h"

namespace cognitrack {
namespace {

constexpr int kTriesMax = 5;
constexpr std::chrono::milliseconds kWaitAfterConflict{20};

class SqlLedger : public LedgerStore {
 public:
  SqlLedger(std::unique_ptr<SqlSession> session, Clock* clock, TeamId team)
      : connection_(std::move(session)),
        clock_(clock),
        sources_(&connection_, team),
        streams_(&connection_, team),
        dictionary_(&connection_),
        windows_(&connection_),
        facts_(&connection_),
        rows_({connection_, streams_, dictionary_, windows_, facts_}),
        roll_ups_(&connection_, &dictionary_),
        archive_(&connection_),
        runs_(&connection_, team),
        parity_(&connection_, team),
        bills_(&connection_, team),
        allocation_(&connection_),
        flags_(&connection_, team),
        versions_(&connection_, team),
        names_(&connection_),
        leases_(&connection_, clock) {}

  Status Prepare(EmptyDatabase empty, std::span<const Migration> migrations) {
    TRY(const bool is_empty, connection_.session().IsEmpty());
    if (is_empty && empty == EmptyDatabase::kCreateSchema) {
      TRY_VOID(CreateSchema(connection_, migrations, clock_->Now()));
    }
    TRY_VOID(RequireCurrentSchema(connection_, migrations));
    connection_.SetFence([this] { return leases_.Check(); });
    return {};
  }

  Result<std::vector<SourceRecord>> Sources() override {
    return Undisturbed([&] { return sources_.All(); });
  }
  Result<SourceRecord> EnsureSource(const std::string& name, const std::string& provider) override {
    return Undisturbed([&] { return sources_.Ensure(name, provider); });
  }
  Result<std::vector<StreamRecord>> Streams(std::int64_t source_id) override {
    return Undisturbed([&] { return streams_.OfSource(source_id); });
  }
  Result<StreamRecord> EnsureStream(std::int64_t source_id, const StreamKey& key) override {
    return Undisturbed([&] { return streams_.Ensure(source_id, key); });
  }
  Status UpdateStream(const StreamRecord& stream) override {
    return Undisturbed([&] { return streams_.Update(stream); });
  }

  Result<CommitOutcome> CommitWindow(std::int64_t stream_id, const WindowRead& read,
                                     const SeriesTable& series, std::int64_t run_id) override;
  Result<MendOutcome> MendWindow(std::int64_t stream_id, const WindowRead& read,
                                 const SeriesTable& series, bool dry_run) override;
  Status ConfirmWindow(std::int64_t stream_id, UtcSeconds start, UtcSeconds read_at,
                       std::int64_t run_id) override {
    return Undisturbed([&] { return Confirm(stream_id, start, read_at, run_id); });
  }
  Status RecordAttempt(std::int64_t stream_id, UtcSeconds start, UtcSeconds end,
                       const Attempt& attempt) override {
    return Undisturbed([&] { return Record(stream_id, start, end, attempt); });
  }

  Result<std::vector<WindowRecord>> Windows(std::int64_t stream_id, UtcSeconds from,
                                            UtcSeconds to) override {
    return Undisturbed([&]() -> Result<std::vector<WindowRecord>> {
      TRY_VOID(streams_.RequireOwn(stream_id));
      return windows_.InRange(stream_id, from, to);
    });
  }
  Result<std::vector<WindowRevision>> WindowHistory(std::int64_t stream_id,
                                                    UtcSeconds start) override {
    TRY_VOID(streams_.RequireOwn(stream_id));
    return windows_.History(stream_id, start);
  }
  Status ReadRows(std::int64_t stream_id, UtcSeconds from, UtcSeconds to,
                  std::optional<std::int64_t> as_of, SeriesTable* series,
                  const std::function<bool(const LedgerRow&)>& row) override {
    TRY_VOID(streams_.RequireOwn(stream_id));
    return rows_.Read(stream_id, from, to, as_of, series, row);
  }
  Result<std::vector<UnknownMetric>> UnknownMetricsOf(std::int64_t stream_id, UtcSeconds start,
                                                      std::optional<std::int64_t> as_of,
                                                      SeriesTable* series) override {
    TRY_VOID(streams_.RequireOwn(stream_id));
    return rows_.UnknownMetricsOf(stream_id, start, as_of, series);
  }
  Result<std::vector<HeldStream>> HeldStreams(std::int64_t source_id) override;
  Result<std::int64_t> ResetWindows(std::int64_t stream_id, Day from,
                                    const Attempt& attempt) override {
    return Undisturbed([&] { return Reset(stream_id, from, attempt); });
  }
  Result<std::vector<WindowWeight>> WeighWindows(std::int64_t stream_id, UtcSeconds from,
                                                 UtcSeconds to) override {
    TRY_VOID(streams_.RequireOwn(stream_id));
    return Prune().Weigh(stream_id, from, to);
  }
  Result<PruneOutcome> PruneWindows(const std::vector<PruneTarget>& windows) override {
    for (const PruneTarget& window : windows) TRY_VOID(streams_.RequireOwn(window.stream_id));
    return Undisturbed([&] { return Prune().Carry(windows); });
  }
  Result<std::string> ReadArchive(const Hash256& source_hash) override {
    return archive_.Read(source_hash);
  }

  Result<UsageReport> Aggregate(const UsageQuery& query) override {
    TRY(const StreamRecord stream, streams_.WithId(query.stream));
    return UsageAggregate({connection_, dictionary_, windows_, facts_, roll_ups_}, stream.key,
                          query)
        .Run();
  }
  Result<std::int64_t> RevisionAt(UtcSeconds time) override { return windows_.RevisionAt(time); }

  Result<std::int64_t> StartRun(const RunRecord& run) override {
    return Undisturbed([&] { return runs_.Start(run); });
  }
  Status UpdateRun(const RunRecord& run) override {
    return Undisturbed([&] { return runs_.Update(run); });
  }
  Result<std::vector<RunRecord>> Runs(const std::string& source, const std::string& verb, int limit,
                                      std::int64_t before) override {
    return runs_.List(source, verb, limit, before);
  }

  Status SaveBill(const BillRecord& record) override {
    return Undisturbed([&] { return bills_.Save(record); });
  }
  Result<std::optional<BillRecord>> BillOf(std::optional<std::int64_t> run_id) override {
    return bills_.Read(run_id);
  }
  Status SaveParity(const ParityRecord& record) override {
    return Undisturbed([&] { return parity_.Save(record); });
  }
  Result<std::vector<ParityRecord>> ParityRecords(int limit, std::int64_t before) override {
    return parity_.List(limit, before);
  }
  Status SignParity(std::int64_t run_id, const std::string& name, UtcSeconds at,
                    const std::string& note) override {
    return Undisturbed([&] { return parity_.Sign(run_id, name, at, note); });
  }

  Result<std::int64_t> SetAllocation(const std::vector<AllocationRule>& rules,
                                     std::int64_t run_id) override {
    return Undisturbed([&] { return ReplaceAllocation(rules, run_id); });
  }
  Result<std::vector<AllocationVersion>> AllocationVersions(std::optional<std::int64_t> as_of,
                                                            int limit) override {
    return allocation_.Versions(as_of, limit);
  }

  Result<std::int64_t> AddFlagChange(const FlagChange& change) override {
    return Undisturbed([&] { return flags_.Add(change); });
  }
  Result<std::vector<FlagChange>> FlagChanges() override { return flags_.All(); }

  Result<std::int64_t> AddVersionChange(const VersionChange& change,
                                        const std::optional<KeptPriceBook>& book) override {
    return Undisturbed([&] { return versions_.Add(change, book); });
  }
  Result<std::vector<VersionChange>> VersionChanges() override { return versions_.All(); }
  Result<KeptPriceBook> PriceBookWith(const std::string& sha256) override {
    return versions_.Book(sha256);
  }
  Status SaveComparison(const VersionComparison& comparison, const std::string& document) override {
    return Undisturbed([&] { return versions_.SaveComparison(comparison, document); });
  }
  Result<std::vector<VersionComparison>> VersionComparisons() override {
    return versions_.Comparisons();
  }
  Result<std::string> ComparisonDocument(std::int64_t run_id) override {
    return versions_.Document(run_id);
  }

  Result<NameTally> StoreNames(std::int64_t source_id, const NameListing& listing) override {
    TRY_VOID(streams_.RequireOwnSource(source_id));
    return Undisturbed([&] { return names_.Store(source_id, listing); });
  }
  Result<std::vector<NameRecord>> Names(std::int64_t source_id) override {
    TRY_VOID(streams_.RequireOwnSource(source_id));
    return names_.OfSource(source_id);
  }
  Result<std::int64_t> ForgetEmails(std::int64_t source_id) override {
    TRY_VOID(streams_.RequireOwnSource(source_id));
    return Undisturbed([&] { return names_.ForgetEmails(source_id); });
  }

  Result<LeaseTaken> TakeLease(const std::string& name, const std::string& holder) override {
    return Undisturbed([&] { return leases_.Take(name, holder); });
  }
  Status KeepLeases() override {
    return Undisturbed([&] { return leases_.Keep(); });
  }
  Status GiveBackLease(const Lease& lease) override {
    return Undisturbed([&] { return leases_.GiveBack(lease); });
  }
  Result<std::vector<Lease>> Leases() override { return leases_.Live(); }
  void SetLeaseLength(std::chrono::seconds length) override { leases_.SetLength(length); }

  Status CopyTo(const std::string& path) override { return connection_.session().CopyTo(path); }
  Result<AnonymisedLedger> Anonymise(Pseudonyms* pseudonyms) override {
    AnonymisedLedger done;
    {
      TRY(SqlTransaction transaction, connection_.BeginWrite());
      TRY(done, LedgerAnonymiser({connection_, streams_, dictionary_, windows_, facts_}, pseudonyms)
                    .Run());
      TRY_VOID(transaction.Commit());
    }
    TRY_VOID(connection_.session().Compact());
    return done;
  }

  Result<std::vector<IntegrityFinding>> CheckIntegrity() override {
    return IntegrityCheck({connection_, streams_, dictionary_, windows_, facts_, roll_ups_}).Run();
  }

 private:
  template <typename Verb>
  auto Undisturbed(const Verb& verb) -> decltype(verb());
  Result<std::int64_t> ReplaceAllocation(const std::vector<AllocationRule>& rules,
                                         std::int64_t run_id);
  Status Confirm(std::int64_t stream_id, UtcSeconds start, UtcSeconds read_at, std::int64_t run_id);
  Status Record(std::int64_t stream_id, UtcSeconds start, UtcSeconds end, const Attempt& attempt);
  Result<std::int64_t> Reset(std::int64_t stream_id, Day from, const Attempt& attempt);
  CommitParts Parts() {
    return {connection_, sources_,  streams_, dictionary_, windows_,
            facts_,      roll_ups_, archive_, *clock_};
  }
  WindowPrune Prune() {
    return WindowPrune({connection_, streams_, dictionary_, windows_, facts_, roll_ups_, archive_});
  }

  SqlConnection connection_;
  Clock* clock_;
  SourceRecords sources_;
  StreamRecords streams_;
  SeriesDictionary dictionary_;
  WindowRecords windows_;
  Facts facts_;
  WindowRows rows_;
  RollUps roll_ups_;
  Archive archive_;
  RunRecords runs_;
  cognitrack::ParityRecords parity_;
  BillRecords bills_;
  AllocationRecords allocation_;
  FlagRecords flags_;
  VersionRecords versions_;
  NameRecords names_;
  LeaseRecords leases_;
};

// What another transaction was in the way of, or a server that restarted, is done again from its
// begin.
template <typename Verb>
auto SqlLedger::Undisturbed(const Verb& verb) -> decltype(verb()) {
  for (int tries = 1;; ++tries) {
    auto done = verb();
    if (done || tries == kTriesMax || !connection_.session().CanBeRepeated()) return done;
    if (!clock_->Sleep(tries * kWaitAfterConflict)) return done;
  }
}

Result<std::int64_t> SqlLedger::ReplaceAllocation(const std::vector<AllocationRule>& rules,
                                                  std::int64_t run_id) {
  TRY(SqlTransaction transaction, connection_.BeginWrite());
  TRY(const auto in_force, allocation_.RevisionOf(rules));
  if (in_force) return *in_force;
  TRY(const std::int64_t revision, windows_.NewRevision(run_id, clock_->Now()));
  TRY_VOID(allocation_.Write(revision, rules));
  TRY_VOID(transaction.Commit());
  return revision;
}

Result<CommitOutcome> SqlLedger::CommitWindow(std::int64_t stream_id, const WindowRead& read,
                                              const SeriesTable& series, std::int64_t run_id) {
  TRY(const StreamRecord stream, streams_.WithId(stream_id));
  return Undisturbed([&] { return WindowCommit(Parts(), stream, read, series, run_id).Carry(); });
}

Result<MendOutcome> SqlLedger::MendWindow(std::int64_t stream_id, const WindowRead& read,
                                          const SeriesTable& series, bool dry_run) {
  TRY(const StreamRecord stream, streams_.WithId(stream_id));
  return Undisturbed([&] { return WindowCommit(Parts(), stream, read, series, 0).Mend(dry_run); });
}

Status SqlLedger::Confirm(std::int64_t stream_id, UtcSeconds start, UtcSeconds read_at,
                          std::int64_t run_id) {
  TRY_VOID(streams_.RequireOwn(stream_id));
  TRY(SqlTransaction transaction, connection_.BeginWriteBeside(stream_id));
  TRY(StoredWindow held, windows_.Read(stream_id, start));
  if (!held.record.has_content() || !held.record.origin.from_api || held.record.pruned) {
    return Error{ErrorCode::kInvariant,
                 FormatTime(start) +
                     ": the ledger holds nothing from the API of this window "
                     "that could be confirmed; nothing was stored"};
  }
  held.record.read_at = std::max(held.record.read_at, read_at);
  held.record.attempt = {AttemptOutcome::kOk, "", run_id, read_at};
  TRY_VOID(windows_.Confirm(stream_id, held));
  return transaction.Commit();
}

Status SqlLedger::Record(std::int64_t stream_id, UtcSeconds start, UtcSeconds end,
                         const Attempt& attempt) {
  TRY_VOID(streams_.RequireOwn(stream_id));
  TRY(SqlTransaction transaction, connection_.BeginWriteBeside(stream_id));
  TRY_VOID(windows_.WriteAttempt(stream_id, start, end, attempt));
  return transaction.Commit();
}

Result<std::vector<HeldStream>> SqlLedger::HeldStreams(std::int64_t source_id) {
  TRY(SqlTransaction snapshot, connection_.BeginRead());
  TRY(std::vector<StreamRecord> streams, streams_.OfSource(source_id));
  std::vector<HeldStream> held;
  for (StreamRecord& stream : streams) {
    TRY(std::vector<WindowRecord> windows,
        windows_.InRange(stream.id, kFirstDay.start(), kLastDay.end()));
    held.push_back({std::move(stream), std::move(windows)});
  }
  return held;
}

Result<std::int64_t> SqlLedger::Reset(std::int64_t stream_id, Day from, const Attempt& attempt) {
  TRY(SqlTransaction transaction, connection_.BeginWrite());
  TRY(StreamRecord stream, streams_.WithId(stream_id));
  if (!stream.history_start || from < *stream.history_start) {
    TRY_VOID(streams_.MoveHistoryStart(stream_id, from));
  }
  TRY(const std::int64_t asked_for, windows_.Reset(stream_id, from.start(), attempt));
  TRY_VOID(transaction.Commit());
  return asked_for;
}

}  // namespace

Result<std::unique_ptr<LedgerStore>> OpenSqlLedger(std::unique_ptr<SqlSession> session,
                                                   EmptyDatabase empty, Clock& clock,
                                                   std::span<const Migration> migrations,
                                                   TeamId team) {
  auto ledger = std::make_unique<SqlLedger>(std::move(session), &clock, team);
  TRY_VOID(ledger->Prepare(empty, migrations));
  return std::unique_ptr<LedgerStore>(std::move(ledger));
}

}  // namespace cognitrack
