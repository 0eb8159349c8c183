// What the shadow verbs say of versions, as text and as JSON.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/json_document.h"
#include "cli/text_style.h"
#include "ingest/version_setting.h"
#include "versions/promotion_proof.h"

namespace cognitrack {

// Versions as people know them.
class VersionNames {
 public:
  VersionNames(int own_reading, std::map<std::string, std::string> books)
      : own_reading_(own_reading), books_(std::move(books)) {}

  // "contract.csv (3f2ab9c1d0e4…)", "reading 2", "the program's own", "reading 1, the program's
  // own".
  std::string TextOf(VersionKind kind, const std::string& version) const;
  // {"version":…,"name":…}.
  JsonObject ObjectOf(VersionKind kind, const std::string& version) const;

 private:
  int own_reading_;
  std::map<std::string, std::string> books_;  // SHA-256 → what the file was called.
};

// The comparison of a candidate with what is in force that a promotion would name.
struct NamedComparison {
  VersionComparison entry;
  UtcSeconds at = 0;
};

struct KindView {
  VersionKind kind = VersionKind::kPricing;
  VersionState state;
  std::optional<NamedComparison> named;
  PromotionProof proof;  // Where there is a candidate.
};

struct ShadowView {
  std::vector<KindView> kinds;
  std::string given_prices;  // The file of COGNITRACK_PRICES, which wins; empty: none.
};

std::string ShadowText(const ShadowView& view, const VersionNames& names, const TextStyle& style);
std::string ShadowJson(const ShadowView& view, const VersionNames& names);
std::string VersionOutcomeText(const VersionOutcome& outcome, const VersionNames& names,
                               const TextStyle& style);
std::string VersionOutcomeJson(const VersionOutcome& outcome, const VersionNames& names,
                               std::string_view verb);
std::string VersionHistoryText(const std::vector<VersionChange>& history, const VersionNames& names,
                               const TextStyle& style, int width);
std::string VersionHistoryJson(const std::vector<VersionChange>& history,
                               const VersionNames& names);

}  // namespace cognitrack
