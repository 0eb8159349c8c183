// What is refused: raw requests with the status each gets, the end of the connection after it, and
// nothing behind it ever handled.
#include <atomic>
#include <mutex>
#include <stdexcept>

#include "tests/server/server_fixture.h"

namespace cognitrack {
namespace {

struct Refused {
  int status;
  std::string bytes;
};

std::string Post(const std::string& fields, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

std::string Chunks(const std::string& body) { return Post("Transfer-Encoding: chunked\r\n", body); }

const std::vector<Refused> kRefused = {
    {400, "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /\r\n\r\n"},
    {400, "GET / HTTP/1.1\nHost: a\n\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
    {400, "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /%2 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28)},
    {400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"},
    {400, Get("/", "X : b\r\n")},
    {400, Get("/", "X: a\r\n b\r\n")},
    {400, Get("/", "Connection: a b\r\n")},
    {400, Post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab")},
    {400, Post("Content-Length: 1\r\nContent-Length: 1\r\n", "a")},
    {400, Post("Content-Length: 1, 1\r\n", "a")},
    {400, Post("Content-Length: +1\r\n", "a")},
    {400, Post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {400, Post("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", "0\r\n\r\n")},
    {400, Post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
    {400, Post("Transfer-Encoding: identity\r\n", "")},
    {400, Post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")},
    {400, Post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")},
    {400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {400, Chunks("x\r\n")},
    {400, Chunks("10000000000000000\r\n")},
    {400, Chunks("1\r\nab\r\n0\r\n\r\n")},
    {400, Chunks("1\na\n0\n\n")},
    {400, Chunks("0\r\nX: trailer\r\n\r\n")},
    {400, Chunks("1;" + std::string(1'000'000, 'x') + "\r\na\r\n0\r\n\r\n")},
    {405, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {405, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {413, Post("Content-Length: 1048577\r\n", "")},
    {413, Post("Content-Length: 1048577\r\nExpect: 100-continue\r\n", "")},
    {413, Post("Content-Length: 99999999999999999999\r\n", "")},
    {413, Chunks("100001\r\n")},
    {413, Post("Content-Length: 2000000\r\n", std::string(2'000'000, 'x'))},
    {414, "GET /" + std::string(8'192, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
    {414, std::string(8'193, 'A')},
    {417, Post("Expect: 200-ok\r\nContent-Length: 1\r\n", "a")},
    {431, Get("/", "X: " + std::string(32'768, 'a') + "\r\n")},
    {431, "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(40'000, 'a')},
    {505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {505, "GET / HTTP/3.0\r\nHost: a\r\n\r\n"},
};

TEST(ServerRefusalsTest, ADoubtfulRequestIsTheLastOfItsConnection) {
  std::atomic<int> handled = 0;
  const auto server = Serve([&](const ServerRequest& request) {
    ++handled;
    return Echo(request);
  });
  for (const Refused& refused : kRefused) {
    RawClient client(server->address());
    const std::string shown = refused.bytes.substr(0, 100);
    ASSERT_TRUE(client.Send(refused.bytes + Get("/smuggled"))) << shown;
    const auto response = client.Read();
    EXPECT_EQ(StatusOf(response), refused.status) << shown;
    ASSERT_TRUE(response) << shown;
    EXPECT_EQ(response->Header("connection"), "close") << shown;
    EXPECT_EQ(client.ReadToEnd(), "") << shown;
  }
  EXPECT_EQ(handled, 0);
}

TEST(ServerRefusalsTest, WhoWatchesIsToldOfWhatNoHandlerSaw) {
  std::mutex mutex;
  std::vector<std::string> told;
  const auto note = [&](const Rejection& rejection) {
    const std::lock_guard lock(mutex);
    told.push_back(std::to_string(rejection.status) + " from " + std::string(rejection.peer));
  };
  const auto fail = [](const ServerRequest&) -> ServerResponse { throw std::runtime_error("no"); };
  const auto server = HttpServer::Listen("127.0.0.1:0", {}, 1, fail, note);
  ASSERT_OK(server);
  EXPECT_EQ((*server)->connections(), 0U);
  RawClient refused((*server)->address());
  EXPECT_EQ(StatusOf(refused.Ask("GET / HTTP/3.0\r\nHost: a\r\n\r\n")), 505);
  RawClient failed((*server)->address());
  EXPECT_EQ(StatusOf(failed.Ask(Get("/"))), 500);
  EXPECT_GE((*server)->connections(), 1U) << "it lingers";
  const std::lock_guard lock(mutex);
  EXPECT_THAT(told, testing::ElementsAre("505 from 127.0.0.1", "500 from 127.0.0.1"));
}

TEST(ServerRefusalsTest, AtItsLimitsARequestIsServed) {
  const auto server = Serve(Echo);
  RawClient client(server->address());
  const std::string path(8'192 - 14, 'a');  // The method, blanks, slash and version are 14.
  EXPECT_EQ(StatusOf(client.Ask(Get('/' + path))), 200);
  std::string fields;
  for (int i = 0; i < 99; ++i) fields += "X: b\r\n";
  EXPECT_EQ(StatusOf(client.Ask(Get("/", fields))), 200);
  EXPECT_EQ(StatusOf(client.Ask(Get("/", fields + "X: b\r\n"))), 431);
  RawClient other(server->address());
  const std::string body(1'048'576, 'x');
  const auto whole = other.Ask(Post("Content-Length: 1048576\r\n", body));
  EXPECT_EQ(BodyOf(whole), "POST / " + body);
  EXPECT_EQ(BodyOf(other.Ask(Chunks("100000\r\n" + body + "\r\n0\r\n\r\n"))), "POST / " + body);
}

}  // namespace
}  // namespace cognitrack
