#include "server/forwarded.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::Eq;

struct Seen {
  std::string peer;
  bool from_loopback = false;
};

Seen SeenFrom(const std::string& peer, const std::vector<std::string>& forwarded,
              const std::vector<std::string>& proxies = {"127.0.0.1", "10.0.0.7", "fd00::7"}) {
  ServerRequest request;
  request.peer = peer;
  request.from_loopback = peer == "127.0.0.1";
  for (const std::string& value : forwarded) {
    request.headers.emplace_back("x-forwarded-for", value);
  }
  SeeThroughProxies(proxies, &request);
  return {request.peer, request.from_loopback};
}

TEST(ForwardedTest, OnlyANamedProxyIsBelieved) {
  EXPECT_EQ(SeenFrom("127.0.0.1", {"192.0.2.1"}).peer, "192.0.2.1");
  EXPECT_FALSE(SeenFrom("127.0.0.1", {"192.0.2.1"}).from_loopback);
  EXPECT_EQ(SeenFrom("192.0.2.9", {"192.0.2.1"}).peer, "192.0.2.9");
  EXPECT_EQ(SeenFrom("127.0.0.1", {"192.0.2.1"}, {}).peer, "127.0.0.1");
  EXPECT_TRUE(SeenFrom("127.0.0.1", {"192.0.2.1"}, {}).from_loopback);
}

TEST(ForwardedTest, WithoutTheHeaderItIsAskedFromWhereItIs) {
  EXPECT_EQ(SeenFrom("127.0.0.1", {}).peer, "127.0.0.1");
  EXPECT_TRUE(SeenFrom("127.0.0.1", {}).from_loopback) << "this machine asks past the proxy";
}

TEST(ForwardedTest, TheLastAddressThatIsNoProxyCounts) {
  EXPECT_EQ(SeenFrom("127.0.0.1", {"127.0.0.1, 192.0.2.1"}).peer, "192.0.2.1")
      << "what stands before it is made up";
  EXPECT_EQ(SeenFrom("127.0.0.1", {"192.0.2.5,192.0.2.1 , 10.0.0.7"}).peer, "192.0.2.1");
  EXPECT_EQ(SeenFrom("127.0.0.1", {"192.0.2.5", "192.0.2.1"}).peer, "192.0.2.1");
  EXPECT_EQ(SeenFrom("fd00::7", {"2001:db8::1"}).peer, "2001:db8::1");
  EXPECT_EQ(SeenFrom("127.0.0.1", {"192.0.2.1:4711"}).peer, "192.0.2.1");
  EXPECT_EQ(SeenFrom("127.0.0.1", {"[2001:DB8::1]:4711"}).peer, "2001:db8::1");
}

TEST(ForwardedTest, WhatIsNoAddressIsNobodys) {
  for (const char* value :
       {"unknown", "", " ", "192.0.2.1, _hidden", "192.0.2.1,", "1.2.3", "[::1"}) {
    const Seen seen = SeenFrom("10.0.0.7", {value});
    EXPECT_TRUE(seen.peer == "10.0.0.7" || seen.peer == "::1") << value << " " << seen.peer;
    EXPECT_FALSE(seen.from_loopback) << value;
  }
}

TEST(ForwardedTest, AddressesCompareAsTexts) {
  EXPECT_THAT(IpAddressOf("::FFFF:10.0.0.7"), Eq("10.0.0.7"));
  EXPECT_THAT(IpAddressOf("2001:DB8:0::1"), Eq("2001:db8::1"));
  for (const char* text : {"", "localhost", "10.0.0", "10.0.0.7/8", "10.0.0.7:80", " 10.0.0.7"}) {
    EXPECT_THAT(IpAddressOf(text), Eq(std::nullopt)) << text;
  }
}

}  // namespace
}  // namespace cognitrack
