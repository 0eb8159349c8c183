#include "accounts/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace cognitrack {
namespace {

constexpr std::size_t kFewest = 8;
constexpr std::size_t kMostBytes = 1'024;
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = std::size_t{19} << 20;

// The words at the heart of the passwords that are tried first, letters only.
constexpr std::array<std::string_view, 96> kTriedFirst = {
    "password",   "passwort",   "passwd",    "passord",       "motdepasse", "contrasena",
    "qwerty",     "qwertyuiop", "qwertz",    "qwertzuiop",    "azerty",     "azertyuiop",
    "asdfgh",     "asdfghjkl",  "asdfghjk",  "zxcvbn",        "zxcvbnm",    "yxcvbnm",
    "qazwsx",     "qazwsxedc",  "qweasd",    "qweasdzxc",     "abcdef",     "abcdefg",
    "abcdefgh",   "abcdefghi",  "iloveyou",  "iloveu",        "letmein",    "welcome",
    "willkommen", "bienvenue",  "admin",     "administrator", "root",       "toor",
    "changeme",   "changeit",   "default",   "secret",        "guest",      "user",
    "username",   "login",      "master",    "monkey",        "dragon",     "shadow",
    "superman",   "batman",     "spiderman", "starwars",      "pokemon",    "football",
    "baseball",   "basketball", "soccer",    "hockey",        "liverpool",  "arsenal",
    "chelsea",    "barcelona",  "juventus",  "sunshine",      "princess",   "trustno",
    "whatever",   "freedom",    "computer",  "internet",      "samsung",    "google",
    "facebook",   "microsoft",  "windows",   "linux",         "ubuntu",     "debian",
    "docker",     "postgres",   "oracle",    "mysql",         "summer",     "winter",
    "spring",     "autumn",     "michael",   "jennifer",      "jessica",    "charlie",
    "ashley",     "daniel",     "hello",     "test",          "testing",    "openai"};
constexpr std::array<std::string_view, 5> kOurWords = {"cognitrack", "cogni", "ledger", "anthropic",
                                                       "tokens"};

// UTF-8: what is no continuation.
std::size_t Characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

char LetterFor(char c) {
  switch (c) {
    case '0':
      return 'o';
    case '1':
    case '!':
      return 'i';
    case '3':
      return 'e';
    case '4':
    case '@':
      return 'a';
    case '5':
    case '$':
      return 's';
    case '7':
      return 't';
    default:
      return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
}

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool IsBeyondAscii(char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }

// Without what is put before and behind a word to make it look like another one.
std::string_view Core(std::string_view text) {
  const auto is_core = [](char c) { return IsLetter(c) || IsBeyondAscii(c); };
  while (!text.empty() && !is_core(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_core(text.back())) text.remove_suffix(1);
  return text;
}

std::string Lettered(std::string_view text) {
  std::string letters(text);
  std::transform(letters.begin(), letters.end(), letters.begin(), LetterFor);
  return letters;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return lower;
}

bool IsTriedFirst(std::string_view word) {
  const auto is_in = [word](const auto& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  return is_in(kTriedFirst) || is_in(kOurWords);
}

// "12345678", "87654321", "20262026", "aaaaaaaa": no word, and few different characters or digits
// alone.
bool IsTooPlain(const std::string& text) {
  std::string different = text;
  std::sort(different.begin(), different.end());
  different.erase(std::unique(different.begin(), different.end()), different.end());
  const bool is_short_number =
      text.size() < 15 && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) != 0;
      });
  return different.size() < 3 || is_short_number;
}

Error Refused(const std::string& why) {
  return {ErrorCode::kUsage, "the password " + why +
                                 "; a sentence of four or five words is a good "
                                 "one; nothing was changed"};
}

}  // namespace

Status CheckPassword(const Secret& password, std::string_view account_name) {
  const std::string& text = password.Reveal();
  if (Characters(text) < kFewest) return Refused("has fewer than 8 characters");
  if (text.size() > kMostBytes) return Refused("has more than 1,024 bytes");
  if (text.find('\0') != std::string::npos) return Refused("holds a NUL");
  if (IsTooPlain(text)) return Refused("is one of those that are tried first");
  const std::string lower = LowerCase(text);
  const std::string lettered = Lettered(text);
  for (const std::string& form : {lower, lettered}) {
    const std::string_view core = Core(form);
    if (IsTriedFirst(core) || IsTriedFirst(form)) {
      return Refused("is one of those that are tried first");
    }
  }
  // "P4ssw0rd1!": digits that stand for letters, within what is around the word.
  if (IsTriedFirst(Lettered(Core(lower)))) return Refused("is one of those that are tried first");
  const std::string name = LowerCase(account_name);
  const std::string person = name.substr(0, name.find('@'));
  if (lower == name || (!person.empty() && Core(lower) == Core(person))) {
    return Refused("is the account's name");
  }
  return {};
}

Result<std::string> HashPassword(const Secret& password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const std::string& text = password.Reveal();
  if (crypto_pwhash_str(hash.data(), text.data(), text.size(), kPasses, kMemory) == 0) {
    return std::string(hash.data());
  }
  return Error{ErrorCode::kUnavailable,
               "there is no memory to hash a password (19 MiB); nothing was changed"};
}

bool IsPasswordOf(const std::string& hash, const Secret& password) {
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  std::array<char, crypto_pwhash_STRBYTES> whole{};
  std::copy(hash.begin(), hash.end(), whole.begin());
  const std::string& text = password.Reveal();
  return crypto_pwhash_str_verify(whole.data(), text.data(), text.size()) == 0;
}

bool NeedsNewHash(const std::string& hash) {
  if (hash.size() >= crypto_pwhash_STRBYTES) return true;
  std::array<char, crypto_pwhash_STRBYTES> whole{};
  std::copy(hash.begin(), hash.end(), whole.begin());
  return crypto_pwhash_str_needs_rehash(whole.data(), kPasses, kMemory) != 0;
}

const std::string& NobodysHash() {
  static const std::string kHash = [] {
    std::string bytes(32, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    auto hash = HashPassword(Secret(std::move(bytes)));
    return hash ? *std::move(hash) : std::string();
  }();
  return kHash;
}

}  // namespace cognitrack
