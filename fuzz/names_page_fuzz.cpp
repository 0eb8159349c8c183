// Bytes from a provider, as one page of a list of ids, for each kind of list. Whatever is accepted
// holds no e-mail address and no whole key; whatever is refused is refused in words of our own.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "names/email_text.h"
#include "providers/openai/names_page.h"

namespace cognitrack {
namespace {

void CheckHidden(const std::vector<SeenName>& seen) {
  for (const SeenName& one : seen) {
    const NameFacts& facts = one.facts;
    CHECK(!one.id.empty(), "an id is never empty");
    CHECK(!facts.email, "no address was asked for");
    for (const std::string& text : {facts.name.value_or(""), facts.status, facts.redacted_value}) {
      CHECK(WithoutEmails(text) == text, "no address stands in a text");
    }
  }
}

void TestOne(const std::string& body) {
  for (const NameKind kind : kNameKinds) {
    NamesQuery query;
    query.kind = kind;
    const Result<NamesPage> page = ParseNamesPage(body, query);
    if (!page) {
      CHECK(page.error().code == ErrorCode::kProviderContract, "a page is refused as a page");
      CHECK(WithoutEmails(page.error().message) == page.error().message, "nothing is quoted");
      continue;
    }
    CheckHidden(page->seen);
    CheckHidden(page->users);
    CheckHidden(page->accounts);
  }
}

}  // namespace
}  // namespace cognitrack

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cognitrack::TestOne(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
