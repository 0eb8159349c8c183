// Outbound: how messages leave, over libcurl: no redirects, no proxy, certificates verified, plain
// text to this machine alone, and addresses looked at when they are connected to (address_guard.h).
// What is answered is not read but for its status.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace cognitrack {

struct OutboundPolicy {
  // Whether addresses of private and link-local networks, and names that lead to this machine, may
  // be connected to.
  bool allow_inward = false;
  std::string ca_file;  // Of those who vouch for receivers; empty: the system's.
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds total{20'000};
};

// kConfig unless `url` is absolute, of one of these schemes and without a fragment; a scheme
// without TLS ("http") must lead to this machine in so many words. "smtp" may lead elsewhere: TLS
// is asked for then. `name` is what the address is called in messages, which never hold it.
Status CheckOutboundUrl(const Secret& url, const std::vector<std::string_view>& schemes,
                        std::string_view name);

// `path` is put behind the URL's own. kUnavailable unless the answer is 2xx.
Status PostJson(const Secret& url, std::string_view path, const std::string& body,
                std::string_view name, const OutboundPolicy& policy);

struct Mail {
  std::string from;
  std::vector<std::string> to;
  std::string text;  // Headers and body, lines ended by CR LF.
};
// smtps://HOST speaks TLS from its begin, smtp://HOST[:PORT] must change to it, unless HOST is this
// machine. kUnavailable unless the server took it for every receiver.
Status SendMail(const Secret& url, const Mail& mail, std::string_view name,
                const OutboundPolicy& policy);

}  // namespace cognitrack
