// A provider of names that answers from lists which a test fills in: kind, "" or a project → what
// is listed. Hides addresses as a real one does. Keeps what it was asked.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "names/email_text.h"
#include "providers/names_provider.h"

namespace cognitrack {

class FakeNamesProvider : public NamesProvider {
 public:
  std::string_view name() const override { return "openai"; }
  Result<NamesRead> List(const NamesQuery& query) override {
    asked.push_back(std::string(NameOf(query.kind)) +
                    (query.project_id.empty() ? "" : " of " + query.project_id));
    ++counters_.requests;
    if (before_answer) before_answer(query);
    if (const auto found = errors.find(asked.back()); found != errors.end()) return found->second;
    if (const auto found = unread.find(asked.back()); found != unread.end()) {
      NamesRead read;
      read.answer = found->second;
      read.reason = "because";
      return read;
    }
    NamesRead read = lists[{query.kind, query.project_id}];
    if (query.emails == EmailUse::kKeep) return read;
    for (std::vector<SeenName>* list : {&read.seen, &read.users, &read.accounts}) {
      for (SeenName& seen : *list) {
        seen.facts.email.reset();
        if (seen.facts.name) seen.facts.name = WithoutEmails(*seen.facts.name);
      }
    }
    return read;
  }
  const FetchCounters& counters() const override { return counters_; }

  // Puts an id on a list, or changes it there.
  SeenName& Listed(NameKind kind, const std::string& id, const std::string& name,
                   const std::string& project_id = "") {
    std::vector<SeenName>& list = lists[{kind, project_id}].seen;
    for (SeenName& seen : list) {
      if (seen.id != id) continue;
      seen.facts.name = name;
      return seen;
    }
    list.push_back({id, {}, std::nullopt});
    list.back().facts.name = name;
    list.back().facts.project_id = project_id;
    return list.back();
  }

  std::map<std::pair<NameKind, std::string>, NamesRead> lists;
  std::map<std::string, NamesAnswer> unread;  // "api_key of proj_a" → refused, not there.
  std::map<std::string, Error> errors;
  std::function<void(const NamesQuery&)> before_answer;
  std::vector<std::string> asked;

 private:
  FetchCounters counters_;
};

}  // namespace cognitrack
