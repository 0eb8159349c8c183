// The content hash of a window (usage/window.h).

#include <endian.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "usage/window.h"

namespace cognitrack {
namespace {

constexpr std::size_t kIntegerBytes = 8;
constexpr std::size_t kPiece = 16'384;

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

class ContentHasher {
 public:
  // The read and the table outlive the hasher and do not change.
  ContentHasher(const StreamKey& stream, const WindowRead& read, const SeriesTable& series);
  // Once.
  Hash256 Finish();

 private:
  void Order();
  void AddRow(const UsageRow& row);

  const WindowRead& read_;
  const SeriesTable& series_;
  // By the first eight bytes of the series' hash, most significant first: sorting touches no memory
  // but these, and hardly ever needs the rest of the hash.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order_;
  std::unordered_map<SeriesRef, std::vector<const UnknownMetric*>> unknown_;
  Blake2bHasher hasher_;
  std::string bytes_;
};

ContentHasher::ContentHasher(const StreamKey& stream, const WindowRead& read,
                             const SeriesTable& series)
    : read_(read), series_(series) {
  for (const UnknownMetric& metric : read.unknown_metrics) {
    unknown_[metric.series].push_back(&metric);
  }
  AppendText(stream.surface, &bytes_);
  AppendText(stream.width, &bytes_);
  AppendText(read.grain.ToText(), &bytes_);
  AppendInteger(read.reported.size(), &bytes_);
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (read.reported.Has(MetricAt(i))) AppendText(kMetricNames[i], &bytes_);
  }
}

Hash256 ContentHasher::Finish() {
  Order();
  for (const auto& [prefix, row] : order_) {
    AddRow(read_.rows[row]);
    if (bytes_.size() < kPiece) continue;
    hasher_.AddBytes(bytes_);
    bytes_.clear();
  }
  hasher_.AddBytes(bytes_);
  return hasher_.Finish();
}

void ContentHasher::Order() {
  order_.reserve(read_.rows.size());
  for (const UsageRow& row : read_.rows) {
    order_.emplace_back(be64toh(series_.HashAt(row.series).prefix()),
                        static_cast<std::uint32_t>(order_.size()));
  }
  std::sort(order_.begin(), order_.end(), [this](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return series_.HashAt(read_.rows[a.second].series) <
           series_.HashAt(read_.rows[b.second].series);
  });
}

void ContentHasher::AddRow(const UsageRow& row) {
  bytes_.append(series_.HashAt(row.series).view());
  AppendMetrics(read_.reported, row.metrics, &bytes_);
  if (unknown_.empty()) return;
  const auto found = unknown_.find(row.series);
  if (found == unknown_.end()) return;
  std::sort(found->second.begin(), found->second.end(),
            [](const UnknownMetric* a, const UnknownMetric* b) { return a->name < b->name; });
  for (const UnknownMetric* metric : found->second) {
    AppendText(metric->name, &bytes_);
    AppendText(metric->value, &bytes_);
  }
}

}  // namespace

Hash256 ContentHash(const StreamKey& stream, const WindowRead& read, const SeriesTable& series) {
  return ContentHasher(stream, read, series).Finish();
}

}  // namespace cognitrack
