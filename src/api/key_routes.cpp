#include "api/key_routes.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "api/problem.h"
#include "cli/json_members.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

constexpr std::string_view kProvider = "openai";
constexpr std::string_view kMode = "admin";
constexpr std::string_view kChangedNothing = "; nothing was changed";

ServerResponse Document(int status, const json::object& document) {
  ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "private, no-cache"}};
  response.body = json::serialize(document) + "\n";
  return response;
}

ServerResponse Wrong(const std::string& detail) { return ProblemOf(400, "usage", detail); }

ServerResponse NoSuchKey(std::int64_t id) {
  return ProblemOf(404, "usage",
                   "there is no key " + std::to_string(id) + std::string(kChangedNothing));
}

// A key that does not do is the sender's, here; elsewhere the provider's refusal is a 502.
ServerResponse Refused(const Error& error) {
  return error.code == ErrorCode::kAuth
             ? ProblemOf(400, std::string(NameOf(error.code)), error.message)
             : ProblemOf(error);
}

std::optional<std::int64_t> IdIn(const RouteMatch& match) {
  const std::string& text = match.segments.front().second;
  std::int64_t id = 0;
  const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (failed != std::errc() || stop != text.data() + text.size() || id < 1) return std::nullopt;
  return id;
}

ServerResponse NoId(const RouteMatch& match) {
  return Wrong("'" + match.segments.front().second + "' is no id of a key" +
               std::string(kChangedNothing));
}

// "2026-03-07T00:00:00Z" as the predecessor wrote it.
std::string WithMilliseconds(std::string time) {
  if (time.ends_with('Z')) time.insert(time.size() - 1, ".000");
  return time;
}

// A key of `keys list` in the predecessor's words.
json::object InItsWords(const json::object& key) {
  const std::string last_four = TextIn(key, "last_four");
  json::object told;
  told["id"] = IntegerIn(key, "id");
  told["provider"] = TextIn(key, "provider");
  told["maskedKey"] = last_four.empty() ? "****" : "..." + last_four;
  told["createdAt"] = WithMilliseconds(TextIn(key, "added_at"));
  told["usageMode"] = kMode;
  told["hasOrgConfig"] = !TextIn(key, "organisation").empty() || IntegerIn(key, "projects") > 0;
  told["source"] = TextIn(key, "source");
  told["state"] = TextIn(key, "state");
  return told;
}

json::object KeyIn(const VerbAnswer& answer) {
  const json::object document = ObjectIn(answer.document);
  const json::value* key = document.if_contains("key");
  return key != nullptr && key->is_object() ? key->as_object() : json::object();
}

// What all bodies may have, and no key here needs: the provider tells whose a key is.
std::optional<std::string> WrongMember(const json::object& body) {
  for (const auto& member : body) {
    if (!member.value().is_string()) return "'" + std::string(member.key()) + "' is a text";
  }
  std::string mode = TextIn(body, "usageMode");
  std::transform(mode.begin(), mode.end(), mode.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (!body.contains("usageMode") || mode == kMode) return std::nullopt;
  return "'usageMode' is admin: usage is read with an admin key of the organisation alone";
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

CommandOptions OptionsFor(std::string_view verb, const Caller& caller) {
  CommandOptions options;
  options.verb = verb;
  options.signed_by = ActorOf(caller);
  return options;
}

}  // namespace

ServerResponse KeyRoutes::Read(
    const RouteMatch& match,
    const std::vector<std::pair<std::string, std::string>>& parameters) const {
  CommandOptions options;
  options.verb = "keys list";
  for (const auto& parameter : parameters) {
    if (!match.segments.empty() || parameter.first != "source") {
      return Wrong("there is no parameter '" + parameter.first + "'");
    }
    options.source = parameter.second;
  }
  if (!match.segments.empty()) {
    const auto id = IdIn(match);
    if (!id) return NoId(match);
    const auto held = Held(*id);
    if (!held) return Refused(held.error());
    return held->empty() ? NoSuchKey(*id) : Document(200, {{"key", InItsWords(*held)}});
  }
  const auto answer = run_(options, Secret());
  if (!answer) return Refused(answer.error());
  json::array keys;
  const json::object list = ObjectIn(answer->document);
  for (const auto& key : list.at("keys").as_array()) keys.push_back(InItsWords(key.as_object()));
  return Document(200, {{"keys", std::move(keys)}});
}

ServerResponse KeyRoutes::Change(const RouteMatch& match, const ServerRequest& request,
                                 const Caller& caller, const json::object& body) const {
  if (!request.query.empty()) return Wrong("this route takes no parameters");
  if (const auto wrong = WrongMember(body)) return Wrong(*wrong + std::string(kChangedNothing));
  if (match.segments.empty()) return Store(request, caller, body);
  const auto id = IdIn(match);
  if (!id) return NoId(match);
  const auto held = Held(*id);
  if (!held) return Refused(held.error());
  if (held->empty()) return NoSuchKey(*id);
  if (request.method == "DELETE") return Remove(*id, request, caller);
  return Update(*id, request, caller, body);
}

ServerResponse KeyRoutes::Store(const ServerRequest& request, const Caller& caller,
                                const json::object& body) const {
  if (TextIn(body, "provider") != kProvider) {
    return Wrong("'provider' is openai: no key of another one is read here" +
                 std::string(kChangedNothing));
  }
  const Secret secret(std::string(Trimmed(TextIn(body, "apiKey"))));
  if (secret.empty()) return Wrong("the body has no 'apiKey'" + std::string(kChangedNothing));
  CommandOptions options = OptionsFor("keys add", caller);
  if (body.contains("source")) options.source = TextIn(body, "source");
  return changes_.Recorded(
      EntryOf(caller, request, options.verb, options.source.value_or("")), [&]() -> ServerResponse {
        const auto answer = run_(options, secret);
        if (!answer) return Refused(answer.error());
        return Document(
            201, {{"key", InItsWords(KeyIn(*answer))}, {"message", "The key is stored, sealed"}});
      });
}

ServerResponse KeyRoutes::Update(std::int64_t id, const ServerRequest& request,
                                 const Caller& caller, const json::object& body) const {
  const Secret secret(std::string(Trimmed(TextIn(body, "apiKey"))));
  if (secret.empty()) {
    const auto held = Held(id);
    if (!held) return Refused(held.error());
    return Document(200, {{"key", InItsWords(*held)}, {"message", "The key is as it was"}});
  }
  CommandOptions options = OptionsFor("keys rotate", caller);
  options.key_id = id;
  return changes_.Recorded(
      EntryOf(caller, request, options.verb, "key " + std::to_string(id)), [&]() -> ServerResponse {
        const auto answer = run_(options, secret);
        if (!answer) return Refused(answer.error());
        return Document(200, {{"key", InItsWords(KeyIn(*answer))},
                              {"message", "The secret of the key is exchanged"}});
      });
}

ServerResponse KeyRoutes::Remove(std::int64_t id, const ServerRequest& request,
                                 const Caller& caller) const {
  CommandOptions options = OptionsFor("keys remove", caller);
  options.key_id = id;
  return changes_.Recorded(
      EntryOf(caller, request, options.verb, "key " + std::to_string(id)), [&]() -> ServerResponse {
        const auto answer = run_(options, Secret());
        if (!answer) return Refused(answer.error());
        return Document(200, {{"message", "The secret of the key is gone; its usage is kept"}});
      });
}

Result<json::object> KeyRoutes::Held(std::int64_t id) const {
  CommandOptions options;
  options.verb = "keys list";
  TRY(const VerbAnswer answer, run_(options, Secret()));
  const json::object list = ObjectIn(answer.document);
  for (const auto& key : list.at("keys").as_array()) {
    if (IntegerIn(key.as_object(), "id") == id) return key.as_object();
  }
  return json::object();
}

}  // namespace cognitrack
