// AccountRoutes: the routes on accounts, sessions and tokens. An admin changes whom it could have
// made: nobody with a higher role than its own. What is somebody else's is as if it were not there.
#pragma once

#include <boost/json/object.hpp>

#include "api/caller.h"
#include "api/login_desk.h"
#include "api/route_table.h"
#include "api/service_desk.h"

namespace cognitrack {

class AccountRoutes {
 public:
  AccountRoutes(ServiceDesk& desk, LoginDesk& logins, Clock& clock)
      : desk_(desk), logins_(logins), clock_(clock) {}

  // Whether it answers that route.
  static bool Has(const Route& route);
  // Thread-safe.
  ServerResponse Answer(const RouteMatch& match, const ServerRequest& request, const Caller& caller,
                        const boost::json::object& body);

 private:
  struct Question {
    const ServerRequest& request;
    const Caller& caller;
    const boost::json::object& body;
    std::string segment;  // What the path names; "" where it names nothing.
  };
  using Handler = ServerResponse (AccountRoutes::*)(const Question&);
  struct Entry {
    std::string_view method;
    std::string_view path;
    Handler handler;
  };
  static const std::vector<Entry>& Entries();

  ServerResponse Setup(const Question& question);
  ServerResponse Login(const Question& question);
  ServerResponse Logout(const Question& question);
  ServerResponse Password(const Question& question);
  ServerResponse Me(const Question& question);
  ServerResponse Sessions(const Question& question);
  ServerResponse EndSession(const Question& question);
  ServerResponse SessionsOfAccount(const Question& question);
  ServerResponse EndSessionsOfAccount(const Question& question);
  ServerResponse AddAccount(const Question& question);
  ServerResponse RemoveAccount(const Question& question);
  ServerResponse SetRole(const Question& question);
  ServerResponse Disable(const Question& question);
  ServerResponse Enable(const Question& question);
  ServerResponse Link(const Question& question);
  ServerResponse Tokens(const Question& question);
  ServerResponse AddToken(const Question& question);
  ServerResponse RemoveToken(const Question& question);

  template <typename Change>
  ServerResponse Changed(const Question& question, std::string_view action,
                         const std::string& detail, const Change& change);
  // A link for that account, in words for whoever gets it.
  ServerResponse LinkAnswer(int status, const Account& account, const Secret& code,
                            UtcSeconds until) const;

  ServiceDesk& desk_;
  LoginDesk& logins_;
  Clock& clock_;
};

}  // namespace cognitrack
