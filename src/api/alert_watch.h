// AlertWatch: what a service does about alerts by itself: every minute it looks at the watched
// folder, finds out what stands, and tells who is to be told. It asks for the verbs that a person
// would, so that both find the same; nothing of it holds up a pull or an answer.
#pragma once

#include <chrono>

#include "api/ledger_verbs.h"
#include "api/service_telemetry.h"
#include "base/clock.h"

namespace cognitrack {

class AlertWatch {
 public:
  static constexpr std::chrono::milliseconds kBetweenLooks{60'000};

  // `has_folder`: exports are watched for.
  AlertWatch(const LedgerVerbs& verbs, ServiceTelemetry& telemetry, Clock& clock, bool has_folder)
      : verbs_(verbs), telemetry_(telemetry), clock_(clock), has_folder_(has_folder) {}

  // Until the process is to stop.
  void Run();
  void Look();

 private:
  void LookAtExports();
  void CheckAlerts();

  const LedgerVerbs& verbs_;
  ServiceTelemetry& telemetry_;
  Clock& clock_;
  bool has_folder_;
};

}  // namespace cognitrack
