#include "formats/exact_json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>

namespace cognitrack {
namespace {

namespace json = boost::json;
using Code = json::error_code;
using Text = json::string_view;
using Kind = ExactJson::Kind;

constexpr std::size_t kDepthMax = 64;

// Builds the document from the parser's events.
class Builder {
 public:
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_array_begin(Code&) { return Open(Kind::kArray); }
  bool on_array_end(std::size_t, Code&) { return Close(); }
  bool on_object_begin(Code&) { return Open(Kind::kObject); }
  bool on_object_end(std::size_t, Code&) { return Close(); }
  bool on_string_part(Text part, std::size_t, Code&) { return Keep(part); }
  bool on_string(Text rest, std::size_t, Code&) { return Keep(rest) && Add(Kind::kString); }
  bool on_key_part(Text part, std::size_t, Code&) { return Keep(part); }
  bool on_key(Text rest, std::size_t, Code&) {
    Keep(rest);
    open_.back().names.push_back(std::move(text_));
    text_.clear();
    return true;
  }
  bool on_number_part(Text part, Code&) { return Keep(part); }
  bool on_int64(std::int64_t, Text rest, Code&) { return Keep(rest) && Add(Kind::kNumber); }
  bool on_uint64(std::uint64_t, Text rest, Code&) { return Keep(rest) && Add(Kind::kNumber); }
  bool on_double(double, Text rest, Code&) { return Keep(rest) && Add(Kind::kNumber); }
  bool on_bool(bool value, Code&) { return Add(value ? Kind::kTrue : Kind::kFalse); }
  bool on_null(Code&) { return Add(Kind::kNull); }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }

  ExactJson root;

 private:
  bool Keep(Text part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool Open(Kind kind) {
    ExactJson container;
    container.kind = kind;
    open_.push_back(std::move(container));
    return true;
  }
  bool Close() {
    ExactJson closed = std::move(open_.back());
    open_.pop_back();
    return Put(std::move(closed));
  }
  bool Add(Kind kind) {
    ExactJson value;
    value.kind = kind;
    value.text = std::move(text_);
    text_.clear();
    return Put(std::move(value));
  }
  bool Put(ExactJson value) {
    if (open_.empty()) {
      root = std::move(value);
    } else {
      open_.back().values.push_back(std::move(value));
    }
    return true;
  }

  std::vector<ExactJson> open_;
  std::string text_;
};

void AppendString(std::string_view text, std::string* to) {
  *to += json::serialize(Text(text.data(), text.size()));
}

void Append(const ExactJson& value, std::string* to) {
  switch (value.kind) {
    case Kind::kNull:
      *to += "null";
      return;
    case Kind::kFalse:
      *to += "false";
      return;
    case Kind::kTrue:
      *to += "true";
      return;
    case Kind::kNumber:
      *to += value.text;
      return;
    case Kind::kString:
      return AppendString(value.text, to);
    case Kind::kArray:
    case Kind::kObject:
      break;
  }
  const bool is_object = value.kind == Kind::kObject;
  to->push_back(is_object ? '{' : '[');
  for (std::size_t i = 0; i < value.values.size(); ++i) {
    if (i > 0) to->push_back(',');
    if (is_object) {
      AppendString(value.names[i], to);
      to->push_back(':');
    }
    Append(value.values[i], to);
  }
  to->push_back(is_object ? '}' : ']');
}

}  // namespace

const ExactJson* ExactJson::Find(std::string_view name) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return &values[i];
  }
  return nullptr;
}

Result<ExactJson> ParseExactJson(std::string_view text) {
  json::parse_options options;
  options.max_depth = kDepthMax;
  json::basic_parser<Builder> parser(options);
  Code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  const bool only_blanks_left =
      !error && text.find_first_not_of(" \t\r\n", read) == std::string_view::npos;
  if (error || !only_blanks_left) {
    return Error{ErrorCode::kProviderContract,
                 "no valid JSON at byte " + std::to_string(read) +
                     (error ? ": " + error.message() : ": something behind its end")};
  }
  return std::move(parser.handler().root);
}

std::string ToText(const ExactJson& json) {
  std::string text;
  Append(json, &text);
  return text;
}

}  // namespace cognitrack
