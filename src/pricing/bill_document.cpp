#include "pricing/bill_document.h"

namespace cognitrack {
namespace {

Picos Absolute(Picos value) { return value.count < 0 ? Picos{-value.count} : value; }

// part / whole to twelve decimals, towards zero.
std::optional<Picos> ShareOf(WideCount part, Picos whole) {
  if (whole.count <= 0) return std::nullopt;
  // Both in 10^-12: cut down where the product would not fit.
  const WideCount limit = (WideCount{1} << 126) / kPicosInOne;
  WideCount divisor = whole.count;
  while (part > limit || part < -limit) {
    part /= 10;
    divisor /= 10;
  }
  if (divisor == 0) return std::nullopt;
  return Picos{part * kPicosInOne / divisor};
}

}  // namespace

void BillTotals::Add(const BillLine& line) {
  if (line.billed) billed.count += line.billed->count;
  if (line.priced) priced.count += line.priced->count;
  if (line.unpriced_units > 0) priced_whole = false;
  if (!line.cause) return;
  CauseSum& sum = causes[*line.cause];
  sum.absolute.count += Absolute(line.difference).count;
  sum.difference.count += line.difference.count;
  ++sum.lines;
}

void BillTotals::Add(const BillTotals& other) {
  billed.count += other.billed.count;
  priced.count += other.priced.count;
  priced_whole = priced_whole && other.priced_whole;
  for (const auto& [cause, sum] : other.causes) {
    CauseSum& into = causes[cause];
    into.absolute.count += sum.absolute.count;
    into.difference.count += sum.difference.count;
    into.lines += sum.lines;
  }
}

Picos BillTotals::differing() const {
  Picos sum;
  for (const auto& [cause, of_cause] : causes) sum.count += of_cause.absolute.count;
  return sum;
}

Picos BillTotals::difference() const {
  Picos sum;
  for (const auto& [cause, of_cause] : causes) sum.count += of_cause.difference.count;
  return sum;
}

Picos BillTotals::unknown() const {
  const auto found = causes.find(BillCause::kUnknown);
  return found == causes.end() ? Picos{} : found->second.absolute;
}

std::optional<Picos> BillTotals::ReproducedShare() const {
  return ShareOf(billed.count - differing().count, billed);
}

std::optional<Picos> BillTotals::NamedShare() const {
  return ShareOf(differing().count - unknown().count, billed);
}

std::optional<Picos> BillTotals::ExplainedShare() const {
  return ShareOf(billed.count - unknown().count, billed);
}

}  // namespace cognitrack
