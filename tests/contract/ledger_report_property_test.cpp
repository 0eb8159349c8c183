// Reports against sums made by hand from the same rows: any grouping, any filter, from roll-ups,
// from probes and from rows; the whole is the sum of any split of it.
#include <map>

#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;

constexpr int kDays = 4;
const std::vector<std::string> kNames = {"api_key_id", "batch",   "model",       "project_id",
                                         "region",     "user_id", "service_tier"};

class LedgerReportPropertyTest : public LedgerStoreContract {
 protected:
  using Group = std::vector<GroupValue>;
  struct Sum {
    std::int64_t rows = 0;
    MetricValues metrics;
    bool operator==(const Sum&) const = default;
  };

  // Four days of random rows; the second at a coarser grain, the third written twice.
  void Fill(SeededRandom& random) {
    for (int day = 0; day < kDays; ++day) {
      WindowRead read = WindowOf(series_, FormatDay(First() + day), "");
      read.grain = day == 1 ? Grain({"model", "project_id"}) : Grain(kNames);
      if (day == 2) {
        ASSERT_OK(Commit(RandomRows(random, read)));
      }
      read.read_at += 1;
      read = RandomRows(random, read);
      ASSERT_OK(Commit(read, 2));
      reads_.push_back(read);
    }
  }

  WindowRead RandomRows(SeededRandom& random, WindowRead read) {
    std::map<SeriesRef, MetricValues> rows;
    for (int i = 0; i < 120; ++i) {
      std::vector<DimensionValue> values;
      for (const std::string& name : read.grain.names()) {
        if (random.Below(5) == 0) continue;
        // Few rows have the rare value, so that asking for it probes for their series.
        values.push_back({name, random.Below(60) == 0 ? "rare" : ValueOf(random.Below(4))});
      }
      MetricValues metrics;
      metrics.Set(Metric::kInputTokens, static_cast<std::int64_t>(random.Below(1'000)));
      if (random.Below(2) == 0) metrics.Set(Metric::kOutputTokens, 1);
      rows[series_.Intern(Series(std::move(values)))] = metrics;
    }
    read.rows.clear();
    for (const auto& [ref, metrics] : rows) {
      read.rows.push_back({ref, metrics});
      read.reported = read.reported | metrics.reported();
    }
    return read;
  }

  UsageQuery RandomQuery(SeededRandom& random) {
    UsageQuery query;
    query.stream = stream_;
    if (random.Below(2) == 0) query.group_by.emplace_back(kGroupByDay);
    for (std::uint64_t i = random.Below(3); i > 0; --i) {
      query.group_by.push_back(kNames[random.Below(kNames.size())]);
    }
    for (std::uint64_t i = random.Below(3); i > 0; --i) {
      DimensionFilter filter{kNames[random.Below(kNames.size())], {}, random.Below(3) == 0};
      for (std::uint64_t values = random.Below(3); values > 0; --values) {
        const std::uint64_t value = random.Below(8);
        if (value == 4) {
          filter.values.push_back(std::nullopt);
        } else {
          filter.values.emplace_back(value > 4 ? "rare" : ValueOf(value));
        }
      }
      query.filters.push_back(std::move(filter));
    }
    return query;
  }

  static std::string ValueOf(std::uint64_t number) {
    return number == 0 ? "" : "v" + std::to_string(number);
  }

  static bool Passes(const Series& series, const Grain& grain, const UsageQuery& query) {
    for (const DimensionFilter& filter : query.filters) {
      if (!grain.Has(filter.dimension)) return false;
      const std::string* held = series.Find(filter.dimension);
      const std::optional<std::string> value =
          held == nullptr ? std::nullopt : std::optional<std::string>(*held);
      const bool among =
          std::find(filter.values.begin(), filter.values.end(), value) != filter.values.end();
      if (among == filter.exclude) return false;
    }
    return true;
  }

  std::map<Group, Sum> Expected(const UsageQuery& query) const {
    std::map<Group, Sum> sums;
    for (const WindowRead& read : reads_) {
      for (const UsageRow& row : read.rows) {
        const Series& series = series_.At(row.series);
        if (!Passes(series, read.grain, query)) continue;
        Group group;
        for (const std::string& name : query.group_by) {
          const std::string* value = series.Find(name);
          if (name == kGroupByDay) {
            group.push_back({GroupValue::Kind::kValue, FormatDay(DayOf(read.start))});
          } else if (!read.grain.Has(name)) {
            group.push_back({GroupValue::Kind::kNotGrouped, ""});
          } else if (value == nullptr) {
            group.push_back({GroupValue::Kind::kUnattributed, ""});
          } else {
            group.push_back({GroupValue::Kind::kValue, *value});
          }
        }
        Sum& sum = sums[group];
        ++sum.rows;
        EXPECT_TRUE(sum.metrics.Add(row.metrics));
      }
    }
    return sums;
  }

  static Day First() { return DayOf(Start("2026-03-05")); }

  std::vector<WindowRead> reads_;
};
INSTANTIATE_LEDGER_CONTRACT(LedgerReportPropertyTest);

TEST_P(LedgerReportPropertyTest, AnyQuestionIsAnsweredAsByHand) {
  SeededRandom random(42);
  Fill(random);
  for (int round = 0; round < 250 / GetParam().cost; ++round) {
    const UsageQuery query = RandomQuery(random);
    const auto report = store_->Aggregate(query);
    ASSERT_OK(report);
    std::map<Group, Sum> found;
    for (const UsageReportRow& row : report->rows) {
      EXPECT_TRUE(found.emplace(row.group.ToVector(), Sum{row.ledger_rows, row.metrics}).second)
          << "a group stands in one row";
    }
    EXPECT_TRUE(found == Expected(query)) << "round " << round;
    // History gives the same answer from rows alone, as roll-ups have none.
    UsageQuery from_rows = query;
    from_rows.as_of = kDays + 1;
    const auto again = store_->Aggregate(from_rows);
    ASSERT_OK(again);
    ASSERT_EQ(again->rows.size(), report->rows.size());
    for (std::size_t i = 0; i < report->rows.size(); ++i) {
      EXPECT_EQ(again->rows[i].group, report->rows[i].group);
      EXPECT_EQ(again->rows[i].metrics, report->rows[i].metrics);
    }
  }
}

TEST_P(LedgerReportPropertyTest, SumOfPartsIsTheWhole) {
  SeededRandom random(43);
  Fill(random);
  UsageQuery query;
  query.stream = stream_;
  const auto whole = store_->Aggregate(query);
  ASSERT_OK(whole);
  for (const std::string& name : kNames) {
    query.group_by = {name};
    const auto split = store_->Aggregate(query);
    ASSERT_OK(split);
    EXPECT_EQ(split->totals.metrics, whole->totals.metrics) << name;
    EXPECT_EQ(split->totals.ledger_rows, whole->totals.ledger_rows) << name;
  }
  MetricValues of_days;
  query.group_by = {};
  for (int day = 0; day < kDays; ++day) {
    query.from = query.to = First() + day;
    const auto part = store_->Aggregate(query);
    ASSERT_OK(part);
    ASSERT_TRUE(of_days.Add(part->totals.metrics));
  }
  EXPECT_EQ(of_days, whole->totals.metrics);
}

TEST_P(LedgerReportPropertyTest, OrderOfRowsAndOfDaysDoesNotMatter) {
  SeededRandom random(44);
  Fill(random);
  UsageQuery query;
  query.stream = stream_;
  query.group_by = {"day", "user_id", "project_id"};
  const auto first = store_->Aggregate(query);
  ASSERT_OK(first);
  const auto other = store_->EnsureSource("other", "openai");
  ASSERT_OK(other);
  const auto stream = store_->EnsureStream(other->id, StreamKey{});
  ASSERT_OK(stream);
  std::reverse(reads_.begin(), reads_.end());
  for (WindowRead& read : reads_) {
    std::reverse(read.rows.begin(), read.rows.end());
    ASSERT_OK(store_->CommitWindow(stream->id, read, series_, 3));
  }
  query.stream = stream->id;
  const auto second = store_->Aggregate(query);
  ASSERT_OK(second);
  ASSERT_EQ(second->rows.size(), first->rows.size());
  for (std::size_t i = 0; i < first->rows.size(); ++i) {
    EXPECT_EQ(second->rows[i].group, first->rows[i].group);
    EXPECT_EQ(second->rows[i].metrics, first->rows[i].metrics);
  }
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace cognitrack
