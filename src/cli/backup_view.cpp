#include "cli/backup_view.h"

#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

void SetSummary(const LedgerSummary& summary, JsonObject* object) {
  object->Set("schema", std::int64_t{summary.schema});
  object->Set("revision", summary.revision);
  object->Set("sources", summary.sources);
  object->Set("windows", summary.windows);
  object->Set("contents", summary.contents);
  object->Set("rows", summary.rows);
  object->Set("runs", summary.runs);
}

std::string KeptText(const RestoreRecord& record) {
  if (!record.kept) return "  before   nothing: the ledger was empty\n";
  return "  before   kept in " + record.kept->path + "\n";
}

}  // namespace

std::string SummaryText(const LedgerSummary& summary) {
  return Counted(summary.windows, "window") + " with " + Counted(summary.contents, "content") +
         ", " + Counted(summary.rows, "row") + ", " + Counted(summary.runs, "run");
}

std::string BackupText(const BackupRecord& record, const TextStyle& style) {
  std::string text = style.Bold("Backed up to " + record.path) + "\n";
  text += "  holds    " + SummaryText(record.summary) + "\n";
  text += "  as of    revision " + CountText(record.summary.revision) + ", schema " +
          std::to_string(record.summary.schema) + "\n";
  text += "  checked  " + Counted(record.contents_compared, "content") +
          " equal to the ledger's, by count and hash\n";
  text += "  size     " + BytesText(record.digest.bytes) + "\n";
  text += "  sha256   " + ToHex(record.digest.sha256) + "\n";
  return text + "  note     " + record.note_path + " (for 'sha256sum -c')\n";
}

std::string RestoreText(const RestoreRecord& record, const std::string& from,
                        const std::string& database, const TextStyle& style) {
  std::string text = style.Bold("Restored " + database) + "\n";
  text += "  from     " + from + "\n";
  text += "  holds    " + SummaryText(record.summary) + "\n";
  text += "  as of    revision " + CountText(record.summary.revision) + ", schema " +
          std::to_string(record.summary.schema) + "\n";
  text += "  checked  " + Counted(record.contents_compared, "content") +
          " equal to the backup's, by count and hash\n";
  text += "  note     ";
  text += record.note_checked ? "the file's SHA-256 is the one in its note\n"
                              : "there is none beside the file: its SHA-256 was not checked\n";
  text += KeptText(record);
  if (record.summary.schema == record.newest_schema) return text;
  return text +
         style.Note("Its schema is older than this program's, " +
                    std::to_string(record.newest_schema) + ": run 'cognitrack migrate up' next.") +
         "\n";
}

std::string CopyText(const TransferredLedger& copy, const std::string& to, const TextStyle& style,
                     int width) {
  std::string text = style.Bold("Copied the ledger to " + to) + "\n";
  text += "  " + SummaryText(copy.summary) + "; every table read back and equal\n\n";
  TextTable table;
  table.AddColumn("Table", Align::kLeft);
  table.AddColumn("Rows", Align::kRight);
  table.AddColumn("Hash", Align::kLeft);
  for (const TransferredTable& one : copy.tables) {
    table.AddRow({one.name, CountText(one.rows), ToHex(one.hash).substr(0, 16) + "…"});
  }
  table.SetTotals({"all", CountText(copy.Rows()), ""});
  return text + table.ToText(style, width);
}

JsonObject BackupObject(const BackupRecord& record) {
  JsonObject object;
  object.Set("file", record.path);
  object.Set("note", record.note_path);
  object.Set("bytes", static_cast<std::int64_t>(record.digest.bytes));
  object.Set("sha256", ToHex(record.digest.sha256));
  SetSummary(record.summary, &object);
  object.Set("contents_compared", record.contents_compared);
  return object;
}

std::string RestoreJson(const RestoreRecord& record, const std::string& from,
                        const std::string& database) {
  JsonObject document;
  document.Set("verb", "restore");
  document.Set("database", database);
  document.Set("from", from);
  document.Set("note_checked", record.note_checked);
  SetSummary(record.summary, &document);
  document.Set("contents_compared", record.contents_compared);
  if (record.kept) {
    document.Set("kept", BackupObject(*record.kept));
  } else {
    document.SetNull("kept");
  }
  document.Set("newest_schema", std::int64_t{record.newest_schema});
  if (record.summary.schema == record.newest_schema) {
    document.SetNull("next");
  } else {
    document.Set("next", "cognitrack migrate up");
  }
  return document.ToText();
}

std::string CopyJson(const TransferredLedger& copy, const std::string& from,
                     const std::string& to) {
  JsonObject document;
  document.Set("verb", "copy");
  document.Set("from", from);
  document.Set("to", to);
  SetSummary(copy.summary, &document);
  JsonArray tables;
  for (const TransferredTable& table : copy.tables) {
    tables.Add(JsonObject()
                   .Set("name", table.name)
                   .Set("rows", table.rows)
                   .Set("blake2b", ToHex(table.hash)));
  }
  document.Set("tables", tables);
  return document.ToText();
}

}  // namespace cognitrack
