// What 'capture' says, as text and as its JSON document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/text_style.h"
#include "ingest/capture.h"

namespace cognitrack {

struct CaptureView {
  std::vector<CapturedSurface> surfaces;
  std::string directory;
  Day from;
  Day to;
  std::optional<std::string> key_file;
};

std::string CaptureText(const CaptureView& view, const TextStyle& style, int width);
std::string CaptureJson(const CaptureView& view);

}  // namespace cognitrack
