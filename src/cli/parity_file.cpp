#include "cli/parity_file.h"

#include "cli/whole_file.h"
#include "formats/parity_json.h"

namespace cognitrack {
namespace {

bool EndsWith(const std::string& text, std::string_view end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

Status CheckParityFileName(const std::string& path) {
  if (EndsWith(path, ".json") || EndsWith(path, ".md")) return {};
  return Error{ErrorCode::kUsage,
               "--out " + path +
                   ": the name must end in .json (the document) or .md (a report "
                   "to be signed)"};
}

Status WriteParityFile(const std::string& path, const ParityDocument& document,
                       const SignOff& sign_off) {
  if (EndsWith(path, ".json")) return WriteWholeFile(path, ParityJson(document) + "\n");
  return WriteWholeFile(path, ParityMarkdown(document, sign_off));
}

}  // namespace cognitrack
