// OpenAI's organisation usage and costs API as a PageRecorder: the requests of openai_provider.h,
// their answers kept as they are.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/random.h"
#include "net/http.h"
#include "providers/page_recorder.h"
#include "providers/provider_settings.h"

namespace cognitrack {

// Fails as MakeOpenAiProvider does. The transport, clock and random source must outlive it.
Result<std::unique_ptr<PageRecorder>> MakeOpenAiRecorder(ProviderSettings settings,
                                                         HttpTransport& transport, Clock& clock,
                                                         Random& random);

}  // namespace cognitrack
