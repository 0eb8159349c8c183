#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>

#include "cli/ledger_view.h"
#include "cli/name_book.h"
#include "cli/parity_file.h"
#include "cli/parity_recording.h"
#include "cli/parity_view.h"
#include "cli/service_ledger.h"
#include "cli/settings_file.h"
#include "cli/usage_request.h"
#include "cli/verbs.h"
#include "formats/parity_json.h"
#include "ingest/parity_check.h"
#include "providers/base_url.h"

namespace cognitrack {
namespace {

Result<ParityOptions> OptionsOf(const CommandOptions& options, const Settings& settings) {
  ParityOptions parity;
  parity.source = settings.source;
  parity.files = options.csv_files;
  parity.from = options.from;
  parity.to = options.to;
  if (!options.dimensions.empty()) parity.dimensions = SplitLists(options.dimensions);
  TRY(parity.filters, ParseEqualities(options.filters));
  if (options.out_file) parity.differences_kept = std::numeric_limits<std::size_t>::max();
  return parity;
}

// An evidence file must not take the place of what it is evidence about.
Status CheckOutFile(const CommandOptions& options) {
  if (!options.out_file) return {};
  TRY_VOID(CheckParityFileName(*options.out_file));
  std::error_code error;
  for (const std::string& csv : options.csv_files) {
    if (csv == *options.out_file || std::filesystem::equivalent(csv, *options.out_file, error)) {
      return Error{ErrorCode::kUsage, "--out " + *options.out_file + " is one of the --csv files"};
    }
  }
  return {};
}

// With --url, ids are told as they are: their names stand in the service's ledger.
Result<NameBook> NamesFor(CommandContext& context, const ParityDocument& document) {
  if (document.differences.empty() || context.options().url) return NameBook();
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  return LoadNames(*store, document.source, document.dimensions);
}

bool LedgerExists(const DatabaseLocation& location) {
  std::error_code error;
  return location.kind != DatabaseLocation::Kind::kSqlite ||
         std::filesystem::exists(location.path, error);
}

Result<AskedService> ServiceOf(const CommandContext& context) {
  const CommandOptions& options = context.options();
  const Result<BaseUrl> url = ParseBaseUrl(*options.url);
  if (!url) {
    return Error{url.error().code,
                 url.error().message +
                     "; nothing was compared: --url takes the address of 'cognitrack serve'"};
  }
  AskedService service{url->text, {}};
  if (options.token_file) {
    TRY(std::string token, ReadSecretFile(*options.token_file));
    service.token = Secret(std::move(token));
    return service;
  }
  TRY(const ServiceSettings settings, context.settings().service);
  service.token = settings.api_token;
  return service;
}

Result<ParityDocument> CheckService(CommandContext& context, const ParityOptions& parity) {
  TRY(AskedService service, ServiceOf(context));
  HttpTransport* const transport = context.environment().transport;
  if (transport == nullptr) {
    return Error{ErrorCode::kUsage, "'parity --url' cannot be asked for from here"};
  }
  ServiceQuestions questions(std::move(service), *transport);
  ServiceLedger ledger(parity.source, questions);
  return CheckParity(parity,
                     ComparisonEnvironment{ledger, context.clock(), context.environment().spawner,
                                           context.progress()});
}

Result<ParityDocument> Check(CommandContext& context, const ParityOptions& parity) {
  if (context.options().url) return CheckService(context, parity);
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  return CheckParity(parity, ParityEnvironment{*store, context.clock(),
                                               context.environment().spawner, context.progress()});
}

void RecordOrSayWhyNot(CommandContext& context, const ParityDocument& document,
                       UtcSeconds started_at) {
  if (context.options().url) {
    context.Remark("not recorded: the ledger is that of the service; --out keeps the evidence");
    return;
  }
  if (!LedgerExists(context.settings().database)) {
    context.Remark("not recorded: there is no ledger at " + context.settings().database_text);
    return;
  }
  const Result<std::int64_t> recorded = RecordParity(context, document, started_at);
  if (recorded) {
    if (context.environment().on_recorded) context.environment().on_recorded(*recorded);
    context.Remark("recorded as run " + std::to_string(*recorded) +
                   "; 'cognitrack parity sign --by NAME' signs it");
  } else {
    context.Remark("not recorded: " + recorded.error().message);
  }
}

}  // namespace

Result<int> RunParity(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  TRY_VOID(CheckOutFile(options));
  if (options.token_file && !options.url) {
    return Error{ErrorCode::kUsage, "--token-file is for a service: give its --url, too"};
  }
  TRY(const ParityOptions parity, OptionsOf(options, context.settings()));
  const UtcSeconds started_at = context.clock().Now();
  TRY(const ParityDocument document, Check(context, parity));
  if (options.out_file) TRY_VOID(WriteParityFile(*options.out_file, document, {}));
  TRY(const NameBook names, NamesFor(context, document));
  context.Print(
      ParityText(WithNames(FirstDifferences(document), names), context.style(), context.width()));
  context.PrintJson(ParityJson(FirstDifferences(document)));
  RecordOrSayWhyNot(context, document, started_at);
  return Proves(document.verdict) ? 0 : 1;
}

}  // namespace cognitrack
