#include "providers/openai/names_page.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "names/email_text.h"

namespace cognitrack {
namespace {

namespace dom = simdjson::dom;
using simdjson::SUCCESS;

// Longer ids are no ids but an attack on our memory.
constexpr std::size_t kIdBytesMax = 512;
constexpr std::size_t kNameBytesMax = 16'384;

Error Contract(std::string message) {
  return Error{ErrorCode::kProviderContract, std::move(message)};
}

// One object, whose fields are asked for by name. Errors say `where` it stands, never what it says.
class Fields {
 public:
  Fields(dom::object object, std::string where) : object_(object), where_(std::move(where)) {}

  // A name that stands there twice has no one value.
  Status CheckNames() const {
    std::vector<std::string_view> names;
    for (const auto field : object_) names.push_back(field.key);
    std::sort(names.begin(), names.end());
    const bool is_twice = std::adjacent_find(names.begin(), names.end()) != names.end();
    return is_twice ? Status(Contract(where_ + " has a field twice")) : Status();
  }

  // Nothing where the field is absent or null.
  std::optional<dom::element> Find(std::string_view name) const {
    dom::element value;
    if (object_.at_key(name).get(value) != SUCCESS || value.is_null()) return std::nullopt;
    return value;
  }

  Result<std::optional<std::string>> Text(std::string_view name, std::size_t bytes_max) const {
    const auto value = Find(name);
    if (!value) return std::optional<std::string>();
    std::string_view text;
    if (value->get(text) != SUCCESS) return Wrong(name, "is neither a text nor null");
    if (text.size() > bytes_max) return Wrong(name, "is too long");
    return std::optional<std::string>(text);
  }

  Result<std::string> Id() const {
    TRY(const std::optional<std::string> id, Text("id", kIdBytesMax));
    if (!id || id->empty()) return Wrong("id", "is missing or empty");
    return *id;
  }

  Result<std::optional<UtcSeconds>> Time(std::string_view name) const {
    const auto value = Find(name);
    if (!value) return std::optional<UtcSeconds>();
    std::int64_t time = 0;
    if (!value->is_int64() || value->get(time) != SUCCESS || time < 0 || time > kLastDay.end()) {
      return Wrong(name, "is no time in whole seconds");
    }
    return std::optional<UtcSeconds>(time);
  }

  Result<std::optional<Fields>> Object(std::string_view name) const {
    const auto value = Find(name);
    if (!value) return std::optional<Fields>();
    dom::object object;
    if (value->get(object) != SUCCESS) return Wrong(name, "is neither an object nor null");
    Fields fields(object, where_ + ", " + std::string(name));
    TRY_VOID(fields.CheckNames());
    return std::optional<Fields>(std::move(fields));
  }

  Error Wrong(std::string_view name, std::string_view why) const {
    return Contract(where_ + ": '" + std::string(name) + "' " + std::string(why));
  }

 private:
  dom::object object_;
  std::string where_;
};

bool IsRedacted(std::string_view value) {
  return value.find("...") != std::string_view::npos || value.find("…") != std::string_view::npos ||
         value.find('*') != std::string_view::npos;
}

class RecordReading {
 public:
  RecordReading(const NamesQuery& query, NamesPage* page) : query_(query), page_(page) {}

  Status Read(const Fields& record) {
    SeenName seen;
    TRY(seen.id, record.Id());
    TRY(seen.facts.name, NameIn(record));
    TRY(seen.facts.created_at, CreatedAt(record));
    seen.facts.project_id = query_.project_id;
    TRY_VOID(ReadOwnFields(record, &seen));
    page_->seen.push_back(std::move(seen));
    return {};
  }

 private:
  Status ReadOwnFields(const Fields& record, SeenName* seen) {
    const NameKind kind = query_.kind;
    if (kind == NameKind::kApiKey || kind == NameKind::kAdminApiKey) return ReadKey(record, seen);
    if (kind == NameKind::kProject) {
      TRY(seen->facts.archived_at, record.Time("archived_at"));
      TRY(seen->facts.status, PlainText(record, "status"));
    } else if (kind == NameKind::kUser) {
      TRY(seen->facts.email, EmailIn(record));
    }
    return {};
  }

  bool keeps_emails() const { return query_.emails == EmailUse::kKeep; }

  Result<std::optional<std::string>> NameIn(const Fields& record) const {
    TRY(std::optional<std::string> name, record.Text("name", kNameBytesMax));
    if (name && !keeps_emails()) *name = WithoutEmails(*name);
    return name;
  }

  Result<std::optional<std::string>> EmailIn(const Fields& record) const {
    if (!keeps_emails()) return std::optional<std::string>();
    return record.Text("email", kNameBytesMax);
  }

  Result<std::string> PlainText(const Fields& record, std::string_view name) const {
    TRY(const std::optional<std::string> text, record.Text(name, kIdBytesMax));
    return keeps_emails() ? text.value_or("") : WithoutEmails(text.value_or(""));
  }

  static Result<std::optional<UtcSeconds>> CreatedAt(const Fields& record) {
    TRY(const std::optional<UtcSeconds> created, record.Time("created_at"));
    return created ? Result<std::optional<UtcSeconds>>(created) : record.Time("added_at");
  }

  Status ReadKey(const Fields& record, SeenName* key) {
    TRY(key->last_used_at, record.Time("last_used_at"));
    TRY(key->facts.status, PlainText(record, "owner_project_access"));
    TRY(const std::string value, PlainText(record, "redacted_value"));
    if (IsRedacted(value)) key->facts.redacted_value = value;
    TRY(const std::optional<Fields> owner, record.Object("owner"));
    return owner ? ReadOwner(*owner, &key->facts) : Status();
  }

  // {"type":"user","user":{…}} of a project's key; an admin key's owner stands there itself.
  Status ReadOwner(const Fields& owner, NameFacts* key) {
    TRY(key->owner_kind, PlainText(owner, "type"));
    const bool is_account = key->owner_kind == NameOf(NameKind::kServiceAccount);
    if (!is_account && key->owner_kind != NameOf(NameKind::kUser)) return {};
    TRY(const std::optional<Fields> nested, owner.Object(key->owner_kind));
    const Fields& named = nested ? *nested : owner;
    if (!named.Find("id")) return {};
    SeenName seen;
    TRY(seen.id, named.Id());
    key->owner_id = seen.id;
    TRY(seen.facts.name, NameIn(named));
    TRY(seen.facts.created_at, CreatedAt(named));
    if (is_account) {
      seen.facts.project_id = query_.project_id;
      page_->accounts.push_back(std::move(seen));
    } else {
      TRY(seen.facts.email, EmailIn(named));
      page_->users.push_back(std::move(seen));
    }
    return {};
  }

  const NamesQuery& query_;
  NamesPage* page_;
};

Status ReadEnvelope(const Fields& envelope, NamesPage* page) {
  TRY(const std::optional<std::string> object, envelope.Text("object", kIdBytesMax));
  if (object != "list") return Contract("the answer is no list: its 'object' is not 'list'");
  const auto more = envelope.Find("has_more");
  if (!more || more->get(page->has_more) != SUCCESS) {
    return Contract("'has_more' is neither true nor false");
  }
  TRY(std::optional<std::string> last_id, envelope.Text("last_id", kIdBytesMax));
  page->last_id = last_id.value_or("");
  return {};
}

}  // namespace

Result<NamesPage> ParseNamesPage(const std::string& body, const NamesQuery& query) {
  dom::parser parser;
  dom::element root;
  if (const auto error = parser.parse(body).get(root); error != SUCCESS) {
    return Contract(std::string("malformed JSON: ") + simdjson::error_message(error));
  }
  dom::object object;
  if (root.get(object) != SUCCESS) return Contract("the answer is no JSON object");
  const Fields envelope(object, "the page");
  TRY_VOID(envelope.CheckNames());
  NamesPage page;
  if (const auto error = envelope.Find("error"); error && error->is_object()) {
    page.is_error = true;
    return page;
  }
  TRY_VOID(ReadEnvelope(envelope, &page));
  const auto data = envelope.Find("data");
  dom::array records;
  if (!data || data->get(records) != SUCCESS) return Contract("'data' is no array");
  RecordReading reading(query, &page);
  std::size_t number = 0;
  for (const dom::element element : records) {
    const std::string where = "record " + std::to_string(++number) + " of the page";
    dom::object record;
    if (element.get(record) != SUCCESS) return Contract(where + " is no object");
    const Fields fields(record, where);
    TRY_VOID(fields.CheckNames());
    TRY_VOID(reading.Read(fields));
  }
  return page;
}

}  // namespace cognitrack
