#include "api/alert_watch.h"

#include <boost/json.hpp>
#include <map>

#include "alerts/alert.h"
#include "cli/json_members.h"
#include "telemetry/instrument_table.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

constexpr int kRules = static_cast<int>(AlertRule::kBadExport) + 1;

const json::array& ArrayIn(const json::object& document, std::string_view name) {
  static const json::array kNone;
  const json::value* list = document.if_contains(name);
  return list != nullptr && list->is_array() ? list->as_array() : kNone;
}

void TellOpen(const json::object& document, Instruments* instruments) {
  std::map<std::string, double> open;
  for (const json::value& alert : ArrayIn(document, "alerts")) {
    if (alert.is_object()) open[TextIn(alert.as_object(), "rule")] += 1;
  }
  for (int i = 0; i < kRules; ++i) {
    const std::string rule(NameOf(static_cast<AlertRule>(i)));
    instruments->Set(instrument::kAlertsOpen, {rule}, open[rule]);
  }
  const json::value* waiting = document.if_contains("undelivered");
  const json::object none;
  const json::object& undelivered =
      waiting != nullptr && waiting->is_object() ? waiting->as_object() : none;
  for (const char* target : {"alertmanager", "email", "webhook"}) {
    instruments->Set(instrument::kAlertsUndelivered, {target},
                     static_cast<double>(IntegerIn(undelivered, target)));
  }
}

void TellTries(const json::object& document, Instruments* instruments, Log* log) {
  for (const json::value& value : ArrayIn(document, "tries")) {
    if (!value.is_object()) continue;
    const json::object& one = value.as_object();
    const std::string error = TextIn(one, "error");
    instruments->Add(instrument::kAlertsSent,
                     {TextIn(one, "target"), error.empty() ? "ok" : "failed"});
    std::vector<LogField> fields = {{"alert", IntegerIn(one, "alert")},
                                    {"target", TextIn(one, "target")},
                                    {"state", TextIn(one, "event")},
                                    {"tries", IntegerIn(one, "tries")}};
    if (!error.empty()) fields.push_back({"error", error});
    log->Write(error.empty() ? LogLevel::kInfo : LogLevel::kWarning,
               error.empty() ? "alert_told" : "alert_not_told", std::move(fields));
  }
}

}  // namespace

void AlertWatch::Run() {
  do {
    Look();
  } while (clock_.Sleep(kBetweenLooks));
}

void AlertWatch::Look() {
  if (has_folder_) LookAtExports();
  CheckAlerts();
}

void AlertWatch::LookAtExports() {
  CommandOptions options;
  options.verb = "parity watch";
  const auto answer = verbs_.Run(options);
  if (!answer) {
    telemetry_.log().Write(LogLevel::kWarning, "exports_failed",
                           {{"error", answer.error().message}});
    return;
  }
  for (const json::value& value : ArrayIn(ObjectIn(answer->document), "compared")) {
    if (!value.is_object()) continue;
    const json::object& seen = value.as_object();
    telemetry_.log().Write(LogLevel::kInfo, "export_compared",
                           {{"file", TextIn(seen, "name")},
                            {"outcome", TextIn(seen, "outcome")},
                            {"run", IntegerIn(seen, "run")}});
  }
}

void AlertWatch::CheckAlerts() {
  CommandOptions options;
  options.verb = "alerts check";
  options.notify = true;
  const auto answer = verbs_.Run(options);
  if (!answer) {
    telemetry_.log().Write(LogLevel::kWarning, "alerts_failed",
                           {{"error", answer.error().message}});
    return;
  }
  const json::object document = ObjectIn(answer->document);
  TellOpen(document, &telemetry_.instruments());
  TellTries(document, &telemetry_.instruments(), &telemetry_.log());
}

}  // namespace cognitrack
