#include "store/lease_records.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::string_view kColumns = "name, token, holder, taken_at, expires_at, given_back";
// A lease is kept as soon as a third of its time has passed.
constexpr int kPartsOfLength = 3;

Lease LeaseIn(const SqlQuery& row) {
  return {row.Text(0), row.Text(2), row.Integer(1), row.Integer(3), row.Integer(4)};
}

}  // namespace

Result<LeaseTaken> LeaseRecords::Take(const std::string& name, const std::string& holder) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  bool given_back = false;
  TRY(const std::optional<Lease> before, Read(name, &given_back));
  const UtcSeconds now = clock_->Now();
  // Where only one process writes, it is this one: who held it is gone.
  const bool is_free = given_back || connection_->session().WritesAlone() || IsOwn(before);
  if (before && !is_free && before->expires_at > now) return HeldByOther(*before);
  LeaseTaken taken;
  taken.lease = {name, holder, before ? before->token + 1 : 1, now, now + length_.count()};
  if (before && given_back) taken.given_back = before;
  TRY_VOID(Write(taken.lease));
  TRY_VOID(transaction.Commit());
  Forget(name);
  held_.push_back({taken.lease, clock_->Elapsed()});
  return taken;
}

// The check of the transaction does it.
Status LeaseRecords::Keep() {
  if (std::none_of(held_.begin(), held_.end(), [this](const Held& h) { return IsDue(h); })) {
    return {};
  }
  TRY(SqlTransaction transaction, connection_->BeginWriteBeside(std::nullopt));
  return transaction.Commit();
}

Status LeaseRecords::GiveBack(const Lease& lease) {
  Forget(lease.name);
  TRY(SqlTransaction transaction, connection_->BeginWriteBeside(std::nullopt));
  TRY(SqlQuery update, connection_->Prepare("UPDATE leases SET given_back = 1, expires_at = $3 "
                                            "WHERE name = $1 AND token = $2"));
  TRY_VOID(update.BindText(1, lease.name).Bind(2, lease.token).Bind(3, clock_->Now()).Run());
  return transaction.Commit();
}

Result<std::vector<Lease>> LeaseRecords::Live() {
  TRY(SqlQuery query, connection_->Prepare("SELECT " + std::string(kColumns) +
                                           " FROM leases WHERE given_back = 0 AND expires_at > $1 "
                                           "ORDER BY name"));
  query.Bind(1, clock_->Now());
  std::vector<Lease> leases;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return leases;
    leases.push_back(LeaseIn(query));
  }
}

Status LeaseRecords::Check() {
  for (Held& held : held_) {
    const bool is_due = IsDue(held);
    TRY(SqlQuery query,
        connection_->Prepare(is_due ? "UPDATE leases SET expires_at = $3 WHERE name = $1 AND "
                                      "token = $2 RETURNING token"
                                    : "SELECT token FROM leases WHERE name = $1 AND token = $2"));
    query.BindText(1, held.lease.name).Bind(2, held.lease.token);
    if (is_due) query.Bind(3, clock_->Now() + length_.count());
    TRY(const auto token, query.RunForInteger());
    if (!token) return Lost(held.lease);
    if (is_due) held.kept_at = clock_->Elapsed();
  }
  return {};
}

Result<std::optional<Lease>> LeaseRecords::Read(const std::string& name, bool* given_back) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT " + std::string(kColumns) + " FROM leases WHERE name = $1"));
  TRY(const bool row, query.BindText(1, name).Step());
  if (!row) return std::optional<Lease>();
  *given_back = query.Integer(5) != 0;
  return std::optional(LeaseIn(query));
}

Status LeaseRecords::Write(const Lease& lease) {
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO leases (" + std::string(kColumns) +
                           ") VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (name) DO UPDATE SET "
                           "token = $2, holder = $3, taken_at = $4, expires_at = $5, "
                           "given_back = 0"));
  write.BindText(1, lease.name).Bind(2, lease.token).BindText(3, lease.holder);
  return write.Bind(4, lease.taken_at).Bind(5, lease.expires_at).Run();
}

Error LeaseRecords::HeldByOther(const Lease& lease) const {
  return Error{ErrorCode::kTryLater,
               lease.name + " is being worked on by " + lease.holder + " since " +
                   FormatTime(lease.taken_at) +
                   "; nothing was asked and nothing stored. Run the command again when it is done; "
                   "should that process have died, its lease runs out at " +
                   FormatTime(lease.expires_at)};
}

Error LeaseRecords::Lost(const Lease& lease) {
  bool given_back = false;
  const Result<std::optional<Lease>> held = Read(lease.name, &given_back);
  if (!held) return held.error();
  const std::optional<Lease>& now = *held;
  return Error{ErrorCode::kTryLater,
               lease.name + ": this process was silent for longer than its lease, and " +
                   (now ? now->holder + " took over at " + FormatTime(now->taken_at)
                        : std::string("the lease is gone")) +
                   "; what was under way was not stored, what was stored before stays"};
}

bool LeaseRecords::IsOwn(const std::optional<Lease>& lease) const {
  return lease && std::any_of(held_.begin(), held_.end(), [&lease](const Held& held) {
           return held.lease.name == lease->name && held.lease.token == lease->token;
         });
}

void LeaseRecords::Forget(const std::string& name) {
  std::erase_if(held_, [&name](const Held& held) { return held.lease.name == name; });
}

bool LeaseRecords::IsDue(const Held& held) const {
  return clock_->Elapsed() - held.kept_at >= length_ / kPartsOfLength;
}

}  // namespace cognitrack
