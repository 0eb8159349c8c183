#include "cli/anonymise_view.h"

#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

// What became of a column that is worth a line: replaced, or not known and kept for its numbers.
std::string WhatBecame(const AnonymisedColumn& column) {
  const bool is_kept = column.kind == TextKind::kVocabulary;
  if (!column.is_known && is_kept) return "not known; numbers, or blank: kept";
  if (!column.is_known) return "not known: replaced";
  if (column.kind == TextKind::kModel || column.kind == TextKind::kLineItem) {
    return "only what customers name";
  }
  return "";
}

std::string FileText(const AnonymisedFile& file, const TextStyle& style, int width) {
  std::string text = "\n" + style.Bold(Printable(file.out)) + "\n";
  std::string rows = Counted(file.likeness.rows, "row");
  if (file.likeness.blank_rows > 0) {
    rows += " and " + Counted(file.likeness.blank_rows, "row") + " without use";
  }
  text += "  " + rows + " of " + Counted(file.likeness.days, "day") + ", compared: every number, " +
          Counted(file.likeness.groups, "total") + "\n";
  TextTable table;
  table.AddColumn("  column", Align::kLeft);
  table.AddColumn("cells replaced", Align::kRight);
  table.AddColumn("", Align::kLeft);
  bool any = false;
  for (const AnonymisedColumn& column : file.content.columns) {
    if (column.kind == TextKind::kVocabulary && column.is_known) continue;
    table.AddRow({"  " + Printable(column.name), CountText(column.replaced), WhatBecame(column)});
    any = true;
  }
  return any ? text + table.ToText(style, width) : text;
}

}  // namespace

std::string KeyMadeText(const std::string& path) {
  return "made the key file " + path +
         " (mode 0600): keep it as a secret, and apart from the copies; with it the pseudonyms of "
         "other files are the same, and guesses can be tested";
}

std::string AnonymisedText(const AnonymisedFiles& files, const TextStyle& style, int width) {
  std::string text =
      "Anonymised " + Counted(static_cast<std::int64_t>(files.files.size()), "export") + ": " +
      Counted(files.texts, "text") + " replaced, every number, date, model and tier as it was.\n";
  for (const AnonymisedFile& file : files.files) text += FileText(file, style, width);
  return text;
}

std::string AnonymisedJson(const AnonymisedFiles& files) {
  JsonArray array;
  for (const AnonymisedFile& file : files.files) {
    JsonArray columns;
    for (const AnonymisedColumn& column : file.content.columns) {
      columns.Add(JsonObject()
                      .Set("name", column.name)
                      .Set("known", column.is_known)
                      .Set("kept", column.kind == TextKind::kVocabulary)
                      .Set("replaced", column.replaced));
    }
    JsonObject object;
    object.Set("name", file.name);
    object.Set("out", file.out);
    object.Set("rows", file.likeness.rows);
    object.Set("blank_rows", file.likeness.blank_rows);
    object.Set("days", file.likeness.days);
    object.Set("totals_compared", file.likeness.groups);
    object.Set("columns", columns);
    array.Add(object);
  }
  JsonObject document;
  document.Set("verb", "anonymise");
  document.Set("key_file", files.key_file);
  document.Set("key_file_made", files.key_was_made);
  document.Set("texts_replaced", files.texts);
  document.Set("files", array);
  return document.ToText();
}

}  // namespace cognitrack
