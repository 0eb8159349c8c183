// SeriesDictionary: every combination of dimension values once, with the id that usage rows carry.
// Ids are remembered only after the transaction that gave them was committed.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/sql_connection.h"
#include "usage/series.h"

namespace cognitrack {

using SeriesRefs = boost::unordered_flat_map<std::int64_t, SeriesRef>;  // By id.

class SeriesDictionary {
 public:
  explicit SeriesDictionary(SqlConnection* connection) : connection_(connection) {}

  // In which order new series get their ids.
  enum class IdOrder { kByHash, kAsGiven };
  // The id of each series of `refs`, in order; those that the dictionary lacks are added in a
  // transaction of their own.
  Result<std::vector<std::int64_t>> EnsureIds(const SeriesTable& series,
                                              const std::vector<SeriesRef>& refs,
                                              IdOrder order = IdOrder::kByHash);

  // kDisk where no series has that id, or its values are not those that were stored.
  Result<Series> Read(std::int64_t id);
  // Likewise of many, in no order; asks the database for some hundreds at a time.
  Status ReadAll(std::span<const std::int64_t> ids,
                 const std::function<void(std::int64_t, const Series&)>& series);
  // The ids of all series whose values are not those that were stored, in order; inside the
  // caller's transaction.
  Result<std::vector<std::int64_t>> Damaged();
  // The series of that id as a place in `table`, which it joins if need be, and with it those of
  // the `count - 1` ids that follow, as far as they exist and are intact.
  Status ReadRun(std::int64_t id, std::int64_t count, SeriesTable* table, SeriesRefs* refs);
  // The ids of the series with one of these values (nullopt: none) of a known dimension, in order;
  // nothing where they are more than `most`. With `within`, only series that have no value of any
  // dimension outside it.
  Result<std::optional<std::vector<std::int64_t>>> WithValue(
      const std::string& dimension, const std::vector<std::optional<std::string>>& values,
      const std::optional<Grain>& within, std::int64_t most);

 private:
  Result<std::vector<SeriesRef>> FindIds(const SeriesTable& series,
                                         const std::vector<SeriesRef>& refs,
                                         std::vector<std::int64_t>* ids);
  // Which series are asked for: those of a range of ids, or of a list, which is a batch at most.
  struct Ids {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::span<const std::int64_t> list;
  };
  using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;
  // A series as it stands there; good during the call that it is given to.
  struct Held {
    std::int64_t id = 0;
    std::string_view hash;
    Pairs& pairs;
  };
  Status Select(const Ids& ids, const std::function<Status(const Held&)>& held);
  Result<SqlQuery> Question(std::string_view select, std::string_view column, const Ids& ids);
  using OtherValues = std::unordered_map<std::int64_t, std::vector<DimensionValue>>;
  Result<OtherValues> SelectOtherValues(const Ids& ids);
  Status Learn(const SeriesTable& series, std::vector<SeriesRef>* unknown);
  Status LearnAdded();
  Status LearnAsked(const SeriesTable& series, const std::vector<SeriesRef>& unknown);
  Result<std::int64_t> GreatestId();
  Status AddAll(const SeriesTable& series, std::vector<SeriesRef> missing);
  Status AddRows(const SeriesTable& series, const std::vector<SeriesRef>& missing,
                 std::int64_t first_id);
  Status AddOtherValues(const SeriesTable& series, const std::vector<SeriesRef>& missing,
                        std::int64_t first_id);

  SqlConnection* connection_;
  boost::unordered_flat_map<Hash128, std::int64_t, HashPrefix> id_of_;
  std::int64_t looked_until_ = 0;  // The greatest id when series were looked for.
  bool knows_all_ = true;          // Every series until there is remembered.
};

// Gives the series of stored ids a place in a caller's table, reading each id once. Ids are given
// to series as they come, so that the rows of a day ask for long runs of them: as long as a run
// goes on, ever more are read at a time.
class SeriesLookup {
 public:
  SeriesLookup(SeriesDictionary* dictionary, SeriesTable* table)
      : dictionary_(dictionary), table_(table), table_id_(table->id()) {}
  Result<SeriesRef> RefOf(std::int64_t id);
  // SeriesTable::id() of that table, which may be gone.
  std::uint64_t table_id() const { return table_id_; }

 private:
  SeriesDictionary* dictionary_;
  SeriesTable* table_;
  std::uint64_t table_id_;
  SeriesRefs ref_of_;
  std::int64_t run_length_ = 0;
  std::int64_t run_end_ = 0;  // The id after the last run that was read.
};

}  // namespace cognitrack
