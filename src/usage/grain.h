// Grain: the set of dimension names that a window was asked for, or that an export has filled in.
// One window has one grain. Names are kept sorted; unknown dimensions may join.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cognitrack {

// The dimensions of completions usage that the ledger knows, as the API and the export name them.
inline constexpr std::array<std::string_view, 7> kKnownDimensions = {
    "api_key_id", "api_source", "batch", "model", "project_id", "service_tier", "user_id"};

bool IsKnownDimension(std::string_view name);

class Grain {
 public:
  Grain() = default;
  // Sorts and drops repetitions.
  explicit Grain(std::vector<std::string> names);
  explicit Grain(std::span<const std::string_view> names);
  // All seven known dimensions: what completions are asked for.
  static Grain Full();
  // The inverse of ToText.
  static Grain FromText(std::string_view text);

  bool Has(std::string_view name) const;
  bool Contains(const Grain& other) const;
  Grain Intersect(const Grain& other) const;
  Grain Unite(const Grain& other) const;
  Grain Without(std::string_view name) const;

  // "api_key_id,batch,model": the stored form. Commas and backslashes inside names are escaped with
  // \.
  std::string ToText() const;

  const std::vector<std::string>& names() const { return names_; }
  bool empty() const { return names_.empty(); }
  auto operator<=>(const Grain&) const = default;

 private:
  std::vector<std::string> names_;
};

}  // namespace cognitrack
