// LoginTries: how often somebody may try a password. Five tries of an account in five minutes are
// free; from then on each failure doubles a wait, up to fifteen minutes, and no wait is for ever.
// An address has ten tries a minute, whatever the account. Unknown accounts count like others.
// Bounded memory; a process counts for itself. Not thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace cognitrack {

class LoginTries {
 public:
  // `now`: of a clock that never goes back.
  using Moment = std::chrono::milliseconds;

  // How long to wait before a try of `account` from `address` is looked at; 0: it is, and counts as
  // one of the address's. `is_known_address`: the account was last entered from there; its tries
  // count apart, so that nobody else can keep its owner out.
  Moment Begin(const std::string& account, const std::string& address, bool is_known_address,
               Moment now);
  // How many failures of the account there were in a row.
  int Fail(const std::string& account, const std::string& address, bool is_known_address,
           Moment now);
  void Succeed(const std::string& account, const std::string& address, bool is_known_address);

 private:
  struct Failures {
    int count = 0;
    Moment last{0};
    Moment open_at{0};
  };
  struct Tries {
    int count = 0;
    Moment since{0};
  };

  void MakeRoom(Moment now);

  std::map<std::string, Failures> failures_;  // By account; with the address where it is known.
  std::map<std::string, Tries> tries_;        // By address.
};

}  // namespace cognitrack
