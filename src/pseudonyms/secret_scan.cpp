#include "pseudonyms/secret_scan.h"

#include <cctype>
#include <string>

#include "names/email_text.h"

namespace cognitrack {
namespace {

// Long enough that "sk-..." and a redacted key's last letters are none.
constexpr std::size_t kShortestKey = 8;

bool IsKeyCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

bool IsInToken(char c) { return IsKeyCharacter(c) || c == '.' || c == '~' || c == '+' || c == '/'; }

std::size_t RunFrom(std::string_view text, std::size_t at, bool (*belongs)(char)) {
  std::size_t end = at;
  while (end < text.size() && belongs(text[end])) ++end;
  return end - at;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// A letter before "sk-" makes it part of a word: "task-", "risk-".
bool HoldsKey(std::string_view text) {
  constexpr std::string_view kStart = "sk-";
  for (std::size_t at = text.find(kStart); at != std::string_view::npos;
       at = text.find(kStart, at + 1)) {
    const bool inside_word = at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
    if (!inside_word && RunFrom(text, at + kStart.size(), IsKeyCharacter) >= kShortestKey)
      return true;
  }
  return false;
}

bool HoldsBearer(std::string_view text) {
  constexpr std::string_view kStart = "bearer";
  for (std::size_t at = text.find(kStart); at != std::string_view::npos;
       at = text.find(kStart, at + 1)) {
    std::size_t token = at + kStart.size();
    const std::size_t blanks = token;
    while (token < text.size() && (text[token] == ' ' || text[token] == '\t')) ++token;
    if (token > blanks && RunFrom(text, token, IsInToken) >= kShortestKey) return true;
  }
  return false;
}

// A JSON Web Token: its first part is base64 of '{"'.
bool HoldsSignedToken(std::string_view text) {
  constexpr std::string_view kStart = "eyJ";
  constexpr std::size_t kShortest = 30;
  for (std::size_t at = text.find(kStart); at != std::string_view::npos;
       at = text.find(kStart, at + 1)) {
    const std::size_t size = RunFrom(text, at, IsInToken);
    const std::string_view token = text.substr(at, size);
    if (size >= kShortest && token.find('.') != std::string_view::npos) return true;
  }
  return false;
}

bool IsInDomain(char c) { return IsKeyCharacter(c) || c == '.'; }

// The text without the addresses that pseudonyms are.
std::string WithoutPseudonyms(std::string_view text) {
  constexpr std::string_view kPseudonym = "@example.invalid";
  std::string others;
  while (true) {
    const std::size_t at = text.find(kPseudonym);
    others += text.substr(0, at);
    if (at == std::string_view::npos) return others;
    const std::size_t end = at + kPseudonym.size();
    others += end < text.size() && IsInDomain(text[end]) ? text.substr(at, kPseudonym.size()) : " ";
    text.remove_prefix(end);
  }
}

bool HoldsEmail(std::string_view text) {
  const std::string others = WithoutPseudonyms(text);
  return WithoutEmails(others) != others;
}

}  // namespace

std::optional<std::string_view> SecretIn(std::string_view text) {
  if (HoldsKey(text)) return "an API key";
  if (HoldsBearer(LowerCase(text))) return "a bearer token";
  if (HoldsSignedToken(text)) return "a signed token";
  if (HoldsEmail(text)) return "an e-mail address";
  return std::nullopt;
}

}  // namespace cognitrack
