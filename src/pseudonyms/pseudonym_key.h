// PseudonymKey: the secret that pseudonyms are made with. The same key gives the same pseudonyms
// everywhere, so that files which were made apart still join; who has the key can test a guess, so
// that it is kept as a secret, and thrown away where nothing needs to join any more.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace cognitrack {

class PseudonymKey {
 public:
  static PseudonymKey New(Random& random);
  // Of the text of a key file: 64 hexadecimal digits, blanks and line breaks around them ignored.
  // kConfig for anything else; the text is not quoted.
  static Result<PseudonymKey> Parse(std::string_view text);

  // What a key file holds, its line break included.
  Secret Text() const;

  // What stands for `text` in that domain. Texts of different domains have nothing in common.
  Hash256 HashOfText(std::string_view domain, std::string_view text) const;

 private:
  explicit PseudonymKey(std::string bytes) : bytes_(std::move(bytes)) {}

  Secret bytes_;
};

}  // namespace cognitrack
