// OpenAI's lists of ids as a NamesProvider: GET /organization/projects (archived ones too),
// …/projects/{id}/api_keys (whatever access the owner has), …/projects/{id}/service_accounts,
// /organization/users, /organization/admin_api_keys.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21): limit 1 to 100, after=<last_id> while
// has_more is true. The lists below an archived project answer 400.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/random.h"
#include "net/http.h"
#include "providers/names_provider.h"
#include "providers/provider_settings.h"

namespace cognitrack {

// kConfig where the address is neither https nor http on loopback; kAuth where the key is empty.
// The transport, clock and random source must outlive the provider.
Result<std::unique_ptr<NamesProvider>> MakeOpenAiNamesProvider(ProviderSettings settings,
                                                               HttpTransport& transport,
                                                               Clock& clock, Random& random);

}  // namespace cognitrack
