#include "api/openapi.h"

#include <algorithm>
#include <map>

#include "api/route_table.h"
#include "api/upload_routes.h"
#include "cli/json_document.h"
#include "cli/version.h"

namespace cognitrack {
namespace {

JsonObject SchemaOf(const OptionSpec& spec) {
  JsonObject schema;
  if (std::holds_alternative<bool CommandOptions::*>(spec.target)) {
    return schema.Set("type", "boolean");
  }
  if (std::holds_alternative<std::optional<std::int64_t> CommandOptions::*>(spec.target)) {
    return schema.Set("type", "integer").Set("minimum", std::int64_t{0});
  }
  if (std::holds_alternative<std::optional<Day> CommandOptions::*>(spec.target)) {
    return schema.Set("type", "string").Set("format", "date");
  }
  if (std::holds_alternative<std::vector<std::string> CommandOptions::*>(spec.target)) {
    return schema.Set("type", "array").Set("items", JsonObject().Set("type", "string"));
  }
  return schema.Set("type", "string");
}

JsonObject ParameterObject(const Route& route, std::string_view option, std::string_view place) {
  const OptionSpec* const spec = OptionOf(route, option);
  JsonObject parameter;
  parameter.Set("name", place == "path" ? std::string(option) : ParameterOf(option));
  parameter.Set("in", place);
  if (place == "path") parameter.Set("required", true);
  if (spec != nullptr) parameter.Set("description", spec->text);
  parameter.Set("schema", spec != nullptr ? SchemaOf(*spec) : JsonObject().Set("type", "string"));
  return parameter;
}

JsonArray ParametersOf(const Route& route) {
  JsonArray parameters;
  for (std::size_t at = route.path.find('{'); at != std::string_view::npos;
       at = route.path.find('{', at + 1)) {
    const std::size_t end = route.path.find('}', at);
    parameters.Add(ParameterObject(route, route.path.substr(at + 1, end - at - 1), "path"));
  }
  for (const std::string_view option : route.options) {
    parameters.Add(ParameterObject(route, option, "query"));
  }
  for (const RouteParameter& own : route.parameters) {
    JsonObject parameter;
    parameter.Set("name", own.name).Set("in", "query").Set("description", own.text);
    parameters.Add(parameter.Set("schema", JsonObject().Set("type", own.type)));
  }
  return parameters;
}

JsonObject Content(std::string_view type, const JsonObject& schema) {
  return JsonObject().Set("content", JsonObject().Set(type, JsonObject().Set("schema", schema)));
}

bool BeginsOrEndsRun(const Route& route) {
  return route.verb.empty() && route.method == "POST" && route.path.starts_with("/api/v1/runs");
}

JsonObject ResponsesOf(const Route& route) {
  JsonObject done = route.access == Access::kScraper
                        ? Content("text/plain", JsonObject().Set("type", "string"))
                        : Content("application/json", JsonObject().Set("type", "object"));
  if (route.access == Access::kCron) {
    done.Set("description", "What the pull did, or why it failed (docs/API.md)");
    return JsonObject().Set("200", done).Set("202", done).Set("4XX", done).Set("5XX", done);
  }
  if (route.verb.starts_with("export")) {
    const JsonObject text = JsonObject().Set("schema", JsonObject().Set("type", "string"));
    done = JsonObject().Set("content",
                            JsonObject().Set("text/csv", text).Set("application/x-ndjson", text));
    done.Set("description", "The bytes that 'cognitrack " + std::string(route.verb) + "' writes");
    JsonObject refused = Content("application/problem+json",
                                 JsonObject().Set("$ref", "#/components/schemas/Problem"));
    refused.Set("description", "Why not");
    return JsonObject().Set("200", done).Set("4XX", refused).Set("5XX", refused);
  }
  if (route.path == "/api/v1/runs/{ID}/events") {
    done = Content("text/event-stream", JsonObject().Set("type", "string"));
  }
  done.Set("description", route.verb.empty()
                              ? std::string("The answer")
                              : "The document of 'cognitrack " + std::string(route.verb) +
                                    " --json' (docs/JSON.md)");
  JsonObject refused =
      Content("application/problem+json", JsonObject().Set("$ref", "#/components/schemas/Problem"));
  refused.Set("description", "Why not");
  JsonObject responses;
  if (BeginsOrEndsRun(route)) responses.Set("202", done);
  return responses.Set(Makes(route) ? "201" : "200", done).Set("4XX", refused).Set("5XX", refused);
}

JsonObject FieldSchema(const Route& route, std::string_view field) {
  JsonObject schema;
  if (field == kSecretField || field == kPredecessorsSecret) {
    return schema.Set("type", "string")
        .Set("writeOnly", true)
        .Set("description", "The admin key; it is never given back");
  }
  const OptionSpec* const spec =
      route.verb.empty() ? nullptr : OptionOf(route, OptionOfField(field));
  if (spec != nullptr) return SchemaOf(*spec).Set("description", spec->text);
  if (field == "days" || field == "daysBack") {
    return schema.Set("type", "integer").Set("minimum", std::int64_t{1});
  }
  if (field == "sources") {
    return schema.Set("type", "array").Set("items", JsonObject().Set("type", "string"));
  }
  return schema.Set("type", "string");
}

JsonObject FileBody() {
  const JsonObject schema =
      JsonObject().Set("schema", JsonObject().Set("type", "string").Set("format", "binary"));
  return JsonObject()
      .Set("required", true)
      .Set("content", JsonObject().Set("text/csv", schema).Set("application/octet-stream", schema));
}

// Whose absence is a 400.
std::vector<std::string> RequiredOf(const Route& route) {
  std::vector<std::string> required;
  for (const std::string_view field : route.fields) {
    const bool is_needed =
        field == kSecretField ||
        (route.path == "/api/keys" && (field == "provider" || field == kPredecessorsSecret));
    if (is_needed) required.emplace_back(field);
  }
  return required;
}

JsonObject BodyOf(const Route& route) {
  JsonObject properties;
  for (const std::string_view field : route.fields)
    properties.Set(field, FieldSchema(route, field));
  JsonObject schema;
  const std::vector<std::string> required = RequiredOf(route);
  schema.Set("type", "object");
  if (!required.empty()) schema.Set("required", TextArray(required));
  schema.Set("properties", properties).Set("additionalProperties", false);
  return Content("application/json", schema).Set("required", !required.empty());
}

// "get_api_v1_runs_id".
std::string OperationId(const Route& route) {
  std::string id;
  for (const char c : route.method) id.push_back(static_cast<char>(std::tolower(c)));
  for (const char c : route.path) {
    const bool is_word = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (is_word) id.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    if (!is_word && id.back() != '_') id.push_back('_');
  }
  if (id.back() == '_') id.pop_back();
  return id;
}

JsonObject OperationOf(const Route& route) {
  JsonObject operation;
  operation.Set("operationId", OperationId(route));
  operation.Set("summary", route.summary);
  const bool is_of_role = route.access != Access::kEverybody && route.access != Access::kCron;
  JsonArray security;
  if (is_of_role) {
    security.Add(JsonObject().Set("token", JsonArray()));
    JsonObject session;
    session.Set("session", JsonArray());
    if (route.method != "GET") session.Set("crossSiteToken", JsonArray());
    security.Add(session);
  }
  if (route.access == Access::kCron) security.Add(JsonObject().Set("cronSecret", JsonArray()));
  operation.Set("security", security);
  if (is_of_role) {
    operation.Set(
        "x-required-role",
        NameOf(route.access == Access::kScraper ? Access::kViewer : Access(route.access)));
  }
  operation.Set("parameters", ParametersOf(route));
  if (!route.fields.empty()) operation.Set("requestBody", BodyOf(route));
  if (UploadRoutes::Has(route)) operation.Set("requestBody", FileBody());
  operation.Set("responses", ResponsesOf(route));
  return operation;
}

JsonObject BearerScheme(std::string_view text) {
  return JsonObject().Set("type", "http").Set("scheme", "bearer").Set("description", text);
}

JsonObject HeaderScheme(std::string_view place, std::string_view name, std::string_view text) {
  return JsonObject()
      .Set("type", "apiKey")
      .Set("in", place)
      .Set("name", name)
      .Set("description", text);
}

JsonObject ProblemSchema() {
  const JsonObject text = JsonObject().Set("type", "string");
  JsonObject properties;
  for (const char* name : {"type", "title", "detail", "code"}) properties.Set(name, text);
  properties.Set("status", JsonObject().Set("type", "integer"));
  return JsonObject()
      .Set("type", "object")
      .Set("required", TextArray({"type", "title", "status", "detail", "code"}))
      .Set("properties", properties);
}

}  // namespace

std::string OpenApiDocument() {
  std::map<std::string_view, JsonObject> paths;
  for (const Route& route : Routes()) {
    std::string method;
    for (const char c : route.method) method.push_back(static_cast<char>(std::tolower(c)));
    paths[route.path].Set(method, OperationOf(route));
  }
  JsonObject all;
  for (const auto& [path, operations] : paths) all.Set(path, operations);

  JsonObject schemes;
  schemes.Set("token", BearerScheme("An API token (ct_…), or COGNITRACK_API_TOKEN, which reads; on "
                                    "the same machine none is needed to read as long as there is "
                                    "neither it nor an account"));
  schemes.Set("session",
              HeaderScheme("cookie", "__Host-cognitrack", "What POST /api/v1/login sets"));
  schemes.Set("crossSiteToken",
              HeaderScheme("header", "X-CSRF-Token", "The csrf_token of GET /api/v1/me"));
  schemes.Set("cronSecret", BearerScheme("CRON_SECRET"));
  JsonObject components;
  components.Set("securitySchemes", schemes);
  components.Set("schemas", JsonObject().Set("Problem", ProblemSchema()));

  JsonObject info;
  info.Set("title", "CogniTrack");
  info.Set("version", kVersion);
  info.Set("description",
           "What an organisation uses and pays at its LLM providers, proven day by "
           "day. Times are UTC, amounts are decimal strings.");
  info.Set("license", JsonObject().Set("name", "Apache-2.0").Set("identifier", "Apache-2.0"));
  JsonArray servers;
  servers.Add(JsonObject().Set("url", "/"));
  return JsonObject()
             .Set("openapi", "3.1.0")
             .Set("info", info)
             .Set("servers", servers)
             .Set("paths", all)
             .Set("components", components)
             .ToText() +
         "\n";
}

}  // namespace cognitrack
