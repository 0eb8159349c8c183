// The server by another's understanding of HTTP: libcurl asks it, by the product's own transport.
#include <atomic>

#include "net/curl_transport.h"
#include "tests/server/server_fixture.h"

namespace cognitrack {
namespace {

TEST(ServerCurlTest, CurlReadsWholeCompressedAndChunkedBodies) {
  const std::string text(100'000, 'x');
  std::atomic<int> pieces = 0;
  const auto server = Serve([&](const ServerRequest& request) {
    ServerResponse response;
    response.headers = {{"Content-Type", "application/json"}};
    if (request.path == "/whole") response.body = text;
    if (request.path == "/pieces") {
      response.next_piece = [left = 3, &pieces]() mutable -> Result<std::string> {
        ++pieces;
        return left-- > 0 ? std::string(70'000, 'y') : std::string();
      };
    }
    if (request.path == "/cut") {
      response.body = "a part";
      response.next_piece = [] { return Error{ErrorCode::kDisk, "disk full"}; };
    }
    return response;
  });
  const auto curl = MakeCurlTransport();
  const auto get = [&](const std::string& path) {
    HttpResponse response;
    curl->Get({"http://" + server->address() + path, {}, {}}, {}, &response);
    return response;
  };
  const HttpResponse whole = get("/whole");
  EXPECT_EQ(whole.failure, HttpFailure::kNone);
  EXPECT_EQ(whole.Header("content-encoding"), "gzip");
  EXPECT_EQ(whole.body, text);
  const HttpResponse in_pieces = get("/pieces");
  EXPECT_EQ(in_pieces.failure, HttpFailure::kNone);
  EXPECT_EQ(in_pieces.body, std::string(210'000, 'y'));
  EXPECT_EQ(pieces, 4);
  EXPECT_EQ(get("/empty").body, "");
  EXPECT_EQ(get("/cut").failure, HttpFailure::kTruncated);
}

}  // namespace
}  // namespace cognitrack
