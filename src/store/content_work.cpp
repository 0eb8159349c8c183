#include "store/content_work.h"

namespace cognitrack {
namespace {

constexpr std::size_t kRowsWorthAThread = 1'024;

}  // namespace

void ContentWork::Begin() {
  if (rows_.size() < kRowsWorthAThread) return;
  begun_ = ThreadSpawner().Spawn([this] { done_ = Do(); });
}

Status ContentWork::Finish() {
  if (begun_ == nullptr) return Do();
  begun_->Wait();
  begun_.reset();
  return done_;
}

Status ContentWork::Do() {
  TRY_VOID(SumRows());
  content_hash_ = known_hash_ ? *known_hash_ : ContentHash(stream_, read_, series_);
  return {};
}

Status ContentWork::SumRows() {
  if (sums_ == nullptr) {
    for (const NewRow& row : rows_) {
      if (!totals_.Add(*row.metrics)) return TooMuch();
    }
    return {};
  }
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!sums_->Add(i, *rows_[i].metrics)) return TooMuch();
  }
  if (!sums_->AddUp(&totals_)) return TooMuch();
  for (std::size_t kind = 0; kind < kRollUpKinds; ++kind) sums_->Pack(kind, &roll_ups_[kind]);
  return {};
}

Error ContentWork::TooMuch() const {
  return Error{ErrorCode::kBadInput, FormatTime(read_.start) +
                                         ": the sum of a metric over the window does not fit 64 "
                                         "bits; nothing of the window was stored"};
}

}  // namespace cognitrack
