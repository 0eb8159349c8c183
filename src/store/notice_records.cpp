#include "store/notice_records.h"

#include <algorithm>

#include "store/dialect.h"

namespace cognitrack {
namespace {

constexpr std::chrono::seconds kFirstRetry{30};
constexpr std::chrono::seconds kLongestRetry{3'600};
// What is over is told for so long, at most.
constexpr UtcSeconds kOldNews = 7 * kSecondsPerDay;
constexpr const char* kNoticeColumns =
    "n.id, n.rule, n.source, n.subject, n.period, n.body, n.first_seen, n.last_seen, n.resolved_at";
constexpr int kNoticeColumnCount = 9;

Result<Notice> NoticeIn(const SqlQuery& query) {
  Notice notice;
  notice.id = query.Integer(0);
  const auto rule = AlertRuleNamed(query.TextView(1));
  if (!rule) {
    return Error{ErrorCode::kInvariant, "notice " + std::to_string(notice.id) +
                                            " is damaged: its rule is '" + query.Text(1) + "'"};
  }
  notice.key = {*rule, query.Text(2), query.Text(3), query.Text(4)};
  notice.text = query.Text(5);
  notice.first_seen = query.Integer(6);
  notice.last_seen = query.Integer(7);
  notice.resolved_at = query.Integer(8);
  return notice;
}

NoticeEvent EventIn(std::string_view name) {
  return name == NameOf(NoticeEvent::kOver) ? NoticeEvent::kOver : NoticeEvent::kOpen;
}

}  // namespace

std::string_view NameOf(NoticeEvent event) { return event == NoticeEvent::kOver ? "over" : "open"; }

std::chrono::seconds NoticeRetryDelay(std::int64_t tries) {
  std::chrono::seconds delay = kFirstRetry;
  for (std::int64_t i = 1; i < tries && delay < kLongestRetry; ++i) delay *= 2;
  return std::min(delay, kLongestRetry);
}

Result<NoticeTally> NoticeRecords::Apply(const std::vector<Alert>& crossed,
                                         const std::vector<AlertKey>& over,
                                         const NoticeOrder& order) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  NoticeTally tally;
  for (const Alert& alert : crossed) {
    bool is_new = false;
    TRY(const std::int64_t notice, See(alert, &is_new));
    tally.opened += is_new ? 1 : 0;
    TRY_VOID(OrderOpen(notice, order));
  }
  for (const AlertKey& key : over) {
    TRY(const bool was_open, Close(key, order.targets));
    tally.resolved += was_open ? 1 : 0;
  }
  TRY(SqlQuery count, connection_->Prepare("SELECT COUNT(*) FROM notices WHERE team_id = $1 AND "
                                           "resolved_at = 0"));
  TRY(const auto open, count.Bind(1, team_.value).RunForInteger());
  tally.open = open.value_or(0);
  TRY_VOID(transaction.Commit());
  return tally;
}

Result<std::int64_t> NoticeRecords::See(const Alert& alert, bool* is_new) {
  const UtcSeconds now = clock_->Now();
  const std::string fingerprint = FingerprintOf(alert.key);
  TRY(SqlQuery see,
      connection_->Prepare("UPDATE notices SET last_seen = $1, body = $2 WHERE team_id = $3 AND "
                           "fingerprint = $4 AND resolved_at = 0 RETURNING id"));
  see.Bind(1, now).BindText(2, alert.text).Bind(3, team_.value).BindText(4, fingerprint);
  TRY(const auto held, see.RunForInteger());
  if (held) return *held;
  *is_new = true;
  TRY(SqlQuery add,
      connection_->Prepare("INSERT INTO notices (id, team_id, fingerprint, rule, severity, source, "
                           "subject, period, body, first_seen, last_seen, resolved_at) VALUES (" +
                           NextId("notices", "id") +
                           ", $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) RETURNING id"));
  add.Bind(1, team_.value).BindText(2, fingerprint).BindText(3, NameOf(alert.key.rule));
  add.BindText(4, NameOf(SeverityOf(alert.key.rule))).BindText(5, alert.key.source);
  add.BindText(6, alert.key.subject).BindText(7, alert.key.period).BindText(8, alert.text);
  add.Bind(9, now).Bind(10, now);
  TRY(const auto id, add.RunForInteger());
  return id.value_or(0);
}

Status NoticeRecords::OrderOpen(std::int64_t notice, const NoticeOrder& order) {
  const UtcSeconds now = clock_->Now();
  for (const std::string& target : order.targets) {
    TRY(SqlQuery find, connection_->Prepare("SELECT ordered_at, delivered_at FROM "
                                            "notice_deliveries WHERE notice_id = $1 AND target = "
                                            "$2 AND event = 'open'"));
    TRY(const bool is_ordered, find.Bind(1, notice).BindText(2, target).Step());
    const bool is_told = is_ordered && find.Integer(1) != 0;
    const UtcSeconds ordered_at = is_ordered ? find.Integer(0) : 0;
    find.Reset();
    const bool again =
        is_told && order.again_after.count() > 0 && now - ordered_at >= order.again_after.count();
    if (!is_ordered || again) TRY_VOID(OrderEvent(notice, target, NoticeEvent::kOpen));
  }
  return {};
}

Status NoticeRecords::OrderEvent(std::int64_t notice, const std::string& target,
                                 NoticeEvent event) {
  const UtcSeconds now = clock_->Now();
  TRY(SqlQuery write,
      connection_->Prepare(
          "INSERT INTO notice_deliveries (notice_id, target, event, ordered_at, delivered_at, "
          "tries, next_try, last_error) VALUES ($1, $2, $3, $4, 0, 0, $5, '') ON CONFLICT "
          "(notice_id, target, event) DO UPDATE SET ordered_at = excluded.ordered_at, "
          "delivered_at = 0, tries = 0, next_try = excluded.next_try, last_error = ''"));
  write.Bind(1, notice).BindText(2, target).BindText(3, NameOf(event)).Bind(4, now).Bind(5, now);
  return write.Run();
}

Result<bool> NoticeRecords::Close(const AlertKey& key, const std::vector<std::string>& targets) {
  TRY(SqlQuery close,
      connection_->Prepare("UPDATE notices SET resolved_at = $1 WHERE team_id = $2 AND fingerprint "
                           "= $3 AND resolved_at = 0 RETURNING id"));
  close.Bind(1, clock_->Now()).Bind(2, team_.value).BindText(3, FingerprintOf(key));
  TRY(const auto id, close.RunForInteger());
  if (!id) return false;
  for (const std::string& target : targets) {
    TRY(SqlQuery find, connection_->Prepare("SELECT 1 FROM notice_deliveries WHERE notice_id = $1 "
                                            "AND target = $2 AND event = 'open'"));
    TRY(const auto was_ordered, find.Bind(1, *id).BindText(2, target).RunForInteger());
    if (was_ordered) TRY_VOID(OrderEvent(*id, target, NoticeEvent::kOver));
  }
  return true;
}

Result<std::vector<Notice>> NoticeRecords::Open() { return Read(" AND n.resolved_at = 0", 0); }

Result<std::vector<Notice>> NoticeRecords::Newest(std::int64_t limit, std::int64_t before) {
  return Read("", limit, before);
}

Result<std::vector<Notice>> NoticeRecords::Read(const std::string& rest, std::int64_t limit,
                                                std::int64_t before) {
  TRY(SqlTransaction snapshot, connection_->BeginRead());
  std::vector<Notice> notices;
  {
    TRY(SqlQuery query,
        connection_->Prepare(std::string("SELECT ") + kNoticeColumns +
                             " FROM notices AS n WHERE n.team_id = $1 AND n.id < $3" + rest +
                             " ORDER BY n.id DESC LIMIT $2"));
    query.Bind(1, team_.value).Bind(2, limit > 0 ? limit : INT64_MAX);
    query.Bind(3, before > 0 ? before : INT64_MAX);
    while (true) {
      TRY(const bool row, query.Step());
      if (!row) break;
      TRY(Notice notice, NoticeIn(query));
      notices.push_back(std::move(notice));
    }
  }
  for (Notice& notice : notices) TRY_VOID(ReadDeliveries(&notice));
  return notices;
}

Status NoticeRecords::ReadDeliveries(Notice* notice) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT target, event, ordered_at, delivered_at, tries, next_try, "
                           "last_error FROM notice_deliveries WHERE notice_id = $1 ORDER BY "
                           "target, event"));
  query.Bind(1, notice->id);
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return {};
    NoticeDelivery delivery;
    delivery.target = query.Text(0);
    delivery.event = EventIn(query.TextView(1));
    delivery.ordered_at = query.Integer(2);
    delivery.delivered_at = query.Integer(3);
    delivery.tries = query.Integer(4);
    delivery.next_try = query.Integer(5);
    delivery.last_error = query.Text(6);
    notice->deliveries.push_back(std::move(delivery));
  }
}

Result<std::map<std::string, std::int64_t>> NoticeRecords::Undelivered() {
  TRY(SqlQuery query,
      connection_->Prepare(
          "SELECT d.target, COUNT(*) FROM notice_deliveries AS d JOIN notices AS n ON n.id = "
          "d.notice_id WHERE n.team_id = $1 AND d.delivered_at = 0 AND (n.resolved_at = 0 OR "
          "n.resolved_at > $2) GROUP BY d.target ORDER BY d.target"));
  query.Bind(1, team_.value).Bind(2, clock_->Now() - kOldNews);
  std::map<std::string, std::int64_t> counts;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return counts;
    counts[query.Text(0)] = query.Integer(1);
  }
}

Result<std::optional<DueNotice>> NoticeRecords::TakeDue(const std::vector<std::string>& targets,
                                                        std::chrono::seconds hold) {
  const UtcSeconds now = clock_->Now();
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  std::optional<DueNotice> due;
  for (const std::string& target : targets) {
    TRY(SqlQuery find,
        connection_->Prepare(
            std::string("SELECT ") + kNoticeColumns +
            ", d.event, d.tries FROM notice_deliveries AS d JOIN notices AS n ON n.id = "
            "d.notice_id WHERE n.team_id = $1 AND d.target = $2 AND d.delivered_at = 0 AND "
            "d.next_try <= $3 AND (n.resolved_at = 0 OR n.resolved_at > $4) AND (d.event = 'open' "
            "OR NOT EXISTS (SELECT 1 FROM notice_deliveries AS o WHERE o.notice_id = n.id AND "
            "o.target = d.target AND o.event = 'open' AND o.delivered_at = 0)) ORDER BY "
            "d.next_try, "
            "n.id, d.event LIMIT 1"));
    find.Bind(1, team_.value).BindText(2, target).Bind(3, now).Bind(4, now - kOldNews);
    TRY(const bool row, find.Step());
    if (!row) continue;
    TRY(Notice notice, NoticeIn(find));
    due = DueNotice{std::move(notice), target, EventIn(find.TextView(kNoticeColumnCount)),
                    find.Integer(kNoticeColumnCount + 1) + 1};
    break;
  }
  if (!due) return due;
  TRY(SqlQuery take, connection_->Prepare("UPDATE notice_deliveries SET tries = $1, next_try = $2 "
                                          "WHERE notice_id = $3 AND target = $4 AND event = $5"));
  take.Bind(1, due->tries).Bind(2, now + hold.count()).Bind(3, due->notice.id);
  TRY_VOID(take.BindText(4, due->target).BindText(5, NameOf(due->event)).Run());
  TRY_VOID(transaction.Commit());
  return due;
}

Status NoticeRecords::Delivered(const DueNotice& due) {
  const UtcSeconds now = clock_->Now();
  return EndTry(due, now, "", now);
}

Status NoticeRecords::Failed(const DueNotice& due, std::string_view error, UtcSeconds next_try) {
  return EndTry(due, 0, error, next_try);
}

Status NoticeRecords::EndTry(const DueNotice& due, UtcSeconds delivered_at, std::string_view error,
                             UtcSeconds next_try) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery write,
      connection_->Prepare("UPDATE notice_deliveries SET delivered_at = $1, last_error = $2, "
                           "next_try = $3 WHERE notice_id = $4 AND target = $5 AND event = $6"));
  write.Bind(1, delivered_at).BindText(2, error).Bind(3, next_try).Bind(4, due.notice.id);
  TRY_VOID(write.BindText(5, due.target).BindText(6, NameOf(due.event)).Run());
  return transaction.Commit();
}

}  // namespace cognitrack
