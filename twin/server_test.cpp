#include "twin/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "tests/support/twin_requests.h"
#include "twin/seeded_organisation.h"

namespace cognitrack::twin {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// A client with nothing between it and the bytes.
class RawClient {
 public:
  explicit RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }

  void Send(const std::string& target) {
    const std::string request =
        "GET " + target + " HTTP/1.1\r\nHost: twin\r\nAuthorization: Bearer sk-admin-1\r\n\r\n";
    EXPECT_EQ(::send(socket_, request.data(), request.size(), 0),
              static_cast<ssize_t>(request.size()));
  }

  // What comes until there are `bytes` of it, or the connection ends.
  std::string Receive(std::size_t bytes) {
    std::string received;
    char buffer[4'096];
    while (received.size() < bytes) {
      const ssize_t got =
          ::recv(socket_, buffer, std::min(sizeof buffer, bytes - received.size()), 0);
      if (got <= 0) break;
      received.append(buffer, static_cast<std::size_t>(got));
    }
    return received;
  }

 private:
  int socket_;
  bool connected_ = false;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    SeededOptions options;
    options.first_day = Day{20'513};
    options.days = 3;
    organisation_ = MakeSeededOrganisation(options);
  }

  UsageApi Api(const std::string& spec) {
    UsageApiOptions options;
    options.faults = ParseFaults(spec).value();
    return UsageApi(organisation_, clock_, options);
  }

  // The whole answer as it should stand on the wire.
  std::string Expected() {
    UsageApi api = Api("");
    const std::string body = AskTwin(api, query_).Body();
    return "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  Organisation organisation_;
  FakeClock clock_{1'790'000'000};
  const std::string query_ = "start_time=1772323200&limit=2&group_by=model";
  const std::string target_ = "/v1/organization/usage/completions?" + query_;
};

TEST_F(ServerTest, ConnectionIsKeptForTheNextRequest) {
  UsageApi api = Api("");
  auto server = Server::Start(api, "127.0.0.1:0");
  ASSERT_OK(server);
  RawClient client((*server)->port());
  for (int i = 0; i < 3; ++i) {
    client.Send(target_);
    EXPECT_EQ(client.Receive(Expected().size()), Expected());
  }
}

TEST_F(ServerTest, ResetEndsTheConnectionInTheBody) {
  UsageApi api = Api("reset-mid-body=20");
  auto server = Server::Start(api, "127.0.0.1:0");
  ASSERT_OK(server);
  RawClient client((*server)->port());
  client.Send(target_);
  const std::string received = client.Receive(Expected().size());
  EXPECT_LT(received.size(), Expected().size() / 2);
  RawClient again((*server)->port());
  again.Send(target_);
  EXPECT_EQ(again.Receive(Expected().size()), Expected());
}

TEST_F(ServerTest, StallSendsHalfAndEndsWithTheServer) {
  UsageApi api = Api("stall");
  auto server = Server::Start(api, "127.0.0.1:0");
  ASSERT_OK(server);
  RawClient client((*server)->port());
  client.Send(target_);
  const std::size_t head = Expected().find("\r\n\r\n") + 4;
  const std::size_t half = head + (Expected().size() - head) / 2;
  EXPECT_EQ(client.Receive(half), Expected().substr(0, half));
  (*server)->Stop();
  EXPECT_EQ(client.Receive(1), "");
}

TEST_F(ServerTest, StopClosesThePort) {
  UsageApi api = Api("");
  auto server = Server::Start(api, "127.0.0.1:0");
  ASSERT_OK(server);
  const int port = (*server)->port();
  EXPECT_TRUE(RawClient(port).connected());
  (*server)->Stop();
  server = Error{};
  EXPECT_FALSE(RawClient(port).connected());
}

TEST_F(ServerTest, OnlyLoopbackAddressesAreTaken) {
  UsageApi api = Api("");
  for (const char* address : {"0.0.0.0:0", "10.1.2.3:80", "127.0.0.1", "127.0.0.1:", "localhost:1",
                              "127.0.0.1:65536", "127.0.0.1:-1"}) {
    EXPECT_THAT(Server::Start(api, address),
                HasError(ErrorCode::kUsage, HasSubstr("expected a loopback address")))
        << address;
  }
}

TEST_F(ServerTest, TakenPortIsUnavailable) {
  UsageApi api = Api("");
  auto server = Server::Start(api, "127.0.0.1:0");
  ASSERT_OK(server);
  EXPECT_THAT(Server::Start(api, "127.0.0.1:" + std::to_string((*server)->port())),
              HasError(ErrorCode::kUnavailable, StartsWith("cannot listen on 127.0.0.1:")));
}

}  // namespace
}  // namespace cognitrack::twin
