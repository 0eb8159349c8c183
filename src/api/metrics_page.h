// MetricsPage: the text of /metrics: what happened in this process, what it is doing, and what its
// ledger holds.
#pragma once

#include <string>

#include "api/ledger_gauges.h"
#include "api/service_state.h"
#include "telemetry/instruments.h"

namespace cognitrack {

class MetricsPage {
 public:
  // All must outlive it.
  MetricsPage(const Instruments& counted, LedgerGauges& ledger, const ServiceState& state)
      : counted_(counted), ledger_(ledger), state_(state) {}

  std::string ToText() const;

 private:
  const Instruments& counted_;
  LedgerGauges& ledger_;
  const ServiceState& state_;
};

}  // namespace cognitrack
