#include "providers/openai/openai_names.h"

#include <set>
#include <utility>

#include "net/percent_encoding.h"
#include "providers/base_url.h"
#include "providers/openai/admin_key.h"
#include "providers/openai/answer_error.h"
#include "providers/openai/names_page.h"
#include "providers/quoted_text.h"

namespace cognitrack {
namespace {

// Two million ids: a list that goes on longer does not end.
constexpr int kPagesMax = 20'000;

Error Contract(std::string message) {
  return Error{ErrorCode::kProviderContract, std::move(message)};
}

// What is listed, below "/organization/".
std::string ListOf(const NamesQuery& query) {
  std::string project = "projects/";
  AppendPercentEncoded(query.project_id, &project);
  switch (query.kind) {
    case NameKind::kProject:
      return "projects";
    case NameKind::kApiKey:
      return project + "/api_keys";
    case NameKind::kServiceAccount:
      return project + "/service_accounts";
    case NameKind::kUser:
      return "users";
    case NameKind::kAdminApiKey:
      return "admin_api_keys";
  }
  return "";
}

std::string_view FilterOf(NameKind kind) {
  if (kind == NameKind::kProject) return "&include_archived=true";
  if (kind == NameKind::kApiKey) return "&owner_project_access=any";
  return "";
}

bool HasStatus(const HttpResponse& response, int a, int b) {
  return response.failure == HttpFailure::kNone && (response.status == a || response.status == b);
}

NamesRead Unread(NamesAnswer answer, std::string why, const HttpResponse& response) {
  NamesRead read;
  read.answer = answer;
  read.reason = std::move(why) + " (HTTP " + std::to_string(response.status) + ")";
  const ErrorEnvelope envelope = ParseErrorEnvelope(response.body);
  if (!envelope.message.empty())
    read.reason += "; it says: \"" + QuotedText(envelope.message) + "\"";
  return read;
}

// Reading one list, page after page.
class ListReading {
 public:
  ListReading(const BaseUrl& base, const Secret& key, Fetcher& fetcher, const NamesQuery& query)
      : base_(base), key_(key), fetcher_(fetcher), query_(query), list_(ListOf(query)) {}

  Result<NamesRead> Run() {
    auto read = ReadPages();
    if (!read) return read.error().At(base_.path + "/organization/" + list_);
    return read;
  }

 private:
  Result<NamesRead> ReadPages() {
    std::string after;
    for (int pages = 0; pages < kPagesMax; ++pages) {
      if (query_.abandoned()) return Error{ErrorCode::kTryLater, "the read was abandoned"};
      const HttpResponse& response = Ask(after);
      read_.organisation = QuotedText(response.Header("openai-organization"));
      if (HasStatus(response, 401, 403)) {
        return Unread(NamesAnswer::kRefused, "the key may not read this list", response);
      }
      if (!query_.project_id.empty() && HasStatus(response, 400, 404)) {
        return Unread(NamesAnswer::kNotThere, "the project has no such list", response);
      }
      if (!IsJsonAnswer(response)) return ErrorOfAnswer(response, base_, fetcher_.tries());
      TRY(NamesPage page, ParseNamesPage(response.body, query_));
      if (page.is_error) return ErrorInPage(response);
      Take(&page);
      if (!page.has_more) return std::move(read_);
      TRY_VOID(Follow(page, &after));
    }
    return Contract("the list does not end after " + std::to_string(kPagesMax) + " pages");
  }

  const HttpResponse& Ask(const std::string& after) {
    std::string url = base_.text + "/organization/" + list_ + "?limit=100";
    url += FilterOf(query_.kind);
    if (!after.empty()) {
      url += "&after=";
      AppendPercentEncoded(after, &url);
    }
    return fetcher_.Get({url, key_, {{"Accept", "application/json"}}});
  }

  // A list that grows while it is read shows an id again on the next page: the first one counts.
  void Take(NamesPage* page) {
    const auto move = [](std::vector<SeenName>* from, std::set<std::string>* ids,
                         std::vector<SeenName>* to) {
      for (SeenName& seen : *from) {
        if (ids->insert(seen.id).second) to->push_back(std::move(seen));
      }
    };
    move(&page->seen, &ids_, &read_.seen);
    move(&page->users, &user_ids_, &read_.users);
    move(&page->accounts, &account_ids_, &read_.accounts);
  }

  Status Follow(const NamesPage& page, std::string* after) {
    if (page.last_id.empty()) return Contract("has_more is true, but there is no last_id");
    if (!cursors_.insert(page.last_id).second) return Contract("a last_id came twice");
    *after = page.last_id;
    return {};
  }

  const BaseUrl& base_;
  const Secret& key_;
  Fetcher& fetcher_;
  const NamesQuery& query_;
  const std::string list_;
  NamesRead read_;
  std::set<std::string> ids_, user_ids_, account_ids_, cursors_;
};

class OpenAiNamesProvider : public NamesProvider {
 public:
  OpenAiNamesProvider(BaseUrl base, ProviderSettings settings, HttpTransport& transport,
                      Clock& clock, Random& random)
      : base_(std::move(base)),
        key_(std::move(settings.admin_key)),
        fetcher_(transport, clock, random, settings.retry, settings.rate, settings.limits) {}

  std::string_view name() const override { return "openai"; }
  Result<NamesRead> List(const NamesQuery& query) override {
    return ListReading(base_, key_, fetcher_, query).Run();
  }
  const FetchCounters& counters() const override { return fetcher_.counters(); }

 private:
  BaseUrl base_;
  Secret key_;
  Fetcher fetcher_;
};

}  // namespace

Result<std::unique_ptr<NamesProvider>> MakeOpenAiNamesProvider(ProviderSettings settings,
                                                               HttpTransport& transport,
                                                               Clock& clock, Random& random) {
  TRY(BaseUrl base, ParseBaseUrl(settings.base_url));
  TRY_VOID(CheckAdminKey(settings.admin_key));
  std::unique_ptr<NamesProvider> provider = std::make_unique<OpenAiNamesProvider>(
      std::move(base), std::move(settings), transport, clock, random);
  return provider;
}

}  // namespace cognitrack
