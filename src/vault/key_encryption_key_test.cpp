#include "vault/key_encryption_key.h"

#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

const char kBytes0To31[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

TEST(KeyEncryptionKeyTest, IsBase64Of32BytesAndHasAnIdThatTellsNothingOfIt) {
  const auto key = KeyEncryptionKey::Parse(std::string("  ") + kBytes0To31 + "\r\n");
  ASSERT_OK(key);
  EXPECT_EQ(key->bytes()[31], 31);
  EXPECT_THAT(key->id(), MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(key->ToBase64().Reveal(), kBytes0To31);
  EXPECT_EQ(KeyEncryptionKey::Parse(kBytes0To31)->id(), key->id());
  EXPECT_NE(KeyEncryptionKey::Random().id(), KeyEncryptionKey::Random().id());
}

TEST(KeyEncryptionKeyTest, WhatIsNoKeyIsRefusedAndNotQuoted) {
  const std::string short_one = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==";
  EXPECT_THAT(
      KeyEncryptionKey::Parse(short_one),
      HasError(ErrorCode::kConfig, AllOf(HasSubstr("base64 of 32 bytes"), HasSubstr("this has 44"),
                                         Not(HasSubstr("AAECAw")))));
  EXPECT_THAT(KeyEncryptionKey::Parse(kBytes0To31 + std::string("A")),
              HasError(ErrorCode::kConfig, HasSubstr("this has 45")));
  EXPECT_THAT(KeyEncryptionKey::Parse("  \n"), HasError(ErrorCode::kConfig, HasSubstr("empty")));
  EXPECT_THAT(KeyEncryptionKey::Parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
              HasError(ErrorCode::kConfig, HasSubstr("can be guessed")));
}

TEST(KeyEncryptionKeyTest, TheFirstOfSeveralSealsAndAllCanBeFound) {
  const KeyEncryptionKey a = KeyEncryptionKey::Random();
  const KeyEncryptionKey b = KeyEncryptionKey::Random();
  const std::string text = "# newest first\n" + a.ToBase64().Reveal() + "\n\n" +
                           b.ToBase64().Reveal() + " , " + kBytes0To31;
  const auto keys = KeyEncryptionKeys::Parse(text);
  ASSERT_OK(keys);
  EXPECT_EQ(keys->first().id(), a.id());
  ASSERT_NE(keys->Find(b.id()), nullptr);
  EXPECT_EQ(keys->Find(b.id())->ToBase64().Reveal(), b.ToBase64().Reveal());
  EXPECT_EQ(keys->all().size(), 3u);
  EXPECT_EQ(keys->Find("0123456789abcdef"), nullptr);
  const KeyEncryptionKey c = KeyEncryptionKey::Random();
  EXPECT_EQ(keys->Behind(c).first().id(), c.id());
  EXPECT_EQ(keys->Behind(c).all().size(), 4u);
  EXPECT_EQ(keys->FirstOnly().ToText().Reveal(), a.ToBase64().Reveal() + "\n");
}

TEST(KeyEncryptionKeyTest, NoneOrTheSameTwiceIsRefused) {
  EXPECT_THAT(KeyEncryptionKeys::Parse("# nothing\n"),
              HasError(ErrorCode::kConfig, HasSubstr("empty")));
  EXPECT_THAT(KeyEncryptionKeys::Parse(std::string(kBytes0To31) + "\n" + kBytes0To31),
              HasError(ErrorCode::kConfig, HasSubstr("twice")));
}

TEST(KeyEncryptionKeyTest, WhoHoldsOneLeavesNoImageOfItsMemory) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the leak checker needs one";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "the leak checker needs one";
#endif
#endif
  prctl(PR_SET_DUMPABLE, 1L, 0L, 0L, 0L);
  ASSERT_EQ(prctl(PR_GET_DUMPABLE, 0L, 0L, 0L, 0L), 1);
  const KeyEncryptionKey key = KeyEncryptionKey::Random();
  EXPECT_EQ(prctl(PR_GET_DUMPABLE, 0L, 0L, 0L, 0L), 0);
  rlimit core = {};
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &core), 0);
  EXPECT_EQ(core.rlim_cur, 0u);
}

}  // namespace
}  // namespace cognitrack
