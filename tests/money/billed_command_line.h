// BilledCommandLine: the program beside a twin that serves an organisation of every surface with
// its bill, changed on request; and what the twin knows of that bill.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "tests/command_line/command_line_fixture.h"
#include "twin/billed_organisation.h"
#include "twin/port/twin_transport.h"
#include "twin/usage_api.h"

namespace cognitrack {

// A line of the bill that differs from the use, as the program tells it.
struct ToldLine {
  std::string day;
  std::string project;
  std::string line_item;
  std::string cause;
  std::string usd;  // Billed − priced.
};

class BilledCommandLine : public CommandLine {
 protected:
  // 60 days, so that the costs of the first ones are settled on the last.
  static constexpr Day kFirst{20'700};  // 2026-09-04.
  static constexpr int kDays = 60;
  static constexpr Day kLast{kFirst.number + kDays - 1};
  static std::string DayText(int day) { return FormatDay(kFirst + day); }

  // Serves the organisation of seed 7, its bill changed by `spec` (twin/bill_changes.h), on the
  // morning after its last day.
  void Serve(const std::string& spec = "");
  // Backfills every day of every surface.
  void Backfill();
  // The document of `parity costs` with every line that differs, over all days.
  boost::json::object CheckCosts(int exit_code);

  // Lines of the bill that differ from the use otherwise than the twin made them, as text. A line
  // that was changed for several reasons may be told under any one of them, with the whole amount.
  std::vector<std::string> Misjudged(const std::vector<ToldLine>& lines) const;
  std::vector<std::string> Misjudged(const boost::json::object& document) const;
  // How many lines the document of `parity costs` says to differ.
  static std::size_t LinesFound(const boost::json::object& document);
  // A member that is text; empty where it is null.
  static std::string Text(const boost::json::object& object, const char* name);
  // Dollars.
  std::string Billed() const;
  std::string Priced() const;

  Result<std::unique_ptr<UsageProvider>> MakeProvider(ProviderSettings settings) override;

  twin::BilledOrganisation served_;

 private:
  std::unique_ptr<twin::UsageApi> api_;
  std::unique_ptr<TwinTransport> transport_;
  SeededRandom random_{1};
};

}  // namespace cognitrack
