// Any bytes as a connection: never a crash, and the same requests and the same end whatever way the
// bytes are split. The first byte of the input says how many come at a time.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/check.h"
#include "server/request_reader.h"

namespace cognitrack {
namespace {

using State = RequestReader::State;

std::vector<std::string> Requests(std::string_view bytes, std::size_t step) {
  ServerLimits limits;
  limits.request_line_bytes = 64;
  limits.header_bytes = 256;
  limits.header_fields = 8;
  limits.body_bytes = 64;
  RequestReader reader(limits);
  std::vector<std::string> requests;
  while (true) {
    while (reader.state() == State::kWhole) {
      const ServerRequest& request = reader.request();
      CHECK(request.body.size() <= limits.body_bytes, "no body is over the limit");
      CHECK(request.headers.size() <= limits.header_fields, "no head is over the limit");
      std::string text = request.method + ' ' + request.path + '?' + request.query;
      for (const auto& [name, value] : request.headers) text += '\n' + name + ':' + value;
      requests.push_back(text + "\n\n" + request.body);
      reader.Next();
    }
    if (reader.state() == State::kRefused) {
      CHECK(reader.Next() == State::kRefused, "nothing follows a refusal");
      requests.push_back(std::to_string(reader.refusal().status));
      return requests;
    }
    if (bytes.empty()) break;
    const std::span<char> space = reader.Space();
    const std::size_t count = std::min({step, bytes.size(), space.size()});
    std::memcpy(space.data(), bytes.data(), count);
    bytes.remove_prefix(count);
    reader.Take(count);
  }
  requests.push_back(reader.state() == State::kIdle ? "idle" : "in the middle");
  return requests;
}

void CheckOneInput(std::string_view bytes) {
  if (bytes.empty()) return;
  const std::size_t step = static_cast<std::uint8_t>(bytes.front()) % 16 + 1;
  bytes.remove_prefix(1);
  CHECK(Requests(bytes, bytes.size()) == Requests(bytes, step), "a split changes nothing");
}

}  // namespace
}  // namespace cognitrack

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cognitrack::CheckOneInput({reinterpret_cast<const char*>(data), size});
  return 0;
}
