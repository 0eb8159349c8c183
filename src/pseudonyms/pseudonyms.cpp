#include "pseudonyms/pseudonyms.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "pseudonyms/pseudonym_words.h"

namespace cognitrack {
namespace {

constexpr std::size_t kIdDigits = 24;
constexpr std::size_t kPartDigits = 12;
constexpr std::size_t kFileDigits = 64;
constexpr std::string_view kEmailDomain = "@example.invalid";
constexpr std::string_view kRedacted = "sk-...";

// What provider ids begin with. Nothing else of an id is kept: what stands before the first _ or -
// of any other text may be a customer's word.
constexpr std::array<std::string_view, 12> kIdPrefixes = {"proj_", "user-",  "user_",     "key_",
                                                          "org-",  "vs_",    "svc_acct_", "sa-",
                                                          "asst_", "ftjob-", "file-",     "sess_"};

constexpr std::array<std::pair<std::string_view, TextKind>, 29> kKinds = {{
    {"project_id", TextKind::kProjectId},
    {"user_id", TextKind::kUserId},
    {"api_key_id", TextKind::kKeyId},
    {"organization_id", TextKind::kOrganisationId},
    {"vector_store_id", TextKind::kVectorStoreId},
    {"service_account_id", TextKind::kAccountId},
    {"project_name", TextKind::kName},
    {"organization_name", TextKind::kName},
    {"user_name", TextKind::kName},
    {"api_key_name", TextKind::kName},
    {"name", TextKind::kName},
    {"user_email", TextKind::kEmail},
    {"email", TextKind::kEmail},
    {"redacted_value", TextKind::kRedactedKey},
    {"api_key_redacted", TextKind::kRedactedKey},
    {"model", TextKind::kModel},
    {"line_item", TextKind::kLineItem},
    {"next_page", TextKind::kPageToken},
    {"page", TextKind::kPageToken},
    {"batch", TextKind::kVocabulary},
    {"service_tier", TextKind::kVocabulary},
    {"api_source", TextKind::kVocabulary},
    {"amount_currency", TextKind::kVocabulary},
    {"currency", TextKind::kVocabulary},
    {"quantity_unit", TextKind::kVocabulary},
    {"size", TextKind::kVocabulary},
    {"source", TextKind::kVocabulary},
    {"context_level", TextKind::kVocabulary},
    {"object", TextKind::kVocabulary},
}};

bool BeginsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool IsDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool IsLetterOrDigit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string_view PrefixOf(std::string_view text, std::string_view otherwise) {
  for (const std::string_view prefix : kIdPrefixes) {
    if (BeginsWith(text, prefix)) return prefix;
  }
  return otherwise;
}

// An id within a longer text: a prefix of the provider's and a long run of letters with a digit.
bool IsIdInText(std::string_view word) {
  constexpr std::size_t kShortest = 8;
  const std::string_view prefix = PrefixOf(word, "");
  const std::string_view rest = word.substr(prefix.size());
  return !prefix.empty() && rest.size() >= kShortest &&
         std::all_of(rest.begin(), rest.end(), IsLetterOrDigit) &&
         std::any_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What the provider writes behind a customer's parts itself: a checkpoint's step, a number.
bool IsProvidersPart(std::string_view part) {
  constexpr std::string_view kCheckpoint = "ckpt-step-";
  if (BeginsWith(part, kCheckpoint)) part.remove_prefix(kCheckpoint.size());
  return IsDigits(part);
}

}  // namespace

TextKind TextKindOf(std::string_view name) {
  for (const auto& [known, kind] : kKinds) {
    if (known == name) return kind;
  }
  // A column that nobody has described yet still says what it holds.
  if (name.find("email") != std::string_view::npos) return TextKind::kEmail;
  if (name.find("redacted") != std::string_view::npos) return TextKind::kRedactedKey;
  constexpr std::string_view kNameEnd = "_name";
  if (name.size() > kNameEnd.size() && name.substr(name.size() - kNameEnd.size()) == kNameEnd) {
    return TextKind::kName;
  }
  return TextKind::kOther;
}

Result<std::string> Pseudonyms::Of(TextKind kind, std::string_view text) {
  if (text.empty()) return std::string();
  switch (kind) {
    case TextKind::kVocabulary:
      return std::string(text);
    case TextKind::kProjectId:
      return Id("proj_", text);
    case TextKind::kUserId:
      return Id("user-", text);
    case TextKind::kKeyId:
      return Id("key_", text);
    case TextKind::kOrganisationId:
      return Id("org-", text);
    case TextKind::kVectorStoreId:
      return Id("vs_", text);
    case TextKind::kAccountId:
      return Id("svc_acct_", text);
    case TextKind::kName:
      return Name(text);
    case TextKind::kEmail:
      return Hashed("email", "user_", text, kEmailDomain, kPartDigits);
    case TextKind::kRedactedKey:
      return Hashed("key", kRedacted, text, "", kPartDigits);
    case TextKind::kModel:
    case TextKind::kLineItem:
      return Words(text);
    case TextKind::kPageToken:
      return Hashed("page", "page_", text, "", kIdDigits);
    case TextKind::kFileHash:
      return Hashed("file", "", text, "", kFileDigits);
    case TextKind::kOther:
      break;
  }
  if (IsIdInText(text)) return Id("", text);
  if (BeginsWith(text, "sk-")) return Of(TextKind::kRedactedKey, text);
  return Hashed("text", "text_", text, "", kPartDigits);
}

bool Pseudonyms::WasReplaced(std::string_view text) const {
  // Domains are written before the text, with a NUL between.
  for (const std::string_view domain : {"id", "email", "key", "page"}) {
    std::string entry(domain);
    entry.push_back('\0');
    entry += text;
    if (pseudonym_of_.find(entry) != pseudonym_of_.end()) return true;
  }
  return false;
}

Result<std::string> Pseudonyms::Remember(std::string_view domain, std::string_view text,
                                         std::string pseudonym) {
  std::string entry(domain);
  entry.push_back('\0');
  entry += text;
  const auto [known, is_new] = text_of_.try_emplace(pseudonym, entry);
  if (!is_new && known->second != entry) {
    return Error{ErrorCode::kInvariant,
                 "two different texts get the pseudonym '" + pseudonym +
                     "' under this key, so that they could no longer be told apart; use another "
                     "key file"};
  }
  pseudonym_of_.try_emplace(std::move(entry), pseudonym);
  return pseudonym;
}

Result<std::string> Pseudonyms::Hashed(std::string_view domain, std::string_view before,
                                       std::string_view text, std::string_view behind,
                                       std::size_t digits) {
  std::string pseudonym(before);
  pseudonym += ToHex(key_.HashOfText(domain, text)).substr(0, std::min(digits, most_digits_));
  pseudonym += behind;
  return Remember(domain, text, std::move(pseudonym));
}

// The same id is the same whatever column it stands in: only an id of an unknown form gets the
// prefix of its column.
Result<std::string> Pseudonyms::Id(std::string_view prefix, std::string_view text) {
  return Hashed("id", PrefixOf(text, prefix), text, "", kIdDigits);
}

Result<std::string> Pseudonyms::Name(std::string_view text) {
  return Remember("name", text, ReadableName(key_.HashOfText("name", text)));
}

Result<std::string> Pseudonyms::Words(std::string_view text) {
  constexpr std::string_view kBetween = " ,|\t";
  std::string replaced;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find_first_not_of(kBetween), text.size());
    replaced += text.substr(0, begin);
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(kBetween), text.size());
    TRY(const std::string word, Word(text.substr(0, end)));
    replaced += word;
    text.remove_prefix(end);
  }
  return replaced;
}

// "ft:gpt-4o:acme:router:A1b2" and "ft-gpt-4o:acme:router:A1b2" keep their base, "curie:ft-acme-…"
// (of 2021) the model and the "ft-"; every other part that is no number is the customer's.
Result<std::string> Pseudonyms::Word(std::string_view word) {
  if (IsIdInText(word)) return Id("", word);
  std::size_t colon = word.find(':');
  if (colon == std::string_view::npos) return std::string(word);
  if (BeginsWith(word, "ft:")) colon = word.find(':', colon + 1);
  if (colon == std::string_view::npos) return std::string(word);
  std::string replaced(word.substr(0, colon));
  while (colon != std::string_view::npos) {
    const std::size_t next = word.find(':', colon + 1);
    TRY(const std::string part, TunedPart(word.substr(colon + 1, next - colon - 1)));
    replaced += ":" + part;
    colon = next;
  }
  return replaced;
}

Result<std::string> Pseudonyms::TunedPart(std::string_view part) {
  constexpr std::string_view kOldForm = "ft-";
  if (IsProvidersPart(part)) return std::string(part);
  std::string before;
  if (BeginsWith(part, kOldForm)) {
    before = kOldForm;
    part.remove_prefix(kOldForm.size());
  }
  if (part.empty()) return before;
  return Hashed("part", before, part, "", kPartDigits);
}

}  // namespace cognitrack
