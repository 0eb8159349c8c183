#include "server/request_reader.h"

#include <gmock/gmock.h>

#include <cstring>
#include <string>
#include <vector>

#include "server/target.h"

namespace cognitrack {
namespace {

using State = RequestReader::State;
using ::testing::ElementsAre;

// The requests in `bytes` as "METHOD path?query [body]", and how it ended, read `step` bytes at a
// time.
std::vector<std::string> Read(std::string_view bytes, std::size_t step,
                              const ServerLimits& limits = {}) {
  RequestReader reader(limits);
  std::vector<std::string> read;
  while (true) {
    while (reader.state() == State::kWhole) {
      const ServerRequest& request = reader.request();
      read.push_back(request.method + ' ' + request.path + '?' + request.query + " [" +
                     request.body + ']');
      reader.Next();
    }
    if (reader.state() == State::kRefused) {
      EXPECT_EQ(reader.Next(), State::kRefused);
      read.push_back(std::to_string(reader.refusal().status));
      return read;
    }
    if (bytes.empty()) break;
    const std::span<char> space = reader.Space();
    const std::size_t count = std::min({step, bytes.size(), space.size()});
    std::memcpy(space.data(), bytes.data(), count);
    bytes.remove_prefix(count);
    reader.Take(count);
  }
  read.push_back(reader.state() == State::kIdle ? "idle" : "in the middle");
  return read;
}

// The same whatever way the bytes are split.
std::vector<std::string> ReadInAnySplit(std::string_view bytes, const ServerLimits& limits = {}) {
  std::vector<std::string> whole = Read(bytes, bytes.size(), limits);
  for (std::size_t step = 1; step < bytes.size(); ++step) {
    EXPECT_EQ(Read(bytes, step, limits), whole) << step << " bytes at a time";
  }
  return whole;
}

const std::string kPost = "POST /a?b HTTP/1.1\r\nHost: h\r\n";
const std::string kChunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";

TEST(RequestReaderTest, RequestsFollowEachOther) {
  EXPECT_THAT(
      ReadInAnySplit("GET / HTTP/1.1\r\nHost: h\r\n\r\n" + kPost + "Content-Length: 3\r\n\r\nxyz" +
                     kChunked + "3\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\n\r\n" +
                     "PUT /%41%2541 HTTP/1.0\r\n\r\nGET"),
      ElementsAre("GET /? []", "POST /a?b [xyz]", "POST /a?b [abc0123456789]", "PUT /A%41? []",
                  "in the middle"));
  EXPECT_THAT(ReadInAnySplit(kChunked + "0\r\n\r\n"), ElementsAre("POST /a?b []", "idle"));
}

TEST(RequestReaderTest, NothingBehindARefusedRequestIsRead) {
  const std::string next = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
  EXPECT_THAT(ReadInAnySplit("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n" + next), ElementsAre("400"));
  for (const std::string body : {"g\r\n",
                                 "0x1\r\na\r\n",
                                 "-1\r\n",
                                 "+1\r\na\r\n",
                                 " 1\r\na\r\n",
                                 "1 \r\na\r\n",
                                 "1\na\n0\n\n",
                                 "\r\n",
                                 ";x\r\n",
                                 "1\r\nab\r\n",
                                 "1\r\na\n0\r\n\r\n",
                                 "1\r\na\r0\r\n\r\n",
                                 "1\ra\r\n",
                                 "ffffffffffffffff\r\n",
                                 "10000000000000000\r\n",
                                 "0000000000000001\r\na\r\n",
                                 "0\r\nX: y\r\n\r\n",
                                 "0\r\nX\n",
                                 "0\r\nContent-Length: 40\r\n\r\n",
                                 "1;\x01\r\na\r\n",
                                 "0\r\n\n"}) {
    EXPECT_THAT(ReadInAnySplit(kChunked + body + next), ElementsAre("400")) << body;
  }
  EXPECT_THAT(Read(kChunked + "1;" + std::string(4'097, 'x') + "\r\n", 100), ElementsAre("400"));
  EXPECT_THAT(Read(kChunked + "1;" + std::string(4'096, 'x') + "\r\na\r\n0\r\n\r\n", 100),
              ElementsAre("POST /a?b [a]", "idle"));
}

TEST(RequestReaderTest, BodiesAreRefusedOneByteOverTheLimit) {
  ServerLimits limits;
  limits.body_bytes = 4;
  EXPECT_THAT(ReadInAnySplit(kPost + "Content-Length: 4\r\n\r\nabcd", limits),
              ElementsAre("POST /a?b [abcd]", "idle"));
  EXPECT_THAT(ReadInAnySplit(kPost + "Content-Length: 5\r\n\r\nabcde", limits), ElementsAre("413"));
  EXPECT_THAT(ReadInAnySplit(kChunked + "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", limits),
              ElementsAre("POST /a?b [abcd]", "idle"));
  EXPECT_THAT(ReadInAnySplit(kChunked + "2\r\nab\r\n3\r\ncde\r\n", limits), ElementsAre("413"));
}

TEST(RequestReaderTest, WhatIsWrongTwiceIsRefusedForTheSameReasonInAnySplit) {
  ServerLimits limits;
  limits.request_line_bytes = 16;
  limits.header_bytes = 32;
  const std::string line = "GET / HTTP/1.1\r\n";
  EXPECT_THAT(ReadInAnySplit("GET /aaaaaaaaaaaaaaaaaaaa\n", limits), ElementsAre("414"));
  EXPECT_THAT(ReadInAnySplit(line + std::string(40, 'a') + "\n\r\n", limits), ElementsAre("431"));
  EXPECT_THAT(ReadInAnySplit(line + std::string(20, 'a') + "\n" + std::string(20, 'a'), limits),
              ElementsAre("400"));
}

TEST(RequestReaderTest, HeadersComeByNameWithNamesInLowerCase) {
  const ServerLimits limits;
  RequestReader reader(limits);
  const std::string bytes = "GET / HTTP/1.0\r\nX-B: 1\r\nx-a:  two words \r\nX-B:\r\n\r\n";
  const std::span<char> space = reader.Space();
  std::memcpy(space.data(), bytes.data(), bytes.size());
  ASSERT_EQ(reader.Take(bytes.size()), State::kWhole);
  EXPECT_THAT(reader.request().headers, ElementsAre(std::pair("x-b", "1"), std::pair("x-b", ""),
                                                    std::pair("x-a", "two words")));
  EXPECT_EQ(reader.request().Header("x-b"), "1");
  EXPECT_EQ(reader.request().Header("x-c"), "");
  EXPECT_FALSE(reader.is_http11());
  EXPECT_FALSE(reader.keep_alive());
}

TEST(TargetTest, ThePathIsDecodedOnceAndTheQueryNotAtAll) {
  const auto target = ParseTarget("/a%2Fb%2e%2E/%252e%C3%a4?c=%41?d");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a/b../%2e\xC3\xA4");
  EXPECT_EQ(target->query, "c=%41?d");
  for (const char* wrong :
       {"/%", "/%4", "/%4g", "/% 1", "/%+1", "/%00", "/%C3", "/%C0%AF", "/%ED%A0%80"}) {
    EXPECT_FALSE(ParseTarget(wrong)) << wrong;
  }
  EXPECT_EQ(ParseTarget("/?%")->query, "%");
}

}  // namespace
}  // namespace cognitrack
