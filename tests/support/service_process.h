// `cognitrack serve` as a process on a free port of loopback, with its output in files, and a
// client for it. For suites that link net.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

#include <memory>
#include <string>
#include <vector>

#include "net/curl_transport.h"
#include "tests/support/process.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {

class ServiceProcess {
 public:
  // Waits until it says where it listens.
  explicit ServiceProcess(const ProcessEnvironment& variables)
      : process_({ProgramPath("cognitrack"), "serve", "--listen", "127.0.0.1:0"}, variables,
                 folder_.File("out"), folder_.File("err")) {
    constexpr std::string_view kSaid = "Listening on http://";
    while (out().find('\n') == std::string::npos) {
      if (!process_.Running()) {
        ADD_FAILURE() << err();
        return;
      }
      poll(nullptr, 0, 5);
    }
    const std::string said = out();
    const std::size_t at = said.find(kSaid) + kSaid.size();
    address_ = said.substr(at, said.find(' ', at) - at);
  }

  // "127.0.0.1:PORT".
  const std::string& address() const { return address_; }
  std::string out() const { return ReadFile(folder_.File("out")); }
  std::string err() const { return ReadFile(folder_.File("err")); }
  HttpResponse Get(const std::string& target, const std::string& bearer = "",
                   std::vector<std::pair<std::string, std::string>> headers = {}) {
    HttpResponse response;
    transport_->Get({"http://" + address_ + target, Secret(bearer), std::move(headers)},
                    HttpLimits{}, &response);
    EXPECT_EQ(response.failure, HttpFailure::kNone) << response.failure_detail;
    return response;
  }
  // The exit code.
  int Stop() {
    process_.Signal(SIGTERM);
    return process_.Wait();
  }

 private:
  TemporaryDirectory folder_;
  std::unique_ptr<HttpTransport> transport_ = MakeCurlTransport();
  Process process_;
  std::string address_;
};

}  // namespace cognitrack
