// What `prune` shows: what goes, what stays and why, as text and as JSON.
#pragma once

#include <optional>
#include <string>

#include "cli/text_style.h"
#include "ingest/prune.h"

namespace cognitrack {

struct PruneView {
  PruneSummary summary;
  int keep_days = kRetentionDays;
  bool dry_run = false;
  bool is_on = false;  // The setting that turns retention on is there.
};

std::string PruneText(const PruneView& view, const TextStyle& style, int width);
std::string PruneJson(const PruneView& view);

}  // namespace cognitrack
