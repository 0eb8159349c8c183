// The closed list of issue codes that runs record. snake_case; each says what was seen, not what
// was done about it.
#pragma once

#include <string_view>

namespace cognitrack::issue {

inline constexpr std::string_view kWindowParked = "window_parked";
inline constexpr std::string_view kEmptyUnconfirmed = "empty_unconfirmed";
inline constexpr std::string_view kGrainFellBack = "grain_fell_back";
inline constexpr std::string_view kCoarserReadDiffers = "coarser_read_differs";
inline constexpr std::string_view kSettledWindowChanged = "settled_window_changed";
inline constexpr std::string_view kUnknownMetric = "unknown_metric";
inline constexpr std::string_view kUnknownDimension = "unknown_dimension";
inline constexpr std::string_view kUnknownField = "unknown_field";
inline constexpr std::string_view kMissingField = "missing_field";
inline constexpr std::string_view kMissingColumn = "missing_column";
inline constexpr std::string_view kRepeatedSeries = "repeated_series";
inline constexpr std::string_view kIdenticalRows = "identical_rows";
inline constexpr std::string_view kIdentityBroken = "identity_broken";
inline constexpr std::string_view kAmountRounded = "amount_rounded";
inline constexpr std::string_view kCountRounded = "count_rounded";
inline constexpr std::string_view kClippedDay = "clipped_day";
inline constexpr std::string_view kPageTooLarge = "page_too_large";
inline constexpr std::string_view kSurfaceRefused = "surface_refused";
inline constexpr std::string_view kSurfaceUnknown = "surface_unknown";
inline constexpr std::string_view kDiffersFromApi = "differs_from_api";
inline constexpr std::string_view kNumberAsText = "number_as_text";
inline constexpr std::string_view kNamesRefused = "names_refused";
inline constexpr std::string_view kNamesUnread = "names_unread";
inline constexpr std::string_view kPrunedLeftOut = "pruned_left_out";
inline constexpr std::string_view kWindowMended = "window_mended";
inline constexpr std::string_view kArchiveDiffers = "archive_differs";
inline constexpr std::string_view kWindowLost = "window_lost";
inline constexpr std::string_view kNotRebuilt = "not_rebuilt";
inline constexpr std::string_view kMonthWasRead = "month_was_read";
// Days that a timer's ingest left out: another process was done with them less than a minute ago.
inline constexpr std::string_view kReadJustNow = "read_just_now";
// The key that a pull used was refused or taken out, and another one of the source went on.
inline constexpr std::string_view kKeyChanged = "key_changed";
inline constexpr std::string_view kMigrationStep = "migration_step";
inline constexpr std::string_view kRollbackStep = "rollback_step";
// A version in shadow makes something else of what a pull stored; or could not be asked about it.
inline constexpr std::string_view kShadowDiffers = "shadow_differs";
inline constexpr std::string_view kShadowFailed = "shadow_failed";

}  // namespace cognitrack::issue
