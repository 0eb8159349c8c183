// UsageProvider: the port to a provider's admin API. It reads whole windows, checks everything that
// the interface promises, and stores nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/fetcher.h"
#include "usage/window.h"

namespace cognitrack {

struct PullQuery {
  StreamKey stream;
  Day start;
  Day end;  // Exclusive. At most 31 days after start.
  UtcSeconds now =
      0;        // Fixes end_time for the open day, which never moves within a chain of tokens.
  Grain grain;  // What to ask for; the provider may have to fall back.
  int buckets_per_page = 0;                                // 0: the provider's maximum.
  std::function<bool()> abandoned = [] { return false; };  // Asked between pages; ends the read.
};

// A window that could not be read whole: nothing of it may be stored.
struct ParkedWindow {
  UtcSeconds start = 0;
  Error error;
};

// Something worth reporting that parks nothing: schema drift, a repeated series, a broken identity.
struct PullIssue {
  std::string code;
  std::string where;
  std::string detail;
  std::int64_t count = 1;
};

struct PullResult {
  std::vector<WindowRead> windows;    // Whole and checked, by start.
  std::vector<UtcSeconds> unchanged;  // Windows whose bytes equal the known ones; not parsed.
  std::vector<ParkedWindow> parked;   // Every other window before `end`.
  // Exclusive; before the query's end where days turned out too large to be held together. The
  // rest was not asked for and makes a query of its own.
  Day end;
  Grain grain;               // What the provider accepted; rows may bring more along.
  int buckets_per_page = 0;  // What its body limit allowed; 0: the maximum.
  std::int64_t rows = 0;     // Result rows seen, unchanged buckets not counted.
  std::vector<PullIssue> issues;
  // kRefused or kNotOffered where the first request was answered so: nothing else is filled in then
  // but `why_turned_away`.
  SurfaceState surface_state = SurfaceState::kOk;
  Error why_turned_away;
};

// What is held of a window, as far as a read can spare work by it. Zeros: nothing.
struct KnownContent {
  Hash256 source_hash;
  Hash256 content_hash;
};
// Of the window that starts there, where it is held at that grain.
using KnownContentOf = std::function<KnownContent(UtcSeconds, const Grain&)>;
inline KnownContent NothingKnown(UtcSeconds, const Grain&) { return {}; }

class UsageProvider {
 public:
  virtual ~UsageProvider() = default;

  // "openai".
  virtual std::string_view name() const = 0;

  // Reads every window of the query, whose stream's surface must be one of Surfaces(). Bytes that
  // are known need no parsing; bytes of content that is known are left out of its window. An Error
  // means that nothing could be read at all (no key, a wrong one, unreachable); every window of the
  // query is then unread. A surface that the key may not read or that the provider does not know is
  // no error: see PullResult::surface_state.
  virtual Result<PullResult> Read(const PullQuery& query, const KnownContentOf& known,
                                  SeriesTable* series) = 0;

  virtual const FetchCounters& counters() const = 0;
};

}  // namespace cognitrack
