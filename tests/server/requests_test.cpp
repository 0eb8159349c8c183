// What is served: requests of every allowed form, in order, whole.
#include "tests/server/server_fixture.h"

namespace cognitrack {
namespace {

TEST(ServerRequestsTest, OneConnectionAsksAgain) {
  const auto server = Serve(Echo);
  RawClient client(server->address());
  EXPECT_EQ(BodyOf(client.Ask(Get("/one?a=%20b&c"))), "GET /one?a=%20b&c");
  const auto response = client.Ask(Get("/two%20%C3%A4%2F"));
  EXPECT_EQ(BodyOf(response), "GET /two \xC3\xA4/");
  EXPECT_EQ(response->Header("connection"), "");
  EXPECT_EQ(response->Header("date").size(), 29u);
  EXPECT_EQ(response->Header("server"), "");
}

TEST(ServerRequestsTest, TheHandlerKnowsWhoAsks) {
  const auto tell = [](const ServerRequest& request) {
    ServerResponse response;
    response.body = request.peer + (request.from_loopback ? " loopback " : " ") +
                    std::string(request.Header("x-key"));
    return response;
  };
  const auto server = Serve(tell);
  RawClient client(server->address());
  EXPECT_EQ(BodyOf(client.Ask(Get("/", "X-KEY: \t a b\t\r\n"))), "127.0.0.1 loopback a b");
  const auto six = ServeOn("[::1]:0", {}, 1, tell);
  EXPECT_EQ(six->address().rfind("[::1]:", 0), 0u);
  RawClient six_client(six->address());
  EXPECT_EQ(BodyOf(six_client.Ask(Get("/"))), "::1 loopback ");
  const auto both = ServeOn("[::]:0", {}, 1, tell);
  RawClient four_client("127.0.0.1:" + both->address().substr(5));
  EXPECT_EQ(BodyOf(four_client.Ask(Get("/"))), "127.0.0.1 loopback ");
}

TEST(ServerRequestsTest, PipelinedRequestsAreAnsweredInOrder) {
  const auto server = Serve(Echo);
  RawClient client(server->address());
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    requests +=
        "POST /" + std::to_string(i) +
        " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n1\r\nz\r\n0\r\n\r\n";
  }
  ASSERT_TRUE(client.Send(requests));
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(BodyOf(client.Read()), "POST /" + std::to_string(i) + " xyz");
  }
}

TEST(ServerRequestsTest, HeadHasNoBody) {
  const auto server = Serve(Echo);
  RawClient client(server->address());
  ASSERT_TRUE(client.Send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n" + Get("/d")));
  const auto head = client.Read(true);
  EXPECT_EQ(StatusOf(head), 200);
  EXPECT_EQ(head->Header("content-length"), "9");
  EXPECT_EQ(BodyOf(client.Read()), "GET /d");
}

TEST(ServerRequestsTest, TheConnectionEndsWhenItIsAskedTo) {
  const auto server = Serve(Echo);
  for (const std::string& request :
       {Get("/", "Connection: close\r\n"), Get("/", "Connection: x, CLOSE\r\n"),
        std::string("GET / HTTP/1.0\r\n\r\n")}) {
    RawClient client(server->address());
    ASSERT_TRUE(client.Send(request + Get("/never")));
    const auto response = client.Read();
    EXPECT_EQ(BodyOf(response), "GET /");
    EXPECT_EQ(response->Header("connection"), "close");
    EXPECT_EQ(client.ReadToEnd(), "");
  }
  RawClient old(server->address());
  const std::string kept = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_EQ(old.Ask(kept)->Header("connection"), "keep-alive");
  EXPECT_EQ(BodyOf(old.Ask(kept)), "GET /");
}

TEST(ServerRequestsTest, WhoSendsNoMoreIsStillAnswered) {
  const auto server = Serve(Echo);
  RawClient client(server->address());
  ASSERT_TRUE(client.Send(Get("/")));
  client.FinishSending();
  EXPECT_EQ(BodyOf(client.Read()), "GET /");
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(ServerRequestsTest, ABodyIsAskedForWhereTheOtherSideWaits) {
  const auto server = Serve(Echo);
  RawClient client(server->address());
  ASSERT_TRUE(client.Send(
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
  EXPECT_EQ(StatusOf(client.Read()), 100);
  EXPECT_EQ(BodyOf(client.Ask("xyz")), "POST / xyz");
  EXPECT_EQ(BodyOf(client.Ask(Get("/"))), "GET /");
}

TEST(ServerRequestsTest, AnUpgradeIsIgnored) {
  const auto server = Serve(Echo);
  RawClient client(server->address());
  EXPECT_EQ(StatusOf(client.Ask(Get("/",
                                    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                                    "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"))),
            200);
}

TEST(ServerRequestsTest, LongTextsAreCompressedAndNotSentTwice) {
  const auto server = Serve([](const ServerRequest&) {
    ServerResponse response;
    response.headers = {{"Content-Type", "application/json"}};
    response.body = std::string(100'000, 'x');
    return response;
  });
  RawClient client(server->address());
  const auto plain = client.Ask(Get("/"));
  EXPECT_EQ(BodyOf(plain), std::string(100'000, 'x'));
  const auto packed = client.Ask(Get("/", "Accept-Encoding: gzip\r\n"));
  EXPECT_EQ(packed->Header("content-encoding"), "gzip");
  EXPECT_LT(packed->body.size(), 1'000u);
  EXPECT_NE(packed->Header("etag"), plain->Header("etag"));
  const auto same = client.Ask(Get("/", "If-None-Match: " + plain->Header("etag") + "\r\n"));
  EXPECT_EQ(StatusOf(same), 304);
  EXPECT_EQ(same->Header("etag"), plain->Header("etag"));
  EXPECT_EQ(StatusOf(client.Ask(Get("/"))), 200);
}

// Gives "0", "1", … `count` times, then what `last` is.
ServerHandler Counting(int count, Result<std::string> last) {
  return [count, last](const ServerRequest&) {
    ServerResponse response;
    response.body = "from ";
    response.next_piece = [i = 0, count, last]() mutable {
      return i < count ? Result<std::string>(std::to_string(i++)) : last;
    };
    return response;
  };
}

TEST(ServerRequestsTest, ABodyOfAnyLengthComesInPieces) {
  const auto server = Serve(Counting(10, std::string()));
  RawClient client(server->address());
  EXPECT_EQ(BodyOf(client.Ask(Get("/"))), "from 0123456789");
  ASSERT_TRUE(client.Send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + Get("/")));
  EXPECT_EQ(client.Read(true)->Header("transfer-encoding"), "chunked");
  EXPECT_EQ(BodyOf(client.Read()), "from 0123456789");
  RawClient old(server->address());
  const auto response = old.Ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(response->Header("connection"), "close");
  EXPECT_EQ(BodyOf(response), "from 0123456789");
}

TEST(ServerRequestsTest, ABodyThatFailsDoesNotEnd) {
  const auto server = Serve(Counting(3, Error{ErrorCode::kDisk, "disk full"}));
  RawClient client(server->address());
  ASSERT_TRUE(client.Send(Get("/")));
  const auto bytes = client.ReadToEnd();
  ASSERT_TRUE(bytes);
  const std::string chunks = "\r\n\r\n5\r\nfrom \r\n1\r\n0\r\n1\r\n1\r\n1\r\n2\r\n";
  EXPECT_THAT(*bytes, ::testing::EndsWith(chunks));
  RawClient old(server->address());
  EXPECT_FALSE(old.Ask("GET / HTTP/1.0\r\n\r\n"));
}

TEST(ServerRequestsTest, AnExceptionIsAFailureOfItsRequestAlone) {
  const auto server = Serve([](const ServerRequest& request) {
    if (request.path == "/bad") std::string().at(1);
    return Echo(request);
  });
  RawClient client(server->address());
  const auto response = client.Ask(Get("/bad"));
  EXPECT_EQ(StatusOf(response), 500);
  EXPECT_EQ(BodyOf(response), "the request failed in the server\n");
  EXPECT_EQ(client.ReadToEnd(), "");
  RawClient other(server->address());
  EXPECT_EQ(BodyOf(other.Ask(Get("/good"))), "GET /good");
}

TEST(ServerRequestsTest, AnAddressIsOneAndFree) {
  const auto listen = [](const std::string& address) {
    return HttpServer::Listen(address, {}, 1, Echo);
  };
  for (const char* wrong :
       {"", "8080", ":8080", "localhost:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
        "127.0.0.1:-1", "127.0.0.1:8o", "::1:8080", "[::1]", "[127.0.0.1]:80", "203.0.113.1:0"}) {
    EXPECT_THAT(listen(wrong), HasError(ErrorCode::kUsage, ::testing::HasSubstr(wrong))) << wrong;
  }
  const auto server = Serve(Echo);
  EXPECT_THAT(listen(server->address()),
              HasError(ErrorCode::kUnavailable,
                       ::testing::AllOf(::testing::HasSubstr(server->address()),
                                        ::testing::HasSubstr("ss -ltnp sport = :"))));
}

}  // namespace
}  // namespace cognitrack
