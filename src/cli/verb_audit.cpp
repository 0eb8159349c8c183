#include <algorithm>
#include <charconv>

#include "cli/account_view.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kDefaultLimit = 50;
constexpr std::int64_t kMost = 1'000;

struct NotedHead {
  std::int64_t id = 0;
  Hash256 hash;
};

Error NoHead(const std::string& text) {
  return {ErrorCode::kUsage, "--head is '" + text +
                                 "', but must be ID:HASH, as 'audit verify' shows it: a number and "
                                 "64 hexadecimal digits"};
}

Result<NotedHead> HeadOf(const std::optional<std::string>& text) {
  NotedHead head;
  if (!text) return head;
  const std::size_t colon = text->find(':');
  const char* const id_end = text->data() + std::min(colon, text->size());
  const auto id = std::from_chars(text->data(), id_end, head.id);
  if (id.ec != std::errc() || id.ptr != id_end || head.id < 1) return NoHead(*text);
  if (text->size() != colon + 1 + 2 * head.hash.bytes.size()) return NoHead(*text);
  for (std::size_t i = 0; i < head.hash.bytes.size(); ++i) {
    const char* const digits = id_end + 1 + 2 * i;
    const auto byte = std::from_chars(digits, digits + 2, head.hash.bytes[i], 16);
    if (byte.ec != std::errc() || byte.ptr != digits + 2) return NoHead(*text);
  }
  return head;
}

}  // namespace

Result<int> RunAuditList(CommandContext& context) {
  const CommandOptions& options = context.options();
  const std::int64_t limit = options.limit.value_or(kDefaultLimit);
  if (limit < 1 || limit > kMost) {
    return Error{ErrorCode::kUsage, "--limit is 1 to 1000"};
  }
  TRY(const auto service, context.OpenService());
  std::vector<AuditEntry> entries;
  std::optional<PageEnd> page;
  if (options.after) {
    // One more than a page has tells whether there is another one.
    TRY(entries, service->audit().List(*options.after, static_cast<int>(limit) + 1));
    page.emplace();
    if (entries.size() > static_cast<std::size_t>(limit)) {
      entries.pop_back();
      page->next = std::to_string(entries.back().id);
    }
    if (!options.limit) page.reset();
  } else {
    TRY(entries, service->audit().Newest(static_cast<int>(limit)));
    std::reverse(entries.begin(), entries.end());
  }
  context.Print(AuditText(entries, context.style(), context.width()));
  context.PrintJson(AuditJson(entries, page));
  return 0;
}

Result<int> RunAuditVerify(CommandContext& context) {
  TRY(const NotedHead noted, HeadOf(context.options().audit_head));
  TRY(const auto service, context.OpenService());
  TRY(const AuditVerdict verdict, service->audit().Verify(noted.id, noted.hash));
  context.Print(AuditVerdictText(verdict, context.style()));
  context.PrintJson(AuditVerdictJson(verdict));
  return verdict.faults.empty() ? 0 : 1;
}

}  // namespace cognitrack
