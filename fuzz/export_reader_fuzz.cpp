// Any bytes as an export: never a crash, and what is accepted means the same when it is written as
// a CSV of our own and read again.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/check.h"
#include "formats/export_reader.h"
#include "formats/export_writer.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

struct Row {
  UtcSeconds start = 0;
  bool blank = false;
  Series series;
  MetricValues metrics;
  std::vector<std::string> unknown;
  bool operator==(const Row&) const = default;
};

// A file in memory, read by its path.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(memfd_create("export", MFD_CLOEXEC)) {
    CHECK(write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
          "the input fits into memory");
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

Result<ExportFile> ReadRows(std::string_view bytes, std::vector<Row>* rows) {
  const MemoryFile file(bytes);
  SeriesTable table;
  return ReadExport(file.path(), &table, [&](const ExportRow& read) -> Status {
    CHECK(read.line > 1 && read.start < read.end, "a row has a place and an interval");
    Row row{read.start, read.blank, {}, read.metrics, {}};
    if (!read.blank) row.series = table.At(read.series);
    for (const UnknownMetric& metric : read.unknown_metrics) {
      row.unknown.push_back(metric.name + " " + metric.value);
    }
    rows->push_back(std::move(row));
    return {};
  });
}

void CheckOneInput(std::string_view bytes) {
  std::vector<Row> rows;
  const Result<ExportFile> file = ReadRows(bytes, &rows);
  if (!file) {
    CHECK(file.error().code == ErrorCode::kBadInput, "bad bytes are bad input");
    CHECK(file.error().message.find("/proc/self/fd/") == 0, "an error begins with the place");
    return;
  }
  CHECK(static_cast<std::int64_t>(rows.size()) == file->rows + file->blank_rows,
        "rows are counted");
  if (!file->columns.unknown.empty()) return;  // Their kind depends on what they hold.
  std::string written;
  ExportContent content;
  if (file->kind == ExportKind::kOpenAiCost) content.surface = std::string(kCosts);
  content.grain = Grain(file->columns.dimensions);
  content.metrics = file->columns.metrics;
  content.unknown_metrics = file->columns.unknown_metrics;
  const auto writer = MakeCsvExportWriter(content, [&](std::string_view part) { written += part; });
  std::vector<Row> expected;
  for (const Row& row : rows) {
    const Day day = DayOf(row.start);
    expected.push_back(row);
    expected.back().start = day.start();
    if (row.blank) {
      writer->ConfirmedZero(day);
      continue;
    }
    std::vector<UnknownMetric> unknown;
    for (const std::string& text : row.unknown) {
      const std::size_t space = text.rfind(' ');
      unknown.push_back({0, text.substr(0, space), text.substr(space + 1)});
    }
    CHECK(writer->Row(day, row.series, row.metrics, unknown).has_value(),
          "every value has a column");
  }
  std::vector<Row> again;
  CHECK(ReadRows(written, &again).has_value(), "what we write we can read");
  CHECK(again == expected, "what we write reads back the same");
}

}  // namespace
}  // namespace cognitrack

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cognitrack::CheckOneInput({reinterpret_cast<const char*>(data), size});
  return 0;
}
