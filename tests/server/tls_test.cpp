// TLS with real handshakes: who is proven, what is spoken, what is refused, how long it may take,
// and certificates that are exchanged while the server runs.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <condition_variable>
#include <future>
#include <mutex>

#include "net/certificate_pin.h"
#include "net/curl_transport.h"
#include "tests/server/server_fixture.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/tls_authority.h"
#include "tests/support/tls_client.h"

namespace cognitrack {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class ServerTlsTest : public ::testing::Test {
 protected:
  ServerTlsTest() { Put(authority_.Issue("localhost")); }

  void Put(const TestCertificate& issued, mode_t mode = 0600) {
    files_ = {folder_.Write("server.crt", issued.certificate),
              folder_.Write("server.key", issued.key)};
    chmod(files_.key.c_str(), mode);
  }
  void Start(const ServerLimits& limits = {}) {
    auto context = TlsContext::Load(files_);
    ASSERT_OK(context);
    auto server = HttpServer::Listen(
        "127.0.0.1:0", limits, 2,
        [](const ServerRequest& request) {
          ServerResponse response = Echo(request);
          response.body += request.is_tls ? " by TLS" : " in the clear";
          if (request.path == "/long") response.body = std::string(3'000'000, 'x') + "end";
          return response;
        },
        [this](const Rejection& rejection) {
          const std::lock_guard lock(mutex_);
          rejected_.push_back(std::to_string(rejection.status) + " " + std::string(rejection.why));
          arrived_.notify_all();
        },
        {*context,
         [this](const Status& reloaded) {
           const std::lock_guard lock(mutex_);
           told_.push_back(reloaded ? "" : reloaded.error().message);
           arrived_.notify_all();
         },
         {}});
    ASSERT_OK(server);
    server_ = *std::move(server);
  }
  TlsClient Connect(TlsClientChoice choice = {}) {
    if (choice.trusted.empty()) choice.trusted = authority_.certificate();
    return TlsClient(server_->address(), choice);
  }
  // What reading the files anew came to; "": done.
  std::string HangUp() {
    kill(getpid(), SIGHUP);
    return Await(&told_);
  }
  std::string Rejected() { return Await(&rejected_); }
  std::string Await(std::vector<std::string>* list) {
    std::unique_lock lock(mutex_);
    const auto has_come = [list] { return !list->empty(); };
    if (!arrived_.wait_for(lock, std::chrono::seconds(20), has_come)) return "nothing came";
    std::string first = list->front();
    list->erase(list->begin());
    return first;
  }

  TestAuthority authority_;
  TemporaryDirectory folder_;
  TlsFiles files_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::string> told_, rejected_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(ServerTlsTest, RequestsOfAConnectionAreAnsweredInOrderAndItsEndIsAnnounced) {
  Start();
  TlsClient client = Connect();
  ASSERT_THAT(client.failure(), IsEmpty());
  ASSERT_TRUE(client.Send(Get("/one") + Get("/two")));
  EXPECT_THAT(client.ReadTo("by TLS"), EndsWith("GET /one by TLS"));
  EXPECT_THAT(client.ReadTo("by TLS"), EndsWith("GET /two by TLS"));
  ASSERT_TRUE(client.Send(Get("/long", "Connection: close\r\n")));
  bool is_clean = false;
  const std::string answer = client.ReadToEnd(&is_clean);
  EXPECT_GT(answer.size(), 3'000'000U);
  EXPECT_THAT(answer.substr(answer.size() - 4), "xend");
  EXPECT_TRUE(is_clean) << "nobody may cut it short unseen";
}

TEST_F(ServerTlsTest, OnlyWhatIsSafeIsSpoken) {
  Start();
  const TlsClient newest = Connect();
  EXPECT_EQ(newest.version(), "TLSv1.3");
  TlsClientChoice older;
  older.most = TLS1_2_VERSION;
  const TlsClient second = Connect(older);
  EXPECT_EQ(second.version(), "TLSv1.2");
  EXPECT_THAT(second.cipher(), StartsWith("ECDHE-ECDSA-"));
  EXPECT_THAT(second.cipher(), HasSubstr("GCM"));
  for (const int version : {TLS1_1_VERSION, TLS1_VERSION}) {
    TlsClientChoice oldest;
    oldest.most = version;
    EXPECT_THAT(Connect(oldest).failure(), HasSubstr("protocol version")) << version;
  }
}

TEST_F(ServerTlsTest, HttpIsAgreedUponByName) {
  Start();
  TlsClientChoice both;
  both.protocols = "\x02h2\x08http/1.1";
  EXPECT_EQ(Connect(both).protocol(), "http/1.1");
  EXPECT_EQ(Connect().protocol(), "") << "who says nothing gets it, too";
  TlsClientChoice other;
  other.protocols = "\x02h2";
  EXPECT_THAT(Connect(other).failure(), HasSubstr("no application protocol"));
}

TEST_F(ServerTlsTest, AnotherNameOrAuthorityIsForTheClientToRefuse) {
  Start();
  TlsClientChoice other;
  other.name = "ledger.example";
  EXPECT_THAT(Connect(other).failure(), HasSubstr("hostname mismatch"));
  EXPECT_EQ(Rejected(), "400 the TLS handshake failed");
}

TEST_F(ServerTlsTest, AnAuthorityThatIsNotTrustedIsForTheClientToRefuse) {
  Start();
  TlsClientChoice stranger;
  stranger.trusted = TestAuthority("Another one").certificate();
  EXPECT_THAT(Connect(stranger).failure(), HasSubstr("unable to get local issuer certificate"));
}

TEST_F(ServerTlsTest, PlainHttpIsAnsweredSo) {
  Start();
  RawClient client(server_->address());
  ASSERT_TRUE(client.Send(Get("/")));
  const auto answer = client.Read();
  ASSERT_EQ(StatusOf(answer), 400);
  EXPECT_THAT(answer->body, HasSubstr("https://"));
  EXPECT_EQ(answer->Header("connection"), "close");
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_EQ(Rejected(), "400 plain HTTP on a port of TLS");
}

TEST_F(ServerTlsTest, AHandshakeHasAsLongAsAHead) {
  ServerLimits limits;
  limits.header_time = std::chrono::milliseconds(150);
  limits.idle = std::chrono::hours(1);
  Start(limits);
  RawClient silent(server_->address());
  EXPECT_EQ(silent.ReadToEnd(), "") << "one that says nothing";
  EXPECT_EQ(Rejected(), "408 the TLS handshake took too long");
}

TEST_F(ServerTlsTest, AHalfHandshakeHasNoLonger) {
  ServerLimits limits;
  limits.header_time = std::chrono::milliseconds(150);
  limits.idle = std::chrono::hours(1);
  Start(limits);
  RawClient slow(server_->address());
  // The first bytes of a record of 512 that holds a greeting.
  ASSERT_TRUE(slow.Send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)));
  EXPECT_EQ(slow.ReadToEnd(), "");
  EXPECT_EQ(Rejected(), "408 the TLS handshake took too long");
  EXPECT_THAT(Connect().failure(), IsEmpty()) << "others are not held up";
}

TEST_F(ServerTlsTest, HandshakesCountAsConnections) {
  ServerLimits limits;
  limits.connections = 1;
  Start(limits);
  auto first = std::make_unique<RawClient>(server_->address());
  ASSERT_TRUE(first->Send("\x16"));
  auto second = std::async(std::launch::async, [this] { return Connect().failure(); });
  EXPECT_LE(server_->connections(), 1U);
  first.reset();
  EXPECT_EQ(second.get(), "") << "and gets its turn";
}

TEST_F(ServerTlsTest, ADrainDoesNotWaitForHandshakes) {
  Start();
  RawClient half(server_->address());
  ASSERT_TRUE(half.Send("\x16"));
  server_->Drain(std::chrono::hours(1));
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(ServerTlsTest, ACertificateIsExchangedWithoutDroppingConnections) {
  Start();
  TlsClient before = Connect();
  ASSERT_TRUE(before.Send(Get("/before")));
  EXPECT_THAT(before.ReadTo("by TLS"), EndsWith("GET /before by TLS"));
  Put(authority_.Issue("renewed.example"));
  EXPECT_EQ(HangUp(), "");
  TlsClientChoice renewed;
  renewed.name = "renewed.example";
  TlsClient after = Connect(renewed);
  EXPECT_THAT(after.failure(), IsEmpty());
  EXPECT_EQ(after.server_name(), "renewed.example");
  ASSERT_TRUE(before.Send(Get("/still")));
  EXPECT_THAT(before.ReadTo("by TLS"), EndsWith("GET /still by TLS"));
  EXPECT_EQ(before.server_name(), "localhost");

  folder_.Write("server.key", authority_.Issue("renewed.example").key);
  EXPECT_THAT(HangUp(), HasSubstr("server.key: no key of the certificate in"));
  EXPECT_THAT(Connect(renewed).failure(), IsEmpty()) << "what was there stays in force";
}

TEST_F(ServerTlsTest, ByItsPinAServerIsKnownWithoutNameOrAuthority) {
  Start();
  const auto curl = MakeCurlTransport();
  const auto ask = [&](const std::string& pin) {
    HttpResponse response;
    curl->Get({"https://" + server_->address() + "/", {}, {}, pin}, {}, &response);
    return response;
  };
  EXPECT_EQ(ask("").failure, HttpFailure::kTls) << "its authority is nobody's";
  const auto pin = PinOf(files_.certificate);
  ASSERT_OK(pin);
  const auto fresh = MakeCurlTransport();
  HttpResponse known;
  fresh->Get({"https://" + server_->address() + "/", {}, {}, *pin}, {}, &known);
  EXPECT_EQ(known.failure, HttpFailure::kNone) << known.failure_detail;
  EXPECT_EQ(known.body, "GET / by TLS");
  Put(authority_.Issue("localhost"));
  const auto other = PinOf(files_.certificate);
  ASSERT_OK(other);
  EXPECT_EQ(ask(*other).failure, HttpFailure::kTls) << "another key";
  EXPECT_THAT(PinOf(files_.key), HasError(ErrorCode::kConfig, HasSubstr("server.key")));
}

TEST_F(ServerTlsTest, WrongFilesAreNamedBeforeAnythingIsOpened) {
  const auto refused = [this](const std::string& why) {
    EXPECT_THAT(TlsContext::Load(files_), HasError(ErrorCode::kConfig, HasSubstr(why)));
  };
  const TestCertificate good = authority_.Issue("localhost");
  for (const mode_t mode : {0604U, 0602U, 0644U, 0620U}) {
    Put(good, mode);
    refused("server.key: others than its owner may read or write this key");
  }
  Put(good, 0640);
  EXPECT_OK(TlsContext::Load(files_));
  Put({good.certificate, authority_.Issue("localhost").key});
  refused("server.key: no key of the certificate in");
  Put({"none", good.key});
  refused("server.crt: no certificate in PEM");
  Put({good.certificate, "none"});
  refused("server.key: no key");
  files_.certificate = folder_.File("nowhere");
  refused("nowhere: No such file or directory");
  files_.certificate = folder_.path();
  refused("this is no file");
}

}  // namespace
}  // namespace cognitrack
