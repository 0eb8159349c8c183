// ExportHeader: what each column of a completions-usage or cost export is, by its name, in any
// order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/csv_tokenizer.h"
#include "formats/export_kind.h"
#include "usage/metrics.h"

namespace cognitrack {

enum class ColumnRole : std::uint8_t {
  kStart,
  kEnd,
  kStartIso,
  kEndIso,
  kDimension,
  kMetric,
  kUnknownMetric,
  kName,  // What an id was called when the file was made, or whose e-mail address it is: not kept.
  kUndecided,  // An unknown column, metric or dimension, or without any filled cell.
  kNameless,   // A spreadsheet's trailing column: must be empty in every row.
};

struct ExportColumn {
  std::string name;
  ColumnRole role = ColumnRole::kUndecided;
  Metric metric = Metric::kNumModelRequests;  // Where the role is kMetric.
  bool is_known = false;                      // In a header version of ours, or a known dimension.
};

struct ExportHeader {
  static constexpr std::string_view kComputeUnits = "compute_units";

  ExportKind kind = ExportKind::kUnknown;
  std::vector<ExportColumn> columns;

  bool HasUndecided() const;
  // Known columns of the newest header version (U4, C5) that are absent, in its order: of those
  // that tell facts. compute_units is none of them: nobody has documented what it holds.
  std::vector<std::string> Missing() const;
};

// The columns of U4 (Aug 2026) in their order, without compute_units; of C5 (Sep 2026) in a cost
// export.
const std::vector<std::string_view>& NewestExportColumns(ExportKind kind);

// kBadInput, with the place, for a column that stands there twice, a required column that is absent
// (start_time or start_time_iso; input_tokens, output_tokens and num_model_requests, or
// amount_value) and an export of another kind, named as what it is.
Result<ExportHeader> ReadHeader(const std::string& file, const CsvRecord& record);

}  // namespace cognitrack
