// LoginDesk: what is done with passwords over HTTP: taking up a one-time link, beginning and ending
// a session, changing one's password. Tries are limited; a refusal tells nothing about whether
// there is such an account, neither in words nor in time.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <mutex>
#include <string_view>

#include "accounts/login_tries.h"
#include "api/caller.h"
#include "api/hash_gate.h"
#include "api/service_desk.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"

namespace cognitrack {

class LoginDesk {
 public:
  // Takes a line about something that an operator should know of.
  using Say = std::function<void(std::string_view line)>;

  LoginDesk(ServiceDesk& desk, Clock& clock, Random& random, const Say& say)
      : desk_(desk), clock_(clock), random_(random), say_(say) {}

  // Thread-safe, all of them.
  ServerResponse Setup(const ServerRequest& request, const boost::json::object& body);
  ServerResponse Login(const ServerRequest& request, const boost::json::object& body);
  ServerResponse Logout(const Caller& caller, const ServerRequest& request);
  ServerResponse ChangePassword(const Caller& caller, const ServerRequest& request,
                                const boost::json::object& body);
  // 256 random bits.
  Secret NewCode(std::string_view prefix = "");

 private:
  // How long to wait, in seconds, before the try is looked at; 0: it is.
  std::int64_t Wait(const std::string& name, const ServerRequest& request, bool is_known);
  ServerResponse Failed(const std::string& name, const ServerRequest& request, bool is_known);
  ServerResponse Enter(const Account& account, const ServerRequest& request, bool is_known,
                       const Secret& password);

  ServiceDesk& desk_;
  Clock& clock_;
  Random& random_;
  const Say& say_;
  HashGate gate_;
  std::mutex tries_mutex_;
  LoginTries tries_;
  std::mutex random_mutex_;
};

}  // namespace cognitrack
