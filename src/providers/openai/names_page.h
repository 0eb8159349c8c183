// NamesPage: one page of a list of projects, keys, users or service accounts, strictly read.
//
//   {"object":"list","data":[{…}],"first_id":string|null,"last_id":string|null,"has_more":bool}
//
// What a record must have is its id; what is kept of it stands in names/name_record.h, everything
// else is passed over. A field that is kept and has the wrong type is a contract violation. Nothing
// of a record is ever quoted in an error, which names the record by its place and the field by its
// name. Unless e-mail addresses are asked for, none is kept, also not inside a name; a key's value
// that is not redacted is never kept.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), ProjectListResponse, UserListResponse,
// ProjectApiKey, ProjectServiceAccount, AdminApiKey.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "names/name_listing.h"
#include "providers/names_provider.h"

namespace cognitrack {

struct NamesPage {
  std::vector<SeenName> seen;
  std::vector<SeenName> users;     // Owners named in the records.
  std::vector<SeenName> accounts;  // Likewise.
  bool has_more = false;
  std::string last_id;    // "" where it is null or absent.
  bool is_error = false;  // An error object under status 200: the rest is empty then.
};

// kProviderContract for anything but such a page.
Result<NamesPage> ParseNamesPage(const std::string& body, const NamesQuery& query);

}  // namespace cognitrack
