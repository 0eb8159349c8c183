// What the keys verbs say, as text and as JSON. Nothing here ever has a secret in hand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/json_document.h"
#include "cli/text_style.h"
#include "keys/kek_rotation.h"
#include "keys/key_admission.h"
#include "keys/key_probe.h"

namespace cognitrack {

std::string KeysText(const std::vector<KeyRecord>& keys, const TextStyle& style, int width);
std::string KeysJson(const std::vector<KeyRecord>& keys);
JsonObject KeyObject(const KeyRecord& key);

// What a verb did with one key.
struct KeyChangeView {
  std::string verb;
  KeyRecord key;
  std::optional<KeyRecord> successor;  // Took over.
  std::optional<KeyFindings> findings;
  std::optional<Kinship> kinship;
  bool was_in_use = true;
};
std::string KeyChangeText(const KeyChangeView& view, const TextStyle& style);
std::string KeyChangeJson(const KeyChangeView& view);

struct KeyCheckView {
  KeyRecord key;
  std::optional<KeyFindings> findings;
  std::optional<Error> error;  // Why there are none, or why they do not do.
  std::optional<KeyRecord> successor;
};
std::string KeyChecksText(const std::vector<KeyCheckView>& checks, const TextStyle& style);
std::string KeyChecksJson(const std::vector<KeyCheckView>& checks, int exit_code);

std::string KekText(const KekOutcome& outcome, std::string_view place, const TextStyle& style);
std::string KekJson(const KekOutcome& outcome, std::string_view verb);

}  // namespace cognitrack
