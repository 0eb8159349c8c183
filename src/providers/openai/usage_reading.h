// UsageReading: one query of a surface, from its first request to the last page.
//
// - One end_time for every chain of tokens; tokens are opaque; has_more alone decides the end.
// - A page over the body limit is asked for again with 7 buckets, then 1, from the first day not
//   yet read; a single bucket over the limit parks its window.
// - Days of which a page holds one only are read two at a time; the answer then ends before the
//   query does.
// - A 400 that names group_by, to the first request, drops the surface's refusable dimensions one
//   after the other. A 403 or a 404 to it is about the surface, and ends the read.
// - Anything that breaks the contract of the pages, and a 4xx in the middle, parks every window of
//   the query, because no page of such an answer can be believed; what is wrong inside one bucket
//   parks that window alone. What passes (429, 5xx, no connection) is an Error of the whole query.
// - Days that have not begun at query.now are not asked for, and parked as such.
#pragma once

#include <set>
#include <string>

#include "net/fetcher.h"
#include "providers/base_url.h"
#include "providers/issue_tally.h"
#include "providers/openai/bucket_order.h"
#include "providers/openai/bucket_parser.h"
#include "providers/openai/page_parser.h"
#include "providers/usage_provider.h"

namespace cognitrack {

class UsageReading {
 public:
  // All of them must outlive the reading.
  UsageReading(const BaseUrl& base, const Secret& key, Fetcher& fetcher, PageParser& pages,
               BucketParser& buckets, const Surface& surface, const PullQuery& query,
               const KnownContentOf& known, SeriesTable* series);

  // Once. See UsageProvider::Read.
  Result<PullResult> Run();

 private:
  enum class Step { kPage, kAgain, kDone, kTurnedAway };

  Result<Step> ReadPage(std::string* token);
  const HttpResponse& Ask(const std::string& token);
  int Limit() const;
  bool FallBack();
  Step AskForLess();
  void EndSoonAfter(Day first);
  Status ReadBuckets(const Page& page);
  Status ReadBucket(const BucketText& bucket);
  bool IsHeld(const WindowRead& read, const KnownContent& known) const;
  Grain WindowGrain() const;
  Status FollowToken(const Page& page, std::string* token);
  void Park(Day day, Error error);
  void ParkAll(const Error& error);
  PullResult Finish();

  const BaseUrl& base_;
  const Secret& key_;
  Fetcher& fetcher_;
  PageParser& pages_;
  const Surface& surface_;
  const PullQuery& query_;
  const KnownContentOf& known_;
  const SeriesTable& series_;
  std::string path_;
  UtcSeconds end_time_;
  IssueTally issues_;
  BucketOrder order_;
  BucketParser& buckets_;
  PullResult result_;
  std::set<std::string> tokens_;
  Day segment_start_;
  int requests_ = 0;
  bool answered_ = false;  // A 200 came.
};

}  // namespace cognitrack
