// An Api over a ledger in a file, with its accounts: what a browser and a program send it, without
// sockets. Passwords are hashed for real, so that a test makes few accounts.
#pragma once

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <map>

#include "accounts/access_code.h"
#include "accounts/password.h"
#include "store/sqlite/sqlite_session.h"
#include "tests/support/api_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {

class ServiceFixture : public ::testing::Test, protected ApiFixture {
 protected:
  static constexpr const char* kPassword = "correct horse battery";

  ServiceFixture() : ApiFixture(true) {
    environment_.open_service_store = [this](const DatabaseLocation& place) {
      return OpenSqliteServiceStore(place.path, clock_);
    };
    held_ = OpenService();
  }

  std::unique_ptr<ServiceStore> OpenService() {
    auto opened = OpenSqliteServiceStore(path(), clock_);
    EXPECT_OK(opened);
    return std::move(*opened);
  }

  // As a browser on this machine's own page sends it, unless headers say otherwise; an empty one
  // leaves a header out.
  ServerResponse Send(const std::string& method, const std::string& path,
                      const std::string& body = "",
                      const std::map<std::string, std::string>& headers = {}) {
    ServerRequest request;
    request.method = method;
    const std::size_t mark = path.find('?');
    request.path = path.substr(0, mark);
    if (mark != std::string::npos) request.query = path.substr(mark + 1);
    request.body = body;
    request.peer = peer_;
    request.from_loopback = from_loopback_;
    std::map<std::string, std::string> all = {{"host", "localhost:8790"},
                                              {"content-type", "application/json"},
                                              {"sec-fetch-site", "same-origin"}};
    if (!cookie_.empty()) all["cookie"] = cookie_;
    if (!csrf_.empty()) all["x-csrf-token"] = csrf_;
    if (!bearer_.empty())
      all = {{"host", "localhost:8790"},
             {"content-type", "application/json"},
             {"authorization", "Bearer " + bearer_}};
    for (const auto& [name, value] : headers) all[name] = value;
    for (const auto& [name, value] : all) {
      if (!value.empty()) request.headers.emplace_back(name, value);
    }
    if (!UploadRoutes::IsUpload(method, request.path)) return api_.Answer(request);
    // As the server has it done.
    request.body.clear();
    request.headers.emplace_back("content-length", std::to_string(body.size()));
    auto admitted = api_.Admit(request, body.size());
    if (auto* refusal = std::get_if<ServerResponse>(&admitted)) return std::move(*refusal);
    Upload& upload = *std::get<std::unique_ptr<Upload>>(admitted);
    if (auto refusal = upload.Take(body)) return *std::move(refusal);
    return upload.Answer(request);
  }
  ServerResponse Get(const std::string& path) { return Send("GET", path); }
  ServerResponse Post(const std::string& path, const std::string& body = "{}") {
    return Send("POST", path, body);
  }

  static boost::json::object Json(const ServerResponse& response) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(response.body, failed);
    return !failed && value.is_object() ? value.as_object() : boost::json::object();
  }
  static std::string Header(const ServerResponse& response, const std::string& name) {
    for (const auto& header : response.headers) {
      if (header.first == name) return header.second;
    }
    return "";
  }

  // What is sent from now on is sent by nobody.
  void Forget() { cookie_ = csrf_ = bearer_ = ""; }
  // By a session that a login or a setup began.
  void Remember(const ServerResponse& response) {
    Forget();
    const std::string cookie = Header(response, "Set-Cookie");
    cookie_ = cookie.substr(0, cookie.find(';'));
    const auto document = Json(response);
    if (document.contains("csrf_token")) csrf_ = std::string(document.at("csrf_token").as_string());
  }
  ServerResponse Login(const std::string& name, const std::string& password = kPassword) {
    Forget();
    return Post("/api/v1/login", boost::json::serialize(
                                     boost::json::object{{"name", name}, {"password", password}}));
  }
  // An account of that role with the test's password: made beside the API, so that it takes one
  // hash for all of them.
  std::int64_t Make(const std::string& name, Role role) {
    AuditEntry entry;
    entry.action = "made by a test";
    const AccountLink link{Sha256(name), std::nullopt, clock_.Now() + 100};
    const auto any = held_->accounts().IsThereAny();
    EXPECT_OK(any);
    if (!*any) {
      EXPECT_EQ(role, Role::kOwner) << "the first one is the owner";
      EXPECT_OK(held_->accounts().AddLink(link, false, entry));
    } else {
      EXPECT_OK(held_->accounts().Add(name, role, link, entry));
    }
    const auto account = held_->accounts().UseLink(link.hash, name, Hash(), entry);
    EXPECT_OK(account);
    return (*account)->id;
  }
  // A session of an account that there is, without a login.
  void Enter(const std::string& name) {
    const auto account = held_->accounts().Find(name);
    ASSERT_OK(account);
    ASSERT_TRUE(account->has_value());
    const Secret code = NewAccessCode(random_);
    ASSERT_OK(held_->accounts().AddSession(
        {0, AccessCodeHash(code.Reveal()), (*account)->id, clock_.Now(), clock_.Now(), "127.0.0.1"},
        {}));
    Forget();
    cookie_ = "cognitrack-local=" + code.Reveal();
    csrf_ = CrossSiteToken(code.Reveal());
  }
  static const std::string& Hash() {
    static const std::string kHash = *HashPassword(Secret(kPassword));
    return kHash;
  }

  std::unique_ptr<ServiceStore> held_;
  std::string peer_ = "127.0.0.1";
  bool from_loopback_ = true;
  std::string cookie_, csrf_, bearer_;
};

}  // namespace cognitrack
