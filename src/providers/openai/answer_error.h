// What an answer that is no page means: the provider's error envelope, and the Error for people,
// with what to do. Nothing here ever holds a key: what the provider wrote is quoted without any.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), ErrorResponse:
// {"error":{"message","type","param":string|null,"code":string|null}}.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "net/http.h"
#include "providers/base_url.h"
#include "usage/surface.h"

namespace cognitrack {

struct ErrorEnvelope {
  std::string message;  // "" where the body is no such envelope.
  std::string param;
};
ErrorEnvelope ParseErrorEnvelope(std::string_view body);

// Whether the answer is a 400 that blames the grouping: its message or param names group_by.
bool RefusesGrouping(const HttpResponse& response);

// What an answer to the first request says about the surface: kRefused for a 403, and for a 401
// that misses a scope; kNotOffered for a 404, and for a 400 about the address; else kOk.
SurfaceState SurfaceStateIn(const HttpResponse& response);

// Whether the answer is 200 and its content type, if it names one, is JSON.
bool IsJsonAnswer(const HttpResponse& response);

// For every answer but a 200 with JSON. `tries`: how often it was asked for.
Error ErrorOfAnswer(const HttpResponse& response, const BaseUrl& base, int tries);

// For an error envelope under status 200.
Error ErrorInPage(const HttpResponse& response);

}  // namespace cognitrack
