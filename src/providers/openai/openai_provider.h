// OpenAI's organisation usage and costs API as a UsageProvider: every surface of usage/surface.h in
// daily buckets.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21) and npm `openai` 7.57.0 (2026-11-13). What
// the wire does besides is known from public reports: page tokens are opaque and bound to the
// query, has_more alone decides the end, older accounts refuse service_tier or api_source with a
// 400, costs give at most 31 buckets a page whatever the limit.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/random.h"
#include "net/http.h"
#include "providers/provider_settings.h"
#include "providers/usage_provider.h"

namespace cognitrack {

inline constexpr std::string_view kOpenAiBaseUrl = "https://api.openai.com/v1";

// kConfig where the address is neither https nor http on loopback; kAuth where the key is empty.
// The transport, clock and random source must outlive the provider.
Result<std::unique_ptr<UsageProvider>> MakeOpenAiProvider(ProviderSettings settings,
                                                          HttpTransport& transport, Clock& clock,
                                                          Random& random);

}  // namespace cognitrack
