#include "api/ledger_verbs.h"

#include <sstream>

namespace cognitrack {

Result<VerbAnswer> LedgerVerbs::Run(CommandOptions options, const Secret& secret) const {
  options.database = service_.database;
  if (!options.source) options.source = service_.source;
  options.json = true;
  options.quiet = true;
  std::ostringstream out;
  std::ostringstream err;
  CliEnvironment environment = environment_.With(out, err);
  environment.ask = {};
  environment.read_secret = [&secret](const std::string&) -> Result<Secret> { return secret; };
  environment.borrow_reader = [this] { return pool_.Borrow(); };
  TRY(const int exit_code, RunVerb(options, environment));
  return VerbAnswer{exit_code, out.str(), err.str()};
}

Status LedgerVerbs::CheckReadable() const {
  TRY(const LedgerHandle store, pool_.Borrow());
  TRY(const auto sources, store->Sources());
  static_cast<void>(sources);
  return {};
}

}  // namespace cognitrack
