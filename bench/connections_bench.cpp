// connections_bench PORT PATH IDLE SLOW: a service at 127.0.0.1:PORT, asked for PATH again and
// again for ten seconds while IDLE connections that have had an answer are kept, and SLOW ones send
// a head byte by byte. Half of the questions come on one kept connection, half on new ones. Prints
// "<questions> <p50> <p99> <max>" in milliseconds, and how many of the idle and of the slow
// connections were open at the end.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "server/open_files.h"

namespace cognitrack {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::chrono::seconds kFor{10};
constexpr std::chrono::milliseconds kDrip{200};
constexpr std::size_t kOwnFiles = 64;

int Connect(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    std::perror("connect");
    std::exit(69);
  }
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

// One question and its whole answer, which has a Content-Length.
void Ask(int fd, const std::string& request) {
  if (write(fd, request.data(), request.size()) != static_cast<ssize_t>(request.size())) {
    std::perror("write");
    std::exit(69);
  }
  std::string answer;
  std::size_t whole = std::string::npos;
  std::array<char, 16'384> piece{};
  while (answer.size() < whole) {
    const ssize_t count = read(fd, piece.data(), piece.size());
    if (count <= 0) {
      std::fprintf(stderr, "the service closed a connection: %.200s\n", answer.c_str());
      std::exit(69);
    }
    answer.append(piece.data(), static_cast<std::size_t>(count));
    const std::size_t end = answer.find("\r\n\r\n");
    if (whole != std::string::npos || end == std::string::npos) continue;
    const std::size_t length = answer.find("Content-Length: ");
    if (length > end || answer.compare(9, 3, "200") != 0) {
      std::fprintf(stderr, "not the answer that was asked for: %.200s\n", answer.c_str());
      std::exit(69);
    }
    whole = end + 4 + std::strtoul(answer.c_str() + length + 16, nullptr, 10);
  }
}

bool IsOpen(int fd) {
  char byte = 0;
  const ssize_t count = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count > 0 || (count < 0 && errno == EAGAIN);
}

struct Slow {
  int fd = -1;
  std::size_t sent = 0;
};

// One more byte of each head; those that were closed begin anew.
void Drip(int port, const std::string& head, std::vector<Slow>* slow) {
  for (Slow& one : *slow) {
    if (one.fd >= 0 && !IsOpen(one.fd)) {
      close(one.fd);
      one = {};
    }
    if (one.fd < 0) one.fd = Connect(port);
    if (one.sent + 1 < head.size()) {
      one.sent += static_cast<std::size_t>(
          std::max<ssize_t>(0, send(one.fd, head.data() + one.sent, 1, MSG_NOSIGNAL)));
    }
  }
}

template <typename Of>
std::size_t OpenOf(const std::vector<Of>& connections, int (*fd_of)(const Of&)) {
  return static_cast<std::size_t>(std::count_if(connections.begin(), connections.end(),
                                                [&](const Of& one) { return IsOpen(fd_of(one)); }));
}

int Main(int port, const std::string& path, std::size_t idle_count, std::size_t slow_count) {
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string head =
      "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + std::string(4'096, 's');
  if (RaiseOpenFiles(idle_count + slow_count + kOwnFiles) < idle_count + slow_count + kOwnFiles) {
    std::fprintf(stderr, "this machine allows too few open files\n");
    return 69;
  }
  // Something quick, so that none has waited for too long before the last one is there.
  const std::string greeting = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::vector<int> idle(idle_count);
  for (int& fd : idle) {
    fd = Connect(port);
    Ask(fd, greeting);
  }
  std::vector<Slow> slow(slow_count);
  std::vector<double> taken;
  const int kept = Connect(port);
  const SteadyClock::time_point begun = SteadyClock::now();
  SteadyClock::time_point drip = begun;
  for (std::size_t i = 0; SteadyClock::now() - begun < kFor; ++i) {
    if (SteadyClock::now() >= drip) {
      Drip(port, head, &slow);
      drip = SteadyClock::now() + kDrip;
    }
    const SteadyClock::time_point asked = SteadyClock::now();
    const int fd = i % 2 == 0 ? kept : Connect(port);
    Ask(fd, request);
    const std::chrono::duration<double, std::milli> time = SteadyClock::now() - asked;
    taken.push_back(time.count());
    if (fd != kept) close(fd);
    poll(nullptr, 0, 1);  // A person's page, not a flood.
  }
  std::sort(taken.begin(), taken.end());
  const auto idle_open = OpenOf<int>(idle, [](const int& fd) { return fd; });
  const auto slow_open = OpenOf<Slow>(slow, [](const Slow& one) { return one.fd; });
  std::printf("%zu %.2f %.2f %.2f %zu %zu\n", taken.size(), taken[taken.size() / 2],
              taken[taken.size() * 99 / 100], taken.back(), idle_open, slow_open);
  return 0;
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) {
  if (argc != 5) return 64;
  return cognitrack::Main(std::atoi(argv[1]), argv[2], std::strtoul(argv[3], nullptr, 10),
                          std::strtoul(argv[4], nullptr, 10));
}
