#include "twin/names_api.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "twin/answers.h"
#include "twin/json_text.h"

namespace cognitrack::twin {
namespace {

constexpr std::string_view kRoot = "/v1/organization/";
constexpr std::string_view kProjects = "projects";
constexpr UtcSeconds kCreated = 1'704'067'200;  // 2024-01-01.
constexpr std::size_t kEnoughForSpecialCases = 3;

// A number that only the id decides.
std::uint64_t NumberOf(std::string_view id) {
  std::uint64_t number = 0xCBF29CE484222325;
  for (const char c : id) number = (number ^ static_cast<std::uint8_t>(c)) * 0x100000001B3;
  return number ^ (number >> 29U);
}

template <std::size_t kCount>
std::string Pick(const std::string_view (&words)[kCount], std::uint64_t number) {
  return std::string(words[number % kCount]);
}

std::string TailOf(const std::string& id) { return id.size() <= 4 ? id : id.substr(id.size() - 4); }

std::string ProjectName(const std::string& id) {
  static constexpr std::string_view kWords[] = {"Search",  "Support", "Router", "Billing",
                                                "Ranking", "Drafts",  "Vision", "Sandbox"};
  return Pick(kWords, NumberOf(id)) + " " + TailOf(id);
}

std::string KeyName(const std::string& id) {
  static constexpr std::string_view kWords[] = {"production", "staging", "laptop", "nightly",
                                                "notebook"};
  return Pick(kWords, NumberOf(id)) + "-" + TailOf(id);
}

struct Person {
  std::string name;
  std::string email;
};

Person PersonOf(const std::string& id) {
  static constexpr std::string_view kFirst[] = {"Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gita"};
  static constexpr std::string_view kLast[] = {"Archer", "Baker", "Cooper", "Draper", "Mason"};
  const std::uint64_t number = NumberOf(id);
  const std::string first = Pick(kFirst, number);
  const std::string last = Pick(kLast, number / 64);
  std::string email = first + '.' + last + '.' + TailOf(id) + "@example.com";
  std::transform(email.begin(), email.end(), email.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return {first + ' ' + last, email};
}

std::string Text(std::string_view name, std::string_view value) {
  return JsonString(name) + ":" + JsonString(value);
}

std::string Time(std::string_view name, const std::string& id, UtcSeconds since = kCreated) {
  const auto days = static_cast<UtcSeconds>(NumberOf(id) % 300);
  return JsonString(name) + ":" + std::to_string(since + days * kSecondsPerDay);
}

std::string ProjectJson(const std::string& id, bool archived) {
  return "{" + Text("id", id) + R"(,"object":"organization.project",)" +
         Text("name", ProjectName(id)) + "," + Time("created_at", id) + "," +
         (archived ? Time("archived_at", id, kCreated + 366 * kSecondsPerDay)
                   : std::string(R"("archived_at":null)")) +
         "," + Text("status", archived ? "archived" : "active") + "}";
}

std::string UserJson(const std::string& id, std::string_view object, std::string_view time) {
  const Person person = PersonOf(id);
  return R"({"object":)" + JsonString(object) + "," + Text("id", id) + "," +
         Text("name", person.name) + "," + Text("email", person.email) + R"(,"role":"reader",)" +
         Time(time, id) + "}";
}

std::string AccountId(const std::string& key) {
  return "svc_acct_" + key.substr(key.find('_') + 1);
}

std::string AccountJson(const std::string& id) {
  return R"({"object":"organization.project.service_account",)" + Text("id", id) + "," +
         Text("name", "Service " + TailOf(id)) + R"(,"role":"member",)" + Time("created_at", id) +
         "}";
}

std::string KeyJson(const std::string& id, const std::string& user, bool inactive) {
  const std::string owner =
      user.empty()
          ? R"({"type":"service_account","service_account":)" + AccountJson(AccountId(id)) + "}"
          : R"({"type":"user","user":)" + UserJson(user, "organization.project.user", "added_at") +
                "}";
  return R"({"object":"organization.project.api_key",)" +
         Text("redacted_value", "sk-...." + TailOf(id)) + "," + Text("name", KeyName(id)) + "," +
         Time("created_at", id) + R"(,"last_used_at":null,)" + Text("id", id) + "," +
         Text("owner_project_access", inactive ? "inactive" : "active") + R"(,"owner":)" + owner +
         "}";
}

std::string AdminKeyJson(const std::string& user) {
  const std::string id = "key_admin_" + TailOf(user);
  return R"({"object":"organization.admin_api_key",)" + Text("id", id) + "," +
         Text("name", "Admin " + TailOf(user)) + "," +
         Text("redacted_value", "sk-admin...." + TailOf(id)) + "," + Time("created_at", id) +
         R"(,"expires_at":null,"last_used_at":null,"owner":{"type":"user",)" +
         R"("object":"organization.user",)" + Text("id", user) + "," +
         Text("name", PersonOf(user).name) + "," + Time("created_at", user) +
         R"(,"role":"owner"}})";
}

using Ids = std::array<std::string, 3>;  // Of a project, a user and a key; empty: none.

void AddIds(const SurfaceRecords& records, std::set<Ids>* combinations) {
  static constexpr std::string_view kNames[] = {"project_id", "user_id", "api_key_id"};
  const Endpoint& endpoint = EndpointOf(records.surface);
  std::vector<std::optional<std::size_t>> slots;
  DimensionMask kept = 0;
  for (const std::string_view name : kNames) {
    slots.push_back(endpoint.SlotOf(name));
    if (slots.back()) kept |= 1U << *slots.back();
  }
  std::set<Key> keys;
  for (const UsageRecord& record : records.records) keys.insert(KeyAt(record.key, kept));
  for (const Key& key : keys) {
    Ids ids;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (slots[i]) ids[i] = records.values[*slots[i]].At(key[*slots[i]]);
    }
    combinations->insert(ids);
  }
}

// The id with the greatest number, where there are enough of them to spare one.
std::string SpecialOf(const std::set<std::string>& ids) {
  if (ids.size() < kEnoughForSpecialCases) return "";
  return *std::max_element(ids.begin(), ids.end(),
                           [](const auto& a, const auto& b) { return NumberOf(a) < NumberOf(b); });
}

ApiError Refusal(int status, std::string message, std::string param = "") {
  ApiError error;
  error.status = status;
  error.message = std::move(message);
  error.param = std::move(param);
  return error;
}

std::string ParameterOf(const RequestTarget& target, std::string_view name) {
  for (const auto& [key, value] : target.parameters) {
    if (key == name) return value;
  }
  return "";
}

// 0 where it is no whole number from 1 to 100.
std::size_t LimitOf(const RequestTarget& target) {
  constexpr std::size_t kDefault = 20;
  constexpr std::size_t kMost = 100;
  const std::string text = ParameterOf(target, "limit");
  if (text.empty()) return kDefault;
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole && limit <= kMost ? limit : 0;
}

template <typename List>
TwinResponse ListResponse(const RequestTarget& target, const List& list, bool with_hidden) {
  const std::size_t limit = LimitOf(target);
  if (limit == 0) {
    return ErrorResponse(Refusal(400, "Invalid 'limit': must be from 1 to 100.", "limit"));
  }
  const std::string after = ParameterOf(target, "after");
  auto item = list.begin();
  if (!after.empty()) {
    item = std::find_if(list.begin(), list.end(), [&](const auto& i) { return i.id == after; });
    if (item == list.end()) return ErrorResponse(Refusal(400, "Invalid 'after'.", "after"));
    ++item;
  }
  std::string data;
  std::string first_id, last_id;
  std::size_t count = 0;
  bool has_more = false;
  for (; item != list.end(); ++item) {
    if (item->hidden && !with_hidden) continue;
    if (count == limit) {
      has_more = true;
      break;
    }
    if (count++ == 0) first_id = item->id;
    last_id = item->id;
    data += (data.empty() ? "" : ",") + item->json;
  }
  const auto id = [](const std::string& text) { return text.empty() ? "null" : JsonString(text); };
  return JsonResponse(200, R"({"object":"list","data":[)" + data + R"(],"first_id":)" +
                               id(first_id) + R"(,"last_id":)" + id(last_id) + R"(,"has_more":)" +
                               (has_more ? "true" : "false") + "}");
}

std::string_view LastPartOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

NamesApi::NamesApi(const Organisation& organisation) {
  // Millions of records have a few combinations of ids.
  std::set<Ids> combinations;
  for (const SurfaceRecords& records : organisation.surfaces) AddIds(records, &combinations);
  std::set<std::string> project_ids, user_ids, key_ids;
  std::map<std::string, std::pair<std::string, std::string>> project_and_user_of;
  std::map<std::string, std::set<std::string>> users_of;
  for (const auto& [project, user, key] : combinations) {
    if (!user.empty()) user_ids.insert(user);
    if (project.empty()) continue;
    project_ids.insert(project);
    if (!user.empty()) users_of[project].insert(user);
    if (key.empty() || !key_ids.insert(key).second) continue;
    project_and_user_of[key] = {project, user};
  }
  if (!project_ids.empty()) organisation_ = "org-" + TailOf(*project_ids.begin());
  const std::string archived = SpecialOf(project_ids);
  for (const std::string& id : project_ids) {
    projects_.push_back({id, ProjectJson(id, id == archived), id == archived});
    Project& project = by_project_[id];
    project.archived = id == archived;
    for (const std::string& user : users_of[id]) {
      project.users.push_back({user, UserJson(user, "organization.project.user", "added_at")});
    }
  }
  for (const std::string& id : user_ids) {
    users_.push_back({id, UserJson(id, "organization.user", "added_at")});
  }
  if (!user_ids.empty()) {
    const std::string& owner = *user_ids.begin();
    admin_keys_.push_back({"key_admin_" + TailOf(owner), AdminKeyJson(owner)});
  }
  const std::string deleted = SpecialOf(key_ids);
  key_ids.erase(deleted);
  const std::string inactive = SpecialOf(key_ids);
  for (const std::string& id : key_ids) {
    const auto& [project_id, user] = project_and_user_of[id];
    Project& project = by_project_[project_id];
    project.keys.push_back({id, KeyJson(id, user, id == inactive), id == inactive});
    if (!user.empty()) continue;
    project.accounts.push_back({AccountId(id), AccountJson(AccountId(id))});
  }
}

bool NamesApi::Serves(std::string_view path) {
  if (!path.starts_with(kRoot)) return false;
  path.remove_prefix(kRoot.size());
  if (path == kProjects || path == "users" || path == "admin_api_keys") return true;
  const std::string_view last = LastPartOf(path);
  return path.starts_with("projects/") && std::count(path.begin(), path.end(), '/') == 2 &&
         (last == "api_keys" || last == "service_accounts" || last == "users");
}

TwinResponse NamesApi::Answer(const RequestTarget& target) const {
  const std::string_view path = std::string_view(target.path).substr(kRoot.size());
  if (path == kProjects) {
    return ListResponse(target, projects_, ParameterOf(target, "include_archived") == "true");
  }
  if (path == "users") return ListResponse(target, users_, true);
  if (path == "admin_api_keys") return ListResponse(target, admin_keys_, true);
  return AnswerBelowProject(target, path.substr(kProjects.size() + 1));
}

TwinResponse NamesApi::AnswerBelowProject(const RequestTarget& target,
                                          std::string_view below) const {
  const std::string_view id = below.substr(0, below.find('/'));
  const std::string_view list = LastPartOf(below);
  const auto found = by_project_.find(id);
  if (found == by_project_.end()) {
    return ErrorResponse(Refusal(404, "No project found with id '" + std::string(id) + "'."));
  }
  const Project& project = found->second;
  if (list == "api_keys") {
    return ListResponse(target, project.keys, ParameterOf(target, "owner_project_access") == "any");
  }
  if (project.archived) {
    return ErrorResponse(Refusal(400, "Project '" + std::string(id) + "' is archived."));
  }
  return ListResponse(target, list == "users" ? project.users : project.accounts, true);
}

}  // namespace cognitrack::twin
