#include "usage/window.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace cognitrack {
namespace {

constexpr std::string_view kExportPrefix = "export:";

constexpr std::array<std::string_view, 5> kStateNames = {"missing", "open", "provisional",
                                                         "settled", "pruned"};
constexpr std::array<std::string_view, 5> kOutcomeNames = {"none", "ok", "parked",
                                                           "empty_unconfirmed", "reset"};

MetricValues Only(MetricSet kept, const MetricValues& metrics) {
  MetricValues only;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (kept.Has(MetricAt(i))) only.Copy(MetricAt(i), metrics);
  }
  return only;
}

}  // namespace

std::string Origin::ToText() const {
  return from_api ? "api" : std::string(kExportPrefix) + file_sha256;
}

Origin Origin::FromText(std::string_view text) {
  if (text.substr(0, kExportPrefix.size()) != kExportPrefix) return Origin{};
  return Origin{false, std::string(text.substr(kExportPrefix.size()))};
}

std::string_view NameOf(WindowState state) { return kStateNames[static_cast<std::size_t>(state)]; }

std::string_view NameOf(AttemptOutcome outcome) {
  return kOutcomeNames[static_cast<std::size_t>(outcome)];
}

std::optional<AttemptOutcome> AttemptOutcomeNamed(std::string_view name) {
  const auto found = std::find(kOutcomeNames.begin(), kOutcomeNames.end(), name);
  if (found == kOutcomeNames.end()) return std::nullopt;
  return static_cast<AttemptOutcome>(found - kOutcomeNames.begin());
}

WindowState StateOf(const WindowRecord& record, std::string_view surface, UtcSeconds now) {
  if (!record.has_content()) return WindowState::kMissing;
  if (record.pruned) return WindowState::kPruned;
  if (now < record.end) return WindowState::kOpen;
  if (!record.origin.from_api) return WindowState::kProvisional;
  const UtcSeconds age = record.read_at - record.end;
  const bool read_twice = record.read_at - record.content_since >= kSettledReadsApart;
  const UtcSeconds settled_after = HoldsMoney(surface) ? kSettledByAge : kSettledAfter;
  if ((read_twice && age >= settled_after) || age >= kSettledByAge) return WindowState::kSettled;
  return WindowState::kProvisional;
}

std::optional<WindowRead> CoarsenedTo(const Grain& grain, MetricSet metrics, const WindowRead& read,
                                      SeriesTable& series) {
  WindowRead coarse = read;
  coarse.grain = grain;
  coarse.reported = metrics;
  coarse.rows.clear();
  coarse.unknown_metrics.clear();
  std::unordered_map<SeriesRef, std::size_t> row_of;
  for (const UsageRow& row : read.rows) {
    const SeriesRef ref = series.Intern(series.At(row.series).RestrictedTo(grain));
    const auto [at, inserted] = row_of.try_emplace(ref, coarse.rows.size());
    if (inserted) coarse.rows.push_back({ref, {}});
    if (!coarse.rows[at->second].metrics.Add(Only(metrics, row.metrics))) return std::nullopt;
  }
  return coarse;
}

std::optional<MetricValues> TotalsOf(const std::vector<UsageRow>& rows) {
  MetricValues totals;
  for (const UsageRow& row : rows) {
    if (!totals.Add(row.metrics)) return std::nullopt;
  }
  return totals;
}

}  // namespace cognitrack
