#include "store/content_work.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::size_t kRowsAtOnce = 256;
// Adding up, then each kind of roll-up to be packed; each weighs as a part of the rows.
constexpr std::size_t kSteps = 1 + kRollUpKinds;
constexpr std::size_t kStepsInRows = 8;

}  // namespace

ContentWork::ContentWork(const StreamKey& stream, const WindowRead& read, const SeriesTable& series,
                         const std::vector<NewRow>& rows, RollUpSums* sums,
                         const std::optional<Hash256>& known_hash)
    : read_(read),
      rows_(rows),
      sums_(sums),
      step_weight_(rows.size() / kStepsInRows + 1),
      content_hash_(known_hash.value_or(Hash256{})) {
  if (!known_hash) hasher_.emplace(stream, read, series);
}

Status ContentWork::DoUntil(std::size_t done, std::size_t all) {
  const std::size_t hashed = hasher_ ? rows_.size() : 0;
  const std::size_t scale = rows_.size() + kSteps * step_weight_ + hashed;
  const std::size_t until = done == all ? scale : scale * done / all;
  while (at_ < until) TRY_VOID(DoNext());
  return {};
}

Status ContentWork::Finish() {
  TRY_VOID(DoUntil(1, 1));
  if (hasher_) content_hash_ = hasher_->Finish();
  return {};
}

Status ContentWork::DoNext() {
  const std::size_t rows = rows_.size();
  if (at_ < rows) {
    for (const std::size_t end = std::min(rows, at_ + kRowsAtOnce); at_ < end; ++at_) {
      if (!AddRow(at_)) return TooMuch();
    }
    return {};
  }
  const std::size_t step = (at_ - rows) / step_weight_;
  if (step >= kSteps) {
    hasher_->AddRows(kRowsAtOnce);
    at_ += kRowsAtOnce;
    return {};
  }
  at_ += step_weight_;
  if (sums_ == nullptr) return {};
  if (step > 0) {
    sums_->Pack(step - 1, &roll_ups_[step - 1]);
  } else if (!sums_->AddUp(&totals_)) {
    return TooMuch();
  }
  return {};
}

bool ContentWork::AddRow(std::size_t row) {
  const MetricValues& metrics = *rows_[row].metrics;
  return sums_ != nullptr ? sums_->Add(row, metrics) : totals_.Add(metrics);
}

Error ContentWork::TooMuch() const {
  return Error{ErrorCode::kBadInput, FormatTime(read_.start) +
                                         ": the sum of a metric over the window does not fit 64 "
                                         "bits; nothing of the window was stored"};
}

}  // namespace cognitrack
