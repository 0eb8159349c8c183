#include "store/window_sum.h"

namespace cognitrack {

Status WindowSum::Verify() const {
  if (fits_ && rows_ == record_->row_count && totals_ == record_->totals) return {};
  return Error{
      ErrorCode::kDisk,
      FormatTime(record_->start) +
          ": the rows of this window do not add up to what its record says, so the "
          "database is damaged; 'cognitrack doctor' says where; 'cognitrack rebuild' mends it "
          "where the provider's answers were kept; else restore it from a backup, or move "
          "it away and fetch its days again"};
}

}  // namespace cognitrack
