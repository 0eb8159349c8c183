#include "cli/display_text.h"
#include "cli/exports_folder.h"
#include "cli/json_document.h"
#include "cli/verbs.h"
#include "parity/parity_document.h"

namespace cognitrack {

std::string ExportsText(const ExportsLook& look, const TextStyle& style) {
  std::string text;
  for (const SeenExport& seen : look.done) {
    const auto verdict = VerdictNamed(seen.outcome);
    const bool is_good = verdict && Proves(*verdict);
    text += Printable(seen.name) + ": " +
            (is_good ? style.Good(seen.outcome) : style.Bad(seen.outcome));
    if (seen.run_id) text += ", run " + std::to_string(*seen.run_id);
    if (!seen.detail.empty()) text += ": " + Printable(seen.detail);
    text += "\n";
  }
  for (const std::string& name : look.waiting) {
    text += Printable(name) + ": changed within the last minute, left to the next look\n";
  }
  for (const std::string& why : look.left) text += style.Bad(Printable(why)) + ", left alone\n";
  return text + std::to_string(look.done.size()) + " compared, " + std::to_string(look.known) +
         " known\n";
}

std::string ExportsJson(const ExportsLook& look) {
  JsonArray done;
  for (const SeenExport& seen : look.done) {
    JsonObject object;
    object.Set("name", seen.name);
    object.Set("sha256", seen.sha256);
    object.Set("outcome", seen.outcome);
    object.Set("detail", seen.detail);
    object.Set("run", seen.run_id);
    done.Add(object);
  }
  JsonObject document;
  document.Set("compared", done);
  document.Set("waiting", TextArray(look.waiting));
  document.Set("left", TextArray(look.left));
  document.Set("known", look.known);
  return document.ToText();
}

Result<int> RunParityWatch(CommandContext& context) {
  TRY(const AlertSettings settings, context.settings().alerts);
  if (!settings.exports_folder) {
    return Error{ErrorCode::kConfig,
                 "no folder is watched: set COGNITRACK_EXPORTS_FOLDER. Nothing was compared"};
  }
  TRY(const ExportsLook look, LookAtExports(context, *settings.exports_folder));
  context.Print(ExportsText(look, context.style()));
  context.PrintJson(ExportsJson(look));
  bool proves = true;
  for (const SeenExport& seen : look.done) {
    const auto verdict = VerdictNamed(seen.outcome);
    proves = proves && verdict && Proves(*verdict);
  }
  return proves ? 0 : 1;
}

}  // namespace cognitrack
