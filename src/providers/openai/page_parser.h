// PageParser: the envelope of one page, checked, with its buckets as views of their bytes; the rows
// inside are read by BucketParser, or not at all where the bytes are known.
//
//   {"object":"page","data":[{"object":"bucket","start_time":int,"end_time":int,"results":[…]}],
//    "has_more":bool,"next_page":string|null}
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), UsageResponse.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace cognitrack {

struct BucketText {
  UtcSeconds start = 0;
  UtcSeconds end = 0;
  std::string_view json;       // The whole bucket, from { to }.
  std::string_view results;    // Its rows, from [ to ]; kBodyPadding bytes behind it may be read.
  std::size_t results_at = 0;  // The byte of the page where `results` begins.
};

struct Page {
  std::vector<BucketText> buckets;  // In the order of the page; nothing is checked between them.
  bool has_more = false;
  std::string next_page;  // "" where it is null, empty or absent.
  bool is_error = false;  // An error object under status 200: the rest is empty then.
  std::vector<std::string> unknown_fields;  // "page.x", "bucket.y": schema drift.
};

class PageParser {
 public:
  PageParser();
  ~PageParser();
  PageParser(const PageParser&) = delete;
  PageParser& operator=(const PageParser&) = delete;

  // Views in `page` stay valid until `body` changes or the next call. kProviderContract for
  // anything but a page; malformed JSON is named with its byte. Reuses its buffers.
  Status Parse(const std::string& body, Page* page);
  Status Parse(std::string&&, Page*) = delete;

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace cognitrack
