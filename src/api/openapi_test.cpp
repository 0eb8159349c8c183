// The interface document as the page's types are made from it: ui/openapi.json is the program's
// own.
#include "api/openapi.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace cognitrack {
namespace {

constexpr const char* kCommitted = "ui/openapi.json";

TEST(OpenApiPageTest, TheDocumentOfThePagesTypesIsNotStale) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kCommitted) << OpenApiDocument();
  }
  std::ifstream file(kCommitted);
  std::ostringstream committed;
  committed << file.rdbuf();
  EXPECT_EQ(committed.str(), OpenApiDocument()) << "'./dev types' makes it and the types anew";
}

}  // namespace
}  // namespace cognitrack
