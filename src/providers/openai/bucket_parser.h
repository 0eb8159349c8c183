// BucketParser: the rows of one bucket of a surface, read strictly into a WindowRead.
//
// Counts must be whole numbers from 0 to 2^63 − 1: anything else refuses the window. Null or
// absent is "not reported". Money and quantities are decimals, kept to twelve places; an amount
// without a value or a currency refuses the window. Known dimensions are texts or null (`batch`
// also true and false), of at most 512 bytes, without NUL. A field that is not known is a metric
// where it holds a number, a dimension where it holds a text or a boolean, and reported either way.
// Names of organisations and projects are left out, e-mail addresses besides marked, so that nobody
// keeps them.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), Usage…Result and CostsResult.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "providers/issue_tally.h"
#include "usage/surface.h"
#include "usage/window.h"

namespace cognitrack {

struct BucketOutcome {
  enum class Verdict {
    kRead,
    kRefused,    // This window cannot be believed; the page around it can.
    kMalformed,  // No JSON, at byte `at` of the results: the page cannot be believed.
  };
  Verdict verdict = Verdict::kRead;
  std::string reason;
  std::size_t at = 0;
  std::int64_t rows = 0;
  // Values that hold personal data: parts of the results, in order. For kRead.
  std::vector<std::string_view> personal;
};

class BucketParser {
 public:
  // `path` names the source of issues ("/v1/organization/usage/completions").
  BucketParser(const Surface& surface, std::string path);
  ~BucketParser();
  BucketParser(const BucketParser&) = delete;
  BucketParser& operator=(const BucketParser&) = delete;

  // Where the series of the rows that follow and what is worth reporting go. Both must outlive the
  // parsing. What was learnt of rows before is kept while the table is the same.
  void Begin(SeriesTable* series, IssueTally* issues);

  // `results` is the array's text; kBodyPadding bytes behind it must be readable. Fills rows,
  // unknown_metrics and reported, and unites the grain of `read` (what was asked for) with the
  // dimensions that joined. Nothing in `read` may be used unless the verdict is kRead.
  BucketOutcome Parse(std::string_view results, WindowRead* read);

 private:
  class Reading;
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace cognitrack
