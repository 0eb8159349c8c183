// The evidence file of --out: the parity document as JSON, or as a Markdown report to be signed.
#pragma once

#include <string>

#include "base/result.h"
#include "formats/parity_markdown.h"
#include "parity/parity_document.h"

namespace cognitrack {

// kUsage unless the name ends in .json or .md.
Status CheckParityFileName(const std::string& path);

// Whole or not at all. The signature stands in the Markdown report only.
Status WriteParityFile(const std::string& path, const ParityDocument& document,
                       const SignOff& sign_off);

}  // namespace cognitrack
