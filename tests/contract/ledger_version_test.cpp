// Versions: entries that are appended and never rewritten, price books kept whole, comparisons.
#include "base/hash.h"
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Bytes that are no UTF-8 text, a NUL among them: a book is kept as its file was.
const std::string kBookText = std::string("model,input\r\ngpt-\xff,1\n") + '\0';

class LedgerVersionTest : public LedgerStoreContract {
 protected:
  static VersionChange Entry(VersionKind kind, VersionAction action, std::string version) {
    VersionChange change;
    change.kind = kind;
    change.action = action;
    change.version = std::move(version);
    change.reason = "line one\nlîne 'two'";
    change.set_by = "Ann \"Example\"";
    change.run_id = 7;
    change.set_at = kTestNow;
    return change;
  }
  static KeptPriceBook Book(std::string name) {
    return {ToHex(Sha256(kBookText)), std::move(name), kBookText};
  }
  VersionComparison Comparison(std::int64_t run) {
    VersionComparison comparison;
    comparison.run_id = run;
    comparison.kind = VersionKind::kIngest;
    comparison.in_force = "1";
    comparison.candidate = "2";
    comparison.to_revision = 12;
    comparison.compared = 30;
    comparison.differing = 2;
    return comparison;
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerVersionTest);

TEST_P(LedgerVersionTest, EntriesComeBackNewestFirst) {
  EXPECT_THAT(store_->VersionChanges(), IsOkAndHolds(IsEmpty()));
  VersionChange begun = Entry(VersionKind::kIngest, VersionAction::kBegin, "2");
  VersionChange promoted = Entry(VersionKind::kIngest, VersionAction::kPromote, "2");
  promoted.comparison_run = 12;
  promoted.set_at = kTestNow - 100;
  VersionChange dropped = Entry(VersionKind::kPricing, VersionAction::kDrop, "ab");
  VersionChange back = Entry(VersionKind::kIngest, VersionAction::kBack, "");
  EXPECT_THAT(store_->AddVersionChange(begun, std::nullopt), IsOkAndHolds(1));
  EXPECT_THAT(store_->AddVersionChange(promoted, std::nullopt), IsOkAndHolds(2));
  EXPECT_THAT(store_->AddVersionChange(dropped, std::nullopt), IsOkAndHolds(3));
  Reopen();
  EXPECT_THAT(store_->AddVersionChange(back, std::nullopt), IsOkAndHolds(4));
  begun.id = 1;
  promoted.id = 2;
  dropped.id = 3;
  back.id = 4;
  EXPECT_THAT(store_->VersionChanges(), IsOkAndHolds(ElementsAre(back, dropped, promoted, begun)));
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerVersionTest, ABookIsKeptByteByByteUnderItsFirstName) {
  const KeptPriceBook book = Book("contract.csv");
  const VersionChange begun = Entry(VersionKind::kPricing, VersionAction::kBegin, book.sha256);
  ASSERT_OK(store_->AddVersionChange(begun, book));
  Reopen();
  EXPECT_THAT(store_->PriceBookWith(book.sha256), IsOkAndHolds(book));
  EXPECT_THAT(store_->AddVersionChange(begun, Book("again.csv")), IsOkAndHolds(2));
  EXPECT_THAT(store_->PriceBookWith(book.sha256), IsOkAndHolds(book));
}

TEST_P(LedgerVersionTest, ABookThatIsNotKeptOrHasAnotherHashIsRefused) {
  EXPECT_THAT(store_->PriceBookWith("00"),
              HasError(ErrorCode::kConfig, HasSubstr("keeps no price book 00")));
  KeptPriceBook wrong = Book("contract.csv");
  wrong.text += "x";
  ASSERT_OK(
      store_->AddVersionChange(Entry(VersionKind::kPricing, VersionAction::kBegin, "a"), wrong));
  EXPECT_THAT(store_->PriceBookWith(wrong.sha256),
              HasError(ErrorCode::kDisk, HasSubstr("is damaged: it has another hash")));
}

TEST_P(LedgerVersionTest, ComparisonsComeBackNewestFirstWithWhatTheyCover) {
  EXPECT_THAT(store_->VersionComparisons(), IsOkAndHolds(IsEmpty()));
  const auto sources = store_->Sources();
  ASSERT_OK(sources);
  const VersionComparison all = Comparison(5);
  VersionComparison part = Comparison(8);
  part.kind = VersionKind::kPricing;
  part.source = sources->front().name;
  part.from = *ParseDay("2026-03-05");
  part.to = *ParseDay("2026-03-07");
  part.after_revision = 9;
  ASSERT_OK(store_->SaveComparison(part, R"({"a":"ü"})"));
  ASSERT_OK(store_->SaveComparison(all, "{}"));
  Reopen();
  EXPECT_THAT(store_->VersionComparisons(), IsOkAndHolds(ElementsAre(part, all)));
  EXPECT_THAT(store_->ComparisonDocument(8), IsOkAndHolds(R"({"a":"ü"})"));
  EXPECT_THAT(store_->ComparisonDocument(6),
              HasError(ErrorCode::kConfig, HasSubstr("run 6 compared no versions")));
}

TEST_P(LedgerVersionTest, AComparisonOfAnAbsentSourceIsRefusedAndNothingIsWritten) {
  VersionComparison comparison = Comparison(5);
  comparison.source = "nobody";
  EXPECT_THAT(store_->SaveComparison(comparison, "{}"),
              HasError(ErrorCode::kConfig, HasSubstr("no source 'nobody'")));
  EXPECT_THAT(store_->VersionComparisons(), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace cognitrack
