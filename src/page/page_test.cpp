// What a browser gets of the page: its own addresses and no others, each with what it may keep and
// do.
#include "page/page.h"

#include <gmock/gmock.h>

#include "server/answer.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

ServerRequest Request(const std::string& path, const std::string& coding = "gzip") {
  ServerRequest request;
  request.method = "GET";
  request.path = path;
  request.headers = {{"accept-encoding", coding}};
  return request;
}

std::string ScriptPath() {
  for (const PageFile& file : PageFiles()) {
    if (file.path.starts_with("/assets/index-") && file.path.ends_with(".js")) {
      return std::string(file.path);
    }
  }
  return "";
}

TEST(PageTest, RoutesItsOwnAddressesAndNoOthers) {
  for (const char* path : {"/", "/explore", "/proof/2026-03-05", "/setup", "/favicon.svg"}) {
    EXPECT_TRUE(IsOfPage(path)) << path;
  }
  for (const char* path : {"", "/index.html", "/api", "/api/v1/usage", "/explorer", "//explore",
                           "/assets/../index.html", "/assets/none.js", "/healthz", "explore"}) {
    EXPECT_FALSE(IsOfPage(path)) << path;
  }
  EXPECT_EQ(PagePattern("/proof/2026-03-05"), "/{page}");
  EXPECT_EQ(PagePattern(ScriptPath()), "/assets/{file}");
}

TEST(PageTest, TheDocumentIsAskedAboutEachTimeAndLoadsFromHereAlone) {
  const ServerResponse response = AnswerPage(Request("/money"));
  EXPECT_EQ(response.body, AnswerPage(Request("/")).body) << "the script finds what stands there";
  EXPECT_THAT(response.headers,
              AllOf(Contains(Pair("Cache-Control", "no-cache")),
                    Contains(Pair("Content-Type", "text/html; charset=utf-8")),
                    Contains(Pair("Content-Security-Policy", HasSubstr("default-src 'self';"))),
                    Not(Contains(Pair("Content-Security-Policy", HasSubstr("unsafe"))))));
  EXPECT_THAT(response.body, HasSubstr("src=\"" + ScriptPath() + "\"")) << "absolute, by its hash";
  EXPECT_THAT(response.body, Not(HasSubstr("<script>")));
  EXPECT_THAT(response.body, Not(HasSubstr("//")));
}

TEST(PageTest, AnAssetIsKeptForEverAndPackedOnce) {
  ASSERT_NE(ScriptPath(), "");
  const ServerResponse packed = AnswerPage(Request(ScriptPath()));
  const ServerResponse plain = AnswerPage(Request(ScriptPath(), "identity"));
  EXPECT_THAT(
      packed.headers,
      AllOf(Contains(Pair("Cache-Control", "public, max-age=31536000, immutable")),
            Contains(Pair("Content-Encoding", "gzip")), Contains(Pair("Vary", "Accept-Encoding"))));
  EXPECT_THAT(plain.headers, Not(Contains(Pair("Content-Encoding", "gzip"))));
  EXPECT_LT(packed.body.size() * 2, plain.body.size());
}

TEST(PageTest, WhoHasItIsToldSo) {
  ServerRequest request = Request(ScriptPath());
  const ServerResponse first = AnswerPage(request);
  for (const auto& header : first.headers) {
    if (header.first == "ETag") request.headers.emplace_back("if-none-match", header.second);
  }
  const ServerAnswer again = MakeAnswer(request, AnswerPage(request), true, 0);
  EXPECT_THAT(again.head, HasSubstr("304 Not Modified"));
  EXPECT_EQ(again.body, "");
}

TEST(PageTest, AllScriptIsSmall) {
  std::size_t bytes = 0;
  for (const PageFile& file : PageFiles()) {
    if (file.path.ends_with(".js"))
      bytes += file.gzip.empty() ? file.plain.size() : file.gzip.size();
  }
  EXPECT_GT(bytes, 50'000U);
  EXPECT_LT(bytes, 300'000U);
}

TEST(PageTest, IsReadOnly) {
  ServerRequest request = Request("/explore");
  request.method = "POST";
  const ServerResponse response = AnswerPage(request);
  EXPECT_EQ(response.status, 405);
  EXPECT_THAT(response.headers, Contains(Pair("Allow", "GET, HEAD")));
}

}  // namespace
}  // namespace cognitrack
