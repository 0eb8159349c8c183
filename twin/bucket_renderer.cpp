#include "twin/bucket_renderer.h"

namespace cognitrack::twin {
namespace {

// Past this the kept buckets are dropped: enough for a million rows at every dimension, twice.
constexpr std::size_t kKeptBytesMax = std::size_t{2} << 30U;

}  // namespace

SharedText BucketRenderer::Render(UtcSeconds from, UtcSeconds to, const UsageQuery& query) {
  const std::string name = std::to_string(from) + ' ' + std::to_string(to) + ' ' +
                           std::to_string(query.group_by) + ' ' + query.filter_text;
  SharedText& kept = kept_[name];
  if (kept) return kept;
  auto text = std::make_shared<std::string>(RenderWithout(nullptr, from, to, query));
  if (kept_bytes_ + text->size() > kKeptBytesMax) {
    kept_.clear();
    kept_bytes_ = 0;
  }
  kept_bytes_ += text->size();
  kept_[name] = text;
  return text;
}

}  // namespace cognitrack::twin
