// LedgerStore: the port behind which a database keeps the ledger (SQLite or PostgreSQL, a column
// store later). Two-sided rule: business decisions stand in usage/window_decision.h, SQL
// stands in store/, and neither knows the other's.
//
// Every verb is one transaction (or one snapshot): after a failure either all of it happened or
// nothing. Ids are the database's own and never leave it in reports. Errors: kUnavailable (cannot
// be reached), kDisk (full, I/O, corrupt), kTryLater (locked), kConfig (schema), kInvariant. Not
// thread-safe; one process may hold several.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "allocation/allocation_rule.h"
#include "base/result.h"
#include "base/time.h"
#include "feature_flags/flag.h"
#include "names/name_listing.h"
#include "pseudonyms/pseudonyms.h"
#include "reports/usage_query.h"
#include "usage/window.h"
#include "usage/window_decision.h"
#include "versions/version.h"

namespace cognitrack {

// One organisation at a provider whose facts we keep.
struct SourceRecord {
  std::int64_t id = 0;
  std::string name;
  std::string provider;
  std::string team;                      // By its name.
  std::vector<std::string> project_ids;  // Every project id ever stored under it, sorted.
};

struct StreamRecord {
  std::int64_t id = 0;
  std::int64_t source_id = 0;
  StreamKey key;
  std::optional<Day> history_start;  // Set by backfill alone: every gap from here on is a gap.
  int buckets_per_page = 0;          // 0: the provider's maximum; less where pages were too large.
  std::optional<Grain>
      fallen_back_grain;  // What the provider accepts where it refused the full one.
  UtcSeconds full_grain_tried_at = 0;
  SurfaceState surface_state = SurfaceState::kNotAsked;
};

struct CommitOutcome {
  WindowDecision decision;
  std::int64_t revision = 0;      // Of the window after the call.
  std::int64_t rows_written = 0;  // Usage rows inserted, changed or deleted.
};

// What a window's rows were found to be, against another reading of the bytes that gave them.
enum class MendState {
  kSound,    // They are those of the reading, and so are totals and roll-ups.
  kMended,   // They were not: they are, now.
  kDiffers,  // The reading gives another content than was recorded; what is held is sound.
  kLost,     // It does, and what is held is not what was recorded either.
};

struct MendOutcome {
  MendState state = MendState::kSound;
  std::int64_t rows_written = 0;  // Usage rows inserted, changed or deleted.
};

// One content that a window once had.
struct WindowRevision {
  WindowRecord record;              // As it was; `revision` is the first that showed it.
  std::int64_t until_revision = 0;  // The revision that replaced it; 0 for what is held now.
  UtcSeconds recorded_at = 0;       // When `revision` was committed.
  std::int64_t run_id = 0;
};

struct LedgerRow {
  Day day;
  SeriesRef series = 0;  // In the table given to the call.
  MetricValues metrics;
};

struct RunIssue {
  std::string code;   // snake_case, from a closed list: usage/issue_codes.h.
  std::string where;  // "2026-03-05", "file.csv:12:4", "" for the run as a whole.
  std::string detail;
  std::int64_t count = 1;
};

// What a run, or one chunk of it, did.
struct RunCounters {
  std::int64_t rows_read = 0;
  std::int64_t rows_written = 0;
  std::int64_t windows_changed = 0;
  std::int64_t windows_unchanged = 0;
  std::int64_t windows_parked = 0;
  std::int64_t requests = 0;
  std::int64_t waits_ms = 0;   // Time spent waiting for the rate limit and for retries.
  std::int64_t throttled = 0;  // 429s.
  std::int64_t retries = 0;
  void Add(const RunCounters& other);
  bool operator==(const RunCounters&) const = default;
};

// Some days of one surface.
struct RunChunk {
  int number = 0;  // Of the days: chunks of several surfaces share it.
  Day start;
  Day end;            // Inclusive.
  bool done = false;  // Every day of it is stored.
  RunCounters counters;
  std::string surface = std::string(kCompletions);
};

// One execution of ingest, backfill, import, parity, …
struct RunRecord {
  std::int64_t id = 0;
  std::string verb;
  std::string label;
  std::string source;
  std::string parameters;  // JSON object; what --resume compares.
  UtcSeconds started_at = 0;
  UtcSeconds finished_at = 0;  // 0 while it runs, and for one that was killed.
  std::string outcome;         // "running", "ok", "failed", "interrupted".
  int exit_code = 0;
  std::string message;  // Why it failed.
  RunCounters counters;
  std::vector<RunChunk> chunks;
  std::vector<RunIssue> issues;
};

// A stored parity document, and who signed it.
struct ParityRecord {
  std::int64_t run_id = 0;
  std::string verdict;
  std::string document;   // The JSON document of DESIGN §7.
  std::string signed_by;  // Empty: not signed.
  UtcSeconds signed_at = 0;
  std::string note;
};

// A stored document of a cost check, and the price book that it used.
struct BillRecord {
  std::int64_t run_id = 0;
  std::string verdict;
  std::string price_book;  // SHA-256 of its files.
  std::string document;    // As JSON.
  bool operator==(const BillRecord&) const = default;
};

// A set of allocation rules that is, or once was, in force.
struct AllocationVersion {
  std::int64_t revision = 0;  // The first that it holds at; it does until the next version's.
  std::int64_t run_id = 0;
  UtcSeconds set_at = 0;
  std::vector<AllocationRule> rules;  // In the order of their file.
};

// A stream with the records of all its windows.
struct HeldStream {
  StreamRecord stream;
  std::vector<WindowRecord> windows;  // By start; those held or tried.
};

// What stands beside a window's rows and would go with them. Bytes that several windows share are
// counted for each of them.
struct WindowWeight {
  UtcSeconds start = 0;
  std::int64_t history_rows = 0;
  std::int64_t archived_bytes = 0;
};

// A window that may lose its rows, and the content that this was decided of.
struct PruneTarget {
  std::int64_t stream_id = 0;
  UtcSeconds start = 0;
  std::int64_t revision = 0;
};

struct PrunedWindow {
  std::int64_t stream_id = 0;
  UtcSeconds start = 0;
  std::int64_t rows = 0;
  std::int64_t history_rows = 0;
};

struct PruneOutcome {
  std::vector<PrunedWindow> pruned;
  std::int64_t left = 0;  // Targets that got other content meanwhile, or were pruned already.
  std::int64_t archived_bytes = 0;
  // A month that goes whole was being read: its rows were deleted one by one instead.
  bool was_busy = false;
};

// One thing that doctor found wrong.
struct IntegrityFinding {
  std::string check;  // "content_hash", "roll_up", "totals", "database", …
  std::string where;
  std::string detail;
  std::optional<Day> day;  // Whose window it is about, where it is about one.
};

// The right of one process to do something alone. Its token grows whenever it changes hands, so
// that a process that was silent for too long cannot write under it any more.
struct Lease {
  std::string name;    // "source:openai".
  std::string holder;  // For people, and unlike that of any other process.
  std::int64_t token = 0;
  UtcSeconds taken_at = 0;
  UtcSeconds expires_at = 0;  // Given back: when that was.
};
inline constexpr std::chrono::seconds kLeaseLength{30};

struct LeaseTaken {
  Lease lease;
  std::optional<Lease> given_back;  // The one before it, where its holder was done.
};

// What anonymising a ledger did.
struct AnonymisedLedger {
  std::map<std::string, std::int64_t> replaced;      // "names.id" → different texts.
  std::map<std::string, std::int64_t> removed_rows;  // Table → rows that could not be kept.
};

class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  // Sources and streams.
  virtual Result<std::vector<SourceRecord>> Sources() = 0;
  virtual Result<SourceRecord> EnsureSource(const std::string& name,
                                            const std::string& provider) = 0;
  virtual Result<std::vector<StreamRecord>> Streams(std::int64_t source_id) = 0;
  virtual Result<StreamRecord> EnsureStream(std::int64_t source_id, const StreamKey& key) = 0;
  virtual Status UpdateStream(const StreamRecord& stream) = 0;

  // Windows. CommitWindow reads the held window, decides (Decide), and carries the decision out in
  // one transaction: rows, history, roll-ups, window record, attempt. New series and the source's
  // project ids are committed first, in a short transaction of their own.
  virtual Result<CommitOutcome> CommitWindow(std::int64_t stream_id, const WindowRead& read,
                                             const SeriesTable& series, std::int64_t run_id) = 0;
  // Makes rows, totals and roll-ups of a window follow from `read` again, where its content hash is
  // the recorded one; the revision stays. Writes only what differs, nothing at all with `dry_run`,
  // and nothing where the hash is another one. Rows that are written anew count as of the content
  // that is held: no earlier one shows them. kInvariant where the window holds nothing or was
  // pruned; kDisk where it stays damaged all the same.
  virtual Result<MendOutcome> MendWindow(std::int64_t stream_id, const WindowRead& read,
                                         const SeriesTable& series, bool dry_run) = 0;
  // A read of the API gave the bytes that the held content came from: nothing but its read time and
  // its attempt (ok, of this run) change. kInvariant where the window holds nothing from the API.
  virtual Status ConfirmWindow(std::int64_t stream_id, UtcSeconds start, UtcSeconds read_at,
                               std::int64_t run_id) = 0;
  // A window that was tried and not stored.
  virtual Status RecordAttempt(std::int64_t stream_id, UtcSeconds start, UtcSeconds end,
                               const Attempt& attempt) = 0;
  // Records with `start` in [from, to), by start; only those held or tried.
  virtual Result<std::vector<WindowRecord>> Windows(std::int64_t stream_id, UtcSeconds from,
                                                    UtcSeconds to) = 0;
  // Every content of one window, oldest first, the held one last.
  virtual Result<std::vector<WindowRevision>> WindowHistory(std::int64_t stream_id,
                                                            UtcSeconds start) = 0;
  // The rows of windows with `start` in [from, to), in order of window and series id. The callback
  // returns false to stop. With `as_of`, what was held at that revision. kConfig for a window whose
  // rows were pruned: it had some, and nothing must be taken for none.
  virtual Status ReadRows(std::int64_t stream_id, UtcSeconds from, UtcSeconds to,
                          std::optional<std::int64_t> as_of, SeriesTable* series,
                          const std::function<bool(const LedgerRow&)>& row) = 0;
  // The unknown metrics of one window, now. Of one that was pruned their sums, under the series
  // without any value.
  virtual Result<std::vector<UnknownMetric>> UnknownMetricsOf(std::int64_t stream_id,
                                                              UtcSeconds start,
                                                              std::optional<std::int64_t> as_of,
                                                              SeriesTable* series) = 0;
  // The archived bytes of a bucket; an error with kConfig where they were not kept.
  virtual Result<std::string> ReadArchive(const Hash256& source_hash) = 0;

  // Every stream of a source with its windows, in one snapshot: what cursors are computed from.
  virtual Result<std::vector<HeldStream>> HeldStreams(std::int64_t source_id) = 0;
  // Asks for the stream's windows from `from` on to be read again: those with content that are not
  // pruned get `attempt`, unless their last attempt asks for another read already; history_start
  // moves back to `from`. Gives the number of windows that are asked for so.
  virtual Result<std::int64_t> ResetWindows(std::int64_t stream_id, Day from,
                                            const Attempt& attempt) = 0;

  // Retention. What stands beside the rows of the windows with `start` in [from, to), by start;
  // only where there is something.
  virtual Result<std::vector<WindowWeight>> WeighWindows(std::int64_t stream_id, UtcSeconds from,
                                                         UtcSeconds to) = 0;
  // Takes away the rows of these windows, their history, their unknown metrics by row (their sums
  // stay) and their archived bytes. Records, totals, hashes and roll-ups outlive them, marked as
  // pruned. The windows are of one calendar month, of any streams, all that go of it: a store that
  // keeps months apart sees here whether a month goes whole. kDisk where roll-ups do not add up to
  // their window; nothing is pruned then.
  virtual Result<PruneOutcome> PruneWindows(const std::vector<PruneTarget>& windows) = 0;

  // Reports.
  virtual Result<UsageReport> Aggregate(const UsageQuery& query) = 0;
  // The last revision committed at or before `time`; 0 where there is none.
  virtual Result<std::int64_t> RevisionAt(UtcSeconds time) = 0;

  // Runs. Writes the whole record, its chunks included, and gives its id (`run.id` is ignored).
  virtual Result<std::int64_t> StartRun(const RunRecord& run) = 0;
  // Writes outcome, counters, chunks and the issues added since the last call.
  virtual Status UpdateRun(const RunRecord& run) = 0;
  // Newest first; `limit` 0 means all, an empty source or verb any; those before that id, 0: all.
  virtual Result<std::vector<RunRecord>> Runs(const std::string& source, const std::string& verb,
                                              int limit, std::int64_t before = 0) = 0;

  // Parity documents.
  virtual Status SaveParity(const ParityRecord& record) = 0;
  // As Runs; `before`: the id of a run.
  virtual Result<std::vector<ParityRecord>> ParityRecords(int limit, std::int64_t before = 0) = 0;
  // Cost checks. Of a run, or the last one; nothing where there is none.
  virtual Status SaveBill(const BillRecord& record) = 0;
  virtual Result<std::optional<BillRecord>> BillOf(std::optional<std::int64_t> run_id) = 0;
  virtual Status SignParity(std::int64_t run_id, const std::string& name, UtcSeconds at,
                            const std::string& note) = 0;

  // Allocation. The rules take the place of those in force, as a new version at a new revision,
  // which is given back; older ones are kept. Those that are in force already make none: their
  // revision is given back.
  virtual Result<std::int64_t> SetAllocation(const std::vector<AllocationRule>& rules,
                                             std::int64_t run_id) = 0;
  // Newest first; with `as_of` those that were set by that revision; `limit` 0 means all.
  // kInvariant where rules of a version are lost.
  virtual Result<std::vector<AllocationVersion>> AllocationVersions(
      std::optional<std::int64_t> as_of, int limit) = 0;

  // Flags. Appends an entry (`id` is ignored) and gives its id; kConfig for a source that there is
  // not.
  virtual Result<std::int64_t> AddFlagChange(const FlagChange& change) = 0;
  // Every entry of every flag, newest first. kInvariant for a damaged one.
  virtual Result<std::vector<FlagChange>> FlagChanges() = 0;

  // Versions. Appends an entry (`id` is ignored), with the price book that it is about where it
  // brings one, and gives its id.
  virtual Result<std::int64_t> AddVersionChange(const VersionChange& change,
                                                const std::optional<KeptPriceBook>& book) = 0;
  // Every entry of every kind, newest first. kInvariant for a damaged one.
  virtual Result<std::vector<VersionChange>> VersionChanges() = 0;
  // kConfig where it is not kept, kDisk where it is damaged.
  virtual Result<KeptPriceBook> PriceBookWith(const std::string& sha256) = 0;
  // kConfig for a source that there is not.
  virtual Status SaveComparison(const VersionComparison& comparison,
                                const std::string& document) = 0;
  // Of every kind, newest first.
  virtual Result<std::vector<VersionComparison>> VersionComparisons() = 0;
  // As JSON; kConfig where that run compared no versions.
  virtual Result<std::string> ComparisonDocument(std::int64_t run_id) = 0;

  // Names. StoreNames reads what is held of the listing's kind, decides (DecideSeen, DecideUnseen)
  // and carries the decisions out in one transaction; gives how many ids changed how.
  virtual Result<NameTally> StoreNames(std::int64_t source_id, const NameListing& listing) = 0;
  // Every name with its history, by kind (in the order of NameKind) and id.
  virtual Result<std::vector<NameRecord>> Names(std::int64_t source_id) = 0;
  // Removes every e-mail address of the source's names, history included; gives how many versions
  // held one. The database's file holds nothing of them afterwards.
  virtual Result<std::int64_t> ForgetEmails(std::int64_t source_id) = 0;

  // Leases. Until it is given back or has run out nobody else gets a lease of that name: kTryLater,
  // which says who has it. In a database that one process at a time can write, one that died holds
  // none. While this store has leases every write checks that they are still its own (kTryLater
  // otherwise, and nothing of the write is stored), and keeps them from running out.
  virtual Result<LeaseTaken> TakeLease(const std::string& name, const std::string& holder) = 0;
  // For a holder that writes nothing for a while.
  virtual Status KeepLeases() = 0;
  virtual Status GiveBackLease(const Lease& lease) = 0;
  // Those that are neither given back nor run out, by name.
  virtual Result<std::vector<Lease>> Leases() = 0;
  // From the last time that it was kept; kLeaseLength unless told. Before the first lease.
  virtual void SetLeaseLength(std::chrono::seconds length) = 0;

  // Copies.
  // Writes the whole ledger, as it is, to a new SQLite file of its owner's alone. kUsage where
  // there is a file of that name, kConfig where this database cannot.
  virtual Status CopyTo(const std::string& path) = 0;
  // Takes what is the customer's out of this very ledger (store/ledger_texts.h), whose files hold
  // nothing of it afterwards. Nothing else may be asked of this object then; open the ledger anew.
  virtual Result<AnonymisedLedger> Anonymise(Pseudonyms* pseudonyms) = 0;

  // Recomputes every window's hash, totals and roll-ups from its rows, and asks the database to
  // check itself. Empty: all is well.
  virtual Result<std::vector<IntegrityFinding>> CheckIntegrity() = 0;
};

}  // namespace cognitrack
