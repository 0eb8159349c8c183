// Exports over HTTP, without sockets: the verb's bytes, piece by piece.
#include "api/export_routes.h"

#include <sstream>

#include "api/piece_queue.h"
#include "tests/support/service_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

class ExportRoutesTest : public ServiceFixture {
 protected:
  // So many rows of a day, one of which would be a formula in a spreadsheet.
  void Fill(int rows) {
    auto store = Open(DatabaseAccess::kWrite);
    ASSERT_OK(store);
    const auto source = (*store)->EnsureSource("openai", "openai");
    ASSERT_OK(source);
    const auto stream = (*store)->EnsureStream(source->id, StreamKey{});
    ASSERT_OK(stream);
    std::string table = "project_id model batch | num_model_requests input_tokens output_tokens";
    for (int i = 0; i < rows; ++i) {
      table += "\nproject_of_a_long_name_" + std::to_string(i) + " =cmd() false | 1 10 2";
    }
    SeriesTable series;
    ASSERT_OK((*store)->CommitWindow(stream->id, WindowOf(series, "2026-03-05", table), series, 1));
  }
  std::string OfVerb(std::vector<std::string> arguments) {
    std::ostringstream out, err;
    CliEnvironment environment = environment_.With(out, err);
    arguments.insert(arguments.begin(), {"export", "--db", "sqlite:" + path()});
    EXPECT_EQ(RunCommandLine(arguments, environment), 0) << err.str();
    return out.str();
  }
  static std::string Whole(ServerResponse& response) {
    std::string all = response.body;
    while (response.next_piece) {
      const auto piece = response.next_piece();
      EXPECT_OK(piece);
      if (!piece || piece->empty()) break;
      all += *piece;
    }
    return all;
  }
  AuditEntry LastEntry() {
    const auto entries = held_->audit().Newest(1);
    EXPECT_OK(entries);
    return entries->empty() ? AuditEntry() : entries->front();
  }
};

TEST_F(ExportRoutesTest, GivesTheVerbsBytes) {
  Fill(12'000);
  const struct {
    std::string query;
    std::vector<std::string> arguments;
    std::string type, name;
  } cases[] = {
      {"", {}, "text/csv; charset=utf-8", "cognitrack-completions.csv"},
      {"?format=jsonl&filter=model%3D%3Dcmd()",
       {"--format", "jsonl", "--filter", "model==cmd()"},
       "application/x-ndjson",
       "cognitrack-completions.jsonl"},
      {"?format=focus&from=2026-03-05&to=2026-03-05",
       {"--format", "focus", "--from", "2026-03-05", "--to", "2026-03-05"},
       "text/csv; charset=utf-8",
       "cognitrack-completions-2026-03-05-2026-03-05-focus.csv"},
  };
  for (const auto& one : cases) {
    ServerResponse response = Get("/api/v1/export" + one.query);
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(Header(response, "Content-Type"), one.type);
    EXPECT_EQ(Header(response, "Content-Disposition"), "attachment; filename=\"" + one.name + "\"");
    EXPECT_LE(response.body.size(), PieceQueue::kPieceBytes);
    EXPECT_TRUE(Whole(response) == OfVerb(one.arguments)) << one.query;
  }
  ServerResponse csv = Get("/api/v1/export");
  EXPECT_THAT(Whole(csv), HasSubstr("'=cmd()")) << "safe to open in a spreadsheet";
  EXPECT_EQ(LastEntry().action, "export");
  EXPECT_EQ(LastEntry().outcome, "done");
}

TEST_F(ExportRoutesTest, TheReconciliationIsOneOfThem) {
  Fill(3);
  const ServerResponse refused = Get("/api/v1/reconciliation?surface=costs");
  EXPECT_EQ(refused.status, 400);
  for (const std::string format : {"csv", "jsonl", "focus"}) {
    ServerResponse response =
        Get("/api/v1/reconciliation?from=2026-03-05&to=2026-03-05&format=" + format);
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(Header(response, "Content-Disposition"),
              "attachment; filename=\"cognitrack-reconciliation-2026-03-05-2026-03-05" +
                  std::string(format == "focus"   ? "-focus.csv"
                              : format == "jsonl" ? ".jsonl"
                                                  : ".csv") +
                  "\"");
    EXPECT_TRUE(Whole(response) == OfVerb({"reconciliation", "--from", "2026-03-05", "--to",
                                           "2026-03-05", "--format", format}))
        << format;
  }
  EXPECT_EQ(LastEntry().action, "export reconciliation");
}

TEST_F(ExportRoutesTest, WhatCannotBeBegunIsAProblem) {
  Fill(1);
  const ServerResponse filter = Get("/api/v1/export?filter=modell%3Dx");
  EXPECT_EQ(filter.status, 400);
  EXPECT_THAT(filter.body, HasSubstr("did you mean 'model'"));
  EXPECT_EQ(LastEntry().outcome, "failed");
  EXPECT_EQ(Get("/api/v1/export?format=xlsx").status, 400);
  EXPECT_EQ(Get("/api/v1/export?out=/tmp/x").status, 400) << "no file of the service's";
  EXPECT_EQ(Get("/api/v1/export?prices=/etc/passwd").status, 400);
  EXPECT_EQ(Get("/api/v1/export?source=nobody").status, 409);
}

TEST_F(ExportRoutesTest, AnOutageIsNoEmptyFile) {
  is_away_ = true;
  EXPECT_EQ(Get("/api/v1/export").status, 503);
}

TEST_F(ExportRoutesTest, WhoGoesAwayEndsTheWork) {
  Fill(40'000);  // More than what may be on its way.
  {
    const ServerResponse begun = Get("/api/v1/export");
    ASSERT_EQ(begun.status, 200);
    EXPECT_EQ(pool_.occupancy().in_use, 1U);
    const ServerResponse second = Get("/api/v1/export");
    EXPECT_EQ(second.status, 503) << "half of the readers are for questions";
    EXPECT_EQ(Get("/api/v1/sources").status, 200);
  }
  EXPECT_EQ(pool_.occupancy().in_use, 0U) << "the reader is back";
  EXPECT_EQ(LastEntry().outcome, "failed");
  EXPECT_EQ(LastEntry().detail, "not read to its end");
  EXPECT_EQ(Get("/api/v1/export").status, 200);
}

TEST(PieceQueueTest, AnErrorComesBehindWhatWasPut) {
  PieceQueue queue;
  EXPECT_TRUE(queue.Put("a"));
  EXPECT_TRUE(queue.Put("b"));
  queue.End(Error{ErrorCode::kDisk, "torn"});
  EXPECT_EQ(*queue.Take(), "a");
  EXPECT_EQ(*queue.Take(), "b");
  const auto end = queue.Take();
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().message, "torn");
  EXPECT_FALSE(queue.Take().has_value()) << "and never an end";
}

TEST(PieceQueueTest, WhatNobodyTakesIsRefused) {
  PieceQueue queue;
  queue.Abandon();
  PieceBuffer buffer(&queue);
  std::ostream out(&buffer);
  out << std::string(PieceQueue::kPieceBytes + 1, 'x');
  EXPECT_FALSE(out.good());
}

}  // namespace
}  // namespace cognitrack
