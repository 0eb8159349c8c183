#include "providers/openai/page_parser.h"

#include <simdjson.h>

#include <algorithm>
#include <initializer_list>

#include "net/http.h"
#include "providers/openai/json_token.h"
#include "providers/openai/parser_room.h"
#include "providers/quoted_text.h"

namespace cognitrack {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;

static_assert(kBodyPadding >= simdjson::SIMDJSON_PADDING);

// A page has 4 fields, a bucket has 4; many more are no drift but an attack on our time.
constexpr std::size_t kFieldCountMax = 100;

Error Contract(std::string message) {
  return Error{ErrorCode::kProviderContract, std::move(message)};
}

// What a field of a page or a bucket turned out to be.
struct FieldToken {
  std::string_view name;
  std::string_view text;  // The whole value.
  JsonKind kind = JsonKind::kMalformed;
};

Status CheckAll(std::initializer_list<std::string_view> needed,
                const std::vector<std::string_view>& seen, std::string_view what) {
  for (const std::string_view name : needed) {
    if (std::find(seen.begin(), seen.end(), name) == seen.end()) {
      return Contract(std::string(what) + " has no '" + std::string(name) + "'");
    }
  }
  return {};
}

// Reading one page: knows where the text begins, so that errors can name a byte.
class Reading {
 public:
  Reading(std::string_view text, ondemand::document& document, Page* page)
      : text_(text), document_(document), page_(page) {}

  Status ReadPage();

 private:
  Status ReadData(ondemand::array data);
  Status ReadBucket(ondemand::object bucket, const char* begin);
  Status ReadPageField(const FieldToken& field);
  Status ReadBucketField(const FieldToken& field, BucketText* bucket);
  // Gives the field's value whole and strictly checked; `data` and `results`, which are read apart,
  // only have their kind checked. Moves on to the next field.
  Result<FieldToken> ReadField(ondemand::field field, std::string_view array_name,
                               ondemand::value* array);
  static Status CheckOnce(std::vector<std::string_view>* seen, std::string_view name);
  Error Malformed(std::string_view why);
  Error MalformedAt(const char* at, std::string_view why) const;

  std::string_view text_;
  ondemand::document& document_;
  Page* page_;
  std::vector<std::string_view> page_fields_;
  std::vector<std::string_view> bucket_fields_;
};

Error Reading::MalformedAt(const char* at, std::string_view why) const {
  return Contract("malformed JSON at byte " + std::to_string(at - text_.data()) + ": " +
                  std::string(why));
}

Error Reading::Malformed(std::string_view why) {
  const char* at = text_.data() + text_.size();
  if (document_.current_location().get(at) != SUCCESS) at = text_.data() + text_.size();
  return MalformedAt(at, why);
}

Status Reading::CheckOnce(std::vector<std::string_view>* seen, std::string_view name) {
  if (std::find(seen->begin(), seen->end(), name) != seen->end()) {
    return Contract("the field '" + QuotedText(name) + "' stands there twice");
  }
  if (seen->size() == kFieldCountMax) {
    return Contract("more than " + std::to_string(kFieldCountMax) + " fields stand side by side");
  }
  seen->push_back(name);
  return {};
}

Result<FieldToken> Reading::ReadField(ondemand::field field, std::string_view array_name,
                                      ondemand::value* array) {
  FieldToken token;
  if (field.unescaped_key().get(token.name) != SUCCESS) return Malformed("a name is no text");
  ondemand::value value = field.value();
  const std::string_view raw = value.raw_json_token();
  token.text = raw;
  token.kind = KindOf(&token.text);
  switch (token.kind) {
    case JsonKind::kArray:
      if (token.name == array_name) {
        *array = value;
        return token;
      }
      [[fallthrough]];
    case JsonKind::kObject: {
      ondemand::object object;
      ondemand::array other;
      const bool is_whole = token.kind == JsonKind::kObject
                                ? value.get_object().get(object) == SUCCESS &&
                                      object.raw_json().get(token.text) == SUCCESS
                                : value.get_array().get(other) == SUCCESS &&
                                      other.raw_json().get(token.text) == SUCCESS;
      if (is_whole && IsStrictContainer(token.text, kJsonDepthMax)) return token;
      return MalformedAt(raw.data(), "the value of '" + QuotedText(token.name) + "' is not valid");
    }
    case JsonKind::kString: {
      // From the quoted form to the text itself.
      std::string_view unescaped;
      if (value.get_string().get(unescaped) != SUCCESS) {
        return MalformedAt(raw.data(), "a text holds a wrong escape");
      }
      token.text = unescaped;
      return token;
    }
    case JsonKind::kNumber:
      if (IsJsonNumber(token.text)) return token;
      return MalformedAt(raw.data(), "'" + QuotedText(token.text) + "' is no number");
    case JsonKind::kBool:
    case JsonKind::kNull:
      return token;
    case JsonKind::kMalformed:
      break;
  }
  return MalformedAt(raw.data(), "no value stands there");
}

Status Reading::ReadPage() {
  ondemand::object root;
  if (const auto error = document_.get_object().get(root); error != SUCCESS) {
    if (error == simdjson::INCORRECT_TYPE) return Contract("the answer is no JSON object");
    // The last bracket decides: what is wrong there shows at the end.
    return MalformedAt(text_.data() + text_.size(), simdjson::error_message(error));
  }
  for (auto found : root) {
    ondemand::field field;
    if (const auto error = std::move(found).get(field); error != SUCCESS) {
      return Malformed(simdjson::error_message(error));
    }
    ondemand::value value;
    TRY(const FieldToken token, ReadField(field, "data", &value));
    TRY_VOID(CheckOnce(&page_fields_, token.name));
    if (token.name == "data" && token.kind == JsonKind::kArray) {
      ondemand::array data;
      if (value.get_array().get(data) != SUCCESS) return Malformed("'data' is no array");
      TRY_VOID(ReadData(data));
    } else {
      TRY_VOID(ReadPageField(token));
    }
  }
  if (document_.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return Malformed("something follows the page");
  }
  if (page_->is_error) return {};
  return CheckAll({"object", "data", "has_more"}, page_fields_, "the page");
}

Status Reading::ReadPageField(const FieldToken& field) {
  if (field.name == "object") {
    if (field.kind == JsonKind::kString && field.text == "page") return {};
    return Contract("the answer is no page: its 'object' is '" + QuotedText(field.text) + "'");
  }
  if (field.name == "has_more") {
    if (field.kind != JsonKind::kBool) return Contract("'has_more' is neither true nor false");
    page_->has_more = field.text == "true";
    return {};
  }
  if (field.name == "next_page") {
    if (field.kind == JsonKind::kNull) return {};
    if (field.kind != JsonKind::kString) return Contract("'next_page' is neither a text nor null");
    page_->next_page = field.text;
    return {};
  }
  if (field.name == "data") return Contract("'data' is no array");
  if (field.name == "error" && field.kind == JsonKind::kObject) page_->is_error = true;
  page_->unknown_fields.push_back("page." + QuotedText(field.name));
  return {};
}

Status Reading::ReadData(ondemand::array data) {
  for (auto element : data) {
    ondemand::value value;
    if (const auto error = std::move(element).get(value); error != SUCCESS) {
      return Malformed(simdjson::error_message(error));
    }
    const char* begin = value.raw_json_token().data();
    ondemand::object bucket;
    if (value.get_object().get(bucket) != SUCCESS) return Malformed("a bucket is no object");
    TRY_VOID(ReadBucket(bucket, begin));
  }
  return {};
}

Status Reading::ReadBucket(ondemand::object bucket, const char* begin) {
  BucketText text;
  bucket_fields_.clear();
  for (auto found : bucket) {
    ondemand::field field;
    if (const auto error = std::move(found).get(field); error != SUCCESS) {
      return Malformed(simdjson::error_message(error));
    }
    ondemand::value value;
    TRY(const FieldToken token, ReadField(field, "results", &value));
    TRY_VOID(CheckOnce(&bucket_fields_, token.name));
    if (token.name == "results" && token.kind == JsonKind::kArray) {
      ondemand::array results;
      if (value.get_array().get(results) != SUCCESS || results.raw_json().get(text.results)) {
        return MalformedAt(begin, "the results of a bucket do not end");
      }
      text.results = text.results.substr(0, text.results.find_last_of(']') + 1);
      text.results_at = static_cast<std::size_t>(text.results.data() - text_.data());
    } else {
      TRY_VOID(ReadBucketField(token, &text));
    }
  }
  TRY_VOID(CheckAll({"object", "start_time", "end_time", "results"}, bucket_fields_, "a bucket"));
  // The next token, behind the bucket's last bracket and blanks.
  const char* behind = nullptr;
  if (document_.current_location().get(behind) != SUCCESS) return Malformed("'data' does not end");
  text.json = std::string_view(begin, static_cast<std::size_t>(behind - begin));
  text.json = text.json.substr(0, text.json.find_last_of('}') + 1);
  page_->buckets.push_back(text);
  return {};
}

Status Reading::ReadBucketField(const FieldToken& field, BucketText* bucket) {
  if (field.name == "object") {
    if (field.kind == JsonKind::kString && field.text == "bucket") return {};
    return Contract("a bucket's 'object' is '" + QuotedText(field.text) + "'");
  }
  if (field.name == "start_time" || field.name == "end_time") {
    UtcSeconds* time = field.name == "start_time" ? &bucket->start : &bucket->end;
    if (field.kind == JsonKind::kNumber &&
        ParseCountToken(field.text, time) == CountProblem::kNone) {
      return {};
    }
    return Contract("a bucket's '" + std::string(field.name) + "' is '" + QuotedText(field.text) +
                    "', no whole number of seconds");
  }
  if (field.name == "results") return Contract("a bucket's 'results' is no array");
  page_->unknown_fields.push_back("bucket." + QuotedText(field.name));
  return {};
}

// Whether the first `length` bytes are UTF-8, but for a character that the cut divides.
bool IsUtf8UpTo(std::string_view text, std::size_t length) {
  for (std::size_t cut = 0; cut < 4 && cut <= length; ++cut) {
    if (simdjson::validate_utf8(text.data(), length - cut)) return true;
  }
  return false;
}

// simdjson tells that a text is no UTF-8, not where.
std::size_t FirstInvalidByte(std::string_view text) {
  std::size_t low = 0;
  std::size_t high = text.size();
  while (low < high) {
    const std::size_t middle = low + (high - low + 1) / 2;
    if (IsUtf8UpTo(text, middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  while (low > 0 && !simdjson::validate_utf8(text.data(), low)) --low;
  return low;
}

Error Unreadable(simdjson::error_code code, std::string_view text) {
  const std::size_t at = code == simdjson::UTF8_ERROR ? FirstInvalidByte(text) : text.size();
  return Contract("malformed JSON at byte " + std::to_string(at) + ": " +
                  simdjson::error_message(code));
}

}  // namespace

struct PageParser::Buffers {
  ondemand::parser parser;
  std::string padded;
};

PageParser::PageParser() : buffers_(std::make_unique<Buffers>()) {}
PageParser::~PageParser() = default;

Status PageParser::Parse(const std::string& body, Page* page) {
  *page = {};
  if (body.empty()) return Contract("the answer is empty");
  const std::string* text = &body;
  if (body.capacity() - body.size() < kBodyPadding) {
    buffers_->padded.reserve(body.size() + kBodyPadding);
    buffers_->padded = body;
    text = &buffers_->padded;
  }
  const simdjson::padded_string_view view(text->data(), text->size(), text->size() + kBodyPadding);
  MakeRoom(text->size(), &buffers_->parser);
  ondemand::document document;
  if (const auto error = buffers_->parser.iterate(view).get(document); error != SUCCESS) {
    return Unreadable(error, *text);
  }
  return Reading(*text, document, page).ReadPage();
}

}  // namespace cognitrack
