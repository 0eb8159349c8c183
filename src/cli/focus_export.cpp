#include "cli/focus_export.h"

#include <algorithm>

#include "cli/ledger_view.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

// A word for every usage surface that is held.
constexpr std::string_view kAllUsage = "usage";

Result<std::vector<std::string>> SurfacesAskedFor(const CommandOptions& options) {
  if (options.surface != kAllUsage) {
    TRY(std::vector<std::string> names, SurfaceListOf(options));
    if (names.empty()) names.emplace_back(kCompletions);
    return names;
  }
  std::vector<std::string> names;
  for (const Surface& surface : Surfaces()) {
    if (!HoldsMoney(surface.name)) names.emplace_back(surface.name);
  }
  return names;
}

Result<bool> IsHeld(const LedgerView& view, LedgerStore& store) {
  if (!view.stream) return false;
  TRY(const std::vector<WindowRecord> records,
      store.Windows(view.stream->id, kFirstDay.start(), kLastDay.end()));
  return std::any_of(records.begin(), records.end(),
                     [](const WindowRecord& record) { return record.has_content(); });
}

// Of all usage those are told of that there may be use of: the rest the provider does not know, or
// nobody ever asked for.
bool IsToldOf(const LedgerView& view, const CommandOptions& options) {
  if (options.surface != kAllUsage) return true;
  return view.stream && view.stream->surface_state == SurfaceState::kRefused;
}

}  // namespace

Result<std::string> ProviderOf(LedgerStore& store, const std::string& source) {
  TRY(const std::vector<SourceRecord> sources, store.Sources());
  const auto found = std::find_if(sources.begin(), sources.end(), [&](const SourceRecord& record) {
    return record.name == source;
  });
  return found == sources.end() ? source : found->provider;
}

Result<ExportCount> WriteFocus(CommandContext& context, LedgerStore& store,
                               const WriteBytes& write) {
  const CommandOptions& options = context.options();
  TRY(const std::vector<std::string> surfaces, SurfacesAskedFor(options));
  const bool money = std::any_of(surfaces.begin(), surfaces.end(),
                                 [](const std::string& name) { return HoldsMoney(name); });
  if (money && surfaces.size() > 1) {
    return Error{ErrorCode::kUsage,
                 "--surface " + *options.surface +
                     ": what was used and what was billed are files of their own, and so is the "
                     "same money by key; 'cognitrack export reconciliation' has both sides in one"};
  }
  if (money && options.prices_file) {
    return Error{ErrorCode::kUsage, "--prices is for use that is priced; costs are as billed"};
  }
  std::vector<ExportOrder> orders;
  std::vector<std::string> never_read;
  for (const std::string& surface : surfaces) {
    TRY(const LedgerView view, FindStream(store, context.settings(), surface));
    ExportOrder order;
    order.surface = surface;
    if (view.stream) {
      TRY(order, MakeExportOrder(options, view, store, context.clock().Now()));
    }
    TRY(const bool is_held, IsHeld(view, store));
    if (!is_held && IsToldOf(view, options)) never_read.push_back(surface);
    // Told as never read, not as a gap of every day.
    if (!is_held && !money) order.days_missing = 0;
    orders.push_back(std::move(order));
  }
  if (money) return WriteFocusCosts(context, orders.front(), store, write);
  TRY(ExportCount count, WriteFocusUsage(context, orders, store, write));
  if (!never_read.empty()) {
    std::string line = "never read, and not in the file:";
    for (const std::string& surface : never_read) line += " " + surface;
    count.remarks.push_back(std::move(line));
  }
  return count;
}

}  // namespace cognitrack
