#include "usage/window.h"

#include <endian.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

namespace cognitrack {
namespace {

constexpr std::string_view kExportPrefix = "export:";

constexpr std::array<std::string_view, 5> kStateNames = {"missing", "open", "provisional",
                                                         "settled", "pruned"};
constexpr std::array<std::string_view, 5> kOutcomeNames = {"none", "ok", "parked",
                                                           "empty_unconfirmed", "reset"};

constexpr std::size_t kIntegerBytes = 8;

// Little-endian; returns the byte behind it.
char* PutInteger(std::int64_t value, char* to) {
  const std::uint64_t bytes = htole64(static_cast<std::uint64_t>(value));
  std::memcpy(to, &bytes, kIntegerBytes);
  return to + kIntegerBytes;
}

void AppendInteger(std::int64_t value, std::string* to) {
  std::array<char, kIntegerBytes> bytes;
  PutInteger(value, bytes.data());
  to->append(bytes.data(), bytes.size());
}

void AppendText(std::string_view text, std::string* to) {
  AppendInteger(static_cast<std::int64_t>(text.size()), to);
  to->append(text);
}

void AppendMetrics(MetricSet reported, const MetricValues& metrics, std::string* to) {
  std::array<char, kMetricCount*(1 + 2 * kIntegerBytes)> bytes;
  char* end = bytes.data();
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (!reported.Has(metric)) continue;
    *end++ = metrics.reported().Has(metric) ? '\1' : '\0';
    if (IsDecimal(metric)) {
      const MicroAndPico parts = metrics.PartsOrZero(metric);
      end = PutInteger(parts.pico, PutInteger(parts.micro, end));
    } else {
      end = PutInteger(metrics.OrZero(metric), end);
    }
  }
  to->append(bytes.data(), static_cast<std::size_t>(end - bytes.data()));
}

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

Hash256 ContentHash(const StreamKey& stream, const WindowRead& read, const SeriesTable& series) {
  // Hashes beside the rows: sorting then touches no memory but these.
  std::vector<std::pair<Hash128, const UsageRow*>> rows;
  rows.reserve(read.rows.size());
  for (const UsageRow& row : read.rows) rows.emplace_back(series.HashAt(row.series), &row);
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::unordered_map<SeriesRef, std::vector<const UnknownMetric*>> unknown;
  for (const UnknownMetric& metric : read.unknown_metrics)
    unknown[metric.series].push_back(&metric);

  Blake2bHasher hasher;
  std::string bytes;
  AppendText(stream.surface, &bytes);
  AppendText(stream.width, &bytes);
  AppendText(read.grain.ToText(), &bytes);
  AppendInteger(read.reported.size(), &bytes);
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (read.reported.Has(MetricAt(i))) AppendText(kMetricNames[i], &bytes);
  }
  for (const auto& [hash, row] : rows) {
    bytes.append(hash.view());
    AppendMetrics(read.reported, row->metrics, &bytes);
    if (const auto found = unknown.find(row->series); found != unknown.end()) {
      std::sort(found->second.begin(), found->second.end(),
                [](const UnknownMetric* a, const UnknownMetric* b) { return a->name < b->name; });
      for (const UnknownMetric* metric : found->second) {
        AppendText(metric->name, &bytes);
        AppendText(metric->value, &bytes);
      }
    }
    if (bytes.size() >= 16'384) {
      hasher.AddBytes(bytes);
      bytes.clear();
    }
  }
  hasher.AddBytes(bytes);
  return hasher.Finish();
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
