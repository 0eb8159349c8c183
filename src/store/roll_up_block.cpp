#include "store/roll_up_block.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace cognitrack {
namespace {

constexpr std::string_view kNull = "null";

// The metrics that rows are written with, in the order of their columns.
struct TokenMetrics {
  std::array<Metric, kCountMetrics> list{};
  std::size_t count = 0;
};

constexpr TokenMetrics ListedTokenMetrics() {
  TokenMetrics metrics;
  for (std::size_t i = 0; i < kCountMetrics; ++i) {
    if (kTokenMetrics.Has(MetricAt(i))) metrics.list[metrics.count++] = MetricAt(i);
  }
  return metrics;
}
constexpr TokenMetrics kListed = ListedTokenMetrics();

// A row's text: two numbers and the metrics, with what stands between and around them.
constexpr std::size_t kLongestNumber = 20;
constexpr std::size_t kLongestRow = (2 + kCountMetrics) * (kLongestNumber + 1) + 2;

void Append(const RollUpRow& row, std::string* text) {
  std::array<char, kLongestRow> bytes;
  char* end = bytes.data();
  const auto put = [&bytes, &end](char before, std::int64_t value) {
    *end++ = before;
    end = std::to_chars(end, bytes.data() + bytes.size(), value).ptr;
  };
  put('[', row.series);
  put(',', row.usage_rows);
  std::size_t told = kListed.count;
  const MetricSet reported = row.metrics.reported();
  while (told > 0 && !reported.Has(kListed.list[told - 1])) --told;
  for (std::size_t i = 0; i < told; ++i) {
    if (reported.Has(kListed.list[i])) {
      put(',', row.metrics.OrZero(kListed.list[i]));
    } else {
      *end++ = ',';
      end = std::copy(kNull.begin(), kNull.end(), end);
    }
  }
  *end++ = ']';
  text->append(bytes.data(), static_cast<std::size_t>(end - bytes.data()));
}

// Reads a block from its begin to its end.
class BlockReader {
 public:
  explicit BlockReader(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  bool Take(char expected) {
    if (at_ == end_ || *at_ != expected) return false;
    ++at_;
    return true;
  }
  bool TakeInteger(std::int64_t* value) {
    const auto [end, error] = std::from_chars(at_, end_, *value);
    at_ = end;
    return error == std::errc();
  }
  bool TakeNull() {
    if (std::string_view(at_, end_).substr(0, kNull.size()) != kNull) return false;
    at_ += kNull.size();
    return true;
  }
  // To behind the end of the row.
  bool PassRow() {
    at_ = std::find(at_, end_, ']');
    return Take(']');
  }
  bool TakeMetrics(MetricValues* metrics) {
    for (std::size_t i = 0; !Take(']'); ++i) {
      std::int64_t value = 0;
      if (i == kListed.count || !Take(',')) return false;
      if (TakeNull()) continue;
      if (!TakeInteger(&value)) return false;
      metrics->Set(kListed.list[i], value);
    }
    return true;
  }
  bool is_at_end() const { return at_ == end_; }

 private:
  const char* at_;
  const char* end_;
};

}  // namespace

std::vector<RollUpBlock> Packed(const std::vector<const RollUpRow*>& rows) {
  std::vector<RollUpBlock> blocks;
  for (const RollUpRow* row : rows) {
    const std::int64_t number = BlockOf(row->series);
    const bool is_first = blocks.empty() || blocks.back().number != number;
    if (is_first) blocks.push_back({number, {}});
    std::string& text = blocks.back().packed;
    text.push_back(is_first ? '[' : ',');
    Append(*row, &text);
  }
  for (RollUpBlock& block : blocks) block.packed.push_back(']');
  return blocks;
}

bool Unpack(std::string_view packed, const std::vector<std::int64_t>* wanted,
            const std::function<bool(const RollUpRow&)>& row) {
  BlockReader reader(packed);
  if (!reader.Take('[')) return false;
  do {
    RollUpRow read;
    if (!reader.Take('[') || !reader.TakeInteger(&read.series)) return false;
    if (wanted != nullptr && !std::binary_search(wanted->begin(), wanted->end(), read.series)) {
      if (!reader.PassRow()) return false;
      continue;
    }
    if (!reader.Take(',') || !reader.TakeInteger(&read.usage_rows)) return false;
    if (!reader.TakeMetrics(&read.metrics)) return false;
    if (!row(read)) return true;
  } while (reader.Take(','));
  return reader.Take(']') && reader.is_at_end();
}

}  // namespace cognitrack
