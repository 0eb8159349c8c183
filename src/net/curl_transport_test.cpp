#include "net/curl_transport.h"

#include <gmock/gmock.h>

#include "tests/support/loopback_server.h"

namespace cognitrack {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using End = LoopbackServer::End;

std::string Answer(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

// Writes the bits of a DEFLATE block, lowest bit of each byte first.
class BitWriter {
 public:
  void Add(unsigned bits, int count) {
    for (int i = 0; i < count; ++i, bits >>= 1) AddBit(bits & 1U);
  }
  // A Huffman code: its highest bit comes first.
  void AddCode(unsigned code, int count) {
    while (count-- > 0) AddBit((code >> count) & 1U);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  void AddBit(unsigned bit) {
    if (used_ == 0) bytes_.push_back('\0');
    bytes_.back() = static_cast<char>(static_cast<unsigned char>(bytes_.back()) | (bit << used_));
    used_ = (used_ + 1) % 8;
  }
  std::string bytes_;
  int used_ = 0;
};

constexpr char kGzipHead[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03";

std::uint32_t Crc32(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

// gzip of `zeros` zero bytes: one literal, then copies of 258 bytes (RFC 1951 §3.2.6), 158 : 1.
std::string GzipOfZeros(std::size_t copies) {
  BitWriter bits;
  bits.Add(1, 1);
  bits.Add(1, 2);
  bits.AddCode(0x30, 8);
  for (std::size_t i = 0; i < copies; ++i) {
    bits.AddCode(0xC5, 8);
    bits.AddCode(0, 5);
  }
  bits.AddCode(0, 7);
  std::string gzip = std::string(kGzipHead, 10) + bits.bytes();
  const std::string plain(1 + copies * 258, '\0');
  for (std::uint32_t number : {Crc32(plain), static_cast<std::uint32_t>(plain.size())}) {
    for (int i = 0; i < 4; ++i, number >>= 8) gzip.push_back(static_cast<char>(number & 0xFF));
  }
  return gzip;
}

class CurlTransportTest : public ::testing::Test {
 protected:
  const HttpResponse& Get(const std::string& url) {
    transport_->Get({.url = url, .bearer = Secret("sk-admin-canary"), .headers = {}}, limits_,
                    &response_);
    return response_;
  }

  HttpLimits limits_{.connect = milliseconds(5'000),
                     .first_byte = milliseconds(20'000),
                     .total = milliseconds(20'000),
                     .body_bytes = 1U << 20};
  std::unique_ptr<HttpTransport> transport_ = MakeCurlTransport();
  HttpResponse response_;
};

TEST_F(CurlTransportTest, GivesStatusHeadersAndBody) {
  LoopbackServer server(
      {{{"HTTP/1.1 429 Slow Down\r\nRetry-After:  7 \r\nX-Mixed: Case\r\n"
         "Content-Length: 3\r\n\r\nabc"}}});
  const HttpResponse& response = Get(server.Url("/v1/x?page=a%3Db"));
  EXPECT_EQ(response.failure, HttpFailure::kNone);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.Header("retry-after"), "7");
  EXPECT_EQ(response.Header("x-mixed"), "Case");
  EXPECT_EQ(response.body, "abc");
  EXPECT_GE(response.body.capacity(), response.body.size() + kBodyPadding);
}

TEST_F(CurlTransportTest, SendsTheKeyInTheAuthorizationHeaderAlone) {
  LoopbackServer server({{{Answer("{}")}}});
  Get(server.Url("/v1/organization/usage/completions?page=a%3Db"));
  ASSERT_THAT(server.Requests(), SizeIs(1));
  const std::string& head = server.Requests()[0];
  EXPECT_THAT(head, StartsWith("GET /v1/organization/usage/completions?page=a%3Db HTTP/1.1\r\n"));
  EXPECT_THAT(head, AllOf(HasSubstr("\r\nAuthorization: Bearer sk-admin-canary\r\n"),
                          HasSubstr("\r\nAccept-Encoding: gzip\r\n"), Not(HasSubstr("Cookie"))));
  EXPECT_EQ(head.find("sk-admin-canary"), head.rfind("sk-admin-canary"));
}

TEST_F(CurlTransportTest, KeepsTheConnectionAndTheBuffers) {
  LoopbackServer server({{{Answer(std::string(500, ' ')), Answer("second"), Answer("")}}});
  EXPECT_EQ(Get(server.Url("/1")).body.size(), 500U);
  const char* buffer = response_.body.data();
  EXPECT_EQ(Get(server.Url("/2")).body, "second");
  EXPECT_EQ(response_.body.data(), buffer);
  EXPECT_EQ(Get(server.Url("/3")).body, "");
  EXPECT_EQ(server.ConnectionCount(), 1U);
}

TEST_F(CurlTransportTest, ABodyCutShortIsTruncated) {
  LoopbackServer server({{{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"object\":"}},
                         {{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"o"}, End::kReset},
                         {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"}},
                         {{""}}});
  for (const char* path : {"/short", "/reset", "/no-last-chunk", "/nothing"}) {
    const HttpResponse& response = Get(server.Url(path));
    EXPECT_EQ(response.failure, HttpFailure::kTruncated) << path << response.failure_detail;
    EXPECT_EQ(response.body, "") << "nothing of a page that is not whole is given";
    EXPECT_EQ(response.status, 0);
  }
}

TEST_F(CurlTransportTest, ABodyOverTheLimitIsRefusedWhetherAnnouncedOrNot) {
  limits_.body_bytes = 1'000;
  LoopbackServer server({{{Answer(std::string(1'001, ' '))}},
                         {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                           std::string(1'001, ' ') + "\r\n0\r\n\r\n"}},
                         {{Answer(std::string(1'000, ' '))}}});
  EXPECT_EQ(Get(server.Url("/announced")).failure, HttpFailure::kTooLarge);
  EXPECT_EQ(Get(server.Url("/chunked")).failure, HttpFailure::kTooLarge);
  EXPECT_THAT(response_.failure_detail, HasSubstr("1000 bytes"));
  EXPECT_EQ(Get(server.Url("/at-the-limit")).body.size(), 1'000U);
}

TEST_F(CurlTransportTest, UndoesGzip) {
  LoopbackServer server({{{Answer(GzipOfZeros(4), "Content-Encoding: gzip\r\n")}}});
  EXPECT_EQ(Get(server.Url("/")).body, std::string(1 + 4 * 258, '\0'));
}

TEST_F(CurlTransportTest, BoundsTheExpansionOfGzip) {
  LoopbackServer server({{{Answer(GzipOfZeros(10'000), "Content-Encoding: gzip\r\n")}}});
  EXPECT_EQ(Get(server.Url("/bomb")).failure, HttpFailure::kTooLarge)
      << "16 KB that expand to 2.6 MB";
  EXPECT_LE(response_.body.capacity(), 3U << 20);
}

TEST_F(CurlTransportTest, RefusesEncodingsThatLieOrWereNotAskedFor) {
  LoopbackServer server({{{Answer("{}", "Content-Encoding: gzip\r\n")}},
                         {{Answer("{}", "Content-Encoding: br\r\n")}},
                         {{Answer("{}", "Content-Encoding: gzip, gzip\r\n")}}});
  for (const char* path : {"/no-gzip", "/brotli", "/stacked"}) {
    EXPECT_EQ(Get(server.Url(path)).failure, HttpFailure::kBadEncoding) << path;
  }
}

TEST_F(CurlTransportTest, PassesAnyContentTypeOn) {
  LoopbackServer server(
      {{{"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
         "Content-Length: 6\r\n\r\n<html>"}}});
  EXPECT_EQ(Get(server.Url("/")).Header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(response_.body, "<html>");
}

TEST_F(CurlTransportTest, NeverFollowsARedirect) {
  LoopbackServer elsewhere({{{Answer("stolen")}}});
  LoopbackServer server({{{"HTTP/1.1 302 Found\r\nLocation: " + elsewhere.Url("/") +
                           "\r\nContent-Length: 0\r\n\r\n"}}});
  EXPECT_EQ(Get(server.Url("/")).status, 302);
  EXPECT_EQ(response_.Header("location"), elsewhere.Url("/"));
  EXPECT_EQ(elsewhere.ConnectionCount(), 0U);
}

TEST_F(CurlTransportTest, SilenceBeforeTheFirstByteTimesOut) {
  limits_.first_byte = milliseconds(20);
  LoopbackServer server({{{""}, End::kHold}});
  EXPECT_EQ(Get(server.Url("/")).failure, HttpFailure::kTimeout);
  EXPECT_THAT(response_.failure_detail, HasSubstr("no answer began"));
}

TEST_F(CurlTransportTest, AStallInTheBodyTimesOut) {
  limits_.total = milliseconds(100);
  LoopbackServer server({{{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"}, End::kHold}});
  EXPECT_EQ(Get(server.Url("/")).failure, HttpFailure::kTimeout);
  EXPECT_EQ(response_.body, "");
}

TEST_F(CurlTransportTest, NamesWhyAHostIsNotReached) {
  EXPECT_EQ(Get("http://nowhere.invalid/").failure, HttpFailure::kResolve);
  EXPECT_THAT(response_.failure_detail, HasSubstr("nowhere.invalid"));
  const std::string port = std::to_string(LoopbackServer::FreePort());
  EXPECT_EQ(Get("http://127.0.0.1:" + port + "/").failure, HttpFailure::kConnect);
}

TEST_F(CurlTransportTest, AServerWithoutTlsIsRefusedAndNeverSeesTheKey) {
  LoopbackServer server({{{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}}});
  EXPECT_EQ(Get("https://127.0.0.1:" + std::to_string(server.port()) + "/").failure,
            HttpFailure::kTls);
  ASSERT_THAT(server.Requests(), SizeIs(1));
  EXPECT_THAT(server.Requests()[0], Not(HasSubstr("canary")));
}

TEST_F(CurlTransportTest, SendsNothingThatCouldSplitTheRequest) {
  for (const HttpRequest& request :
       {HttpRequest{"http://127.0.0.1:1/", Secret("key\r\nx: y"), {}},
        HttpRequest{"http://127.0.0.1:1/", Secret(std::string("key\0", 4)), {}},
        HttpRequest{"http://127.0.0.1:1/", Secret(), {{"x", "a\nb: c"}}},
        HttpRequest{"http://127.0.0.1:1/", Secret(), {{"x\r\ny", "a"}}},
        HttpRequest{"http://127.0.0.1:1/ HTTP/1.1\r\nx: y", Secret(), {}},
        HttpRequest{"file:///etc/hostname", Secret(), {}},
        HttpRequest{"ftp://127.0.0.1:1/", Secret(), {}}}) {
    transport_->Get(request, limits_, &response_);
    EXPECT_EQ(response_.failure, HttpFailure::kNotSent) << request.url;
    EXPECT_THAT(response_.failure_detail, Not(HasSubstr("key")));
  }
}

}  // namespace
}  // namespace cognitrack
