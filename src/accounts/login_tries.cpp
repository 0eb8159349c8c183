#include "accounts/login_tries.h"

#include <algorithm>

namespace cognitrack {
namespace {

using Moment = LoginTries::Moment;

constexpr int kFreeFailures = 5;
constexpr Moment kFailuresForgotten = std::chrono::minutes(5);
constexpr Moment kFirstWait = std::chrono::seconds(2);
constexpr Moment kLongestWait = std::chrono::minutes(15);
constexpr int kTriesOfAddress = 10;
constexpr Moment kAddressWindow = std::chrono::minutes(1);
constexpr std::size_t kRemembered = 10'000;

std::string KeyOf(const std::string& account, const std::string& address, bool is_known_address) {
  return is_known_address ? account + "\n" + address : account;
}

Moment WaitAfter(int failures) {
  Moment wait = kFirstWait;
  for (int more = kFreeFailures; more < failures && wait < kLongestWait; ++more) wait *= 2;
  return std::min(wait, kLongestWait);
}

}  // namespace

Moment LoginTries::Begin(const std::string& account, const std::string& address,
                         bool is_known_address, Moment now) {
  MakeRoom(now);
  Tries& tries = tries_[address];
  if (tries.count == 0 || now - tries.since >= kAddressWindow) tries = {0, now};
  if (tries.count >= kTriesOfAddress) return tries.since + kAddressWindow - now;
  const auto failed = failures_.find(KeyOf(account, address, is_known_address));
  if (failed != failures_.end() && failed->second.open_at > now) {
    return failed->second.open_at - now;
  }
  ++tries.count;
  return Moment(0);
}

int LoginTries::Fail(const std::string& account, const std::string& address, bool is_known_address,
                     Moment now) {
  Failures& failed = failures_[KeyOf(account, address, is_known_address)];
  // What is waited for counts as time of trying: who tries on finds the next wait longer.
  if (now - std::max(failed.last, failed.open_at) >= kFailuresForgotten) failed = {};
  failed.last = now;
  ++failed.count;
  if (failed.count >= kFreeFailures) failed.open_at = now + WaitAfter(failed.count);
  return failed.count;
}

void LoginTries::Succeed(const std::string& account, const std::string& address,
                         bool is_known_address) {
  failures_.erase(KeyOf(account, address, is_known_address));
}

// Whoever has nothing to wait for any more is forgotten; where that is not enough, all are but
// those that wait. A flood of names cannot make it forget the one that is guessed at.
void LoginTries::MakeRoom(Moment now) {
  if (tries_.size() >= kRemembered) {
    std::erase_if(tries_,
                  [&](const auto& one) { return now - one.second.since >= kAddressWindow; });
    if (tries_.size() >= kRemembered) tries_.clear();
  }
  if (failures_.size() < kRemembered) return;
  std::erase_if(failures_, [&](const auto& one) {
    return now - std::max(one.second.last, one.second.open_at) >= kFailuresForgotten;
  });
  if (failures_.size() < kRemembered) return;
  std::erase_if(failures_, [&](const auto& one) { return one.second.open_at <= now; });
  while (failures_.size() >= kRemembered) failures_.erase(failures_.begin());
}

}  // namespace cognitrack
