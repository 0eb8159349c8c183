// The rules: which alerts stand, and which of those that stood are over. A leaf: everything is
// handed in.
#pragma once

#include <string>
#include <vector>

#include "alerts/alert.h"
#include "alerts/alert_facts.h"

namespace cognitrack {

struct AlertVerdicts {
  std::vector<Alert> crossed;  // In order of their keys, each once.
  // Of those that were open: what is certainly so no more. What cannot be judged stays open.
  std::vector<AlertKey> over;
};

AlertVerdicts JudgeAlerts(const AlertFacts& facts, const std::vector<AlertKey>& open,
                          const AlertPolicy& policy, UtcSeconds now);

// Of the comparisons with exports alone. A day that differs is made good by a newer comparison of
// it, over everything and with what was pulled, in which it does not; an alert is of a source, a
// surface and a month.
std::vector<Alert> ParityAlerts(const std::vector<ParityDocument>& checks,
                                const AlertPolicy& policy);

}  // namespace cognitrack
