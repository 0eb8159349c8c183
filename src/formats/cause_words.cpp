#include "formats/cause_words.h"

namespace cognitrack {

std::string_view MeaningOf(Cause cause) {
  switch (cause) {
    case Cause::kClippedDay:
      return "The file's last day ends before midnight, and nowhere holds more than the ledger: "
             "the "
             "export was cut off before the day was over.";
    case Cause::kDoubledRow:
      return "The file holds fully identical lines, and without the copies it equals the ledger.";
    case Cause::kRowAbsent:
      return "The file lists the day, but lacks a row that the ledger holds.";
    case Cause::kRowAdded:
      return "The file holds a row that the ledger lacks.";
    case Cause::kValueDiffers:
      return "Both sides hold the row, with different numbers.";
    case Cause::kDayAbsent:
      return "The file does not list the day at all, though it lies in the range.";
    case Cause::kSecondGrain:
      return "The file holds the month several times over, in different groupings: copies of the "
             "same use, not parts of a sum.";
    case Cause::kNotReported:
      return "One side does not report the metric on this row, while the other has a number.";
    case Cause::kWindowMissing:
      return "The ledger has never read this day.";
    case Cause::kWindowParked:
      return "The ledger tried to read this day and was refused or failed; it holds nothing of it.";
    case Cause::kDayOpen:
      return "The day is not over in UTC: neither side can be complete.";
    case Cause::kPruned:
      return "The ledger keeps only the totals of this day, and they differ from the file's.";
    case Cause::kHoursMissing:
      return "The file lists this day by hours or minutes, but not all of them.";
  }
  return "";
}

std::string_view NextStepFor(Cause cause) {
  switch (cause) {
    case Cause::kClippedDay:
      return "Nothing has to be done. For a full proof of that day, export one day more.";
    case Cause::kDoubledRow:
      return "Export again and compare the new file; look for what joined or edited this one.";
    case Cause::kRowAbsent:
    case Cause::kRowAdded:
    case Cause::kValueDiffers:
      return "Export the day again, grouped by every dimension. If the new file agrees with this "
             "one, read the day again with `cognitrack backfill` and compare once more; if the "
             "ledger still differs, the provider answers differently in its two places: file this "
             "report with it.";
    case Cause::kDayAbsent:
      return "Export the range again with this day in it.";
    case Cause::kSecondGrain:
      return "Export the month once, with one grouping, and compare that file alone.";
    case Cause::kNotReported:
      return "Compare with an export of the newest form, or read the day again with `cognitrack "
             "backfill`.";
    case Cause::kWindowMissing:
      return "Read the day with `cognitrack backfill`, or import an export of it.";
    case Cause::kWindowParked:
      return "See `cognitrack runs` for the reason, then read the day with `cognitrack backfill`.";
    case Cause::kDayOpen:
      return "Compare again after midnight UTC, with a new export.";
    case Cause::kPruned:
      return "Compare with the export that the day was proven by; its rows can be rebuilt from the "
             "archive where that was kept.";
    case Cause::kHoursMissing:
      return "Export the day again, by day or with all of its hours.";
  }
  return "";
}

}  // namespace cognitrack
