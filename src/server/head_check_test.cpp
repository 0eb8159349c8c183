#include "server/head_check.h"

#include <gtest/gtest.h>

#include <string>

namespace cognitrack {
namespace {

constexpr std::string_view kHost = "Host: a\r\n";

// The status of the refusal, 0 where there is none.
int Refused(const std::string& head) {
  BodyFraming framing;
  const auto refusal = CheckHead(head, &framing);
  return refusal ? refusal->status : 0;
}

int RefusedLine(const std::string& request_line) {
  return Refused(request_line + "\r\n" + std::string(kHost) + "\r\n");
}

int RefusedFields(const std::string& fields) {
  return Refused("POST / HTTP/1.1\r\n" + std::string(kHost) + fields + "\r\n");
}

TEST(HeadCheckTest, RequestLine) {
  EXPECT_EQ(RefusedLine("GET / HTTP/1.1"), 0);
  EXPECT_EQ(RefusedLine("M-SEARCH /a?b=%zz HTTP/1.0"), 0);
  EXPECT_EQ(RefusedLine("GET /"), 400);
  EXPECT_EQ(RefusedLine("GET  / HTTP/1.1"), 400);
  EXPECT_EQ(RefusedLine("GET / HTTP/1.1 "), 400);
  EXPECT_EQ(RefusedLine(" GET / HTTP/1.1"), 400);
  EXPECT_EQ(RefusedLine("GET /a b HTTP/1.1"), 400);
  EXPECT_EQ(RefusedLine("GE(T / HTTP/1.1"), 400);
  EXPECT_EQ(RefusedLine("GET / http/1.1"), 400);
  EXPECT_EQ(RefusedLine("GET / HTTP/1.10"), 400);
  EXPECT_EQ(RefusedLine("GET / HTTP/2.0"), 505);
  EXPECT_EQ(RefusedLine("GET / HTTP/1.2"), 505);
  EXPECT_EQ(RefusedLine("TRACE / HTTP/1.1"), 405);
  EXPECT_EQ(RefusedLine("CONNECT a:443 HTTP/1.1"), 405);
}

TEST(HeadCheckTest, TargetIsAPath) {
  EXPECT_EQ(RefusedLine("GET http://a/ HTTP/1.1"), 400);
  EXPECT_EQ(RefusedLine("OPTIONS * HTTP/1.1"), 400);
  EXPECT_EQ(RefusedLine("GET a HTTP/1.1"), 400);
  EXPECT_EQ(RefusedLine("GET /a#b HTTP/1.1"), 400);
  EXPECT_EQ(RefusedLine("GET /\xC3\xA4 HTTP/1.1"), 400);
  EXPECT_EQ(RefusedLine("GET /a\tb HTTP/1.1"), 400);
}

TEST(HeadCheckTest, HostIsThereOnce) {
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.0\r\n\r\n"), 0);
  EXPECT_EQ(RefusedFields("Host: a\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"), 0);
}

TEST(HeadCheckTest, NamesAreTokensAndValuesHaveNoControlCharacters) {
  EXPECT_EQ(RefusedFields("X : b\r\n"), 400);
  EXPECT_EQ(RefusedFields("X\t: b\r\n"), 400);
  EXPECT_EQ(RefusedFields("X\r\n"), 400);
  EXPECT_EQ(RefusedFields(": b\r\n"), 400);
  EXPECT_EQ(RefusedFields("X: a\r\n b\r\n"), 400);
  EXPECT_EQ(RefusedFields("X: a\r\n\tb: c\r\n"), 400);
  EXPECT_EQ(RefusedFields("X: a\rY: b\r\n"), 400);
  EXPECT_EQ(RefusedFields(std::string("X: a\0b\r\n", 8)), 400);
  EXPECT_EQ(RefusedFields("X: a\x7F\r\n"), 400);
  EXPECT_EQ(RefusedFields("X:a\tb\r\nY:\r\nZ: \xC3\xA4\r\n"), 0);
}

TEST(HeadCheckTest, ALengthIsSaidOnce) {
  EXPECT_EQ(RefusedFields("Content-Length: 5\r\ncontent-length: 6\r\n"), 400);
  EXPECT_EQ(RefusedFields("Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
  EXPECT_EQ(RefusedFields("Content-Length: 5, 5\r\n"), 400);
  EXPECT_EQ(RefusedFields("Content-Length: +5\r\n"), 400);
  EXPECT_EQ(RefusedFields("Content-Length: -5\r\n"), 400);
  EXPECT_EQ(RefusedFields("Content-Length: 0x5\r\n"), 400);
  EXPECT_EQ(RefusedFields("Content-Length: 5 5\r\n"), 400);
  EXPECT_EQ(RefusedFields("Content-Length:\r\n"), 400);
  EXPECT_EQ(RefusedFields("Content-Length: 18446744073709551621\r\n"), 413);
  EXPECT_EQ(RefusedFields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(RefusedFields("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
}

TEST(HeadCheckTest, TransferEncodingIsChunkedOrNothing) {
  EXPECT_EQ(RefusedFields("Transfer-Encoding: Chunked\r\n"), 0);
  EXPECT_EQ(RefusedFields("Transfer-Encoding: gzip, chunked\r\n"), 400);
  EXPECT_EQ(RefusedFields("Transfer-Encoding: identity\r\n"), 400);
  EXPECT_EQ(RefusedFields("Transfer-Encoding: xchunked\r\n"), 400);
  EXPECT_EQ(RefusedFields("Transfer-Encoding: chunked;q=1\r\n"), 400);
  EXPECT_EQ(RefusedFields("Transfer-Encoding:\r\n"), 400);
  EXPECT_EQ(RefusedFields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(RefusedFields("Transfer-Encoding: \x0B"
                          "chunked\r\n"),
            400);
  EXPECT_EQ(Refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(HeadCheckTest, FramingOfWhatIsInOrder) {
  BodyFraming framing;
  const std::string start = "POST / HTTP/1.1\r\nHost: a\r\n";
  ASSERT_FALSE(CheckHead(start + "Content-Length: 0042\r\nExpect: 100-Continue\r\n\r\n", &framing));
  EXPECT_EQ(framing.content_length, 42u);
  EXPECT_FALSE(framing.chunked);
  EXPECT_TRUE(framing.wants_continue);
  ASSERT_FALSE(CheckHead(start + "Transfer-Encoding:chunked \r\n\r\n", &framing));
  EXPECT_EQ(framing.content_length, 0u);
  EXPECT_TRUE(framing.chunked);
  EXPECT_FALSE(framing.wants_continue);
  EXPECT_EQ(RefusedFields("Expect: tea\r\n"), 417);
}

// What a scanner says of the bytes: the status of a refusal, −1 while it waits, else the size.
int Scanned(const std::string& bytes, const ServerLimits& limits) {
  HeadScanner scanner(limits);
  for (std::size_t end = 1; end <= bytes.size(); ++end) {
    if (!scanner.Scan(std::string_view(bytes).substr(0, end))) continue;
    return scanner.refusal() ? scanner.refusal()->status : static_cast<int>(scanner.size());
  }
  return -1;
}

TEST(HeadScannerTest, TheHeadEndsWithItsEmptyLine) {
  EXPECT_EQ(Scanned("GET / HTTP/1.1\r\nA: b\r\n\r\nrest", {}), 24);
  EXPECT_EQ(Scanned("GET / HTTP/1.1\r\nA: b\r\n\r", {}), -1);
  EXPECT_EQ(Scanned("GET / HTTP/1.1\nA: b\n\n", {}), 400);
  EXPECT_EQ(Scanned("GET / HTTP/1.1\r\nA: b\n\r\n", {}), 400);
  EXPECT_EQ(Scanned("\r\n", {}), 400);
  EXPECT_EQ(Scanned("\x16\x03\x01", {}), 400);
}

TEST(HeadScannerTest, SizesAreRefusedOneByteOverTheLimit) {
  ServerLimits limits;
  limits.request_line_bytes = 14;
  limits.header_bytes = 8;
  limits.header_fields = 1;
  EXPECT_EQ(Scanned("GET / HTTP/1.1\r\nA: b\r\n\r\n", limits), 24);
  EXPECT_EQ(Scanned("GET /a HTTP/1.1\r\n", limits), 414);
  EXPECT_EQ(Scanned("GET /aaaaaaaaaa", limits), 414);
  EXPECT_EQ(Scanned("GET / HTTP/1.1\r\nA: bc\r\n\r\n", limits), 431);
  EXPECT_EQ(Scanned("GET / HTTP/1.1\r\nAAAAAAAAA", limits), 431);
  limits.header_bytes = 100;
  EXPECT_EQ(Scanned("GET / HTTP/1.1\r\nA: b\r\nC: d\r\n", limits), 431);
}

}  // namespace
}  // namespace cognitrack
