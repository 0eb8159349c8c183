#include "providers/openai/bucket_parser.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "money/decimal_text.h"
#include "net/http.h"
#include "providers/openai/json_token.h"
#include "providers/openai/parser_room.h"
#include "providers/openai/row_fields.h"
#include "providers/openai/row_series_cache.h"
#include "providers/quoted_text.h"
#include "usage/identities.h"
#include "usage/issue_codes.h"
#include "usage/window_builder.h"

namespace cognitrack {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;
using Verdict = BucketOutcome::Verdict;

constexpr std::string_view kRowKind = "organization.usage.completions.result";
constexpr std::size_t kDimensionBytesMax = 512;
constexpr std::size_t kFieldCountMax = 200;
// More names than any surface has are forgotten between two readings.
constexpr std::size_t kFieldNamesKept = 1'000;
// Bounds what is reserved for a bucket by its size.
constexpr std::size_t kBytesARowMin = 100;
constexpr std::array kRequired = {Metric::kInputTokens, Metric::kOutputTokens,
                                  Metric::kNumModelRequests};

}  // namespace

struct BucketParser::Buffers {
  explicit Buffers(std::string surface_path) : surface(std::move(surface_path)) {}

  std::string surface;
  IssueTally* issues = nullptr;
  ondemand::parser parser;
  RowFields fields;
  RowSeriesCache cache;
  std::int64_t rows_ever = 0;
  std::size_t bytes_a_row = 600;  // In the last bucket that had rows; how many to make room for.
  std::int64_t buckets_ever = 0;
  std::vector<UnknownMetric> unknown;
};

// Reading one bucket. The first problem wins and ends it.
class BucketParser::Reading {
 public:
  Reading(std::string_view results, WindowRead* read, Buffers* buffers)
      : results_(results),
        read_(read),
        buffers_(buffers),
        day_(FormatDay(DayOf(read->start))),
        joined_(read->grain.names()) {}

  BucketOutcome Run();

 private:
  bool ReadRows(ondemand::document& document);
  bool ReadRow(ondemand::object row);
  RowField* FieldAt(ondemand::field& field, std::size_t position);
  bool ReadField(RowField* field, ondemand::value value);
  bool ReadMetric(const RowField& field, std::string_view token, JsonKind kind);
  bool ReadUnknown(RowField* field, ondemand::value value, std::string_view token, JsonKind kind);
  bool ReadText(RowField* field, ondemand::value value, std::string_view token);
  bool AddDimension(RowField* field, std::string_view text);
  bool AddRow();
  void NoteDrift(std::string_view code, RowField* field);
  void ReportDrifts();
  void ReportRows();

  bool Refuse(std::string reason) {
    outcome_.verdict = Verdict::kRefused;
    outcome_.reason = day_ + " row " + std::to_string(outcome_.rows) + ": " + std::move(reason);
    return false;
  }
  bool RefuseValue(const RowField& field, std::string_view token, std::string_view why) {
    return Refuse(field.name + " is " + QuotedText(token) + ", " + std::string(why));
  }
  bool Malformed(const char* at, std::string_view why) {
    outcome_.verdict = Verdict::kMalformed;
    outcome_.at = static_cast<std::size_t>(at - results_.data());
    outcome_.reason = why;
    return false;
  }
  bool Malformed(std::string_view why) {
    const char* at = nullptr;
    if (document_->current_location().get(at) != SUCCESS) at = results_.data() + results_.size();
    return Malformed(at, why);
  }

  // A field that the ledger does not know, seen in this bucket.
  struct Drift {
    std::string_view code;
    RowField* field;
    std::int64_t first_row;
  };

  std::string_view results_;
  WindowRead* read_;
  Buffers* buffers_;
  std::string day_;
  std::vector<std::string> joined_;
  ondemand::document* document_ = nullptr;
  WindowBuilder builder_;
  MetricValues metrics_;
  std::array<std::int64_t, kRequired.size()> missing_{};
  std::vector<Drift> drifts_;
  BucketOutcome outcome_;
};

BucketOutcome BucketParser::Reading::Run() {
  ++buffers_->buckets_ever;
  const simdjson::padded_string_view view(results_.data(), results_.size(),
                                          results_.size() + kBodyPadding);
  MakeRoom(results_.size(), &buffers_->parser);
  ondemand::document document;
  document_ = &document;
  if (const auto error = buffers_->parser.iterate(view).get(document); error != SUCCESS) {
    Malformed(results_.data() + results_.size(), simdjson::error_message(error));
    return outcome_;
  }
  builder_.Reserve(results_.size() / buffers_->bytes_a_row + 1);
  if (ReadRows(document)) {
    if (outcome_.rows > 0) {
      buffers_->bytes_a_row =
          std::max(results_.size() / static_cast<std::size_t>(outcome_.rows), kBytesARowMin);
    }
    builder_.MoveInto(read_);
    read_->grain = Grain(std::move(joined_));
  } else if (outcome_.verdict == Verdict::kRefused && !IsStrictContainer(results_, kJsonDepthMax)) {
    Malformed(results_.data(), "the rows are not valid");
  }
  ReportDrifts();
  return outcome_;
}

bool BucketParser::Reading::ReadRows(ondemand::document& document) {
  ondemand::array rows;
  if (const auto error = document.get_array().get(rows); error != SUCCESS) {
    return Malformed(simdjson::error_message(error));
  }
  for (auto element : rows) {
    ondemand::value value;
    if (const auto error = std::move(element).get(value); error != SUCCESS) {
      return Malformed(simdjson::error_message(error));
    }
    ++outcome_.rows;
    std::string_view token = value.raw_json_token();
    ondemand::object row;
    if (value.get_object().get(row) != SUCCESS) {
      return KindOf(&token) == JsonKind::kMalformed ? Malformed(token.data(), "no row stands there")
                                                    : Refuse("it is no object");
    }
    if (!ReadRow(row)) return false;
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return Malformed("something follows the rows");
  }
  ReportRows();
  return true;
}

bool BucketParser::Reading::ReadRow(ondemand::object row) {
  ++buffers_->rows_ever;
  metrics_ = {};
  buffers_->unknown.clear();
  buffers_->cache.BeginRow();
  std::size_t position = 0;
  for (auto found : row) {
    ondemand::field field;
    if (const auto error = std::move(found).get(field); error != SUCCESS) {
      return Malformed(simdjson::error_message(error));
    }
    RowField* known = FieldAt(field, position++);
    if (known == nullptr) return Malformed("a name is no text");
    if (known->last_row == buffers_->rows_ever) {
      return Refuse("the field '" + QuotedText(known->name) + "' stands there twice");
    }
    if (position > kFieldCountMax) return Refuse("it has too many fields");
    known->last_row = buffers_->rows_ever;
    if (!ReadField(known, field.value())) return false;
  }
  return AddRow();
}

RowField* BucketParser::Reading::FieldAt(ondemand::field& field, std::size_t position) {
  const char* end = results_.data() + results_.size();
  if (RowField* expected = buffers_->fields.Expected(position, field.key().raw(), end)) {
    return expected;
  }
  std::string_view name;
  if (field.unescaped_key().get(name) != SUCCESS) return nullptr;
  return buffers_->fields.Named(name, position);
}

bool BucketParser::Reading::ReadField(RowField* field, ondemand::value value) {
  std::string_view token = value.raw_json_token();
  const JsonKind kind = KindOf(&token);
  if (kind == JsonKind::kMalformed) return Malformed(token.data(), "no value stands there");
  switch (field->role) {
    case FieldRole::kMetric:
      return ReadMetric(*field, token, kind);
    case FieldRole::kDimension:
      if (kind == JsonKind::kNull) return true;
      if (kind == JsonKind::kString) return ReadText(field, value, token);
      if (kind == JsonKind::kBool && field->name == "batch") return AddDimension(field, token);
      return RefuseValue(*field, token, "no text");
    case FieldRole::kRowKind:
      if (kind == JsonKind::kString && token.substr(1, token.size() - 2) == kRowKind) return true;
      return RefuseValue(*field, token, "not " + std::string(kRowKind));
    case FieldRole::kUnknown:
      return ReadUnknown(field, value, token, kind);
  }
  return true;
}

bool BucketParser::Reading::ReadMetric(const RowField& field, std::string_view token,
                                       JsonKind kind) {
  if (kind == JsonKind::kNull) return true;
  if (kind == JsonKind::kString) return RefuseValue(field, token, "a text, not a whole number");
  if (kind != JsonKind::kNumber) return RefuseValue(field, token, "not a whole number");
  std::int64_t count = 0;
  const CountProblem problem = ParseCountToken(token, &count);
  if (problem == CountProblem::kMalformed) return Malformed(token.data(), "a wrong number");
  if (problem != CountProblem::kNone) {
    return RefuseValue(field, token, std::string(NameOf(problem)) + ", not a count");
  }
  metrics_.Set(field.metric, count);
  return true;
}

bool BucketParser::Reading::ReadText(RowField* field, ondemand::value value,
                                     std::string_view token) {
  std::string_view text = token.substr(1, token.size() - 2);
  if (std::memchr(text.data(), '\\', text.size()) != nullptr) {
    if (value.get_string().get(text) != SUCCESS) {
      return Malformed(token.data(), "a text holds a wrong escape");
    }
    // Only an escape can bring one: simdjson refuses control characters inside texts.
    if (text.find('\0') != std::string_view::npos) {
      return Refuse("'" + QuotedText(field->name) + "' holds a zero byte");
    }
  }
  return AddDimension(field, text);
}

bool BucketParser::Reading::AddDimension(RowField* field, std::string_view text) {
  if (text.size() > kDimensionBytesMax) {
    return Refuse("'" + QuotedText(field->name) + "' is longer than " +
                  std::to_string(kDimensionBytesMax) + " bytes");
  }
  if (field->last_bucket != buffers_->buckets_ever) {
    field->last_bucket = buffers_->buckets_ever;
    if (!read_->grain.Has(field->name)) joined_.push_back(field->name);
  }
  buffers_->cache.Add(field->number, field->name, text);
  return true;
}

bool BucketParser::Reading::ReadUnknown(RowField* field, ondemand::value value,
                                        std::string_view token, JsonKind kind) {
  if (kind == JsonKind::kNull) return true;
  if (field->name.size() > kDimensionBytesMax || field->name.find('\0') != std::string::npos) {
    return Refuse("the name of a field is longer than " + std::to_string(kDimensionBytesMax) +
                  " bytes or holds a zero byte");
  }
  if (kind == JsonKind::kNumber) {
    if (!IsJsonNumber(token)) return Malformed(token.data(), "a wrong number");
    auto decimal = NormalDecimal(token);
    if (!decimal) return RefuseValue(*field, token, "a number of too many digits");
    buffers_->unknown.push_back({0, field->name, std::move(*decimal)});
    NoteDrift(issue::kUnknownMetric, field);
    return true;
  }
  if (kind == JsonKind::kString || kind == JsonKind::kBool) {
    NoteDrift(issue::kUnknownDimension, field);
    return kind == JsonKind::kString ? ReadText(field, value, token) : AddDimension(field, token);
  }
  ondemand::object object;
  ondemand::array array;
  std::string_view whole;
  const bool is_whole =
      kind == JsonKind::kObject
          ? value.get_object().get(object) == SUCCESS && object.raw_json().get(whole) == SUCCESS
          : value.get_array().get(array) == SUCCESS && array.raw_json().get(whole) == SUCCESS;
  if (!is_whole || !IsStrictContainer(whole, kJsonDepthMax)) {
    return Malformed(token.data(), "the value is not valid");
  }
  NoteDrift(issue::kUnknownField, field);
  return true;
}

void BucketParser::Reading::NoteDrift(std::string_view code, RowField* field) {
  if (field->drift_rows++ == 0) drifts_.push_back({code, field, outcome_.rows});
}

void BucketParser::Reading::ReportDrifts() {
  for (const Drift& drift : drifts_) {
    buffers_->issues->Add(drift.code, buffers_->surface + " " + QuotedText(drift.field->name),
                          "first in " + day_ + " row " + std::to_string(drift.first_row),
                          drift.field->drift_rows);
    drift.field->drift_rows = 0;
  }
}

bool BucketParser::Reading::AddRow() {
  for (std::size_t i = 0; i < kRequired.size(); ++i) {
    if (!metrics_.reported().Has(kRequired[i])) ++missing_[i];
  }
  const SeriesRef series = buffers_->cache.Intern();
  if (const Status added = builder_.Add(series, metrics_, buffers_->unknown, outcome_.rows);
      !added) {
    return Refuse(added.error().message);
  }
  for (const BrokenIdentity& broken : BrokenIdentitiesOf(metrics_)) {
    buffers_->issues->Add(issue::kIdentityBroken, day_ + " " + broken.identity,
                          "row " + std::to_string(outcome_.rows) + ": " +
                              std::to_string(broken.left) + " against " + ToText(broken.right));
  }
  return true;
}

void BucketParser::Reading::ReportRows() {
  for (std::size_t i = 0; i < kRequired.size(); ++i) {
    if (missing_[i] == 0) continue;
    buffers_->issues->Add(issue::kMissingField, day_ + " " + std::string(NameOf(kRequired[i])),
                          "rows do not report it", missing_[i]);
  }
  for (const RepeatedRow& repeated : builder_.repeated()) {
    buffers_->issues->Add(repeated.identical ? issue::kIdenticalRows : issue::kRepeatedSeries, day_,
                          "row " + std::to_string(repeated.line) +
                              " has the dimensions of one before it; they are summed");
  }
}

BucketParser::BucketParser(std::string surface)
    : buffers_(std::make_unique<Buffers>(std::move(surface))) {}
BucketParser::~BucketParser() = default;

void BucketParser::Begin(SeriesTable* series, IssueTally* issues) {
  buffers_->issues = issues;
  if (buffers_->fields.size() > kFieldNamesKept) {
    buffers_->fields = {};
    buffers_->cache = {};
  }
  buffers_->cache.Begin(series);
}

BucketOutcome BucketParser::Parse(std::string_view results, WindowRead* read) {
  return Reading(results, read, buffers_.get()).Run();
}

}  // namespace cognitrack
