#include "ingest/pull_names.h"

#include <optional>
#include <utility>
#include <vector>

#include "ingest/issue_codes.h"
#include "ingest/pull_order.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"
#include "ingest/source_identity.h"

namespace cognitrack {
namespace {

std::string WhereOf(const NamesQuery& query) {
  std::string where(NameOf(query.kind));
  if (!query.project_id.empty()) where += " of " + query.project_id;
  return where;
}

bool IsPassing(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kTryLater;
}

class NamesRun {
 public:
  NamesRun(const NamesOptions& options, NamesEnvironment environment,
           std::vector<SourceRecord> sources)
      : options_(options),
        environment_(std::move(environment)),
        journal_(environment_.store, environment_.clock),
        sources_(std::move(sources)) {}

  Result<NamesSummary> Execute();

 private:
  Status Pull();
  Status PullProjects();
  Status PullBelow(const SeenName& project);
  Status PullList(NameKind kind, const std::string& project_id, bool may_lack);
  Status StoreMentioned(NameKind kind, std::vector<SeenName> seen);
  // What came of one list; nothing where it was not listed, and why is noted.
  Result<std::optional<NamesRead>> Ask(NamesQuery query, bool may_lack);
  Status Store(const NamesQuery& query, std::vector<SeenName> seen, bool whole);
  Status RequireSameOrganisation(const std::vector<SeenName>& projects) const;
  bool HasEnded() const { return stopped_ || gave_up_; }
  Status Save();
  Result<NamesSummary> Finish(const Status& status);

  const NamesOptions& options_;
  NamesEnvironment environment_;
  RunJournal journal_;
  std::vector<SourceRecord> sources_;
  std::int64_t source_id_ = 0;  // 0: not made yet.
  // One time for the whole pull: an id that moved between two lists did so at once.
  UtcSeconds read_at_ = 0;
  FetchCounters before_;
  NamesSummary summary_;
  std::vector<SeenName> projects_, users_, accounts_;
  std::vector<Error> unread_;
  bool stopped_ = false;
  bool gave_up_ = false;
};

Result<NamesSummary> NamesRun::Execute() {
  RunRecord run;
  run.verb = "names pull";
  run.label = options_.label;
  run.source = options_.source;
  run.parameters =
      std::string(R"({"emails":)") + (options_.emails == EmailUse::kKeep ? "true" : "false") + "}";
  before_ = environment_.provider.counters();
  read_at_ = environment_.clock.Now();
  TRY_VOID(journal_.Begin(WithKey(std::move(run), options_.key)));
  return Finish(Pull());
}

Status NamesRun::Pull() {
  TRY_VOID(PullProjects());
  for (const SeenName& project : projects_) {
    if (HasEnded()) return {};
    TRY_VOID(PullBelow(project));
  }
  TRY_VOID(PullList(NameKind::kUser, "", false));
  TRY_VOID(PullList(NameKind::kAdminApiKey, "", false));
  if (HasEnded()) return {};
  // Last, so that whoever is listed is known already.
  TRY_VOID(StoreMentioned(NameKind::kUser, std::move(users_)));
  return StoreMentioned(NameKind::kServiceAccount, std::move(accounts_));
}

Status NamesRun::PullProjects() {
  NamesQuery query;
  query.kind = NameKind::kProject;
  TRY(std::optional<NamesRead> read, Ask(query, false));
  if (!read) return {};
  TRY_VOID(RequireSameOrganisation(read->seen));
  projects_ = read->seen;
  return Store(query, std::move(read->seen), true);
}

Status NamesRun::PullBelow(const SeenName& project) {
  const bool is_archived =
      project.facts.archived_at.has_value() || project.facts.status == "archived";
  TRY_VOID(PullList(NameKind::kApiKey, project.id, is_archived));
  // The provider refuses to list these of an archived project; what is held of them stays.
  if (is_archived) return {};
  return PullList(NameKind::kServiceAccount, project.id, false);
}

Status NamesRun::PullList(NameKind kind, const std::string& project_id, bool may_lack) {
  // What was refused for one project is refused for the others.
  if (HasEnded() || summary_.refused.count(kind) != 0) return {};
  NamesQuery query;
  query.kind = kind;
  query.project_id = project_id;
  TRY(std::optional<NamesRead> read, Ask(query, may_lack));
  if (!read) return {};
  users_.insert(users_.end(), read->users.begin(), read->users.end());
  accounts_.insert(accounts_.end(), read->accounts.begin(), read->accounts.end());
  return Store(query, std::move(read->seen), true);
}

Status NamesRun::StoreMentioned(NameKind kind, std::vector<SeenName> seen) {
  if (seen.empty()) return {};
  NamesQuery query;
  query.kind = kind;
  return Store(query, std::move(seen), false);
}

Result<std::optional<NamesRead>> NamesRun::Ask(NamesQuery query, bool may_lack) {
  if (environment_.stop_requested()) stopped_ = true;
  if (HasEnded()) return std::optional<NamesRead>();
  query.emails = options_.emails;
  query.abandoned = environment_.stop_requested;
  auto read = environment_.provider.List(query);
  if (environment_.stop_requested()) {
    stopped_ = true;
    return std::optional<NamesRead>();
  }
  if (read && read->answer == NamesAnswer::kListed) return std::optional(std::move(*read));
  if (read && read->answer == NamesAnswer::kNotThere && may_lack) return std::optional<NamesRead>();
  const Error error = read ? Error{ErrorCode::kProviderContract, read->reason} : read.error();
  if (read && read->answer == NamesAnswer::kRefused) {
    summary_.refused.insert(query.kind);
    journal_.AddIssue(issue::kNamesRefused, WhereOf(query), error.message);
  } else {
    unread_.push_back(error);
    journal_.AddIssue(issue::kNamesUnread, WhereOf(query), error.message);
    // Who does not answer now will not answer for the next list either.
    gave_up_ = IsPassing(error);
  }
  TRY_VOID(Save());
  return std::optional<NamesRead>();
}

// Archived projects are listed, too, so that the list holds every project that ever had use.
Status NamesRun::RequireSameOrganisation(const std::vector<SeenName>& projects) const {
  std::set<std::string> ids;
  for (const SeenName& project : projects) ids.insert(project.id);
  TRY(const SourceMatch match,
      MatchSource(options_.source, environment_.provider.name(), ids, sources_));
  if (match != SourceMatch::kDisjoint || options_.source_given) return {};
  return Error{ErrorCode::kUsage, "this key lists project " + *ids.begin() +
                                      ", and none of the projects of source " + options_.source +
                                      ": it belongs to another organisation. Give that one a name "
                                      "of its own with --source, or confirm with --source " +
                                      options_.source + " that it is the same"};
}

Status NamesRun::Store(const NamesQuery& query, std::vector<SeenName> seen, bool whole) {
  if (source_id_ == 0) {
    TRY(const SourceRecord source, environment_.store.EnsureSource(
                                       options_.source, std::string(environment_.provider.name())));
    source_id_ = source.id;
  }
  NameListing listing;
  listing.kind = query.kind;
  listing.project_id = query.project_id;
  listing.read_at = read_at_;
  listing.emails = options_.emails;
  listing.whole = whole;
  listing.seen = std::move(seen);
  TRY(NameTally tally, environment_.store.StoreNames(source_id_, listing));
  // Who was only mentioned counts where that is news.
  if (!whole) tally = {tally.changed(), tally.changes};
  summary_.tallies[query.kind].Add(tally);
  journal_.run().counters.rows_read += tally.seen;
  journal_.run().counters.rows_written += tally.changed();
  return Save();
}

Status NamesRun::Save() {
  RunCounters& counters = journal_.run().counters;
  const FetchCounters& now = environment_.provider.counters();
  counters.requests = now.requests - before_.requests;
  counters.waits_ms = now.waits_ms - before_.waits_ms;
  counters.throttled = now.throttled - before_.throttled;
  counters.retries = now.retries - before_.retries;
  return journal_.Save();
}

Result<NamesSummary> NamesRun::Finish(const Status& status) {
  TRY_VOID(Save());
  const std::string kept =
      summary_.tallies.empty() ? "; no name was stored" : "; the lists that were read are stored";
  std::optional<Error> failure;
  if (!status) {
    failure = status.error();
  } else if (stopped_) {
    failure = Error{ErrorCode::kTryLater, "interrupted"};
  } else if (!unread_.empty()) {
    std::vector<ErrorCode> codes;
    for (const Error& error : unread_) codes.push_back(error.code);
    const ErrorCode worst = WorstOf(codes);
    for (const Error& error : unread_) {
      if (error.code != worst || failure) continue;
      failure = Error{worst, std::to_string(unread_.size()) +
                                 (unread_.size() == 1 ? " list was" : " lists were") +
                                 " not read: " + error.message};
    }
  } else if (summary_.tallies.empty() && !summary_.refused.empty()) {
    failure = Error{ErrorCode::kAuth,
                    "the key may list nothing: " + journal_.run().issues.front().detail};
  }
  std::string_view outcome = outcome::kOk;
  if (failure) {
    const bool was_stopped = status.has_value() && stopped_;
    outcome = was_stopped ? outcome::kInterrupted : outcome::kFailed;
  }
  TRY_VOID(journal_.Finish(outcome, failure ? ExitCodeOf(failure->code) : 0,
                           failure ? failure->message + kept : ""));
  summary_.run = journal_.run();
  return std::move(summary_);
}

}  // namespace

Result<NamesSummary> PullNames(const NamesOptions& options, NamesEnvironment environment) {
  TRY(std::vector<SourceRecord> sources, environment.store.Sources());
  // A name that belongs to another provider is refused before anything is asked.
  TRY_VOID([&]() -> Status {
    const auto match = MatchSource(options.source, environment.provider.name(), {}, sources);
    return match ? Status() : match.error();
  }());
  TRY(const RunLease lease, RunLease::Take(environment.store, environment.clock, options.source));
  return NamesRun(options, std::move(environment), std::move(sources)).Execute();
}

}  // namespace cognitrack
