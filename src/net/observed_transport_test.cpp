#include "net/observed_transport.h"

#include <gmock/gmock.h>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;

TEST(ObservedTransportTest, TellsHowEachRequestEndedAndHowLongItTook) {
  FakeClock clock(1'000);
  FakeTransport network;
  network.handler = [&clock](const HttpRequest& request, HttpResponse* response) {
    clock.Sleep(std::chrono::milliseconds(30));
    response->status = request.url == "a" ? 200 : 429;
  };
  ObservedTransport transport(network, clock);
  std::vector<std::string> heard;
  transport.Observe([&heard](const HttpRequest& request, const HttpResponse& response,
                             std::chrono::milliseconds took) {
    heard.push_back(request.url + " " + std::to_string(response.status) + " " +
                    std::to_string(took.count()));
  });
  HttpResponse response;
  transport.Get({"a", Secret(), {}}, {}, &response);
  EXPECT_EQ(response.status, 200);
  transport.Get({"b", Secret(), {}}, {}, &response);
  transport.Observe({});
  transport.Get({"c", Secret(), {}}, {}, &response);
  EXPECT_THAT(heard, ElementsAre("a 200 30", "b 429 30"));
}

}  // namespace
}  // namespace cognitrack
