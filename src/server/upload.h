// Upload: a request whose body is taken piece by piece as it comes, so that it may be longer than
// what a server holds. Whether it is taken at all is decided by its head, before a byte of the body
// is read; who waits for "100 Continue" gets it after that.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "server/message.h"

namespace cognitrack {

// Called, and destroyed, on the handlers' threads, one call at a time.
class Upload {
 public:
  virtual ~Upload() = default;
  // The next bytes of the body. A response is the answer to the request: nothing more of it is
  // taken, and the connection ends.
  virtual std::optional<ServerResponse> Take(std::string_view piece) = 0;
  // Once the body is whole. The request has its head alone.
  virtual ServerResponse Answer(const ServerRequest& request) = 0;
};

struct UploadDesk {
  // By method and path, on the network's thread: it must not wait. Null: there are no uploads.
  std::function<bool(const ServerRequest& head)> is_upload = {};
  // A response refuses it: the connection ends with that. `length`: of the body; nothing where the
  // head does not say. On the handlers' threads.
  std::function<std::variant<std::unique_ptr<Upload>, ServerResponse>(
      const ServerRequest& head, std::optional<std::uint64_t> length)>
      admit = {};
};

}  // namespace cognitrack
