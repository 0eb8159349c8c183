#include <iostream>

#include "base/clock.h"
#include "twin/bill_report.h"
#include "twin/main/verbs.h"

namespace cognitrack::twin {

Status PrintBill(const DataOptions& data, const BillCommand& command) {
  if (data.profile != "money") {
    return Error{ErrorCode::kUsage, "a bill is made for --seed N --days N --profile money"};
  }
  SystemClock clock;
  TRY(const std::optional<UtcSeconds> now, ParseNow(data));
  TRY(const BilledOrganisation loaded, LoadData(data, now.value_or(clock.Now())));
  std::cout << (command.json ? BillReportJson(loaded.bill, loaded.differences)
                             : BillReportText(loaded.bill, loaded.differences));
  return {};
}

}  // namespace cognitrack::twin
