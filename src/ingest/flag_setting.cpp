#include "ingest/flag_setting.h"

#include <algorithm>
#include <set>

#include "feature_flags/flag_proof.h"
#include "formats/json_writer.h"
#include "formats/parity_json.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"
#include "ingest/source_identity.h"

namespace cognitrack {
namespace {

bool IsBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

// The newest check of each surface of the source.
Result<std::vector<ParityEvidence>> EvidenceOf(const std::string& source,
                                               const std::vector<ParityRecord>& records) {
  std::vector<ParityEvidence> evidence;
  std::set<std::string> known;
  for (const ParityRecord& record : records) {
    const Result<ParityDocument> document = ParseParityJson(record.document);
    if (!document) {
      return document.error().At("the parity document of run " + std::to_string(record.run_id));
    }
    if (document->source != source || !known.insert(document->surface).second) continue;
    evidence.push_back(EvidenceIn(*document, record.run_id, record.signed_by));
  }
  return evidence;
}

// What all sources of the scope have to show together.
Result<FlagProof> ProofOf(const std::vector<std::string>& sources, LedgerStore& store, Day today) {
  if (sources.empty()) return FlagProof{false, "the ledger holds nothing that was proven", 0, ""};
  TRY(const std::vector<ParityRecord> records, store.ParityRecords(0));
  FlagProof all;
  for (const std::string& source : sources) {
    TRY(const std::vector<ParityEvidence> evidence, EvidenceOf(source, records));
    const FlagProof proof = JudgeParity(source, evidence, today);
    if (!proof.is_clean) return proof;
    all.why += (all.why.empty() ? "" : "; ") + proof.why;
    if (all.parity_run < proof.parity_run) {
      all.parity_run = proof.parity_run;
      all.signed_by = proof.signed_by;
    }
  }
  all.is_clean = true;
  return all;
}

class FlagSettingRun {
 public:
  FlagSettingRun(const FlagOrder& order, const FlagDefault& otherwise, LedgerStore& store,
                 Clock& clock)
      : order_(order), otherwise_(otherwise), store_(store), clock_(clock) {}

  Result<FlagOutcome> Run() {
    TRY_VOID(ReadScope());
    TRY(const std::vector<FlagChange> history, store_.FlagChanges());
    FlagOutcome outcome;
    outcome.before = ValueOf(order_.flag, order_.source, history, otherwise_);
    outcome.after = outcome.before;
    if (order_.setting == FlagSetting::kDefault && !OwnEntry(order_.flag, order_.source, history)) {
      return outcome;
    }
    TRY(FlagChange entry, Entry(&outcome.proof));
    TRY_VOID(Write(&entry));
    outcome.entry = entry;
    TRY(const std::vector<FlagChange> now, store_.FlagChanges());
    outcome.after = ValueOf(order_.flag, order_.source, now, otherwise_);
    if (!order_.source && order_.setting != FlagSetting::kDefault) {
      outcome.apart = SourcesApart(order_.flag, scope_, now, order_.setting);
    }
    return outcome;
  }

 private:
  Status ReadScope() {
    if (FindFlag(order_.flag) == nullptr) {
      return Error{ErrorCode::kUsage, "there is no flag '" + order_.flag +
                                          "'; there is: " + std::string(kDailyWindows)};
    }
    TRY(const std::vector<SourceRecord> sources, store_.Sources());
    if (order_.source && FindSource(*order_.source, sources) == nullptr) {
      return Error{ErrorCode::kConfig,
                   "the ledger holds no source '" + *order_.source + "'" +
                       (sources.empty() ? "" : " (it holds: " + NamesOf(sources) + ")") +
                       "; nothing was changed"};
    }
    for (const SourceRecord& source : sources) {
      if (!order_.source || source.name == *order_.source) scope_.push_back(source.name);
    }
    return {};
  }

  Result<FlagChange> Entry(std::string* proof_text) {
    FlagChange entry;
    entry.flag = order_.flag;
    entry.source = order_.source;
    entry.setting = order_.setting;
    entry.reason = order_.reason;
    entry.set_by = IsBlank(order_.by) ? order_.login : order_.by;
    if (order_.setting == FlagSetting::kOn) {
      TRY(const FlagProof proof, ProofOf(scope_, store_, DayOf(clock_.Now())));
      *proof_text = proof.why;
      if (proof.is_clean) entry.parity_run = proof.parity_run;
      if (IsBlank(entry.reason) && proof.is_clean) entry.reason = proof.why;
      entry.set_by = IsBlank(order_.by) ? proof.signed_by : order_.by;
    }
    if (IsBlank(entry.reason)) return NoReason(*proof_text);
    if (IsBlank(entry.set_by)) return NoName();
    return entry;
  }

  Error NoReason(const std::string& missing) const {
    if (order_.setting != FlagSetting::kOn) {
      return {ErrorCode::kUsage, "--reason TEXT must say why; nothing was changed"};
    }
    return {ErrorCode::kUsage, "turning " + order_.flag +
                                   " on takes a clean parity check or a reason: " + missing +
                                   ". 'cognitrack parity --csv FILE' makes one, --reason TEXT "
                                   "does without; nothing was changed"};
  }

  Error NoName() const {
    const std::string who = order_.setting == FlagSetting::kOn
                                ? "who signs it off: --by NAME, or 'cognitrack parity sign'"
                                : "who sets it: --by NAME";
    return {ErrorCode::kUsage, "nobody is named " + who + "; nothing was changed"};
  }

  // The run stands in the ledger before anything is changed.
  Status Write(FlagChange* entry) {
    RunJournal journal(store_, clock_);
    RunRecord run;
    run.verb = order_.setting == FlagSetting::kDefault ? "flags reset" : "flags set";
    run.source = order_.source.value_or("");
    run.label = entry->flag + " " + std::string(NameOf(entry->setting));
    run.parameters = ParametersOf(*entry);
    // Not that of the source: a pull that is under way must not keep anybody from stopping the
    // next.
    TRY(const RunLease lease, RunLease::Take(store_, clock_, ""));
    TRY_VOID(journal.Begin(std::move(run)));
    entry->run_id = journal.run().id;
    entry->set_at = clock_.Now();
    const Result<std::int64_t> id = store_.AddFlagChange(*entry);
    if (!id) {
      TRY_VOID(journal.Finish(outcome::kFailed, ExitCodeOf(id.error().code), id.error().message));
      return id.error();
    }
    entry->id = *id;
    return journal.Finish(outcome::kOk, 0, "by " + entry->set_by + ": " + entry->reason);
  }

  static std::string ParametersOf(const FlagChange& entry) {
    JsonWriter json;
    json.BeginObject();
    json.Key("flag");
    json.String(entry.flag);
    json.Key("setting");
    json.String(NameOf(entry.setting));
    json.EndObject();
    return json.Take();
  }

  const FlagOrder& order_;
  const FlagDefault& otherwise_;
  LedgerStore& store_;
  Clock& clock_;
  std::vector<std::string> scope_;  // The sources that it is about.
};

}  // namespace

Result<FlagOutcome> SetFlag(const FlagOrder& order, const FlagDefault& otherwise,
                            LedgerStore& store, Clock& clock) {
  return FlagSettingRun(order, otherwise, store, clock).Run();
}

Result<FlagValue> FlagOf(std::string_view flag, const std::string& source,
                         const FlagDefault& otherwise, LedgerStore& store) {
  TRY(const std::vector<FlagChange> history, store.FlagChanges());
  return ValueOf(flag, source, history, otherwise);
}

}  // namespace cognitrack
