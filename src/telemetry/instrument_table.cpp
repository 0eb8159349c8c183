#include "telemetry/instrument_table.h"

#include <algorithm>

namespace cognitrack {
namespace {

using enum InstrumentKind;
using Labels = std::vector<std::string_view>;

const std::vector<double> kAnswerSeconds = {0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                            0.5,   1,     2.5,  5,     10,   60,  600};
const std::vector<double> kProviderAnswerSeconds = {0.05, 0.1, 0.25, 0.5, 1,  2.5,
                                                    5,    10,  20,   30,  60, 120};
const Labels kNone = {};
const Labels kSource = {"source"};
const Labels kSourceAndSurface = {"source", "surface"};

std::vector<InstrumentSpec> HttpInstruments() {
  using namespace instrument;
  return {
      {kHttpRequests,
       kCounter,
       "Requests that a handler answered, by route pattern, method and status.",
       {"route", "method", "status"}},
      {kHttpSeconds,
       kHistogram,
       "Time from a whole request to its response, by route pattern.",
       {"route"},
       kAnswerSeconds},
      {kHttpRejects,
       kCounter,
       "Requests that were refused before any handler saw them, by reason.",
       {"reason"}},
      {kHttpConnections, kGauge, "Connections that are open.", kNone},
      {kAuthFailures, kCounter, "Requests that were turned away, by reason.", {"reason"}},
  };
}

std::vector<InstrumentSpec> PullInstruments() {
  using namespace instrument;
  return {
      {kRuns,
       kCounter,
       "Runs that this process did, by verb and result (ok, failed, interrupted, error).",
       {"verb", "result"}},
      {kRunErrors, kCounter, "Runs that did not end well, by the code of the error.", {"reason"}},
      {kRunIssues, kCounter, "What runs reported, by the code of the issue.", {"code"}},
      {kWindows,
       kCounter,
       "Windows that pulls of this process dealt with, by what became of them.",
       {"source", "surface", "result"}},
      {kRowsRead, kCounter, "Rows that providers gave to this process.", kSourceAndSurface},
      {kRowsWritten,
       kCounter,
       "Rows of the ledger that pulls inserted, changed or deleted (stored, updated).",
       {"source", "surface", "result"}},
      {kProviderRequests,
       kCounter,
       "Requests to providers, by surface and by HTTP status or kind of failure.",
       {"surface", "status"}},
      {kProviderSeconds,
       kHistogram,
       "Time of one request to a provider, waits before it left out.",
       {"surface"},
       kProviderAnswerSeconds},
      {kProviderThrottled, kCounter, "Answers 429 of providers.", kNone},
      {kProviderRetries, kCounter, "Requests to providers that were asked again.", kNone},
      {kProviderWaits, kCounter, "Time spent waiting for the rate limit and before asking again.",
       kNone},
  };
}

std::vector<InstrumentSpec> LedgerInstruments() {
  using namespace instrument;
  return {
      {kLedgerUp, kGauge,
       "1 where the ledger could be read; where it is 0 every other figure of it is absent.",
       kNone},
      {kLedgerSources, kGauge, "Sources that are held.", kNone},
      {kWindowsMissing, kGauge, "Days between the first and the last held without content.",
       kSourceAndSurface},
      {kWindowsParked, kGauge, "Days whose last try was refused or failed.", kSourceAndSurface},
      {kWindowsUnsettled, kGauge, "Days held that may still change.", kSourceAndSurface},
      {kCursorLag, kGauge, "How far the first day not held lies behind now.", kSourceAndSurface},
      {kFreshness, kGauge, "Time since the last good read.", kSourceAndSurface},
      {kUnpricedModels, kGauge,
       "Models used in the last 35 days that the price book has no price of.", kSource},
      {kParityVerdict,
       kGauge,
       "1 for the verdict of the newest parity check, 0 for the others.",
       {"source", "surface", "verdict"}},
      {kLastPull, kGauge, "When the newest ingest began.", kSource},
      {kLastPullOk, kGauge, "1 where the newest ingest that has ended stored everything.", kSource},
      {kLastPullSeconds, kGauge, "How long the newest ingest that has ended took.", kSource},
      {kLastSuccess, kGauge,
       "When the newest ingest that stored everything ended; absent where none is known.", kSource},
  };
}

std::vector<InstrumentSpec> AlertInstruments() {
  using namespace instrument;
  return {
      {kAlertsOpen, kGauge, "Alerts that stand, by rule.", {"rule"}},
      {kAlertsUndelivered,
       kGauge,
       "Notifications that a target is still to take, by target.",
       {"target"}},
      {kAlertsSent,
       kCounter,
       "Tries of this process to notify, by target and result (ok, failed).",
       {"target", "result"}},
  };
}

std::vector<InstrumentSpec> ProcessInstruments() {
  using namespace instrument;
  return {
      {kBuildInfo, kGauge, "1, with the program's version.", {"version"}},
      {kDatabaseErrors, kCounter, "Errors of the database, by class.", {"class"}},
      {kReadersLimit, kGauge, "Connections to the database that readers may have.", kNone},
      {kReadersInUse, kGauge, "Connections to the database that readers are using.", kNone},
      {kReadersWaiting, kGauge, "Readers that wait for a connection to the database.", kNone},
      {kDiskFree, kGauge, "Bytes that can be written beside the ledger's file (SQLite).", kNone},
      {kSeriesDropped, kCounter,
       "Samples left out since their instrument had too many series; never to be seen.", kNone},
      {kProcessCpu, kCounter, "CPU time of the process, user and system.", kNone},
      {kProcessResident, kGauge, "Memory of the process that is resident.", kNone},
      {kProcessVirtual, kGauge, "Memory that the process has mapped.", kNone},
      {kProcessOpenFds, kGauge, "File descriptors that are open.", kNone},
      {kProcessMaxFds, kGauge, "File descriptors that may be open.", kNone},
      {kProcessStart, kGauge, "When the process was started.", kNone},
  };
}

std::vector<InstrumentSpec> AllInstruments() {
  std::vector<InstrumentSpec> all = HttpInstruments();
  for (const auto& part :
       {PullInstruments(), LedgerInstruments(), AlertInstruments(), ProcessInstruments()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

std::string_view NameOf(InstrumentKind kind) {
  switch (kind) {
    case kCounter:
      return "counter";
    case kGauge:
      return "gauge";
    case kHistogram:
      return "histogram";
  }
  return "";
}

const std::vector<InstrumentSpec>& InstrumentTable() {
  static const std::vector<InstrumentSpec> kInstruments = AllInstruments();
  return kInstruments;
}

const InstrumentSpec* FindInstrument(std::string_view name) {
  const auto& table = InstrumentTable();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [name](const auto& spec) { return spec.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace cognitrack
