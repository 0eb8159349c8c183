// HashGate: how many passwords are hashed at one time: each takes 19 MiB and a core. Two at once;
// two more wait, the rest is turned away, so that threads are left for everybody else.
#pragma once

#include <condition_variable>
#include <mutex>

namespace cognitrack {

class HashGate {
 public:
  // Waits for its turn. False where too many wait already.
  bool Enter();
  void Leave();

 private:
  std::mutex mutex_;
  std::condition_variable is_free_;
  int running_ = 0;
  int waiting_ = 0;
};

// One turn, while it lives.
class HashTurn {
 public:
  explicit HashTurn(HashGate& gate) : gate_(gate), has_it_(gate.Enter()) {}
  ~HashTurn() {
    if (has_it_) gate_.Leave();
  }
  HashTurn(const HashTurn&) = delete;
  HashTurn& operator=(const HashTurn&) = delete;
  bool has_it() const { return has_it_; }

 private:
  HashGate& gate_;
  bool has_it_;
};

}  // namespace cognitrack
