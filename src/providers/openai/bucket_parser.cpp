#include "providers/openai/bucket_parser.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "money/decimal_text.h"
#include "net/http.h"
#include "providers/openai/bucket_findings.h"
#include "providers/openai/cost_amount.h"
#include "providers/openai/json_token.h"
#include "providers/openai/parser_room.h"
#include "providers/openai/personal_data.h"
#include "providers/openai/row_fields.h"
#include "providers/openai/row_series_cache.h"
#include "providers/openai/strict_value.h"
#include "providers/quoted_text.h"
#include "usage/issue_codes.h"
#include "usage/window_builder.h"

namespace cognitrack {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;
using Verdict = BucketOutcome::Verdict;

constexpr std::size_t kDimensionBytesMax = 512;
constexpr std::size_t kFieldCountMax = 200;
// More names than any surface has are forgotten between two readings.
constexpr std::size_t kFieldNamesKept = 1'000;
// Bounds what is reserved for a bucket by its size.
constexpr std::size_t kBytesARowMin = 100;
constexpr std::string_view kCurrency = "amount_currency";

}  // namespace

struct BucketParser::Buffers {
  Buffers(const Surface& of, std::string at)
      : surface(of), path(std::move(at)), fields(of), has_amount(HoldsMoney(of.name)) {}

  const Surface& surface;
  std::string path;
  IssueTally* issues = nullptr;
  ondemand::parser parser;
  RowFields fields;
  bool has_amount = false;
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
        findings_(buffers->surface, buffers->path, read->start, buffers->issues),
        joined_(read->grain.names()) {}

  BucketOutcome Run();

 private:
  bool ReadRows(ondemand::document& document);
  bool ReadRow(ondemand::object row);
  RowField* FieldAt(ondemand::field& field, std::size_t position);
  bool ReadField(RowField* field, ondemand::value value);
  bool ReadMetric(const RowField& field, std::string_view token, JsonKind kind);
  bool ReadDecimal(const RowField& field, std::string_view token, JsonKind kind);
  bool ReadAmount(RowField* field, ondemand::value value);
  bool SetDecimal(const RowField& field, std::string_view token, const DecimalToken& decimal);
  bool ReadUnkept(const RowField& field, ondemand::value value, std::string_view token,
                  JsonKind kind);
  bool ReadUnknown(RowField* field, ondemand::value value, std::string_view token, JsonKind kind);
  bool ReadText(RowField* field, ondemand::value value, std::string_view token);
  bool AddDimension(RowField* field, std::string_view text);
  bool AddRow();

  bool Refuse(std::string reason) {
    outcome_.verdict = Verdict::kRefused;
    outcome_.reason =
        findings_.place() + " row " + std::to_string(outcome_.rows) + ": " + std::move(reason);
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

  std::string_view results_;
  WindowRead* read_;
  Buffers* buffers_;
  BucketFindings findings_;
  std::vector<std::string> joined_;
  ondemand::document* document_ = nullptr;
  WindowBuilder builder_;
  MetricValues metrics_;
  bool has_currency_ = false;
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
  findings_.ReportDrifts();
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
  findings_.ReportRows(builder_.repeated());
  return true;
}

bool BucketParser::Reading::ReadRow(ondemand::object row) {
  ++buffers_->rows_ever;
  metrics_ = {};
  has_currency_ = false;
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
      if (kind == JsonKind::kBool && field->may_be_bool) return AddDimension(field, token);
      return RefuseValue(*field, token, "no text");
    case FieldRole::kRowKind: {
      const std::string_view row_kind = buffers_->surface.row_kind;
      if (kind == JsonKind::kString && token.substr(1, token.size() - 2) == row_kind) return true;
      return RefuseValue(*field, token, "not " + std::string(row_kind));
    }
    case FieldRole::kDecimal:
      return ReadDecimal(*field, token, kind);
    case FieldRole::kAmount:
      return kind == JsonKind::kNull || ReadAmount(field, value);
    case FieldRole::kIgnored:
    case FieldRole::kPersonal:
      return ReadUnkept(*field, value, token, kind);
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

bool BucketParser::Reading::ReadDecimal(const RowField& field, std::string_view token,
                                        JsonKind kind) {
  if (kind == JsonKind::kNull) return true;
  return SetDecimal(field, token, ParseDecimalToken(token, kind));
}

bool BucketParser::Reading::ReadAmount(RowField* field, ondemand::value value) {
  const CostAmount amount = ReadCostAmount(value);
  if (amount.malformed_at != nullptr) return Malformed(amount.malformed_at, "a wrong amount");
  if (!amount.refusal.empty()) return Refuse(amount.refusal);
  for (const std::string& name : amount.unknown_fields) {
    findings_.NoteDrift(issue::kUnknownField, "amount." + name, outcome_.rows);
  }
  RowField* currency = buffers_->fields.Named(kCurrency);
  if (currency->last_row == buffers_->rows_ever || metrics_.reported().Has(field->metric)) {
    return Refuse("it has two amounts");
  }
  currency->last_row = buffers_->rows_ever;
  has_currency_ = true;
  return SetDecimal(*field, amount.value_text, amount.value) &&
         AddDimension(currency, amount.currency);
}

bool BucketParser::Reading::SetDecimal(const RowField& field, std::string_view token,
                                       const DecimalToken& decimal) {
  using DecimalVerdict = DecimalToken::Verdict;
  if (decimal.verdict == DecimalVerdict::kMalformed) {
    return Malformed(token.data(), "a wrong number");
  }
  if (decimal.verdict == DecimalVerdict::kNotANumber) {
    return RefuseValue(field, token, "not a number");
  }
  if (decimal.verdict == DecimalVerdict::kTooLarge ||
      !metrics_.SetDecimal(field.metric, decimal.parsed.value)) {
    return RefuseValue(field, token, "larger than the ledger can hold");
  }
  findings_.NoteDecimal(field.name, decimal.parsed, decimal.is_text, outcome_.rows);
  return true;
}

bool BucketParser::Reading::ReadUnkept(const RowField& field, ondemand::value value,
                                       std::string_view token, JsonKind kind) {
  std::string_view whole;
  if (!IsStrictValue(value, token, kind, &whole)) {
    return Malformed(token.data(), "the value is not valid");
  }
  if (field.role == FieldRole::kPersonal && kind != JsonKind::kNull) {
    outcome_.personal.push_back(whole);
  }
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
    findings_.NoteDrift(issue::kUnknownMetric, field, outcome_.rows);
    return true;
  }
  if (kind == JsonKind::kString || kind == JsonKind::kBool) {
    findings_.NoteDrift(issue::kUnknownDimension, field, outcome_.rows);
    return kind == JsonKind::kString ? ReadText(field, value, token) : AddDimension(field, token);
  }
  std::string_view whole;
  if (!IsStrictValue(value, token, kind, &whole)) {
    return Malformed(token.data(), "the value is not valid");
  }
  if (IsPersonalField(whole)) outcome_.personal.push_back(whole);
  findings_.NoteDrift(issue::kUnknownField, field, outcome_.rows);
  return true;
}

bool BucketParser::Reading::AddRow() {
  if (buffers_->has_amount && !has_currency_) return Refuse("it has no amount with a currency");
  const SeriesRef series = buffers_->cache.Intern();
  if (const Status added = builder_.Add(series, metrics_, buffers_->unknown, outcome_.rows);
      !added) {
    return Refuse(added.error().message);
  }
  findings_.NoteRow(metrics_, outcome_.rows);
  return true;
}

BucketParser::BucketParser(const Surface& surface, std::string path)
    : buffers_(std::make_unique<Buffers>(surface, std::move(path))) {}
BucketParser::~BucketParser() = default;

void BucketParser::Begin(SeriesTable* series, IssueTally* issues) {
  buffers_->issues = issues;
  if (buffers_->fields.size() > kFieldNamesKept) {
    buffers_->fields = RowFields(buffers_->surface);
    buffers_->cache = {};
  }
  buffers_->cache.Begin(series);
}

BucketOutcome BucketParser::Parse(std::string_view results, WindowRead* read) {
  return Reading(results, read, buffers_.get()).Run();
}

}  // namespace cognitrack
