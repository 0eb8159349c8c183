#include "cli/capture_view.h"

#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

std::string ReplacedText(const ReplacedFields& replaced) {
  std::string text;
  for (const auto& [field, count] : replaced) {
    text += (text.empty() ? "" : ", ") + Printable(field) + " " + CountText(count);
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace

std::string CaptureText(const CaptureView& view, const TextStyle& style, int width) {
  std::string text = style.Bold("Recorded into " + Printable(view.directory) + ": " +
                                FormatDay(view.from) + " – " + FormatDay(view.to)) +
                     "\n";
  TextTable table;
  table.AddColumn("surface", Align::kLeft);
  table.AddColumn("pages", Align::kRight);
  table.AddColumn("rows", Align::kRight);
  table.AddColumn("", Align::kLeft);
  ReplacedFields replaced;
  for (const CapturedSurface& surface : view.surfaces) {
    const bool written = !surface.files.empty();
    table.AddRow({surface.name, written ? CountText(surface.pages) : std::string(kUnknownText),
                  written ? CountText(surface.rows) : std::string(kUnknownText),
                  written ? "" : "not recorded: " + surface.reason});
    for (const auto& [field, count] : surface.replaced) replaced[field] += count;
  }
  text += table.ToText(style, width);
  for (const std::string& line : Wrapped("Replaced: " + ReplacedText(replaced) + ".", 78)) {
    text += line + "\n";
  }
  return text + (view.key_file ? "" : "The key of the pseudonyms is forgotten.\n");
}

std::string CaptureJson(const CaptureView& view) {
  JsonArray surfaces;
  for (const CapturedSurface& surface : view.surfaces) {
    JsonObject replaced;
    for (const auto& [field, count] : surface.replaced) replaced.Set(field, count);
    const bool written = !surface.files.empty();
    JsonObject object;
    object.Set("surface", surface.name);
    object.Set("state", NameOf(surface.state));
    object.Set("reason", surface.reason);
    object.Set("folder", written ? view.directory + "/" + surface.name : "");
    object.Set("pages", surface.pages);
    object.Set("rows", surface.rows);
    object.Set("replaced", replaced);
    surfaces.Add(object);
  }
  JsonObject document;
  document.Set("verb", "capture");
  document.Set("out", view.directory);
  document.SetDay("from", view.from);
  document.SetDay("to", view.to);
  document.Set("key_file", view.key_file.value_or(""));
  document.Set("surfaces", surfaces);
  return document.ToText();
}

}  // namespace cognitrack
