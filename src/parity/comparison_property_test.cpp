// Properties of parity over seeded random exports: what must not matter, and what must always be
// named.
#include <gmock/gmock.h>

#include <algorithm>

#include "base/random.h"
#include "parity/comparison.h"
#include "tests/support/parity_case.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::SizeIs;

const Day kMay1{20'574};  // 2026-05-01.
const Grain kGrain({"api_key_id", "model", "project_id", "user_id"});
constexpr int kSeeds = 60;

class RandomExport {
 public:
  explicit RandomExport(std::uint64_t seed) : random(seed) {}

  // Rows with distinct series on each of `days` days; every dimension is filled in on each day.
  std::vector<CaseRow> Rows(ParityCase* parity, int days) {
    std::vector<CaseRow> rows;
    for (int i = 0; i < days; ++i) {
      const auto count = static_cast<int>(2 + random.Below(12));
      for (int j = 0; j < count; ++j) rows.push_back({kMay1 + i, SeriesOf(parity, j), Use(), {}});
    }
    return rows;
  }

  MetricValues Use() {
    MetricValues values;
    values.Set(Metric::kNumModelRequests, Number(1'000) + 1);
    values.Set(Metric::kInputTokens, Number(1'000'000'000'000));
    values.Set(Metric::kOutputTokens, Number(1'000'000));
    if (random.Below(4) != 0) values.Set(Metric::kInputCachedTokens, Number(500));
    return values;
  }
  std::int64_t Number(std::uint64_t below) {
    return static_cast<std::int64_t>(random.Below(below));
  }
  template <typename T>
  void Shuffle(std::vector<T>* all) {
    for (std::size_t i = all->size(); i > 1; --i) std::swap((*all)[i - 1], (*all)[random.Below(i)]);
  }

  SeededRandom random;

 private:
  SeriesRef SeriesOf(ParityCase* parity, int number) {
    std::vector<DimensionValue> values = {{"api_key_id", "key_" + std::to_string(number)},
                                          {"model", "gpt-" + std::to_string(random.Below(3))},
                                          {"project_id", "proj_" + std::to_string(number % 2)}};
    // Unattributed here and there, but never on a whole day.
    if (number == 0 || random.Below(5) != 0) values.push_back({"user_id", "user_ann"});
    return parity->Ref(std::move(values));
  }
};

void HoldAll(const std::vector<CaseRow>& rows, ParityCase* parity) {
  for (const CaseRow& row : rows) parity->Held(row.day, kGrain, row.series, row.metrics);
}

class ComparisonPropertyTest : public ::testing::TestWithParam<int> {
 protected:
  ComparisonPropertyTest() : random_(static_cast<std::uint64_t>(GetParam())) {
    rows_ = random_.Rows(&case_, 5);
    HoldAll(rows_, &case_);
    case_.tally_ahead = GetParam() % 2 == 0;  // When the ledger is read must not matter.
  }
  ParityDocument Compare(std::vector<CaseRow> rows) {
    case_.files = {{"may.csv", std::move(rows), {}, ""}};
    return Run();
  }
  ParityDocument Run() {
    Result<ParityDocument> document = case_.Run();
    EXPECT_OK(document);
    return document ? *std::move(document) : ParityDocument();
  }
  std::size_t AnyRow() { return random_.random.Below(rows_.size()); }

  ParityCase case_;
  RandomExport random_;
  std::vector<CaseRow> rows_;
};

TEST_P(ComparisonPropertyTest, ALedgerEqualsItself) {
  const ParityDocument document = Compare(rows_);
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.csv_totals, document.ledger_totals);
  EXPECT_EQ(document.differences_total, 0);
}

TEST_P(ComparisonPropertyTest, TheOrderOfRowsDoesNotMatter) {
  random_.Shuffle(&rows_);
  EXPECT_EQ(Compare(rows_).verdict, Verdict::kExact);
}

TEST_P(ComparisonPropertyTest, FilesMayBeSplitAtAnyDayBoundary) {
  const Day cut = kMay1 + 1 + static_cast<int>(random_.random.Below(4));
  CaseFile first{"first.csv", {}, {}, ""}, second{"second.csv", {}, {}, ""};
  for (const CaseRow& row : rows_) (row.day < cut ? first : second).rows.push_back(row);
  case_.files = {second, first};
  EXPECT_EQ(Run().verdict, Verdict::kExact);
}

TEST_P(ComparisonPropertyTest, ARowMayBeSplitIntoTwoOfItsSeries) {
  const std::size_t at = AnyRow();
  CaseRow part = rows_[at];
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const std::optional<std::int64_t> value = rows_[at].metrics.Get(MetricAt(i));
    if (!value) continue;
    const std::int64_t taken = random_.Number(static_cast<std::uint64_t>(*value) + 1);
    part.metrics.Set(MetricAt(i), taken);
    rows_[at].metrics.Set(MetricAt(i), *value - taken);
  }
  rows_.push_back(part);
  EXPECT_EQ(Compare(rows_).verdict, Verdict::kExact);
}

TEST_P(ComparisonPropertyTest, OneChangedNumberIsNamedExactly) {
  const std::size_t at = AnyRow();
  MetricValues& metrics = rows_[at].metrics;
  const std::int64_t before = metrics.OrZero(Metric::kInputTokens);
  metrics.Set(Metric::kInputTokens, before + 1 + random_.Number(9));
  const ParityDocument document = Compare(rows_);
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  EXPECT_EQ(document.differences_total, 1);
  ASSERT_THAT(document.differences, SizeIs(1));
  const ParityDifference& found = document.differences[0];
  EXPECT_EQ(found.day, rows_[at].day);
  EXPECT_EQ(found.cause, Cause::kValueDiffers);
  ASSERT_THAT(found.metrics, SizeIs(1));
  EXPECT_EQ(found.metrics.at("input_tokens").delta,
            WideCount{metrics.OrZero(Metric::kInputTokens) - before});
  ASSERT_THAT(found.at, SizeIs(1));
  EXPECT_EQ(found.at[0].line, static_cast<std::int64_t>(at) + 2);
}

TEST_P(ComparisonPropertyTest, OneDeletedRowIsNamedExactly) {
  const std::size_t at = AnyRow();
  const CaseRow gone = rows_[at];
  rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(at));
  // What is left of the day still fills in every dimension, so that the grain stays.
  const bool filled = std::any_of(rows_.begin(), rows_.end(), [&](const CaseRow& row) {
    return row.day == gone.day && case_.series.At(row.series).Find("user_id") != nullptr;
  });
  if (!filled) return;
  const ParityDocument document = Compare(rows_);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].day, gone.day);
  EXPECT_EQ(document.differences[0].kind, DifferenceKind::kMissingInCsv);
  EXPECT_EQ(document.differences[0].cause, Cause::kRowAbsent);
  EXPECT_EQ(document.differences[0].dimensions.at("api_key_id"),
            *case_.series.At(gone.series).Find("api_key_id"));
  EXPECT_EQ(document.differences[0].metrics.at("num_model_requests").delta,
            -WideCount{gone.metrics.OrZero(Metric::kNumModelRequests)});
}

TEST_P(ComparisonPropertyTest, OneDoubledRowIsNamedExactly) {
  const std::size_t at = AnyRow();
  const CaseRow twice = rows_[at];
  rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(AnyRow()), twice);
  const ParityDocument document = Compare(rows_);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].day, twice.day);
  EXPECT_EQ(document.differences[0].cause, Cause::kDoubledRow);
  EXPECT_THAT(document.differences[0].at, SizeIs(2));
}

DifferenceKind Mirrored(DifferenceKind kind) {
  if (kind == DifferenceKind::kMissingInCsv) return DifferenceKind::kMissingInLedger;
  if (kind == DifferenceKind::kMissingInLedger) return DifferenceKind::kMissingInCsv;
  return kind;
}

TEST_P(ComparisonPropertyTest, ParityMirrors) {
  std::vector<CaseRow> other = rows_;
  for (CaseRow& row : other) {
    if (random_.random.Below(3) == 0) row.metrics = random_.Use();
    if (random_.random.Below(8) == 0) {
      row.series = case_.Ref({{"api_key_id", "key_new"},
                              {"model", "gpt-new"},
                              {"project_id", "proj_0"},
                              {"user_id", "user_ann"}});
    }
  }
  const ParityDocument ab = Compare(other);
  case_.windows.clear();
  HoldAll(other, &case_);
  const ParityDocument ba = Compare(rows_);
  EXPECT_EQ(ab.verdict, ba.verdict);
  EXPECT_EQ(ab.csv_totals, ba.ledger_totals);
  ASSERT_EQ(ab.differences.size(), ba.differences.size());
  for (std::size_t i = 0; i < ab.differences.size(); ++i) {
    const ParityDifference &a = ab.differences[i], &b = ba.differences[i];
    EXPECT_EQ(a.day, b.day);
    EXPECT_EQ(a.dimensions, b.dimensions);
    EXPECT_EQ(a.kind, Mirrored(b.kind));
    ASSERT_EQ(a.metrics.size(), b.metrics.size());
    for (const auto& [name, metric] : a.metrics) EXPECT_EQ(metric.delta, -b.metrics.at(name).delta);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ComparisonPropertyTest, ::testing::Range(1, kSeeds + 1));

}  // namespace
}  // namespace cognitrack
