#include "cli/anonymise_ledger.h"

#include <filesystem>
#include <system_error>

#include "cli/anonymise_view.h"
#include "cli/json_document.h"
#include "cli/key_file.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "ingest/ledger_likeness.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNothing = "; nothing was written";

struct LedgerCopy {
  std::string place;
  AnonymisedLedger done;
  LedgerLikeness likeness;
};

// The copy while it is not yet what it is to be: beside its place, and gone with everything beside
// it unless it was put there.
class UnfinishedLedger {
 public:
  explicit UnfinishedLedger(std::string place)
      : place_(std::move(place)), path_(place_ + ".part") {}
  ~UnfinishedLedger() { Remove(); }
  UnfinishedLedger(const UnfinishedLedger&) = delete;
  UnfinishedLedger& operator=(const UnfinishedLedger&) = delete;

  const std::string& path() const { return path_; }
  // What an earlier run that was killed left there.
  void Remove() const {
    for (const char* end : {"", "-wal", "-shm", "-journal", ".lock"}) {
      std::error_code ignored;
      fs::remove(path_ + end, ignored);
    }
  }
  Status Put() const {
    std::error_code error;
    fs::rename(path_, place_, error);
    if (!error) return {};
    return Error{ErrorCode::kDisk, place_ + ": cannot be written: " + error.message()};
  }

 private:
  std::string place_;
  std::string path_;
};

Result<std::string> PlaceOf(const CommandOptions& options) {
  TRY(const DatabaseLocation location, ParseDatabaseLocation(*options.to_database));
  if (location.kind != DatabaseLocation::Kind::kSqlite) {
    return Error{ErrorCode::kUsage,
                 "--to must be sqlite:PATH: a new ledger in a file" + std::string(kNothing)};
  }
  std::error_code ignored;
  if (!fs::exists(location.path, ignored)) return location.path;
  return Error{ErrorCode::kUsage,
               location.path + " is there already; name a new file" + std::string(kNothing)};
}

Status CheckIsSound(LedgerStore& store) {
  TRY(const std::vector<IntegrityFinding> findings, store.CheckIntegrity());
  if (findings.empty()) return {};
  return Error{ErrorCode::kInvariant,
               "the ledger contradicts itself, and a copy with new hashes would hide that: "
               "'cognitrack doctor' tells what is wrong" +
                   std::string(kNothing)};
}

Result<LedgerCopy> CopyOf(CommandContext& context, const std::string& place,
                          Pseudonyms* pseudonyms) {
  TRY(const LedgerHandle original, context.OpenLedger(DatabaseAccess::kRead));
  TRY_VOID(CheckIsSound(*original));
  const UnfinishedLedger unfinished(place);
  unfinished.Remove();
  TRY_VOID(original->CopyTo(unfinished.path()));
  const DatabaseLocation location{DatabaseLocation::Kind::kSqlite, unfinished.path()};
  LedgerCopy copy{place, {}, {}};
  {
    TRY(const LedgerHandle store,
        context.environment().open_ledger(location, DatabaseAccess::kWrite));
    TRY(copy.done, store->Anonymise(pseudonyms));
  }
  {
    TRY(const LedgerHandle store,
        context.environment().open_ledger(location, DatabaseAccess::kRead));
    TRY(copy.likeness, CompareWithCopy(*original, *store, pseudonyms));
  }
  TRY_VOID(unfinished.Put());
  return copy;
}

std::string CopyText(const LedgerCopy& copy, std::int64_t texts, const TextStyle& style,
                     int width) {
  std::string text = style.Bold("Anonymised the ledger into sqlite:" + copy.place) + "\n";
  text += "  " + Counted(copy.likeness.windows, "window") + " with " +
          Counted(copy.likeness.revisions, "content") + " (history kept) and " +
          Counted(copy.likeness.rows, "row") +
          ", compared: " + Counted(copy.likeness.groups, "total") + " by day, model and tier\n\n";
  TextTable table;
  table.AddColumn("where", Align::kLeft);
  table.AddColumn("texts replaced", Align::kRight);
  table.AddColumn("rows left out", Align::kRight);
  for (const auto& [column, count] : copy.done.replaced) {
    if (count > 0) table.AddRow({column, CountText(count), ""});
  }
  for (const auto& [name, count] : copy.done.removed_rows) {
    if (count > 0) table.AddRow({name, "", CountText(count)});
  }
  table.SetTotals({"different texts", CountText(texts), ""});
  text += table.ToText(style, width);
  return text + "Nothing can be rebuilt from it: the archived bytes were left out.\n";
}

JsonObject CountsObject(const std::map<std::string, std::int64_t>& counts) {
  JsonObject object;
  for (const auto& [name, count] : counts) object.Set(name, count);
  return object;
}

}  // namespace

Result<int> AnonymiseLedger(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const std::string place, PlaceOf(options));
  TRY(KeyFile key, OpenKeyFile(*options.key_file, context.environment().random));
  if (key.was_made) context.Remark(KeyMadeText(*options.key_file));
  Pseudonyms pseudonyms(std::move(key.key));
  auto copy = CopyOf(context, place, &pseudonyms);
  if (!copy) return copy.error();
  const auto texts = static_cast<std::int64_t>(pseudonyms.size());
  context.Print(CopyText(*copy, texts, context.style(), context.width()));
  JsonObject document;
  document.Set("verb", "anonymise");
  document.Set("key_file", *options.key_file);
  document.Set("key_file_made", key.was_made);
  document.Set("texts_replaced", texts);
  document.Set("to", "sqlite:" + place);
  document.Set("windows", copy->likeness.windows);
  document.Set("contents", copy->likeness.revisions);
  document.Set("rows", copy->likeness.rows);
  document.Set("totals_compared", copy->likeness.groups);
  document.Set("replaced", CountsObject(copy->done.replaced));
  document.Set("rows_left_out", CountsObject(copy->done.removed_rows));
  context.PrintJson(document.ToText());
  return 0;
}

}  // namespace cognitrack
