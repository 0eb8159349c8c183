#include "server/answer.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include "server/content_coding.h"
#include "server/entity_tag.h"
#include "server/http_date.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr UtcSeconds kNow = 784'111'777;

ServerRequest Asked(const std::string& method, HeaderList headers = {}) {
  ServerRequest request;
  request.method = method;
  request.path = "/";
  request.headers = std::move(headers);
  return request;
}

ServerResponse Text(std::string body, HeaderList headers = {{"Content-Type", "text/plain"}}) {
  ServerResponse response;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

std::string Gunzipped(std::string_view packed) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string plain(1'000'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  const int state = inflate(&stream, Z_FINISH);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return state == Z_STREAM_END ? plain : "(no gzip)";
}

TEST(AnswerTest, AWholeResponse) {
  const ServerAnswer answer = MakeAnswer(
      Asked("POST"), Text("abc", {{"X-A", "b"}, {"content-length", "9"}, {"Connection", "x"}}),
      true, kNow);
  EXPECT_EQ(answer.head,
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-A: b\r\n"
            "Content-Length: 3\r\n");
  EXPECT_EQ(answer.body, "abc");
  EXPECT_FALSE(answer.close);
}

TEST(AnswerTest, WhatMustNotBeStoredHasNoTag) {
  const ServerAnswer answer = MakeAnswer(
      Asked("GET", {{"if-none-match", "*"}}),
      Text("abc", {{"Content-Type", "text/plain"}, {"Cache-Control", "no-store"}}), true, kNow);
  EXPECT_THAT(answer.head, HasSubstr("200 OK"));
  EXPECT_THAT(answer.head, Not(HasSubstr("ETag")));
  EXPECT_EQ(answer.body, "abc");
}

TEST(AnswerTest, HeadHasTheHeadersOfGetAndNoBody) {
  const ServerAnswer get = MakeAnswer(Asked("GET"), Text("abc"), true, kNow);
  const ServerAnswer head = MakeAnswer(Asked("HEAD"), Text("abc"), true, kNow);
  EXPECT_EQ(head.head, get.head);
  EXPECT_THAT(get.head, HasSubstr("Content-Length: 3\r\n"));
  EXPECT_EQ(get.body, "abc");
  EXPECT_EQ(head.body, "");
}

TEST(AnswerTest, AWholeGetHasTheTagOfItsBytes) {
  const std::string tag = EntityTagOf("abc");
  EXPECT_EQ(tag, "\"cf4ab791c62b8d2b2109c90275287816\"");
  EXPECT_THAT(MakeAnswer(Asked("GET"), Text("abc"), true, kNow).head,
              HasSubstr("ETag: " + tag + "\r\n"));
  EXPECT_THAT(MakeAnswer(Asked("POST"), Text("abc"), true, kNow).head, Not(HasSubstr("ETag")));
  ServerResponse missing = Text("abc");
  missing.status = 404;
  EXPECT_THAT(MakeAnswer(Asked("GET"), missing, true, kNow).head, Not(HasSubstr("ETag")));
  const ServerAnswer own =
      MakeAnswer(Asked("GET"), Text("abc", {{"etag", "W/\"v1\""}}), true, kNow);
  EXPECT_THAT(own.head, HasSubstr("ETag: W/\"v1\"\r\n"));
  EXPECT_THAT(own.head, Not(HasSubstr(tag)));
}

TEST(AnswerTest, WhatIsHeldIsNotSentAgain) {
  const ServerAnswer answer = MakeAnswer(
      Asked("GET", {{"if-none-match", "\"x\", W/" + EntityTagOf("abc")}}),
      Text("abc", {{"Content-Type", "text/plain"}, {"Cache-Control", "no-cache"}}), true, kNow);
  EXPECT_EQ(answer.head,
            "HTTP/1.1 304 Not Modified\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Cache-Control: no-cache\r\nETag: \"cf4ab791c62b8d2b2109c90275287816\"\r\n");
  EXPECT_EQ(answer.body, "");
  const ServerRequest other = Asked("GET", {{"if-none-match", "\"x\""}});
  EXPECT_THAT(MakeAnswer(other, Text("abc"), true, kNow).head, HasSubstr(" 200 "));
  const ServerRequest post = Asked("POST", {{"if-none-match", "*"}});
  EXPECT_THAT(MakeAnswer(post, Text("abc"), true, kNow).head, HasSubstr(" 200 "));
}

TEST(AnswerTest, LongTextsAreCompressedForThoseWhoTakeIt) {
  const std::string text(1'025, 'a');
  const ServerRequest takes = Asked("GET", {{"accept-encoding", "br, gzip"}});
  const ServerAnswer packed = MakeAnswer(takes, Text(text), true, kNow);
  EXPECT_THAT(packed.head, HasSubstr("Content-Encoding: gzip\r\n"));
  EXPECT_THAT(packed.head, HasSubstr("Vary: Accept-Encoding\r\n"));
  EXPECT_THAT(packed.head, HasSubstr("ETag: " + GzipTagOf(EntityTagOf(text)) + "\r\n"));
  EXPECT_THAT(packed.head,
              HasSubstr("Content-Length: " + std::to_string(packed.body.size()) + "\r\n"));
  EXPECT_EQ(Gunzipped(packed.body), text);

  const ServerAnswer plain = MakeAnswer(Asked("GET"), Text(text), true, kNow);
  EXPECT_THAT(plain.head, Not(HasSubstr("Content-Encoding")));
  EXPECT_THAT(plain.head, HasSubstr("Vary: Accept-Encoding\r\n"));
  EXPECT_EQ(plain.body, text);

  for (const ServerAnswer& other :
       {MakeAnswer(takes, Text(std::string(1'024, 'a')), true, kNow),
        MakeAnswer(takes, Text(text, {{"Content-Type", "image/png"}}), true, kNow),
        MakeAnswer(takes, Text(text, {}), true, kNow),
        MakeAnswer(takes, Text(text, {{"Content-Type", "text/css"}, {"Content-Encoding", "br"}}),
                   true, kNow)}) {
    EXPECT_THAT(other.head, Not(HasSubstr("gzip")));
    EXPECT_THAT(other.head, Not(HasSubstr("Vary")));
  }
}

TEST(AnswerTest, EitherFormOfTheSameContentIsHeld) {
  const std::string text(1'025, 'a');
  for (const std::string& tag : {EntityTagOf(text), GzipTagOf(EntityTagOf(text))}) {
    const ServerRequest request =
        Asked("GET", {{"accept-encoding", "gzip"}, {"if-none-match", tag}});
    const ServerAnswer answer = MakeAnswer(request, Text(text), true, kNow);
    EXPECT_THAT(answer.head, HasSubstr(" 304 "));
    EXPECT_THAT(answer.head, HasSubstr("-gzip\"\r\n"));
    EXPECT_THAT(answer.head, Not(HasSubstr("Content-")));
    EXPECT_THAT(answer.body, IsEmpty());
  }
}

TEST(AnswerTest, WhatCannotBeSentIsAFailure) {
  ServerResponse early = Text("abc");
  early.status = 101;
  for (const ServerResponse& wrong :
       {early, Text("abc", {{"X", "a\r\nY: b"}}), Text("abc", {{"X Y", "a"}}),
        Text("abc", {{"", "a"}}), Text("abc", {{"X", std::string("a\0", 2)}})}) {
    const ServerAnswer answer = MakeAnswer(Asked("GET"), wrong, true, kNow);
    EXPECT_THAT(answer.head, HasSubstr("HTTP/1.1 500 Internal Server Error\r\n"));
    EXPECT_THAT(answer.body, Not(HasSubstr("abc")));
    EXPECT_TRUE(answer.close);
  }
}

TEST(AnswerTest, PiecesComeInChunksOrToTheEndOfTheConnection) {
  ServerResponse response = Text("abc");
  response.next_piece = [] { return Result<std::string>(std::string()); };
  const ServerAnswer chunked = MakeAnswer(Asked("GET"), response, true, kNow);
  EXPECT_THAT(chunked.head, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(chunked.head, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(chunked.head, Not(HasSubstr("ETag")));
  EXPECT_TRUE(chunked.chunked);
  EXPECT_FALSE(chunked.close);
  const ServerAnswer old = MakeAnswer(Asked("GET"), response, false, kNow);
  EXPECT_THAT(old.head, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_FALSE(old.chunked);
  EXPECT_TRUE(old.close);
  const ServerAnswer head = MakeAnswer(Asked("HEAD"), response, true, kNow);
  EXPECT_EQ(head.head, chunked.head);
  EXPECT_FALSE(head.next_piece);
  EXPECT_EQ(head.body, "");
}

TEST(AnswerTest, NothingFollowsAStatusWithoutABody) {
  ServerResponse response = Text("abc");
  response.status = 204;
  const ServerAnswer answer = MakeAnswer(Asked("DELETE"), response, true, kNow);
  EXPECT_THAT(answer.head, Not(HasSubstr("Content-Length")));
  EXPECT_EQ(answer.body, "");
}

TEST(AnswerTest, RefusalsCloseAndBusyDoesNot) {
  const ServerAnswer refusal = MakeRefusal({405, "no"}, kNow);
  EXPECT_THAT(refusal.head, HasSubstr("HTTP/1.1 405 Method Not Allowed\r\n"));
  EXPECT_THAT(refusal.head, HasSubstr("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"));
  EXPECT_EQ(refusal.body, "no\n");
  EXPECT_TRUE(refusal.close);
  const ServerAnswer busy = MakeBusy(Asked("GET"), kNow);
  EXPECT_THAT(busy.head, HasSubstr("HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_THAT(busy.head, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_FALSE(busy.close);
}

TEST(ContentCodingTest, GzipIsAllowedByNameOrByStar) {
  for (const char* yes :
       {"gzip", "GZIP", "br,gzip;q=0.001", "gzip ; q=1", "*", "br;q=0, *;q=0.5", "*;q=0, gzip"}) {
    EXPECT_TRUE(AllowsGzip(yes)) << yes;
  }
  for (const char* no :
       {"", "br", "gzip;q=0", "gzip; Q=0.000", "*;q=0", "*, gzip;q=0", "xgzip", ",,"}) {
    EXPECT_FALSE(AllowsGzip(no)) << no;
  }
}

TEST(ContentCodingTest, TextAndJsonAreCompressed) {
  for (const char* yes :
       {"text/html", "TEXT/plain; charset=utf-8", "application/json", "application/problem+json;x",
        "image/svg+xml", "application/javascript"}) {
    EXPECT_TRUE(IsCompressible(yes)) << yes;
  }
  for (const char* no : {"", "image/png", "application/octet-stream", "textual", "json"}) {
    EXPECT_FALSE(IsCompressible(no)) << no;
  }
}

TEST(EntityTagTest, NamedByAListOrByStar) {
  EXPECT_TRUE(NamesTag("\"a\"", "\"a\""));
  EXPECT_TRUE(NamesTag(" \"x\",W/\"a\" ", "\"a\""));
  EXPECT_TRUE(NamesTag("\"a\"", "W/\"a\""));
  EXPECT_TRUE(NamesTag("\"x,\", \"a\"", "\"a\""));
  EXPECT_TRUE(NamesTag(" * ", "\"a\""));
  EXPECT_FALSE(NamesTag("", "\"a\""));
  EXPECT_FALSE(NamesTag("a", "\"a\""));
  EXPECT_FALSE(NamesTag("\"ab\"", "\"a\""));
  EXPECT_FALSE(NamesTag("\"a", "\"a\""));
}

TEST(HttpDateTest, TheDaysBeforeAndAfterALeapDay) {
  EXPECT_EQ(FormatHttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(FormatHttpDate(1'709'164'799), "Wed, 28 Feb 2024 23:59:59 GMT");
  EXPECT_EQ(FormatHttpDate(1'709'251'199), "Thu, 29 Feb 2024 23:59:59 GMT");
  EXPECT_EQ(FormatHttpDate(1'735'689'600), "Wed, 01 Jan 2025 00:00:00 GMT");
}

}  // namespace
}  // namespace cognitrack
