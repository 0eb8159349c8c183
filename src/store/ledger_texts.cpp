#include "store/ledger_texts.h"

namespace cognitrack {
namespace {

using Texts = std::vector<LedgerText>;
using Kind = TextKind;
constexpr TextFate kKept = TextFate::kKept;
constexpr TextFate kReplaced = TextFate::kReplaced;
constexpr TextFate kRemade = TextFate::kRemade;
constexpr TextFate kEmptied = TextFate::kEmptied;
constexpr TextFate kNulled = TextFate::kNulled;
constexpr TextFate kRemoved = TextFate::kRemoved;

// A source is called after its provider unless somebody named it.
void AddSources(Texts* texts) {
  const std::string named = " NOT IN (SELECT provider FROM sources)";
  texts->insert(texts->end(), {{"schema_migrations", "name", kKept},
                               {"schema_migrations", "checksum", kKept},
                               {"runs", "source", kReplaced, Kind::kName, "source" + named},
                               {"sources", "name", kReplaced, Kind::kName, "name" + named},
                               {"sources", "provider", kKept},
                               {"sources", "team", kReplaced, Kind::kOther, "team <> 'default'"},
                               {"source_projects", "project_id", kReplaced, Kind::kProjectId},
                               {"streams", "surface", kKept},
                               {"streams", "width", kKept},
                               {"streams", "pass", kKept},
                               {"streams", "fallen_back_grain", kKept}});
}

void AddFacts(Texts* texts) {
  for (const char* column : {"hash", "api_key_id", "api_source", "batch", "model", "project_id",
                             "service_tier", "user_id"}) {
    texts->push_back({"series", column, kRemade});
  }
  texts->push_back({"series_values", "name", kKept});
  texts->push_back({"series_values", "value", kRemade});
  for (const char* table : {"windows", "window_history"}) {
    texts->insert(texts->end(), {{table, "grain", kKept},
                                 {table, "reported", kKept},
                                 {table, "content_hash", kRemade},
                                 {table, "source_hash", kNulled},
                                 {table, "archived_hash", kNulled},
                                 {table, "origin", kRemade}});
  }
  texts->push_back({"windows", "attempt_outcome", kKept});
  texts->push_back({"windows", "attempt_reason", kEmptied});
  for (const char* table : {"unknown_metrics", "unknown_metrics_history"}) {
    texts->push_back({table, "name", kKept});
    texts->push_back({table, "value", kKept});
  }
  texts->push_back({"roll_up_blocks", "packed", kKept});
  texts->push_back({"archive", "hash", kRemoved});
  texts->push_back({"archive", "bytes", kRemoved});
}

void AddRuns(Texts* texts) {
  texts->insert(texts->end(), {{"runs", "verb", kKept},
                               {"runs", "label", kEmptied},
                               {"runs", "parameters", kRemade},
                               {"runs", "outcome", kKept},
                               {"runs", "message", kEmptied},
                               {"run_chunks", "surface", kKept},
                               {"run_issues", "code", kKept},
                               {"run_issues", "place", kEmptied},
                               {"run_issues", "detail", kEmptied}});
  for (const char* column : {"verdict", "document", "signed_by", "note"}) {
    texts->push_back({"parity_records", column, kRemoved});
  }
  for (const char* column : {"verdict", "price_book", "document"}) {
    texts->push_back({"bill_records", column, kRemoved});
  }
  for (const char* column : {"name", "holder"}) texts->push_back({"leases", column, kRemoved});
}

void AddAllocation(Texts* texts) {
  const std::string table = "allocation_rules";
  texts->insert(texts->end(),
                {{table, "level", kKept},
                 {table, "value", kReplaced, Kind::kProjectId, "level = 'project_id'"},
                 {table, "value", kReplaced, Kind::kKeyId, "level = 'api_key_id'"},
                 {table, "value", kReplaced, Kind::kUserId, "level = 'user_id'"},
                 {table, "business_unit", kReplaced, Kind::kName},
                 {table, "cost_centre", kReplaced, Kind::kName},
                 {table, "note", kEmptied}});
}

void AddFlags(Texts* texts) {
  const std::string table = "flag_changes";
  texts->insert(texts->end(), {{table, "flag", kKept},
                               {table, "setting", kKept},
                               {table, "reason", kEmptied},
                               {table, "set_by", kReplaced, Kind::kName}});
}

// A host's name, and whatever an error said.
void AddJobs(Texts* texts) {
  for (const char* column : {"job", "state", "holder", "message"}) {
    texts->push_back({"job_slots", column, kRemoved});
  }
}

// Who may ask this ledger is nobody else's business, and may not ask the copy.
void AddAccounts(Texts* texts) {
  const auto remove = [texts](const char* table, std::initializer_list<const char*> columns) {
    for (const char* column : columns) texts->push_back({table, column, kRemoved});
  };
  remove("audit_head", {"hash"});
  remove("audit_entries",
         {"actor", "address", "action", "target", "detail", "outcome", "previous", "hash"});
  remove("api_tokens", {"hash", "name", "role", "sources"});
  remove("sessions", {"hash", "address"});
  remove("account_links", {"hash"});
  remove("accounts", {"name", "role", "password_hash", "last_login_address"});
  texts->push_back({"teams", "name", kReplaced, Kind::kOther, "name <> 'default'"});
}

// A book of one's own is a contract; entries and comparisons that name it would dangle without it.
void AddVersions(Texts* texts) {
  for (const char* column : {"kind", "action", "version", "reason", "set_by"}) {
    texts->push_back({"version_changes", column, kRemoved});
  }
  for (const char* column : {"sha256", "name", "body"}) {
    texts->push_back({"price_books", column, kRemoved});
  }
  for (const char* column : {"kind", "in_force", "candidate", "document"}) {
    texts->push_back({"version_comparisons", column, kRemoved});
  }
}

void AddNames(Texts* texts) {
  for (const char* table : {"names", "name_history"}) {
    texts->insert(
        texts->end(),
        {{table, "id", kReplaced, Kind::kProjectId, "kind = 'project'"},
         {table, "id", kReplaced, Kind::kKeyId, "kind IN ('api_key', 'admin_api_key')"},
         {table, "id", kReplaced, Kind::kUserId, "kind = 'user'"},
         {table, "id", kReplaced, Kind::kAccountId, "kind = 'service_account'"},
         {table, "kind", kKept},
         {table, "name", kReplaced, Kind::kName},
         {table, "project_id", kReplaced, Kind::kProjectId},
         {table, "owner_kind", kKept},
         {table, "owner_id", kReplaced, Kind::kAccountId, "owner_kind = 'service_account'"},
         {table, "owner_id", kReplaced, Kind::kUserId, "owner_kind <> 'service_account'"},
         {table, "redacted_value", kReplaced, Kind::kRedactedKey},
         {table, "status", kKept},
         {table, "email", kNulled}});
  }
}

}  // namespace

const std::vector<LedgerText>& LedgerTexts() {
  static const Texts kTexts = [] {
    Texts texts;
    AddSources(&texts);
    AddFacts(&texts);
    AddRuns(&texts);
    AddAllocation(&texts);
    AddFlags(&texts);
    AddJobs(&texts);
    AddVersions(&texts);
    AddAccounts(&texts);
    AddNames(&texts);
    return texts;
  }();
  return kTexts;
}

}  // namespace cognitrack
