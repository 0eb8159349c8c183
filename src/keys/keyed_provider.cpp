#include "keys/keyed_provider.h"

#include <algorithm>
#include <utility>

#include "keys/key_probe.h"
#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

// The provider refused the key, and nothing of the query can be had with it: its words.
std::string RefusalIn(const Result<PullResult>& result) {
  if (!result) return result.error().code == ErrorCode::kAuth ? result.error().message : "";
  const auto& parked = result->parked;
  const bool all = !parked.empty() && result->windows.empty() && result->unchanged.empty() &&
                   std::all_of(parked.begin(), parked.end(), [](const ParkedWindow& window) {
                     return window.error.code == ErrorCode::kAuth;
                   });
  return all ? parked.front().error.message : "";
}

Error NoKey(const std::string& source, const std::string& why) {
  return Error{ErrorCode::kAuth, why + "source " + source +
                                     " has no other key; 'cognitrack keys add --source " + source +
                                     "' stores one"};
}

}  // namespace

Result<std::unique_ptr<KeyedProvider>> KeyedProvider::Open(std::unique_ptr<ServiceStore> store,
                                                           KeyVault vault, std::string source,
                                                           ProviderOfSecret make) {
  std::unique_ptr<KeyedProvider> provider(
      new KeyedProvider(std::move(store), std::move(vault), std::move(make)));
  TRY(std::optional<KeyRecord> active, provider->store_->keys().Active(source));
  if (!active) return NoKey(source, "");
  TRY_VOID(provider->Use(*std::move(active)));
  return provider;
}

Result<PullResult> KeyedProvider::Read(const PullQuery& query, const KnownContentOf& known,
                                       SeriesTable* series) {
  while (true) {
    bool let_go = false;
    PullQuery asked = query;
    asked.abandoned = [this, &query, &let_go] {
      if (query.abandoned()) return true;
      let_go = !IsCurrent();
      return let_go;
    };
    auto result = provider_->Read(asked, known, series);
    CountAsked();
    if (let_go) {
      TRY_VOID(GoOn(TextOf(key_) + " was taken out or exchanged while it was in use"));
      continue;
    }
    if (const std::string refusal = RefusalIn(result); !refusal.empty()) {
      TRY_VOID(TakeOut(refusal));
      continue;
    }
    if (!result) return result;
    // A note that cannot be made now is made with the next answer.
    if (!was_used_) was_used_ = store_->keys().NoteUse(key_.id).has_value();
    for (PullIssue& change : changes_) result->issues.push_back(std::move(change));
    changes_.clear();
    return result;
  }
}

Status KeyedProvider::Use(KeyRecord key) {
  TRY(const Secret secret, vault_.Open(key));
  TRY(std::unique_ptr<UsageProvider> provider, make_(secret));
  key_ = std::move(key);
  provider_ = std::move(provider);
  before_ = counters_;
  was_used_ = false;
  return {};
}

// Trouble with the database is the pull's to find.
bool KeyedProvider::IsCurrent() {
  const auto held = store_->keys().Find(key_.id);
  return !held || (held->version == key_.version && held->state == KeyState::kActive);
}

Status KeyedProvider::TakeOut(const std::string& why) {
  TRY(const std::optional<KeyRecord> successor,
      store_->keys().TakeOut(key_, KeyState::kAuthFailed, ShortReason(why)));
  static_cast<void>(successor);
  return GoOn(TextOf(key_) +
              " was refused by the provider, and is marked auth_failed: " + ShortReason(why));
}

// With whatever key is active now.
Status KeyedProvider::GoOn(const std::string& why) {
  TRY(std::optional<KeyRecord> next, store_->keys().Active(key_.source));
  if (!next) return NoKey(key_.source, why + "; ");
  TRY_VOID(Use(*std::move(next)));
  changes_.push_back({std::string(issue::kKeyChanged), "key " + std::to_string(key_.id),
                      why + "; " + TextOf(key_) + " goes on from here"});
  return {};
}

void KeyedProvider::CountAsked() {
  const FetchCounters& own = provider_->counters();
  counters_.requests = before_.requests + own.requests;
  counters_.waits_ms = before_.waits_ms + own.waits_ms;
  counters_.throttled = before_.throttled + own.throttled;
  counters_.retries = before_.retries + own.retries;
}

}  // namespace cognitrack
