// KeyedProvider: a provider that is asked with the stored key of a source. Where the provider
// refuses the key, in the middle of a pull too, it is marked so and the next spare of the source
// goes on: the query is read anew from its first page, so that nothing is taken twice. A key that a
// person disables, removes or exchanges meanwhile is let go of at the end of the page that is under
// way.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "keys/key_vault.h"
#include "providers/usage_provider.h"
#include "store/service_store.h"

namespace cognitrack {

using ProviderOfSecret = std::function<Result<std::unique_ptr<UsageProvider>>(const Secret&)>;

class KeyedProvider : public UsageProvider {
 public:
  // With the active key of the source. `store` is used from wherever Read is called, and by nothing
  // else. kAuth where the source has no active key.
  static Result<std::unique_ptr<KeyedProvider>> Open(std::unique_ptr<ServiceStore> store,
                                                     KeyVault vault, std::string source,
                                                     ProviderOfSecret make);

  std::string_view name() const override { return provider_->name(); }
  Result<PullResult> Read(const PullQuery& query, const KnownContentOf& known,
                          SeriesTable* series) override;
  const FetchCounters& counters() const override { return counters_; }

  const KeyRecord& key() const { return key_; }

 private:
  KeyedProvider(std::unique_ptr<ServiceStore> store, KeyVault vault, ProviderOfSecret make)
      : store_(std::move(store)), vault_(std::move(vault)), make_(std::move(make)) {}

  Status Use(KeyRecord key);
  bool IsCurrent();
  Status GoOn(const std::string& why);
  Status TakeOut(const std::string& why);
  void CountAsked();

  std::unique_ptr<ServiceStore> store_;
  KeyVault vault_;
  ProviderOfSecret make_;
  KeyRecord key_;
  std::unique_ptr<UsageProvider> provider_;
  bool was_used_ = false;
  FetchCounters counters_;
  FetchCounters before_;            // Of the providers that came before.
  std::vector<PullIssue> changes_;  // That no answer has told yet.
};

}  // namespace cognitrack
