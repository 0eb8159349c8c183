#include "keys/key_probe.h"

#include <algorithm>
#include <array>
#include <set>

namespace cognitrack {
namespace {

// Some days, so that a weekend without use still tells of projects.
constexpr int kDays = 7;
constexpr std::array kLists = {NameKind::kProject, NameKind::kUser, NameKind::kAdminApiKey};
const char kWhere[] =
    "An owner of the organisation makes an admin key (sk-admin-…) under "
    "https://platform.openai.com/settings/organization/admin-keys; reading usage (scope "
    "api.usage.read) is all that it needs";

Error WrongKind(const std::string& what) {
  return Error{ErrorCode::kAuth, what + ". " + std::string(kWhere) + ". Nothing was stored"};
}

Grain GrainFor(const Surface& surface) {
  std::vector<std::string> names = {"project_id"};
  if (surface.name == kCostsByKey) names.emplace_back("api_key_id");
  return Grain(std::move(names));
}

void AddProjects(const PullResult& result, const SeriesTable& series, std::set<std::string>* ids) {
  for (const WindowRead& window : result.windows) {
    for (const UsageRow& row : window.rows) {
      const std::string* id = series.At(row.series).Find("project_id");
      if (id != nullptr && !id->empty()) ids->insert(*id);
    }
  }
}

Result<SurfaceRight> AskSurface(const Surface& surface, UsageProvider& usage, UtcSeconds now,
                                std::set<std::string>* project_ids) {
  PullQuery query;
  query.stream.surface = surface.name;
  query.start = DayOf(now) - (surface.name == kCompletions ? kDays : 1);
  query.end = DayOf(now);
  query.now = now;
  query.grain = GrainFor(surface);
  SeriesTable series;
  TRY(const PullResult result, usage.Read(query, NothingKnown, &series));
  SurfaceRight right{std::string(surface.name), SurfaceState::kOk, ""};
  if (IsTurnedAway(result.surface_state)) {
    right.state = result.surface_state;
    right.why = result.why_turned_away.message;
    return right;
  }
  // The provider broke its contract; the key is not to blame, and may read it.
  AddProjects(result, series, project_ids);
  return right;
}

}  // namespace

Status CheckKind(const Secret& secret) {
  const std::string& text = secret.Reveal();
  if (text.empty()) return WrongKind("no key was given");
  const bool is_sendable =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!is_sendable || text.size() > 512) {
    return WrongKind(
        "what was given holds a blank, a line break or a character that is not ASCII, or is too "
        "long for a key: was it copied whole and alone?");
  }
  if (text.starts_with("sk-admin-")) return {};
  if (text.starts_with("sk-proj-")) {
    return WrongKind("this is the key of one project (sk-proj-…), which cannot read usage");
  }
  if (text.starts_with("sk-svcacct-")) {
    return WrongKind(
        "this is the key of a service account (sk-svcacct-…), which cannot read usage");
  }
  if (text.starts_with("sk-ant-")) {
    return WrongKind("this is a key of Anthropic (sk-ant-…), and the source is one of OpenAI");
  }
  return WrongKind("this is no admin key, which begins with sk-admin-");
}

bool KeyFindings::MayReadUsage() const {
  return std::any_of(surfaces.begin(), surfaces.end(),
                     [](const SurfaceRight& right) { return right.state == SurfaceState::kOk; });
}

bool KeyFindings::IsRefused() const {
  return std::any_of(surfaces.begin(), surfaces.end(), [](const SurfaceRight& right) {
    return right.state == SurfaceState::kRefused;
  });
}

std::vector<std::string> KeyFindings::BeyondUsage() const {
  std::vector<std::string> beyond;
  for (const ListRight& list : lists) {
    if (!list.listed) continue;
    beyond.push_back(list.kind == NameKind::kProject ? "list projects"
                     : list.kind == NameKind::kUser  ? "list users"
                                                     : "list admin keys");
  }
  return beyond;
}

std::string KeyFindings::FirstRefusal() const {
  for (const SurfaceState state : {SurfaceState::kRefused, SurfaceState::kNotOffered}) {
    for (const SurfaceRight& right : surfaces) {
      if (right.state == state) return right.surface + ": " + right.why;
    }
  }
  return "";
}

std::string ShortReason(const std::string& message) {
  std::size_t end = message.size();
  for (const char* rest : {"; nothing of ", "; an organisation owner ", "; make an admin key "}) {
    end = std::min(end, message.find(rest));
  }
  return message.substr(0, end);
}

Result<KeyFindings> ProbeKey(UsageProvider& usage, NamesProvider& names, UtcSeconds now) {
  KeyFindings findings;
  std::set<std::string> project_ids;
  for (const Surface& surface : Surfaces()) {
    TRY(SurfaceRight right, AskSurface(surface, usage, now, &project_ids));
    findings.surfaces.push_back(std::move(right));
  }
  for (const NameKind kind : kLists) {
    NamesQuery query;
    query.kind = kind;
    TRY(const NamesRead read, names.List(query));
    findings.lists.push_back({kind, read.answer == NamesAnswer::kListed});
    if (!read.organisation.empty()) findings.organisation = read.organisation;
    if (kind != NameKind::kProject) continue;
    for (const SeenName& seen : read.seen) project_ids.insert(seen.id);
  }
  findings.project_ids.assign(project_ids.begin(), project_ids.end());
  return findings;
}

}  // namespace cognitrack
