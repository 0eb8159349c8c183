// Exports sent to the service, without sockets: the verbs' documents, what stays of them, and who
// is refused before a byte is taken.
#include "api/upload_routes.h"

#include <filesystem>

#include "tests/support/service_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kExport =
    "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,model,"
    "input_tokens,output_tokens\n"
    "1772668800,1772755200,2026-03-05T00:00:00+00:00,2026-03-06T00:00:00+00:00,proj_a,2,gpt-a,10,"
    "3\n";

class UploadRoutesTest : public ServiceFixture {
 protected:
  UploadRoutesTest() {
    Make("owner", Role::kOwner);
    Enter("owner");
  }
  ServerResponse SendFile(const std::string& target, const std::string& bytes = kExport,
                          std::map<std::string, std::string> headers = {}) {
    headers.emplace("content-type", "text/csv");
    return Send("POST", target, bytes, headers);
  }
  // What the verb says of the same file, in its directory, against a ledger of its own.
  std::string OfVerb(const std::string& verb, const std::string& database) {
    const std::string file = directory_.Write("june.csv", kExport);
    std::ostringstream out, err;
    CliEnvironment environment = environment_.With(out, err);
    RunCommandLine({verb, "--json", "--quiet", "--db", database, "--csv", file}, environment);
    std::string text = out.str();
    const std::string folder = file.substr(0, file.size() - std::string("june.csv").size());
    for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
      text.erase(at, folder.size());
    }
    return text;
  }
  std::vector<std::string> FilesLeft() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      const std::string name = entry.path().filename().string();
      if (name.find("upload") != std::string::npos) names.push_back(name);
    }
    return names;
  }
};

TEST_F(UploadRoutesTest, ImportsAndComparesAsTheVerbsDo) {
  const std::string of_verb = OfVerb("import", "sqlite:" + directory_.File("other.db"));
  const ServerResponse imported = SendFile("/api/v1/imports?name=june.csv");
  ASSERT_EQ(imported.status, 201) << imported.body;
  EXPECT_EQ(imported.body, of_verb);
  EXPECT_THAT(imported.body, HasSubstr("\"name\":\"june.csv\""));
  EXPECT_EQ(Header(imported, "Location"), "/api/v1/runs/1");
  EXPECT_EQ(Json(Get("/api/v1/usage")).at("totals").at("input_tokens"), 10);

  const std::string compared_by_verb = OfVerb("parity", "sqlite:" + path());
  const ServerResponse compared = SendFile("/api/v1/parity?name=june.csv");
  ASSERT_EQ(compared.status, 201) << compared.body;
  EXPECT_EQ(compared.body, compared_by_verb);
  EXPECT_EQ(Json(compared).at("verdict"), "exact");
  const std::string location = Header(compared, "Location");
  EXPECT_EQ(location, "/api/v1/parity/3") << "the verb's own is the second";
  EXPECT_EQ(Get(location).body, compared.body) << "the evidence stays";
  EXPECT_THAT(FilesLeft(), ::testing::IsEmpty());
  const auto entry = held_->audit().Newest(1);
  ASSERT_OK(entry);
  EXPECT_EQ(entry->front().action, "parity");
  EXPECT_EQ(entry->front().outcome, "done");
}

TEST_F(UploadRoutesTest, ADifferenceIsAnAnswer) {
  ASSERT_EQ(SendFile("/api/v1/imports").status, 201);
  std::string other = kExport;
  other.replace(other.find(",10,3"), 5, ",11,3");
  const ServerResponse compared = SendFile("/api/v1/parity?from=2026-03-05&to=2026-03-05", other);
  EXPECT_EQ(compared.status, 201) << compared.body;
  EXPECT_EQ(Json(compared).at("verdict"), "variance");
  EXPECT_THAT(compared.body, HasSubstr("\"name\":\"export.csv\""));
}

TEST_F(UploadRoutesTest, RefusalsOfEach) {
  Make("viewer", Role::kViewer);
  const struct {
    std::string target, bytes, type;
    int status;
    std::string detail;
  } cases[] = {
      {"/api/v1/imports", "", "text/csv", 400, "the body is empty"},
      {"/api/v1/imports", "no,export\n1,2\n", "text/csv", 400, "export.csv"},
      {"/api/v1/imports", kExport, "multipart/form-data; boundary=x", 415, "without a form"},
      {"/api/v1/imports", kExport, "application/json", 415, "text/csv"},
      {"/api/v1/imports?name=a/b.csv", kExport, "text/csv", 400, "'name'"},
      {"/api/v1/imports?name=..", kExport, "text/csv", 400, "'name'"},
      {"/api/v1/imports?name=", kExport, "text/csv", 400, "'name'"},
      {"/api/v1/imports?name=a%0Ab", kExport, "text/csv", 400, "'name'"},
      {"/api/v1/imports?csv=/etc/passwd", kExport, "text/csv", 400, "no parameter 'csv'"},
      {"/api/v1/parity?out=/tmp/x.md", kExport, "text/csv", 400, "no parameter 'out'"},
      {"/api/v1/parity?from=1st", kExport, "text/csv", 400, "from"},
      {"/api/v1/parity?filter=nothing", kExport, "text/csv", 400, "nothing"},
      {"/api/v1/parity?token=x", kExport, "text/csv", 400, "query"},
      {"/api/v1/imports", std::string((1 << 20) + 1, 'x'), "text/csv", 413, "1 MiB"},
  };
  for (const auto& one : cases) {
    const ServerResponse response = SendFile(one.target, one.bytes, {{"content-type", one.type}});
    EXPECT_EQ(response.status, one.status) << one.target << " " << response.body;
    EXPECT_EQ(Header(response, "Content-Type"), "application/problem+json") << one.target;
    EXPECT_EQ(Header(response, "X-Content-Type-Options"), "nosniff") << one.target;
    EXPECT_NE(Header(response, "X-Request-Id"), "") << one.target;
    EXPECT_THAT(response.body, HasSubstr(one.detail)) << one.target;
    EXPECT_THAT(response.body, Not(HasSubstr("/proc/"))) << one.target;
  }
  EXPECT_EQ(SendFile("/api/v1/imports", kExport, {{"content-encoding", "gzip"}}).status, 415);
  EXPECT_EQ(Json(Get("/api/v1/runs")).at("runs").as_array().size(), 0U) << "nothing was stored";
  Enter("viewer");
  EXPECT_EQ(SendFile("/api/v1/parity").status, 403);
  Forget();
  EXPECT_EQ(SendFile("/api/v1/parity").status, 401);
  EXPECT_THAT(log(), HasSubstr("/api/v1/parity"));
}

TEST_F(UploadRoutesTest, LengthsThatAreNotToldAreCountedAndPlacesAreFew) {
  ServerRequest head;
  head.method = "POST";
  head.path = "/api/v1/imports";
  head.headers = {{"host", "localhost:8790"},
                  {"content-type", "text/csv"},
                  {"sec-fetch-site", "same-origin"},
                  {"cookie", cookie_},
                  {"x-csrf-token", csrf_}};
  head.from_loopback = true;
  const auto without = api_.Admit(head, 0);
  ASSERT_TRUE(std::holds_alternative<ServerResponse>(without));
  EXPECT_EQ(std::get<ServerResponse>(without).status, 411);
  {
    const auto admitted = api_.Admit(head, std::nullopt);
    ASSERT_TRUE(std::holds_alternative<std::unique_ptr<Upload>>(admitted));
    Upload& upload = *std::get<std::unique_ptr<Upload>>(admitted);
    const std::string half(600'000, 'x');
    EXPECT_FALSE(upload.Take(half));
    EXPECT_THAT(FilesLeft(), ::testing::IsEmpty()) << "it has no name";
    const auto refused = upload.Take(half);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 413);
    const auto second = api_.Admit(head, std::nullopt);
    ASSERT_TRUE(std::holds_alternative<ServerResponse>(second));
    EXPECT_EQ(std::get<ServerResponse>(second).status, 503) << "half of the readers";
  }
  EXPECT_TRUE(std::holds_alternative<std::unique_ptr<Upload>>(api_.Admit(head, std::nullopt)));
}

}  // namespace
}  // namespace cognitrack
