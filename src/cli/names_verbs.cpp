#include "cli/names_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

}  // namespace

VerbSpec NamesVerb(std::string_view group) {
  return {"names",
          group,
          "What ids are called: projects, keys, users, service accounts",
          "Lists the names that are held. They stand beside the ids in reports; ids stay what is "
          "grouped and filtered by. An id that was deleted keeps its last name.",
          {{"--forget-emails", "", "Remove every stored e-mail address, history included",
            &O::forget_emails}},
          {"cognitrack names", "cognitrack names --forget-emails"},
          {{75, "another process uses this ledger"}}};
}

VerbSpec NamesPullVerb(std::string_view group) {
  return {"names pull",
          group,
          "Ask the provider what its ids are called",
          "Lists projects (archived ones too), their keys and service accounts, users and admin "
          "keys. A changed name keeps its history. A list that the key may not read is told, the "
          "others go on. E-mail addresses are left out, also those inside names. Needs "
          "OPENAI_ADMIN_KEY.",
          {{"--with-emails", "", "Store users' e-mail addresses, too", &O::with_emails},
           {"--label", "TEXT", "A name for this run, shown by 'runs'", &O::label}},
          {"OPENAI_ADMIN_KEY=sk-admin-… cognitrack names pull"},
          {{0, "every list that the key may read is stored"},
           {69, "the provider cannot be reached"},
           {75, "another process is writing this ledger, or the work was interrupted"},
           {76, "the provider broke its contract; what is held of that list stays"},
           {77, "the key is missing, wrong, or may list nothing"}}};
}

VerbSpec NamesListVerb(std::string_view group) {
  return {
      "names list",
      group,
      "The names that are held, now or on a day",
      "With --as-of, what each id was called at the end of that day. Names are known from the "
      "first pull on: for days before it, what they were called then.",
      {{"--kind", "KIND", "Only project, api_key, user, service_account or admin_api_key",
        &O::name_kind},
       {"--as-of", "DAY", "As they were at the end of that day (UTC)", &O::as_of_day},
       {"--all", "", "Archived and no longer listed ones, too", &O::all_names}},
      {"cognitrack names list --kind api_key --all", "cognitrack names list --as-of 2026-03-31"},
      {}};
}

VerbSpec NamesShowVerb(std::string_view group) {
  return {"names show",
          group,
          "One id, with everything that it was ever called",
          "Shows what is known of a project, key, user or service account, and since when.",
          {{"ID", "", "As usage shows it", &O::name_id, true}},
          {"cognitrack names show proj_abc"},
          {{64, "no name of that id is held"}}};
}

}  // namespace cognitrack
