// The HTTP interface as an OpenAPI 3.1 document, written from the route table.
#pragma once

#include <string>

namespace cognitrack {

std::string OpenApiDocument();

}  // namespace cognitrack
