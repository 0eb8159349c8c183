#include "api/ledger_verbs.h"

#include <sstream>

namespace cognitrack {

Result<VerbAnswer> LedgerVerbs::Run(CommandOptions options) const {
  options.database = service_.database;
  if (!options.source) options.source = service_.source;
  options.json = true;
  options.quiet = true;
  std::ostringstream out;
  std::ostringstream err;
  CliEnvironment environment = environment_.With(out, err);
  environment.ask = {};
  environment.borrow_reader = [this] { return pool_.Borrow(); };
  const Result<int> exit_code = RunVerb(options, environment);
  if (exit_code) return VerbAnswer{*exit_code, out.str(), err.str()};
  if (on_failure_) on_failure_(options.verb, exit_code.error());
  return exit_code.error();
}

Status LedgerVerbs::CheckReadable() const {
  const Status looked = Look();
  if (!looked && on_failure_) on_failure_("", looked.error());
  return looked;
}

Status LedgerVerbs::Look() const {
  TRY(const LedgerHandle store, pool_.Borrow());
  TRY(const auto sources, store->Sources());
  static_cast<void>(sources);
  return {};
}

}  // namespace cognitrack
