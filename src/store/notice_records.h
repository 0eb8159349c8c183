// Notices: what operators are told of, crossing by crossing, and to whom it went. Whoever applies
// the same alerts again, in whatever process, changes nothing but when they were last seen.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/team.h"
#include "alerts/alert.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/sql_connection.h"

namespace cognitrack {

// What is told: that it was crossed, or that it is over.
enum class NoticeEvent { kOpen, kOver };
// "open", "over".
std::string_view NameOf(NoticeEvent event);

struct NoticeDelivery {
  std::string target;  // "webhook", "email", "alertmanager".
  NoticeEvent event = NoticeEvent::kOpen;
  UtcSeconds ordered_at = 0;
  UtcSeconds delivered_at = 0;  // 0: not yet.
  std::int64_t tries = 0;
  UtcSeconds next_try = 0;
  std::string last_error;  // Empty: none since it was ordered.
  bool operator==(const NoticeDelivery&) const = default;
};

struct Notice {
  std::int64_t id = 0;
  AlertKey key;
  std::string text;
  UtcSeconds first_seen = 0;
  UtcSeconds last_seen = 0;
  UtcSeconds resolved_at = 0;  // 0: it is open.
  std::vector<NoticeDelivery> deliveries;
  bool operator==(const Notice&) const = default;
};

// Who is told of what is opened.
struct NoticeOrder {
  std::vector<std::string> targets;
  // What is still open is told again after so long; 0: never.
  std::chrono::seconds again_after{0};
};

struct NoticeTally {
  std::int64_t opened = 0;
  std::int64_t resolved = 0;
  std::int64_t open = 0;  // Afterwards.
  bool operator==(const NoticeTally&) const = default;
};

// A notice of which something is to be told now.
struct DueNotice {
  Notice notice;  // Without deliveries.
  std::string target;
  NoticeEvent event = NoticeEvent::kOpen;
  std::int64_t tries = 0;  // With this one.
};

class NoticeRecords {
 public:
  NoticeRecords(SqlConnection* connection, Clock* clock, TeamId team)
      : connection_(connection), clock_(clock), team_(team) {}

  // Opens a notice for what has none, notes that the others were seen, and closes those of `over`.
  // Each target is told of each once that it is open, and of those that it was told of that they
  // are over.
  Result<NoticeTally> Apply(const std::vector<Alert>& crossed, const std::vector<AlertKey>& over,
                            const NoticeOrder& order);
  Result<std::vector<Notice>> Open();
  // Newest first, those that are over among them; those before that id, 0: all.
  Result<std::vector<Notice>> Newest(std::int64_t limit, std::int64_t before = 0);
  // How much each target is still to be told; those that are to be told nothing are absent.
  Result<std::map<std::string, std::int64_t>> Undelivered();

  // Takes on what is to be told to one of these targets: nobody else is given it for `hold`.
  // Nothing where nothing is due. What was told is in order: nobody hears that it is over before
  // that it was.
  Result<std::optional<DueNotice>> TakeDue(const std::vector<std::string>& targets,
                                           std::chrono::seconds hold);
  Status Delivered(const DueNotice& due);
  Status Failed(const DueNotice& due, std::string_view error, UtcSeconds next_try);

 private:
  Result<std::int64_t> See(const Alert& alert, bool* is_new);
  Result<bool> Close(const AlertKey& key, const std::vector<std::string>& targets);
  Status OrderOpen(std::int64_t notice, const NoticeOrder& order);
  Status OrderEvent(std::int64_t notice, const std::string& target, NoticeEvent event);
  Result<std::vector<Notice>> Read(const std::string& rest, std::int64_t limit,
                                   std::int64_t before = 0);
  Status ReadDeliveries(Notice* notice);
  Status EndTry(const DueNotice& due, UtcSeconds delivered_at, std::string_view error,
                UtcSeconds next_try);

  SqlConnection* connection_;
  Clock* clock_;
  TeamId team_;
};

// After the n-th failed try: 30 s, doubled each time up to an hour.
std::chrono::seconds NoticeRetryDelay(std::int64_t tries);

}  // namespace cognitrack
