// Reads the bytes that FakeProvider wrote, as it meant them or, to stand for another reading,
// otherwise.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "providers/bucket_reader.h"
#include "tests/support/fake_provider.h"

namespace cognitrack {

class FakeReader : public BucketReader {
 public:
  Status Read(const StreamKey& stream, const std::string& bytes, SeriesTable* series,
              WindowRead* read) override;

  // What this reading makes otherwise of a row.
  std::function<void(FakeProvider::Use*)> otherwise = [](FakeProvider::Use*) {};
  std::map<Day, std::string> refused;  // Days whose bytes it refuses, and why.
};

}  // namespace cognitrack
