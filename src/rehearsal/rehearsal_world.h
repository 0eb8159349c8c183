// RehearsalWorld: the port to a made-up provider: it answers requests, misbehaves as it was told
// to, says when it did, and writes the exports that its dashboard would give.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/http.h"

namespace cognitrack {

// A fault that the provider showed.
struct ShownFault {
  std::string kind;
  std::string target;       // Of the request that met it.
  std::string surface;      // That it was asked about.
  std::size_t request = 0;  // Which of the world's requests that was.
};

struct RehearsalExport {
  std::string file;
  std::string what;  // "usage", "costs".
};

class RehearsalWorld {
 public:
  virtual ~RehearsalWorld() = default;
  virtual HttpTransport& transport() = 0;
  // In order; grows while requests are answered.
  virtual const std::vector<ShownFault>& shown() const = 0;
  // The target of every request so far.
  virtual const std::vector<std::string>& targets() const = 0;
  // What it has, as the ledger calls it.
  virtual std::vector<std::string> surfaces() const = 0;
  // What it has of those days, as it stands after its faults.
  virtual Result<std::vector<RehearsalExport>> WriteExports(const std::string& directory, Day first,
                                                            Day last) = 0;
  // A price book of what the program's own has no price of.
  virtual Status WritePrices(const std::string& file) = 0;
};

struct WorldOptions {
  std::uint64_t seed = 1;
  Day first_day;
  int days = 0;
  std::string faults;  // As the provider spells them.
};
// kUsage for faults that it does not know. The clock must outlive the world.
using MakeWorld =
    std::function<Result<std::unique_ptr<RehearsalWorld>>(const WorldOptions&, Clock&)>;

}  // namespace cognitrack
