#include "tests/support/fake_reader.h"

#include <sstream>

namespace cognitrack {

Status FakeReader::Read(const StreamKey& stream, const std::string& bytes, SeriesTable* series,
                        WindowRead* read) {
  const Day day = DayOf(read->start);
  std::istringstream parts(bytes);
  std::string part;
  std::getline(parts, part, '|');
  if (part != stream.surface + " " + FormatDay(day)) {
    return Error{ErrorCode::kProviderContract, "these are not the bytes of that window: " + part};
  }
  if (const auto why = refused.find(day); why != refused.end()) {
    return Error{ErrorCode::kProviderContract, why->second};
  }
  FakeProvider provider;
  provider.offered.insert(stream.surface);
  while (std::getline(parts, part, '|')) {
    std::istringstream cells(part);
    FakeProvider::Use use;
    std::string number;
    std::getline(cells, use.project, ',');
    std::getline(cells, use.model, ',');
    std::getline(cells, number, ',');
    use.requests = std::stoll(number);
    std::getline(cells, number, ',');
    use.tokens = std::stoll(number);
    otherwise(&use);
    provider.use[day].push_back(use);
  }
  PullQuery query;
  query.stream = stream;
  query.start = day;
  query.end = day + 1;
  query.now = read->read_at;
  query.grain = read->grain;
  TRY(PullResult result, provider.Read(query, NothingKnown, series));
  read->rows = std::move(result.windows.at(0).rows);
  read->reported = result.windows.at(0).reported;
  return {};
}

}  // namespace cognitrack
