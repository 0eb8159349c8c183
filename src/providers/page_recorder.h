// PageRecorder: the port to a provider's own words: every page of one query, byte for byte, for
// tests that hold the program against what a provider really answers. It checks the envelope alone,
// as far as following the pages needs it, and reads no row.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/fetcher.h"
#include "usage/grain.h"
#include "usage/surface.h"

namespace cognitrack {

struct RecordQuery {
  const Surface* surface = nullptr;
  Day start;
  Day end;  // Exclusive. At most 31 days after start, and over.
  int buckets_per_page = 0;
  std::function<bool()> abandoned = [] { return false; };  // Asked between pages; ends the read.
};

struct RecordedPage {
  std::string request;    // Behind the API's base, without a token: "/organization/costs?…".
  std::string token;      // The page's own, as it was sent; empty for the first page.
  std::string next_page;  // The token of the page behind it; empty for the last page.
  std::string body;       // As it was received, gzip undone.
};

struct Recording {
  // kRefused or kNotOffered: there are no pages, and `why_turned_away` tells more.
  SurfaceState state = SurfaceState::kOk;
  Error why_turned_away;
  Grain grain;  // What the provider accepted.
  std::vector<RecordedPage> pages;
};

class PageRecorder {
 public:
  virtual ~PageRecorder() = default;

  // An Error where a page could not be had, or is none: nothing of the query is given then.
  virtual Result<Recording> Record(const RecordQuery& query) = 0;

  virtual const FetchCounters& counters() const = 0;
};

}  // namespace cognitrack
