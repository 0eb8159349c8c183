#include "base/hash.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

// RFC 7693 appendix A gives BLAKE2b-512; these two are from RFC 6234's and BLAKE2's own test
// vectors.
TEST(HashTest, Sha256OfAbcIsTheStandardsVector) {
  Sha256Hasher hasher;
  hasher.AddBytes("a");
  hasher.AddBytes("bc");
  EXPECT_EQ(ToHex(hasher.Finish()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HashTest, Blake2bOfNothingIsTheStandardsVector) {
  EXPECT_EQ(ToHex(Blake2b256("")),
            "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST(HashTest, PiecesHashLikeTheWhole) {
  Blake2bHasher hasher;
  hasher.AddBytes("usage ");
  hasher.AddBytes("row");
  EXPECT_EQ(hasher.Finish(), Blake2b256("usage row"));
}

TEST(HashTest, TextsAreKeptApartByTheirLengths) {
  Blake2bHasher ab_c, a_bc;
  ab_c.AddText("ab");
  ab_c.AddText("c");
  a_bc.AddText("a");
  a_bc.AddText("bc");
  EXPECT_NE(ab_c.Finish(), a_bc.Finish());
}

TEST(HashTest, AStoredHashHasItsLength) {
  const Hash128 hash = Blake2b128("x");
  EXPECT_THAT(Hash128From(hash.view()), IsOkAndHolds(hash));
  EXPECT_THAT(Hash128From("short"), HasError(ErrorCode::kInvariant, HasSubstr("5 bytes")));
}

}  // namespace
}  // namespace cognitrack
