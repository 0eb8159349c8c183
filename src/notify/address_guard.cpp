#include "notify/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace cognitrack {
namespace {

struct Network {
  std::uint32_t address;
  int bits;
};
// IANA's list of addresses for special purposes, and multicast.
constexpr std::array<Network, 14> kInward4 = {{{0x00000000, 8},
                                               {0x0A000000, 8},
                                               {0x64400000, 10},
                                               {0x7F000000, 8},
                                               {0xA9FE0000, 16},
                                               {0xAC100000, 12},
                                               {0xC0000000, 24},
                                               {0xC0000200, 24},
                                               {0xC0A80000, 16},
                                               {0xC6120000, 15},
                                               {0xC6336400, 24},
                                               {0xCB007100, 24},
                                               {0xE0000000, 4},
                                               {0xF0000000, 4}}};

bool IsInward4(std::uint32_t address) {
  for (const Network& network : kInward4) {
    if ((address ^ network.address) >> (32 - network.bits) == 0) return true;
  }
  return false;
}

std::uint32_t IPv4At(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
}

using IPv6 = std::array<std::uint8_t, 16>;

bool BeginsWith(const IPv6& address, std::initializer_list<std::uint8_t> begin) {
  return std::equal(begin.begin(), begin.end(), address.begin());
}

// IPv4-mapped, -compatible, NAT64 and 6to4 addresses lead to the IPv4 address in them.
bool IsInward6(const IPv6& address) {
  constexpr std::size_t kMappedAt = 12;
  constexpr std::size_t k6To4At = 2;
  const bool is_mapped = BeginsWith(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}) ||
                         BeginsWith(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) ||
                         BeginsWith(address, {0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0});
  if (is_mapped) return IsInward4(IPv4At(&address[kMappedAt]));
  if (BeginsWith(address, {0x20, 0x02})) return IsInward4(IPv4At(&address[k6To4At]));
  // 2000::/3 is the public network; 2001:db8::/32 and Teredo are not.
  if ((address[0] & 0xE0) != 0x20) return true;
  return BeginsWith(address, {0x20, 0x01, 0x0D, 0xB8}) || BeginsWith(address, {0x20, 0x01, 0, 0});
}

IPv6 BytesOf(const sockaddr& address) {
  sockaddr_in6 six;
  std::memcpy(&six, &address, sizeof six);
  IPv6 bytes;
  std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
  return bytes;
}

std::uint32_t NumberOf(const sockaddr& address) {
  sockaddr_in four;
  std::memcpy(&four, &address, sizeof four);
  return ntohl(four.sin_addr.s_addr);
}

}  // namespace

bool IsInward(const sockaddr& address) {
  if (address.sa_family == AF_INET) return IsInward4(NumberOf(address));
  if (address.sa_family == AF_INET6) return IsInward6(BytesOf(address));
  return true;
}

bool IsLoopbackAddress(const sockaddr& address) {
  if (address.sa_family == AF_INET) return NumberOf(address) >> 24 == 127;
  if (address.sa_family != AF_INET6) return false;
  return BytesOf(address) == IPv6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
}

bool IsLoopbackHost(std::string_view host) {
  if (host == "localhost" || host == "[::1]" || host == "::1") return true;
  in_addr address{};
  return inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 &&
         ntohl(address.s_addr) >> 24 == 127;
}

std::string AddressText(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.sa_family == AF_INET) {
    const in_addr four{htonl(NumberOf(address))};
    inet_ntop(AF_INET, &four, text.data(), text.size());
  } else if (address.sa_family == AF_INET6) {
    const IPv6 six = BytesOf(address);
    inet_ntop(AF_INET6, six.data(), text.data(), text.size());
  }
  return text.data();
}

}  // namespace cognitrack
