// What does not stop the server: slow and silent clients, too many of them, slow handlers, no file
// descriptors left; and how it stops.
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <latch>
#include <list>
#include <semaphore>
#include <thread>

#include "tests/server/server_fixture.h"

namespace cognitrack {
namespace {

using std::chrono::milliseconds;

// A handler that tells when it was called and answers when it is let go.
class Held {
 public:
  ServerHandler Handler() {
    return [this](const ServerRequest& request) {
      if (request.path != "/held") return Echo(request);
      entered_.count_down();
      let_go_.wait();
      return Echo(request);
    };
  }
  void WaitUntilEntered() { entered_.wait(); }
  void LetGo() { let_go_.count_down(); }

 private:
  std::latch entered_{1};
  std::latch let_go_{1};
};

TEST(ServerOverloadTest, AHeadThatTakesTooLongIsTold) {
  ServerLimits limits;
  limits.header_time = milliseconds(20);
  const auto server = Serve(Echo, limits);
  RawClient client(server->address());
  ASSERT_TRUE(client.Send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow:"));
  EXPECT_EQ(StatusOf(client.Read()), 408);
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(ServerOverloadTest, ASecondHeadHasADeadlineToo) {
  ServerLimits limits;
  limits.header_time = milliseconds(20);
  const auto server = Serve(Echo, limits);
  RawClient client(server->address());
  ASSERT_TRUE(client.Send(Get("/") + "GET"));
  EXPECT_EQ(StatusOf(client.Read()), 200);
  EXPECT_EQ(StatusOf(client.Read()), 408);
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(ServerOverloadTest, ABodyThatTakesTooLongIsCut) {
  ServerLimits limits;
  limits.body_grace = milliseconds(20);
  const auto server = Serve(Echo, limits);
  RawClient client(server->address());
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcd"));
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(ServerOverloadTest, ABodyMayTakeAsLongAsItsBytesPayFor) {
  ServerLimits limits;
  limits.body_grace = milliseconds(0);
  limits.body_bytes_per_second = 1;
  const auto server = Serve(Echo, limits);
  RawClient client(server->address());
  // A hundred bytes pay for a hundred seconds.
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n" +
                          std::string(100, 'x')));
  RawClient other(server->address());
  EXPECT_EQ(StatusOf(other.Ask(Get("/"))), 200);
  EXPECT_EQ(BodyOf(client.Ask("y")), "POST / " + std::string(100, 'x') + "y");
}

TEST(ServerOverloadTest, SilenceEndsAConnection) {
  ServerLimits limits;
  limits.idle = milliseconds(20);
  const auto server = Serve(Echo, limits);
  RawClient silent(server->address());
  EXPECT_EQ(silent.ReadToEnd(), "");
  RawClient asked(server->address());
  EXPECT_EQ(StatusOf(asked.Ask(Get("/"))), 200);
  EXPECT_EQ(asked.ReadToEnd(), "");
}

TEST(ServerOverloadTest, WhoDoesNotReadIsCut) {
  ServerLimits limits;
  limits.write_stall = milliseconds(20);
  std::latch ended(1);
  std::thread::id called_on;
  std::thread::id ended_on;
  const auto end = [&](void*) {
    ended_on = std::this_thread::get_id();
    ended.count_down();
  };
  const auto server = Serve(
      [&](const ServerRequest&) {
        called_on = std::this_thread::get_id();
        // Gone with the response, when the connection has ended.
        const std::shared_ptr<void> guard(&ended, end);
        ServerResponse response;
        response.next_piece = [guard] { return Result<std::string>(std::string(1'000'000, 'x')); };
        return response;
      },
      limits, 1);
  RawClient client(server->address());
  ASSERT_TRUE(client.Send(Get("/")));
  ended.wait();
  EXPECT_EQ(ended_on, called_on);
}

const std::string kTooLarge = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n";

TEST(ServerOverloadTest, WhatStillComesDoesNotResetTheConnection) {
  ServerLimits limits;
  limits.lingering = milliseconds(60'000);
  const auto server = Serve(Echo, limits);
  RawClient client(server->address());
  EXPECT_EQ(StatusOf(client.Ask(kTooLarge)), 413);
  EXPECT_EQ(client.ReadToEnd(), "");
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(client.Send(std::string(1'000'000, 'x'))) << i;
}

TEST(ServerOverloadTest, WhoEndsNothingIsNotWaitedFor) {
  ServerLimits limits;
  limits.lingering = milliseconds(20);
  const auto server = Serve(Echo, limits);
  RawClient client(server->address());
  EXPECT_EQ(StatusOf(client.Ask(kTooLarge)), 413);
  // Until the server has closed its side for good.
  while (client.Send("x")) {
  }
  EXPECT_EQ(StatusOf(RawClient(server->address()).Ask(Get("/"))), 200);
}

TEST(ServerOverloadTest, WithTooManyWaitingOthersAreTurnedAway) {
  ServerLimits limits;
  limits.waiting_requests = 1;
  Held held;
  const auto server = Serve(held.Handler(), limits, 1);
  RawClient first(server->address());
  ASSERT_TRUE(first.Send(Get("/held")));
  held.WaitUntilEntered();
  // Of two more, one waits for the thread and the other is one too many.
  std::array<std::optional<RawResponse>, 2> responses;
  std::counting_semaphore<2> answered(0);
  std::vector<std::thread> threads;
  for (auto& response : responses) {
    threads.emplace_back([&] {
      RawClient client(server->address());
      response = client.Ask(Get("/more"));
      answered.release();
    });
  }
  answered.acquire();
  held.LetGo();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(BodyOf(first.Read()), "GET /held");
  const bool first_waited = StatusOf(responses[0]) == 200;
  EXPECT_EQ(BodyOf(responses[first_waited ? 0 : 1]), "GET /more");
  const auto& turned_away = responses[first_waited ? 1 : 0];
  ASSERT_EQ(StatusOf(turned_away), 503);
  EXPECT_EQ(turned_away->Header("retry-after"), "1");
  EXPECT_EQ(turned_away->Header("connection"), "");
}

TEST(ServerOverloadTest, ASlowHandlerHoldsUpNobodyElse) {
  Held held;
  const auto server = Serve(held.Handler(), {}, 2);
  RawClient slow(server->address());
  ASSERT_TRUE(slow.Send(Get("/held")));
  held.WaitUntilEntered();
  RawClient quick(server->address());
  EXPECT_EQ(BodyOf(quick.Ask(Get("/quick"))), "GET /quick");
  held.LetGo();
  EXPECT_EQ(BodyOf(slow.Read()), "GET /held");
}

TEST(ServerOverloadTest, EightThreadsAskAtOnce) {
  const auto server = Serve(Echo, {}, 4);
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      RawClient client(server->address());
      for (int j = 0; j < 50; ++j) {
        const std::string path = '/' + std::to_string(i) + '/' + std::to_string(j);
        if (BodyOf(client.Ask(Get(path))) == "GET " + path) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 400);
}

// For the test's own sockets as well as the server's.
class DescriptorLimit {
 public:
  DescriptorLimit() { getrlimit(RLIMIT_NOFILE, &before_); }
  ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }
  void Set(rlim_t count) {
    const rlimit changed{std::min(count, before_.rlim_max), before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &changed);
  }
  void SetToWhatIsOpen() {
    const int lowest_free = dup(STDERR_FILENO);
    close(lowest_free);
    Set(static_cast<rlim_t>(lowest_free));
  }

 private:
  rlimit before_{};
};

TEST(ServerOverloadTest, AThousandIdleConnectionsStopNoRequest) {
  DescriptorLimit descriptors;
  descriptors.Set(4'096);
  const auto server = Serve(Echo);
  std::list<RawClient> idle;
  for (int i = 0; i < 1'000; ++i) idle.emplace_back(server->address());
  RawClient client(server->address());
  EXPECT_EQ(BodyOf(client.Ask(Get("/a"))), "GET /a");
  EXPECT_EQ(BodyOf(idle.back().Ask(Get("/b"))), "GET /b");
  EXPECT_EQ(BodyOf(idle.front().Ask(Get("/c"))), "GET /c");
}

TEST(ServerOverloadTest, AtTheLimitOfConnectionsNewOnesWait) {
  ServerLimits limits;
  limits.connections = 2;
  const auto server = Serve(Echo, limits);
  auto first = std::make_unique<RawClient>(server->address());
  RawClient second(server->address());
  ASSERT_EQ(StatusOf(first->Ask(Get("/"))), 200);
  ASSERT_EQ(StatusOf(second.Ask(Get("/"))), 200);
  RawClient third(server->address());
  ASSERT_TRUE(third.Send(Get("/third")));
  ASSERT_EQ(StatusOf(second.Ask(Get("/"))), 200);
  EXPECT_FALSE(third.HasBytes());
  first.reset();
  EXPECT_EQ(BodyOf(third.Read()), "GET /third");
}

TEST(ServerOverloadTest, WithoutDescriptorsNewConnectionsWait) {
  DescriptorLimit descriptors;
  const auto server = Serve(Echo);
  RawClient served(server->address());
  ASSERT_EQ(StatusOf(served.Ask(Get("/"))), 200);
  const int spare = dup(STDERR_FILENO);
  descriptors.SetToWhatIsOpen();
  close(spare);
  // Its own socket takes the last descriptor, so that none is left to accept it.
  RawClient waiting(server->address());
  ASSERT_TRUE(waiting.Send(Get("/waiting")));
  ASSERT_EQ(StatusOf(served.Ask(Get("/"))), 200);
  EXPECT_FALSE(waiting.HasBytes());
  descriptors.Set(4'096);
  EXPECT_EQ(BodyOf(waiting.Read()), "GET /waiting");
}

TEST(ServerDrainTest, RequestsInProgressEndAndIdleConnectionsDoSoAtOnce) {
  Held held;
  const auto server = Serve(held.Handler());
  RawClient idle(server->address());
  ASSERT_EQ(StatusOf(idle.Ask(Get("/"))), 200);
  RawClient busy(server->address());
  ASSERT_TRUE(busy.Send(Get("/held")));
  held.WaitUntilEntered();
  std::thread draining([&] { server->Drain(milliseconds::max()); });
  EXPECT_EQ(idle.ReadToEnd(), "");
  held.LetGo();
  const auto response = busy.Read();
  EXPECT_EQ(BodyOf(response), "GET /held");
  EXPECT_EQ(response->Header("connection"), "close");
  EXPECT_EQ(busy.ReadToEnd(), "");
  busy.FinishSending();
  draining.join();
  EXPECT_FALSE(RawClient::CanConnect(server->address()));
  server->Drain(milliseconds(0));
}

TEST(ServerDrainTest, AfterPatienceWhatIsLeftIsCut) {
  Held held;
  auto server = Serve(held.Handler());
  RawClient busy(server->address());
  ASSERT_TRUE(busy.Send(Get("/held")));
  held.WaitUntilEntered();
  RawClient slow(server->address());
  ASSERT_TRUE(slow.Send("GET / HTTP"));
  server->Drain(milliseconds(20));
  EXPECT_EQ(busy.ReadToEnd(), "");
  EXPECT_EQ(slow.ReadToEnd(), "");
  held.LetGo();
  server.reset();
}

}  // namespace
}  // namespace cognitrack
