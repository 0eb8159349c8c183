// A blocking HTTP client that sends exactly the bytes it is told to, for tests of a server. Waits
// for what the server does, at most 20 seconds, so that a test fails rather than hangs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cognitrack {

struct RawResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // Names in lower case.
  std::string body;                                          // Out of its chunks.

  // Empty where the header is absent.
  std::string Header(std::string_view lower_case_name) const;
};

class RawClient {
 public:
  static bool CanConnect(const std::string& address);

  // Connects to "127.0.0.1:8080" or "[::1]:8080".
  explicit RawClient(const std::string& address);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False where the other side has gone.
  bool Send(std::string_view bytes);
  // Sends no more, and still reads.
  void FinishSending();
  // The next response whole; nothing where the connection ends, or is reset, before it does.
  // `to_head`: answers a HEAD, so that no body follows.
  std::optional<RawResponse> Read(bool to_head = false);
  // Whatever comes until the server closes or resets the connection; nothing where it does not.
  std::optional<std::string> ReadToEnd();
  // Whether anything has come that was not read; does not wait.
  bool HasBytes();
  // Send and Read.
  std::optional<RawResponse> Ask(std::string_view bytes);

 private:
  // False where nothing more comes.
  bool Fill();
  std::optional<std::string> TakeLine();
  std::optional<std::string> TakeBytes(std::size_t count);
  std::optional<std::string> TakeChunks();

  int socket_ = -1;
  std::string unread_;
  bool timed_out_ = false;
  bool was_reset_ = false;
};

}  // namespace cognitrack
