#include "vault/sealed_secret.h"

#include <gmock/gmock.h>

#include <set>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t kNonceBytes = 24;
constexpr std::size_t kWrapNonceAt = 9;
constexpr std::size_t kSecretNonceAt = 9 + 24 + 48;

class SealedSecretTest : public ::testing::Test {
 protected:
  std::string Sealed() const { return Seal(secret_, place_, keks_.first()); }

  const Secret secret_{"sk-admin-canary-0123456789abcdefghijklmnopqrstuvwxyz"};
  const SealedPlace place_{"openai", 3, 1};
  const KeyEncryptionKeys keks_{KeyEncryptionKey::Random()};
};

TEST_F(SealedSecretTest, OpensWhereItWasSealedAndTellsNothing) {
  const std::string sealed = Sealed();
  EXPECT_THAT(sealed, Not(HasSubstr("sk-admin")));
  EXPECT_THAT(sealed, Not(HasSubstr("openai")));
  EXPECT_EQ(KekIdOf(sealed), keks_.first().id());
  const auto opened = OpenSealed(sealed, place_, keks_);
  ASSERT_OK(opened);
  EXPECT_EQ(opened->Reveal(), secret_.Reveal());
  EXPECT_NE(Sealed(), sealed);
}

TEST_F(SealedSecretTest, EachFlippedBitAndEachLengthIsRefused) {
  const std::string sealed = Sealed();
  for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const auto opened = OpenSealed(flipped, place_, keks_);
    ASSERT_FALSE(opened) << "bit " << bit;
    EXPECT_THAT(opened.error().message,
                HasSubstr("key 3 of openai cannot be opened (key-encryption key "));
  }
  for (std::size_t length = 0; length < sealed.size(); ++length) {
    ASSERT_FALSE(OpenSealed(sealed.substr(0, length), place_, keks_)) << length;
  }
  EXPECT_FALSE(OpenSealed(sealed + '\0', place_, keks_));
}

TEST_F(SealedSecretTest, NoOtherRowOpensIt) {
  const std::string sealed = Sealed();
  for (const SealedPlace& other :
       {SealedPlace{"openai", 4, 1}, {"openai", 3, 2}, {"openaj", 3, 1}, {"opena", 3, 1}}) {
    EXPECT_THAT(OpenSealed(sealed, other, keks_),
                HasError(ErrorCode::kInvariant, HasSubstr(keks_.first().id())));
  }
}

TEST_F(SealedSecretTest, AnotherKeyEncryptionKeyDoesNotOpenIt) {
  const KeyEncryptionKeys others(KeyEncryptionKey::Random());
  EXPECT_THAT(OpenSealed(Sealed(), place_, others),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr("key 3 of openai cannot be opened (key-encryption key " +
                                       keks_.first().id() + ")"),
                             HasSubstr("not at hand, only " + others.first().id()))));
  // Nor one under which the row was relabelled.
  std::string relabelled = Sealed();
  const std::string other = Seal(secret_, place_, others.first());
  relabelled.replace(1, 8, other.substr(1, 8));
  EXPECT_FALSE(OpenSealed(relabelled, place_, others));
}

TEST_F(SealedSecretTest, RewrappingExchangesTheKeyEncryptionKeyAlone) {
  const std::string sealed = Sealed();
  const KeyEncryptionKey newest = KeyEncryptionKey::Random();
  const auto rewrapped = Rewrap(sealed, place_, keks_.Behind(newest));
  ASSERT_OK(rewrapped);
  EXPECT_EQ(KekIdOf(*rewrapped), newest.id());
  EXPECT_EQ(rewrapped->substr(kSecretNonceAt), sealed.substr(kSecretNonceAt));
  EXPECT_EQ(OpenSealed(*rewrapped, place_, KeyEncryptionKeys(newest))->Reveal(), secret_.Reveal());
  EXPECT_FALSE(OpenSealed(*rewrapped, place_, keks_));
  EXPECT_FALSE(Rewrap(sealed, {"openai", 3, 2}, keks_.Behind(newest)));
}

TEST_F(SealedSecretTest, NoNonceComesTwice) {
  constexpr int kTimes = 100'000;
  std::set<std::string> nonces;
  for (int i = 0; i < kTimes; ++i) {
    const std::string sealed = Sealed();
    nonces.insert(sealed.substr(kWrapNonceAt, kNonceBytes));
    nonces.insert(sealed.substr(kSecretNonceAt, kNonceBytes));
  }
  EXPECT_EQ(nonces.size(), 2u * kTimes);
}

}  // namespace
}  // namespace cognitrack
