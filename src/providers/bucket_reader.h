// BucketReader: reads the archived bytes of one bucket again, as the provider's adapter read them
// when they came. No network, no key.
#pragma once

#include <string>

#include "base/result.h"
#include "usage/window.h"

namespace cognitrack {

class BucketReader {
 public:
  virtual ~BucketReader() = default;

  // `read` says which window it is, what was asked for (its grain) and when; rows, unknown metrics
  // and reported metrics are filled in, and its grain united with the dimensions that joined.
  // kProviderContract for bytes that are not that bucket of that surface, or cannot be believed.
  virtual Status Read(const StreamKey& stream, const std::string& bytes, SeriesTable* series,
                      WindowRead* read) = 0;
};

}  // namespace cognitrack
