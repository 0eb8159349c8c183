// Bodies that are taken as they come, and bodies that tell what happens, over sockets.
#include <atomic>
#include <mutex>

#include "tests/server/server_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

ServerResponse Text(int status, const std::string& body) {
  ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain"}};
  response.body = body;
  return response;
}

// What became of the uploads of a test.
struct Seen {
  std::atomic<std::size_t> bytes = 0;
  std::atomic<std::size_t> largest = 0;
  std::atomic<int> dropped = 0;
  std::atomic<int> begun = 0;
};

class CountedUpload : public Upload {
 public:
  CountedUpload(Seen& seen, std::size_t most) : seen_(seen), most_(most) { ++seen_.begun; }
  ~CountedUpload() override { ++seen_.dropped; }
  std::optional<ServerResponse> Take(std::string_view piece) override {
    seen_.bytes += piece.size();
    seen_.largest = std::max<std::size_t>(seen_.largest, piece.size());
    if (seen_.bytes > most_) return Text(413, "more than that is not taken");
    return std::nullopt;
  }
  ServerResponse Answer(const ServerRequest& request) override {
    return Text(201, "took " + std::to_string(seen_.bytes) + " of " + request.path +
                         (request.body.empty() ? "" : " and left some"));
  }

 private:
  Seen& seen_;
  std::size_t most_;
};

class UploadsTest : public ::testing::Test {
 protected:
  void Listen(ServerLimits limits = {}, std::size_t most = 10'000'000) {
    UploadDesk desk;
    desk.is_upload = [](const ServerRequest& head) { return head.path == "/file"; };
    desk.admit = [this, most](const ServerRequest& head, std::optional<std::uint64_t> length)
        -> std::variant<std::unique_ptr<Upload>, ServerResponse> {
      if (head.Header("authorization").empty()) return Text(401, "who are you?");
      if (length.value_or(0) > most) return Text(413, "too long by its head");
      return std::make_unique<CountedUpload>(seen_, most);
    };
    auto server = HttpServer::Listen("127.0.0.1:0", limits, 2, Echo, {}, {}, std::move(desk));
    ASSERT_OK(server);
    server_ = *std::move(server);
  }
  static std::string Head(const std::string& framing) {
    return "POST /file HTTP/1.1\r\nHost: test\r\nAuthorization: me\r\n" + framing + "\r\n";
  }
  Seen seen_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(UploadsTest, BodiesAreTakenInPiecesAndTheConnectionGoesOn) {
  Listen();
  RawClient client(server_->address());
  const std::string body(3'000'000, 'x');
  client.Send(Head("Content-Length: 3000000\r\n") + body + Get("/after"));
  const auto taken = client.Read();
  EXPECT_EQ(StatusOf(taken), 201);
  EXPECT_EQ(BodyOf(taken), "took 3000000 of /file");
  EXPECT_EQ(BodyOf(client.Read()), "GET /after");
  EXPECT_EQ(seen_.dropped, 1);
  EXPECT_LT(seen_.largest, 600'000U) << "never the whole of it";
}

TEST_F(UploadsTest, ChunksAreTakenLikewise) {
  Listen();
  RawClient client(server_->address());
  client.Send(Head("Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
  EXPECT_EQ(BodyOf(client.Read()), "took 11 of /file");
}

TEST_F(UploadsTest, RefusedByTheHeadBeforeAByteOfTheBody) {
  Listen({}, 1'000);
  {
    RawClient client(server_->address());
    client.Send(
        "POST /file HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n"
        "Expect: 100-continue\r\n\r\n");
    const auto refused = client.Read();
    EXPECT_EQ(StatusOf(refused), 401) << "and no '100 Continue' before it";
    EXPECT_TRUE(client.ReadToEnd().has_value());
  }
  {
    RawClient client(server_->address());
    client.Send(Head("Content-Length: 1001\r\n"));
    EXPECT_EQ(StatusOf(client.Read()), 413);
  }
  EXPECT_EQ(seen_.begun, 0);
}

TEST_F(UploadsTest, RefusedOnTheWayEndsTheConnection) {
  Listen({}, 1'000'000);
  RawClient client(server_->address());
  client.Send(Head("Transfer-Encoding: chunked\r\n"));
  const std::string chunk = "10000\r\n" + std::string(65'536, 'y') + "\r\n";
  for (int i = 0; i < 20; ++i) client.Send(chunk);
  EXPECT_EQ(StatusOf(client.Read()), 413);
  EXPECT_TRUE(client.ReadToEnd().has_value());
}

TEST_F(UploadsTest, WhoIsAdmittedIsToldToContinue) {
  Listen();
  RawClient client(server_->address());
  client.Send(Head("Content-Length: 5\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(StatusOf(client.Read()), 100);
  client.Send("hello");
  EXPECT_EQ(BodyOf(client.Read()), "took 5 of /file");
}

TEST_F(UploadsTest, WhoIsTooSlowIsCutAndWhatItHeldIsLetGo) {
  ServerLimits limits;
  limits.body_grace = std::chrono::milliseconds(50);
  Listen(limits);
  RawClient client(server_->address());
  client.Send(Head("Content-Length: 500\r\n") + "a");
  EXPECT_TRUE(client.ReadToEnd().has_value());
  server_->Drain(std::chrono::milliseconds(1'000));
  EXPECT_EQ(seen_.begun, 1);
  EXPECT_EQ(seen_.dropped, 1);
}

// A body that counts to three, one thing at a time, and says nothing between.
ServerResponse Counting(const ServerRequest& request, std::atomic<int>& asked) {
  if (request.path != "/news") return Echo(request);
  ServerResponse response = Text(200, "begin;");
  response.pause = std::chrono::milliseconds(1);
  response.news = [&asked]() -> Result<std::optional<std::string>> {
    const int now = ++asked;
    if (now > 6) return std::optional<std::string>();
    return std::optional<std::string>(now % 2 == 0 ? std::to_string(now / 2) + ";" : "");
  };
  return response;
}

TEST(NewsTest, ToldAsItComesThenEnded) {
  std::atomic<int> asked = 0;
  const auto server = Serve([&](const ServerRequest& request) { return Counting(request, asked); });
  RawClient client(server->address());
  client.Send(Get("/news") + Get("/after"));
  EXPECT_EQ(BodyOf(client.Read()), "begin;1;2;3;");
  EXPECT_EQ(BodyOf(client.Read()), "GET /after");
}

// Many that wait hold no thread: with one of them, somebody else is answered all the same.
TEST(NewsTest, WaitingHoldsNoThreadAndEndsWithTheServer) {
  std::atomic<int> asked = 0;
  const auto server = Serve(
      [&asked](const ServerRequest& request) {
        if (request.path != "/news") return Echo(request);
        ServerResponse response = Text(200, "begin;");
        response.pause = std::chrono::hours(1);
        response.news = [&asked] {
          ++asked;
          return Result<std::optional<std::string>>(std::string());
        };
        return response;
      },
      {}, 1);
  std::vector<std::unique_ptr<RawClient>> waiting;
  for (int i = 0; i < 5; ++i) {
    waiting.push_back(std::make_unique<RawClient>(server->address()));
    waiting.back()->Send(Get("/news"));
  }
  RawClient other(server->address());
  do {
    EXPECT_EQ(BodyOf(other.Ask(Get("/other"))), "GET /other");
  } while (asked < 5);
  EXPECT_EQ(BodyOf(other.Ask(Get("/last"))), "GET /last");
  server->Drain(std::chrono::hours(1));
  for (const auto& client : waiting) EXPECT_EQ(BodyOf(client->Read()), "begin;");
}

}  // namespace
}  // namespace cognitrack
