#include "pseudonyms/pseudonyms.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr const char* kKeyText = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

class PseudonymsTest : public ::testing::Test {
 protected:
  std::string Of(TextKind kind, const std::string& text) {
    auto pseudonym = pseudonyms_.Of(kind, text);
    EXPECT_OK(pseudonym);
    return pseudonym ? *pseudonym : "";
  }

  Pseudonyms pseudonyms_{PseudonymKey::Parse(kKeyText).value()};
};

TEST_F(PseudonymsTest, AreTheSameOnEveryMachine) {
  // BLAKE2b-256 under the bytes 0 … 31 of "id", NUL and the id, as Python's hashlib gives it.
  EXPECT_EQ(Of(TextKind::kProjectId, "proj_alpha"), "proj_fb9569564baa887be156013f");
  EXPECT_EQ(Of(TextKind::kEmail, "ann@acme.example"), "user_d897451535ed@example.invalid");
}

TEST_F(PseudonymsTest, IdsKeepTheirForm) {
  const std::string hex24 = "[0-9a-f]+";
  EXPECT_THAT(Of(TextKind::kUserId, "user-AbC"), MatchesRegex("user-" + hex24));
  EXPECT_THAT(Of(TextKind::kKeyId, "key_AbC"), MatchesRegex("key_" + hex24));
  EXPECT_THAT(Of(TextKind::kOrganisationId, "org-AbC"), MatchesRegex("org-" + hex24));
  EXPECT_THAT(Of(TextKind::kVectorStoreId, "vs_AbC"), MatchesRegex("vs_" + hex24));
  EXPECT_THAT(Of(TextKind::kRedactedKey, "sk-...aBcD"), MatchesRegex("sk-\\.\\.\\." + hex24));
  EXPECT_THAT(Of(TextKind::kPageToken, "AAAA=="), MatchesRegex("page_" + hex24));
  // What stands before the first _ of any other text may be a customer's word.
  EXPECT_THAT(Of(TextKind::kProjectId, "acme_project"), MatchesRegex("proj_" + hex24));
  EXPECT_THAT(Of(TextKind::kOther, "acme_thing"), MatchesRegex("text_" + hex24));
}

TEST_F(PseudonymsTest, AnIdIsTheSameInEveryColumn) {
  EXPECT_EQ(Of(TextKind::kUserId, "user-AbC12345"), Of(TextKind::kOther, "user-AbC12345"));
  EXPECT_EQ(Of(TextKind::kUserId, "svc_acct_9"), Of(TextKind::kAccountId, "svc_acct_9"));
}

TEST_F(PseudonymsTest, NamesCanBeRead) {
  EXPECT_THAT(Of(TextKind::kName, "Acme Research"),
              MatchesRegex("[A-Z][a-z]+ [A-Z][a-z]+ [0-9a-f]+"));
  EXPECT_NE(Of(TextKind::kName, "Acme Research"), Of(TextKind::kName, "Acme research"));
}

TEST_F(PseudonymsTest, TheBaseOfATunedModelStays) {
  const std::string model = Of(TextKind::kModel, "ft:gpt-4o-2024-08-06:acme:router:A1b2C3d4");
  EXPECT_THAT(model, MatchesRegex("ft:gpt-4o-2024-08-06:[0-9a-f]+:[0-9a-f]+:[0-9a-f]+"));
  const std::string owner = model.substr(21, model.find(':', 21) - 21);
  // An empty suffix stays empty, a checkpoint's step stays, an owner is the same everywhere.
  EXPECT_THAT(Of(TextKind::kModel, "ft:gpt-4o-2024-08-06:acme::A1b2C3d4:ckpt-step-90"),
              MatchesRegex("ft:gpt-4o-2024-08-06:" + owner + "::[0-9a-f]+:ckpt-step-90"));
  EXPECT_THAT(
      Of(TextKind::kLineItem, "batch api | ft-gpt-4o:acme:router:A1b2C3d4, cached input"),
      MatchesRegex("batch api \\| ft-gpt-4o:" + owner + ":[0-9a-f]+:[0-9a-f]+, cached input"));
  EXPECT_THAT(Of(TextKind::kModel, "curie:ft-acme"), "curie:ft-" + owner);
}

TEST_F(PseudonymsTest, WhatTheProviderWroteStays) {
  for (const std::string text :
       {"gpt-4o-mini-2024-07-18", "ft:gpt-4o", "ft-gpt-4o-2024-08-06, output", "16:9",
        "web search tool calls | gpt-4o mini, med", "code interpreter session: 1"}) {
    EXPECT_EQ(Of(TextKind::kLineItem, text), text);
    EXPECT_EQ(Of(TextKind::kModel, text), text);
  }
  EXPECT_EQ(Of(TextKind::kVocabulary, "incentivized-tier"), "incentivized-tier");
  EXPECT_EQ(Of(TextKind::kName, ""), "");
  EXPECT_EQ(pseudonyms_.size(), 0U);
}

TEST_F(PseudonymsTest, AnIdInALineIsReplaced) {
  EXPECT_THAT(Of(TextKind::kLineItem, "storage, vs_a1B2c3D4e5"),
              MatchesRegex("storage, vs_[0-9a-f]+"));
}

TEST_F(PseudonymsTest, WhatWasReplacedIsKnownAgain) {
  Of(TextKind::kUserId, "user-AbC");
  Of(TextKind::kName, "default");
  EXPECT_TRUE(pseudonyms_.WasReplaced("user-AbC"));
  EXPECT_FALSE(pseudonyms_.WasReplaced(Of(TextKind::kUserId, "user-AbC")));
  // A name may be a word of the provider, too.
  EXPECT_FALSE(pseudonyms_.WasReplaced("default"));
}

TEST_F(PseudonymsTest, AnotherKeyGivesOtherPseudonyms) {
  Pseudonyms others(PseudonymKey::Parse(std::string(64, '0')).value());
  EXPECT_NE(others.Of(TextKind::kUserId, "user-AbC").value(), Of(TextKind::kUserId, "user-AbC"));
}

TEST(PseudonymsOfFewDigits, TwoTextsWithOnePseudonymAreRefused) {
  Pseudonyms pseudonyms(PseudonymKey::Parse(kKeyText).value(), 1);
  std::string refused;
  int given = 0;
  for (int i = 0; i < 17 && refused.empty(); ++i) {
    const auto pseudonym = pseudonyms.Of(TextKind::kUserId, "user-" + std::to_string(i));
    if (pseudonym) {
      ++given;
      EXPECT_OK(pseudonyms.Of(TextKind::kUserId, "user-" + std::to_string(i)));
    } else {
      refused = pseudonym.error().message;
    }
  }
  EXPECT_LE(given, 16);
  EXPECT_THAT(refused, HasSubstr("two different texts get the pseudonym 'user-"));
}

TEST(PseudonymKeyTest, AKeyFileHolds64HexDigits) {
  const PseudonymKey key = PseudonymKey::Parse(std::string(" ") + kKeyText + "\r\n").value();
  EXPECT_EQ(key.Text().Reveal(), std::string(kKeyText) + "\n");
  for (const std::string wrong :
       {"", "00", "zz0102030405060708090a0b0c0d0e0f1011121314151617181"}) {
    EXPECT_THAT(PseudonymKey::Parse(wrong),
                HasError(ErrorCode::kConfig, HasSubstr("64 hexadecimal digits")));
  }
  EXPECT_THAT(PseudonymKey::Parse("sk-secret").error().message, Not(HasSubstr("sk-secret")));
}

TEST(PseudonymKeyTest, ANewKeyIsAnother) {
  SeededRandom random(1);
  const std::string first = PseudonymKey::New(random).Text().Reveal();
  EXPECT_EQ(first.size(), 65U);
  EXPECT_NE(PseudonymKey::New(random).Text().Reveal(), first);
}

}  // namespace
}  // namespace cognitrack
