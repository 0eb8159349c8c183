// Parts of the service's documents, read back: the inverse of what `windows`, `usage` and `costs`
// write. Nothing, with the name of the member in `lacking`, where one is not as this version writes
// it.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ingest/compared_ledger.h"

namespace cognitrack {

std::optional<Day> DayIn(const boost::json::object& object, const char* name, std::string* lacking);

// One of days[]; without content and attempt where the ledger neither holds nor tried the day. The
// totals of money are not in it.
std::optional<ComparedWindow> WindowIn(const boost::json::object& day, MetricSet metrics,
                                       std::string* lacking);

// The known metrics of a row or of totals, each a number or null.
std::optional<MetricValues> MetricsIn(const boost::json::object& row, MetricSet metrics,
                                      std::string* lacking);

// The texts of a row's dimensions, as a series.
SeriesRef SeriesIn(const boost::json::object& row, const std::vector<std::string>& dimensions,
                   SeriesTable* series);

// The members of a row that are neither `known` nor metrics of the surface.
std::vector<UnknownMetric> UnknownMetricsIn(const boost::json::object& row,
                                            const std::vector<std::string>& known,
                                            MetricSet metrics, SeriesRef series);

}  // namespace cognitrack
