// NamesApi: the provider's lists of ids, without a socket: projects, their keys and service
// accounts, users, admin keys. Ids are those of the organisation's records; names are made from the
// ids, so that an exported organisation has some, too. Immutable; safe to read from several
// threads.
//
// So that a client meets what it will meet: of three projects or more, one is archived (its service
// accounts and users answer 400); of three keys or more, one was deleted and is listed nowhere, and
// the owner of another one has lost access; keys without a user belong to a service account.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21): limit 1 to 100 (default 20), after=<id>,
// include_archived, owner_project_access (default active).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "twin/http_message.h"
#include "twin/organisation.h"
#include "twin/usage_query.h"

namespace cognitrack::twin {

class NamesApi {
 public:
  explicit NamesApi(const Organisation& organisation);

  // Whether the path is one of these lists, under whatever project.
  static bool Serves(std::string_view path);
  TwinResponse Answer(const RequestTarget& target) const;
  // As the provider's header openai-organization calls it.
  const std::string& organisation() const { return organisation_; }

 private:
  // One id of a list, as the provider writes it, and whether a list leaves it out by default.
  struct Item {
    std::string id;
    std::string json;
    bool hidden = false;
  };
  using List = std::vector<Item>;
  struct Project {
    bool archived = false;
    List keys;
    List accounts;
    List users;
  };

  TwinResponse AnswerBelowProject(const RequestTarget& target, std::string_view below) const;

  std::string organisation_ = "org-none";
  List projects_;
  List users_;
  List admin_keys_;
  std::map<std::string, Project, std::less<>> by_project_;
};

}  // namespace cognitrack::twin
