// Notices, budgets and exports that were seen: kept beside the ledger, told once whoever sees them.
#include "store/service_store.h"
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;

const AlertKey kFailed{AlertRule::kFailedPull, "openai", "", ""};
const AlertKey kModel{AlertRule::kUnpricedModels, "openai", "gpt-z", ""};
constexpr std::chrono::seconds kHold{120};

class LedgerNoticeTest : public LedgerStoreContract {
 protected:
  void SetUp() override {
    LedgerStoreContract::SetUp();
    service_ = Service();
  }
  std::unique_ptr<ServiceStore> Service(TeamId team = {}) {
    auto opened = database_->OpenService(clock_, team);
    EXPECT_OK(opened);
    return std::move(*opened);
  }
  static NoticeOrder To(std::vector<std::string> targets) { return {std::move(targets), {}}; }
  // "failed_pull → webhook, open", or "" where nothing is due.
  static std::string Take(ServiceStore& service,
                          const std::vector<std::string>& targets = {"webhook"}) {
    const auto due = service.notices().TakeDue(targets, kHold);
    EXPECT_OK(due);
    if (!due || !*due) return "";
    return std::string(NameOf((*due)->notice.key.rule)) + " → " + (*due)->target + ", " +
           std::string(NameOf((*due)->event));
  }
  static DueNotice TakeOne(ServiceStore& service) {
    auto due = service.notices().TakeDue({"webhook"}, kHold);
    EXPECT_OK(due);
    EXPECT_TRUE(due->has_value());
    return due->value_or(DueNotice{});
  }

  std::unique_ptr<ServiceStore> service_;
};
INSTANTIATE_LEDGER_CONTRACT(LedgerNoticeTest);

TEST_P(LedgerNoticeTest, ACrossingIsOneNoticeHoweverOftenItIsSeen) {
  const Alert alert{kFailed, "the pull \"failed\"\nsee run 7"};
  const auto first = service_->notices().Apply({alert, {kModel, "no price"}}, {}, To({}));
  EXPECT_THAT(first, IsOkAndHolds(NoticeTally{2, 0, 2}));
  clock_.Advance(60);
  Alert later = alert;
  later.text = "see run 8";
  EXPECT_THAT(service_->notices().Apply({later}, {}, To({})), IsOkAndHolds(NoticeTally{0, 0, 2}));
  const Notice failed{1, kFailed, "see run 8", kTestNow, kTestNow + 60, 0, {}};
  const Notice model{2, kModel, "no price", kTestNow, kTestNow, 0, {}};
  EXPECT_THAT(service_->notices().Open(), IsOkAndHolds(ElementsAre(model, failed)));
  EXPECT_THAT(service_->notices().Newest(10, 2), IsOkAndHolds(ElementsAre(failed)));
  EXPECT_THAT(service_->notices().Newest(1, 3), IsOkAndHolds(ElementsAre(model)));
  EXPECT_THAT(service_->notices().Newest(1), IsOkAndHolds(ElementsAre(model)));
}

TEST_P(LedgerNoticeTest, WhatIsOverIsClosedAndCrossedAgainItIsAnotherOne) {
  const Alert alert{kFailed, "failed"};
  ASSERT_OK(service_->notices().Apply({alert}, {}, To({})));
  clock_.Advance(5);
  EXPECT_THAT(service_->notices().Apply({}, {kFailed, kModel}, To({})),
              IsOkAndHolds(NoticeTally{0, 1, 0}));
  EXPECT_THAT(service_->notices().Apply({}, {kFailed}, To({})), IsOkAndHolds(NoticeTally{0, 0, 0}));
  EXPECT_THAT(service_->notices().Apply({alert}, {}, To({})), IsOkAndHolds(NoticeTally{1, 0, 1}));
  const Notice past{1, kFailed, "failed", kTestNow, kTestNow, kTestNow + 5, {}};
  const Notice now{2, kFailed, "failed", kTestNow + 5, kTestNow + 5, 0, {}};
  EXPECT_THAT(service_->notices().Newest(0), IsOkAndHolds(ElementsAre(now, past)));
  EXPECT_THAT(service_->notices().Open(), IsOkAndHolds(ElementsAre(now)));
}

TEST_P(LedgerNoticeTest, TwoServicesTellEachTargetOnce) {
  const auto other = Service();
  const Alert alert{kFailed, "failed"};
  ASSERT_OK(service_->notices().Apply({alert}, {}, To({"webhook", "email"})));
  EXPECT_THAT(other->notices().Apply({alert}, {}, To({"webhook", "email"})),
              IsOkAndHolds(NoticeTally{0, 0, 1}));
  EXPECT_EQ(Take(*service_), "failed_pull → webhook, open");
  EXPECT_EQ(Take(*other), "") << "the first one is about it";
  EXPECT_EQ(Take(*other, {"webhook", "email"}), "failed_pull → email, open");
  EXPECT_EQ(Take(*service_, {"webhook", "email"}), "");
  clock_.Advance(kHold.count());
  EXPECT_EQ(Take(*other), "failed_pull → webhook, open") << "who took it is dead";
}

TEST_P(LedgerNoticeTest, AFailedTryIsKeptAndComesBack) {
  ASSERT_OK(service_->notices().Apply({{kFailed, "failed"}}, {}, To({"webhook"})));
  DueNotice due = TakeOne(*service_);
  EXPECT_EQ(due.tries, 1);
  EXPECT_EQ(due.notice.text, "failed");
  ASSERT_OK(service_->notices().Failed(due, "answered 500", kTestNow + 30));
  EXPECT_THAT(service_->notices().Undelivered(),
              IsOkAndHolds(ElementsAre(std::pair<const std::string, std::int64_t>("webhook", 1))));
  const NoticeDelivery failed{"webhook", NoticeEvent::kOpen, kTestNow,      0,
                              1,         kTestNow + 30,      "answered 500"};
  EXPECT_THAT(service_->notices().Open()->front().deliveries, ElementsAre(failed));
  clock_.Advance(29);
  EXPECT_EQ(Take(*service_), "");
  clock_.Advance(1);
  due = TakeOne(*service_);
  EXPECT_EQ(due.tries, 2);
  ASSERT_OK(service_->notices().Delivered(due));
  EXPECT_THAT(service_->notices().Undelivered(), IsOkAndHolds(IsEmpty()));
  const NoticeDelivery done{"webhook", NoticeEvent::kOpen, kTestNow, kTestNow + 30,
                            2,         kTestNow + 30,      ""};
  EXPECT_THAT(service_->notices().Open()->front().deliveries, ElementsAre(done));
  clock_.Advance(kSecondsPerDay);
  EXPECT_EQ(Take(*service_), "");
}

TEST_P(LedgerNoticeTest, ThatItIsOverIsToldAfterThatItWas) {
  ASSERT_OK(service_->notices().Apply({{kFailed, "failed"}}, {}, To({"webhook"})));
  ASSERT_OK(service_->notices().Apply({}, {kFailed}, To({"webhook", "email"})));
  const DueNotice opened = TakeOne(*service_);
  EXPECT_EQ(opened.event, NoticeEvent::kOpen);
  EXPECT_EQ(opened.notice.resolved_at, kTestNow);
  EXPECT_EQ(Take(*service_), "") << "the first is on its way";
  ASSERT_OK(service_->notices().Delivered(opened));
  EXPECT_EQ(Take(*service_, {"webhook", "email"}), "failed_pull → webhook, over");
  EXPECT_EQ(Take(*service_, {"webhook", "email"}), "") << "e-mail was never told";
}

TEST_P(LedgerNoticeTest, WhatStaysOpenIsToldAgainAfterItsTimeAndToNewTargetsAtOnce) {
  const Alert alert{kFailed, "failed"};
  const NoticeOrder daily{{"webhook"}, std::chrono::hours(24)};
  ASSERT_OK(service_->notices().Apply({alert}, {}, daily));
  ASSERT_OK(service_->notices().Delivered(TakeOne(*service_)));
  clock_.Advance(kSecondsPerDay - 1);
  ASSERT_OK(service_->notices().Apply({alert}, {}, daily));
  EXPECT_EQ(Take(*service_), "");
  clock_.Advance(1);
  ASSERT_OK(service_->notices().Apply({alert}, {}, To({"webhook"})));
  EXPECT_EQ(Take(*service_), "") << "never again is asked for";
  ASSERT_OK(service_->notices().Apply({alert}, {}, daily));
  EXPECT_EQ(Take(*service_), "failed_pull → webhook, open");
  ASSERT_OK(service_->notices().Apply({alert}, {}, To({"email"})));
  EXPECT_EQ(Take(*service_, {"email"}), "failed_pull → email, open");
}

TEST_P(LedgerNoticeTest, OldNewsIsNotTold) {
  ASSERT_OK(service_->notices().Apply({{kFailed, "failed"}}, {}, To({"webhook"})));
  ASSERT_OK(service_->notices().Apply({}, {kFailed}, To({"webhook"})));
  clock_.Advance(7 * kSecondsPerDay);
  EXPECT_EQ(Take(*service_), "");
}

TEST_P(LedgerNoticeTest, ANoticeIsWrittenWhileTheLedgerIs) {
  ASSERT_OK(Commit(Window("2026-03-05", "model | input_tokens\ngpt-a | 1")));
  ASSERT_OK(service_->notices().Apply({{kFailed, "failed"}}, {}, To({})));
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerNoticeTest, ATeamKnowsItsOwnAlone) {
  const auto team = service_->AddTeam("other");
  ASSERT_OK(team);
  const auto other = Service(*team);
  ASSERT_OK(service_->notices().Apply({{kFailed, "failed"}}, {}, To({"webhook"})));
  EXPECT_THAT(other->notices().Open(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(other->notices().Apply({}, {kFailed}, To({})), IsOkAndHolds(NoticeTally{0, 0, 0}));
  EXPECT_EQ(Take(*other), "");
  ASSERT_OK(other->budgets().Set({"prod", "openai", BudgetPeriod::kDay, Picos{1}}));
  EXPECT_THAT(service_->budgets().All(), IsOkAndHolds(IsEmpty()));
  ASSERT_OK(other->seen_exports().Add({"ab", "a.csv", 1, 2, 3, "exact", "", std::nullopt}));
  EXPECT_THAT(service_->seen_exports().Find("ab"), IsOkAndHolds(std::nullopt));
}

TEST_P(LedgerNoticeTest, BudgetsAreKeptToTheLastDigit) {
  Budget budget{"prod \"a\"", "openai", BudgetPeriod::kWeek, ParsePicos("1234.000000000001")->value,
                75,           "proj_a", std::nullopt,        "ann",
                kTestNow};
  ASSERT_OK(service_->budgets().Set(budget));
  Budget second{"all", "openai", BudgetPeriod::kMonth, Picos{kPicosInOne}};
  second.model = "gpt-a";
  ASSERT_OK(service_->budgets().Set(second));
  EXPECT_THAT(service_->budgets().All(), IsOkAndHolds(ElementsAre(second, budget)));
  budget.limit = Picos{5 * kPicosInOne};
  ASSERT_OK(service_->budgets().Set(budget));
  EXPECT_THAT(service_->budgets().All(), IsOkAndHolds(ElementsAre(second, budget)));
  budget.limit = Picos{0};
  EXPECT_THAT(service_->budgets().Set(budget),
              HasError(ErrorCode::kUsage, HasSubstr("an amount above 0; nothing was changed")));
  ASSERT_OK(service_->budgets().Remove("all"));
  EXPECT_THAT(service_->budgets().Remove("all"),
              HasError(ErrorCode::kUsage, HasSubstr("there is no budget 'all'")));
  EXPECT_THAT(service_->budgets().All(), IsOkAndHolds(SizeIs(1)));
}

TEST_P(LedgerNoticeTest, AnExportIsSeenOnce) {
  const SeenExport seen{"ab12", "may.csv", 120, kTestNow - 9, kTestNow, "exact", "", 7};
  EXPECT_THAT(service_->seen_exports().Find("ab12"), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(service_->seen_exports().Add(seen), IsOkAndHolds(true));
  EXPECT_THAT(Service()->seen_exports().Add({"ab12", "again.csv", 120, 1, 2, "refused", "", {}}),
              IsOkAndHolds(false));
  EXPECT_THAT(service_->seen_exports().Find("ab12"), IsOkAndHolds(Optional(seen)));
  const SeenExport bad{"cd34", "june.csv", 9, 1, kTestNow, "refused", "june.csv:1:1: empty", {}};
  EXPECT_THAT(service_->seen_exports().Add(bad), IsOkAndHolds(true));
  EXPECT_THAT(service_->seen_exports().Newest(9), IsOkAndHolds(ElementsAre(bad, seen)));
  EXPECT_THAT(service_->seen_exports().Newest(1), IsOkAndHolds(ElementsAre(bad)));
}

TEST(NoticeRetryTest, DoublesUpToAnHour) {
  EXPECT_EQ(NoticeRetryDelay(1).count(), 30);
  EXPECT_EQ(NoticeRetryDelay(2).count(), 60);
  EXPECT_EQ(NoticeRetryDelay(7).count(), 1'920);
  EXPECT_EQ(NoticeRetryDelay(8).count(), 3'600);
  EXPECT_EQ(NoticeRetryDelay(1'000'000'000'000).count(), 3'600);
}

}  // namespace
}  // namespace cognitrack
