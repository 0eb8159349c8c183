#include "twin/row_edits.h"

#include <optional>
#include <string_view>

#include "base/check.h"

namespace cognitrack::twin {
namespace {

constexpr std::string_view kRowStart = R"({"object":"organization.)";

// [begin, end) of the first row.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::optional<Span> FirstRow(const std::string& page) {
  const std::size_t begin = page.find(kRowStart);
  if (begin == std::string::npos) return std::nullopt;
  bool in_text = false;
  int depth = 0;
  for (std::size_t at = begin; at < page.size(); ++at) {
    if (in_text && page[at] == '\\') {
      ++at;
    } else if (page[at] == '"') {
      in_text = !in_text;
    } else if (!in_text && page[at] == '{') {
      ++depth;
    } else if (!in_text && page[at] == '}' && --depth == 0) {
      return Span{begin, at + 1};
    }
  }
  return std::nullopt;
}

// [begin, end) of the digits of the field's value.
std::optional<Span> NumberOf(const std::string& text, std::string_view field, std::size_t from) {
  const std::string name = "\"" + std::string(field) + "\":";
  std::size_t at = text.find(name, from);
  // A member's name, not the end of a text.
  while (at != std::string::npos && text[at - 1] != ',' && text[at - 1] != '{') {
    at = text.find(name, at + 1);
  }
  if (at == std::string::npos) return std::nullopt;
  const std::size_t begin = at + name.size();
  const std::size_t end = text.find_first_not_of("0123456789.", begin);
  if (end == begin || end == std::string::npos) return std::nullopt;
  return Span{begin, end};
}

// The first field of the page's first row that is a number.
std::string FirstNumberField(const std::string& page) {
  const auto row = FirstRow(page);
  if (!row) return "";
  for (std::size_t at = row->begin + 1; at < row->end; ++at) {
    if (page[at] != ':' || page[at - 1] != '"' || page[at + 1] < '0' || page[at + 1] > '9')
      continue;
    const std::size_t name_end = at - 1;
    const std::size_t name_begin = page.rfind('"', name_end - 1) + 1;
    return page.substr(name_begin, name_end - name_begin);
  }
  return "";
}

std::string WrongNumber(FaultKind kind, const std::string& digits) {
  if (kind == FaultKind::kNumberAsString) return '"' + digits + '"';
  if (kind == FaultKind::kFloat) return digits + ".5";
  if (kind == FaultKind::kNegative) return '-' + (digits == "0" ? "1" : digits);
  if (kind == FaultKind::kBeyond2To53) return "9007199254740993";
  CHECK(kind == FaultKind::kBeyond2To63, "only these kinds change one number");
  return "9223372036854775808";
}

bool ChangeNumber(const Fault& fault, std::string* page) {
  const std::string field = fault.argument.empty() ? FirstNumberField(*page) : fault.argument;
  const auto row = FirstRow(*page);
  if (!row) return false;
  const auto number = NumberOf(*page, field, row->begin);
  if (!number) return false;
  const std::string digits = page->substr(number->begin, number->end - number->begin);
  page->replace(number->begin, digits.size(), WrongNumber(fault.kind, digits));
  return true;
}

bool AddToFirstRow(const std::string& member, std::string* page) {
  const auto row = FirstRow(*page);
  if (!row) return false;
  page->insert(row->end - 1, "," + member);
  return true;
}

// Halves every whole number of the row, what is left and every decimal goes to a second row of the
// same dimensions.
bool SplitFirstRow(std::string* page) {
  const auto row = FirstRow(*page);
  if (!row) return false;
  std::string kept;
  std::string split;
  const std::string text = page->substr(row->begin, row->end - row->begin);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find_first_not_of("0123456789", at);
    if (end == at || text[at - 1] != ':' || text[at - 2] != '"') {
      kept += text[at];
      split += text[at];
      ++at;
      continue;
    }
    if (text[end] == '.') {
      const std::size_t fraction_end = text.find_first_not_of("0123456789", end + 1);
      kept += '0';
      split += text.substr(at, fraction_end - at);
      at = fraction_end;
      continue;
    }
    const std::int64_t value = std::stoll(text.substr(at, end - at));
    kept += std::to_string(value - value / 2);
    split += std::to_string(value / 2);
    at = end;
  }
  page->replace(row->begin, text.size(), kept + "," + split);
  return true;
}

bool OmitField(std::string_view field, std::string* page) {
  const std::size_t name_size = field.size() + 4;  // With its quotes, comma and colon.
  std::string without;
  std::size_t copied = 0;
  for (auto number = NumberOf(*page, field, 0); number;
       number = NumberOf(*page, field, number->end)) {
    // A row does not begin with a number, only what stands within it does.
    if ((*page)[number->begin - name_size] != ',') return false;
    without.append(*page, copied, number->begin - name_size - copied);
    copied = number->end;
  }
  if (copied == 0) return false;
  without.append(*page, copied, std::string::npos);
  *page = std::move(without);
  return true;
}

bool MalformJson(std::string* page) {
  constexpr std::string_view kData = "\"data\":[";
  const std::size_t at = page->find(kData);
  if (at == std::string::npos) return false;
  page->insert(at + kData.size(), ",");
  return true;
}

std::string ArgumentOr(const Fault& fault, std::string_view otherwise) {
  return fault.argument.empty() ? std::string(otherwise) : fault.argument;
}

}  // namespace

bool EditRows(const Fault& fault, std::string* page) {
  if (fault.kind == FaultKind::kTruncatedJson) {
    page->resize(page->size() / 2);
    return true;
  }
  if (fault.kind == FaultKind::kMalformedJson) return MalformJson(page);
  if (fault.kind == FaultKind::kTwoRowsOneKey) return SplitFirstRow(page);
  if (fault.kind == FaultKind::kUnknownField) {
    return AddToFirstRow('"' + ArgumentOr(fault, "input_video_tokens") + "\":7", page);
  }
  if (fault.kind == FaultKind::kUnknownDimension) {
    return AddToFirstRow('"' + ArgumentOr(fault, "region") + "\":\"eu\"", page);
  }
  if (fault.kind == FaultKind::kOmitField) {
    return OmitField(ArgumentOr(fault, "output_tokens"), page);
  }
  return ChangeNumber(fault, page);
}

}  // namespace cognitrack::twin
