// What 'anonymise' says, as text and as its JSON document.
#pragma once

#include <string>
#include <vector>

#include "cli/text_style.h"
#include "formats/export_anonymiser.h"
#include "ingest/export_likeness.h"

namespace cognitrack {

struct AnonymisedFile {
  std::string name;
  std::string out;
  AnonymisedExport content;
  ExportLikeness likeness;
};

struct AnonymisedFiles {
  std::vector<AnonymisedFile> files;
  std::string key_file;
  bool key_was_made = false;
  std::int64_t texts = 0;  // Different ones that were replaced.
};

std::string KeyMadeText(const std::string& path);
std::string AnonymisedText(const AnonymisedFiles& files, const TextStyle& style, int width);
std::string AnonymisedJson(const AnonymisedFiles& files);

}  // namespace cognitrack
